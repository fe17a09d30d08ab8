//! The models that the fake has: few, with the limits of the real ones of 2026.

use serde_json::{Value, json};

/// A model with its names.
#[derive(Debug)]
pub struct Model {
    /// The version first, then its aliases.
    ids: &'static [&'static str],
    /// Tokens that it reads, answer included.
    pub context: usize,
    temperature: f64,
    kind: Kind,
    /// Whether `n` may be asked of it.
    pub several: bool,
    deprecation: Option<&'static str>,
}

/// What a model does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Chat,
    /// Embeds; `true` where the number of dimensions may be chosen.
    Embeds(bool),
}

const MODELS: [Model; 7] = [
    chat(&["mistral-small-2603", "mistral-small-latest", "magistral-small-latest"], 262_144, 0.3),
    chat(&["mistral-medium-3-5", "mistral-medium-latest", "mistral-medium-2604"], 262_144, 1.0),
    Model { several: false, ..chat(&["mistral-large-2512", "mistral-large-latest"], 262_144, 0.3) },
    chat(&["ministral-8b-2512", "ministral-8b-latest"], 262_144, 0.3),
    Model { deprecation: Some("2026-08-31T12:00:00Z"), ..chat(&["mistral-medium-2508"], 131_072, 0.3) },
    Model { kind: Kind::Embeds(false), ..chat(&["mistral-embed-2312", "mistral-embed"], 8_192, 0.0) },
    Model { kind: Kind::Embeds(true), ..chat(&["codestral-embed-2505", "codestral-embed"], 8_192, 0.0) },
];

const fn chat(ids: &'static [&'static str], context: usize, temperature: f64) -> Model {
    Model { ids, context, temperature, kind: Kind::Chat, several: true, deprecation: None }
}

/// The model of that name or alias.
pub fn find(id: &str) -> Option<&'static Model> {
    MODELS.iter().find(|model| model.ids.contains(&id))
}

/// The model of that name that chats.
pub fn chatting(id: &str) -> Option<&'static Model> {
    find(id).filter(|model| model.kind == Kind::Chat)
}

/// The model of that name that embeds; whether its dimensions may be chosen as well.
pub fn embedding(id: &str) -> Option<(&'static Model, bool)> {
    find(id).and_then(|model| match model.kind {
        Kind::Embeds(choice) => Some((model, choice)),
        Kind::Chat => None,
    })
}

/// The list, every alias in a row of its own.
pub fn list() -> Value {
    let rows = MODELS.iter().flat_map(|model| model.ids.iter().map(|id| model.card(id)));
    json!({"object": "list", "data": rows.collect::<Vec<_>>()})
}

impl Model {
    /// Its row under one of its names.
    pub fn card(&self, id: &str) -> Value {
        let chats = self.kind == Kind::Chat;
        json!({
            "id": id,
            "object": "model",
            "created": super::answers::CREATED,
            "owned_by": "mistralai",
            "name": self.ids[0],
            "description": format!("Fake of {}", self.ids[0]),
            "max_context_length": self.context,
            "aliases": self.ids.iter().filter(|alias| **alias != id).collect::<Vec<_>>(),
            "deprecation": self.deprecation,
            "deprecation_replacement_model": self.deprecation.map(|_| "mistral-medium-latest"),
            "default_model_temperature": chats.then_some(self.temperature),
            "capabilities": {
                "completion_chat": chats,
                "function_calling": chats,
                "reasoning": chats,
                "completion_fim": false,
                "fine_tuning": false,
                "vision": false,
                "ocr": false,
                "classification": false,
                "moderation": false,
                "audio": false,
                "audio_transcription": false,
            },
            "type": "base",
        })
    }

    /// When it goes, if that is known.
    pub fn deprecation(&self) -> Option<&'static str> {
        self.deprecation
    }
}
