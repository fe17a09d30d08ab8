//! The settings of the language model's server. Its key is no setting: it comes from `MISTRAL_API_KEY` alone.

use serde::{Deserialize, Serialize};

/// The language model's server.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mistral {
    /// Where it is, with or without a final `/v1`: Mistral's, or any server of the same protocol (llama.cpp, Ollama).
    pub base_url: String,
    /// The model that answers. The cheapest that Mistral recommends for general use.
    pub model: String,
    /// The model that embeds; empty embeds nothing, and passages are found by their words alone.
    pub embedding_model: String,
    /// Where vectors come from, where not from `base_url`: another server of the same protocol, whose key comes from
    /// `EMBEDDING_API_KEY` alone. Empty by default: one server does both.
    pub embedding_base_url: String,
    /// Time to connect, in seconds. A class must learn of a cut network before it gives up.
    pub connect_timeout_s: u64,
    /// Time to the answer's first byte, in seconds. A busy model thinks for several.
    pub first_byte_timeout_s: u64,
    /// Time for a whole answer, in seconds.
    pub total_timeout_s: u64,
    /// How often a call is tried again before its first byte.
    pub retries: u32,
    /// Calls under way at once. A class of 35 and its teacher, with room.
    pub max_concurrent: usize,
    /// Calls a day (UTC), for everybody together; 0 allows none.
    pub calls_per_day: u64,
    /// Tokens a day (UTC), in and out, for everybody together. Two million cost less than a euro on the default model. A
    /// call is entered at the most that it may cost, and stays so where its true cost is never told: its reader left.
    pub tokens_per_day: u64,
    /// Longest answer, in tokens: a long paragraph and an example.
    pub max_answer_tokens: u32,
    /// Tokens that a prompt may have; passages and history are trimmed to it. Small enough for a model on a laptop.
    pub context_tokens: u32,
}

impl Default for Mistral {
    fn default() -> Self {
        Self {
            base_url: "https://api.mistral.ai".to_owned(),
            model: "mistral-small-latest".to_owned(),
            embedding_model: "mistral-embed".to_owned(),
            embedding_base_url: String::new(),
            connect_timeout_s: 5,
            first_byte_timeout_s: 30,
            total_timeout_s: 120,
            retries: 2,
            max_concurrent: 64,
            calls_per_day: 2000,
            tokens_per_day: 2_000_000,
            max_answer_tokens: 800,
            context_tokens: 8000,
        }
    }
}
