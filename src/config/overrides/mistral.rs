//! The overrides of the language model's and the conversations' settings.

use clap::Args;
use serde::Serialize;

#[derive(Clone, Debug, Default, Args, Serialize)]
#[command(next_help_heading = "Language model")]
pub struct MistralOverrides {
    /// Where the language model is: Mistral's, or any server of the same protocol [default: https://api.mistral.ai]
    #[arg(
        id = "mistral-base_url",
        long = "mistral-base-url",
        env = "MISTRAL_BASE_URL",
        value_name = "URL",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    base_url: Option<String>,
    /// The model that answers [default: mistral-small-latest]
    #[arg(
        id = "mistral-model",
        long = "mistral-model",
        env = "TRAMONTANE_MISTRAL_MODEL",
        value_name = "NAME",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    /// The model that embeds; empty embeds nothing [default: mistral-embed]
    #[arg(
        id = "mistral-embedding_model",
        long = "mistral-embedding-model",
        env = "TRAMONTANE_MISTRAL_EMBEDDING_MODEL",
        value_name = "NAME",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    embedding_model: Option<String>,
    /// Where vectors come from, if from another server; its key is EMBEDDING_API_KEY [default: none]
    #[arg(
        id = "mistral-embedding_base_url",
        long = "mistral-embedding-base-url",
        env = "TRAMONTANE_MISTRAL_EMBEDDING_BASE_URL",
        value_name = "URL",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    embedding_base_url: Option<String>,
    /// Time to connect, in seconds [default: 5]
    #[arg(
        id = "mistral-connect_timeout_s",
        long = "mistral-connect-timeout-s",
        env = "TRAMONTANE_MISTRAL_CONNECT_TIMEOUT_S",
        value_name = "SECONDS",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    connect_timeout_s: Option<u64>,
    /// Time to an answer's first byte, in seconds [default: 30]
    #[arg(
        id = "mistral-first_byte_timeout_s",
        long = "mistral-first-byte-timeout-s",
        env = "TRAMONTANE_MISTRAL_FIRST_BYTE_TIMEOUT_S",
        value_name = "SECONDS",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    first_byte_timeout_s: Option<u64>,
    /// Time for a whole answer, in seconds [default: 120]
    #[arg(
        id = "mistral-total_timeout_s",
        long = "mistral-total-timeout-s",
        env = "TRAMONTANE_MISTRAL_TOTAL_TIMEOUT_S",
        value_name = "SECONDS",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    total_timeout_s: Option<u64>,
    /// How often a call is tried again before its first byte [default: 2]
    #[arg(
        id = "mistral-retries",
        long = "mistral-retries",
        env = "TRAMONTANE_MISTRAL_RETRIES",
        value_name = "COUNT",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    retries: Option<u32>,
    /// Calls under way at once [default: 64]
    #[arg(
        id = "mistral-max_concurrent",
        long = "mistral-max-concurrent",
        env = "TRAMONTANE_MISTRAL_MAX_CONCURRENT",
        value_name = "COUNT",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    max_concurrent: Option<usize>,
    /// Calls a day (UTC), for everybody together; 0 allows none [default: 2000]
    #[arg(
        id = "mistral-calls_per_day",
        long = "mistral-calls-per-day",
        env = "TRAMONTANE_MISTRAL_CALLS_PER_DAY",
        value_name = "COUNT",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    calls_per_day: Option<u64>,
    /// Tokens a day (UTC), in and out, for everybody together [default: 2000000]
    #[arg(
        id = "mistral-tokens_per_day",
        long = "mistral-tokens-per-day",
        env = "TRAMONTANE_MISTRAL_TOKENS_PER_DAY",
        value_name = "COUNT",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    tokens_per_day: Option<u64>,
    /// Longest answer, in tokens [default: 800]
    #[arg(
        id = "mistral-max_answer_tokens",
        long = "mistral-max-answer-tokens",
        env = "TRAMONTANE_MISTRAL_MAX_ANSWER_TOKENS",
        value_name = "COUNT",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    max_answer_tokens: Option<u32>,
    /// Tokens that a prompt may have [default: 8000]
    #[arg(
        id = "mistral-context_tokens",
        long = "mistral-context-tokens",
        env = "TRAMONTANE_MISTRAL_CONTEXT_TOKENS",
        value_name = "COUNT",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    context_tokens: Option<u32>,
}

#[derive(Clone, Debug, Default, Args, Serialize)]
#[command(next_help_heading = "Conversations")]
pub struct ChatOverrides {
    /// Days a conversation is kept; 0 keeps it until someone deletes it [default: 120]
    #[arg(
        id = "chat-keep_days",
        long = "chat-keep-days",
        env = "TRAMONTANE_CHAT_KEEP_DAYS",
        value_name = "DAYS",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    keep_days: Option<u32>,
    /// Passages of the course that the model is given [default: 6]
    #[arg(
        id = "chat-passages",
        long = "chat-passages",
        env = "TRAMONTANE_CHAT_PASSAGES",
        value_name = "COUNT",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    passages: Option<usize>,
    /// Longest message, in bytes [default: 16384]
    #[arg(
        id = "chat-message_limit_bytes",
        long = "chat-message-limit-bytes",
        env = "TRAMONTANE_CHAT_MESSAGE_LIMIT_BYTES",
        value_name = "BYTES",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    message_limit_bytes: Option<usize>,
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::commands::Cli;
    use crate::config::Config;

    #[test]
    fn each_flag_reaches_its_setting() {
        let flags = [
            ("--course-dir", "cours", "course_dir"),
            ("--mistral-base-url", "http://localhost:11434", "mistral.base_url"),
            ("--mistral-model", "ministral-3b-latest", "mistral.model"),
            ("--mistral-embedding-model", "", "mistral.embedding_model"),
            ("--mistral-embedding-base-url", "http://localhost:8081", "mistral.embedding_base_url"),
            ("--mistral-connect-timeout-s", "1", "mistral.connect_timeout_s"),
            ("--mistral-first-byte-timeout-s", "2", "mistral.first_byte_timeout_s"),
            ("--mistral-total-timeout-s", "3", "mistral.total_timeout_s"),
            ("--mistral-retries", "4", "mistral.retries"),
            ("--mistral-max-concurrent", "5", "mistral.max_concurrent"),
            ("--mistral-calls-per-day", "6", "mistral.calls_per_day"),
            ("--mistral-tokens-per-day", "7", "mistral.tokens_per_day"),
            ("--mistral-max-answer-tokens", "8", "mistral.max_answer_tokens"),
            ("--mistral-context-tokens", "9", "mistral.context_tokens"),
            ("--chat-keep-days", "10", "chat.keep_days"),
            ("--chat-passages", "11", "chat.passages"),
            ("--chat-message-limit-bytes", "12", "chat.message_limit_bytes"),
        ];
        for (flag, value, setting) in flags {
            let cli = Cli::try_parse_from(["tramontane", "serve", flag, value]).unwrap();
            let config = toml::Value::try_from(Config::resolve(&cli.settings).unwrap()).unwrap();
            let found = setting.split('.').fold(&config, |table, key| &table[key]);
            let found = found.as_str().map_or_else(|| found.to_string(), str::to_owned);
            assert_eq!(found, value, "{flag}");
        }
    }
}
