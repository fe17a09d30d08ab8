//! What Mistral says when it refuses, in each of its shapes.

use serde_json::{Value, json};

use super::script::{Step, json as reply};

/// A refusal: status and body.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub status: u16,
    pub body: Value,
}

impl Refusal {
    pub fn new(status: u16, body: Value) -> Self {
        Self { status, body }
    }

    pub fn steps(&self) -> Vec<Step> {
        reply(self.status, &self.body)
    }
}

/// The shape of most refusals: a flat object with a type and a code in text.
pub fn error(status: u16, kind: &str, code: &str, message: &str) -> Refusal {
    let body = json!({
        "object": "error",
        "message": message,
        "type": kind,
        "param": null,
        "code": code,
        "raw_status_code": status,
    });
    Refusal::new(status, body)
}

/// The gateway's shape, before Mistral itself has seen the call.
pub fn gateway(status: u16, message: &str, number: usize) -> Refusal {
    Refusal::new(status, json!({"message": message, "request_id": request_id(number)}))
}

/// The shape of few words.
pub fn detail(status: u16, detail: &str) -> Refusal {
    Refusal::new(status, json!({"detail": detail}))
}

/// Fields that are not as they should be.
pub fn validation(problems: &[Value]) -> Refusal {
    Refusal::new(422, json!({"detail": problems}))
}

/// The same, in the shape that hides the list below `message`.
pub fn nested_validation(problems: &[Value]) -> Refusal {
    let body = json!({
        "object": "error",
        "message": {"detail": problems},
        "type": "invalid_request_error",
        "param": null,
        "code": null,
    });
    Refusal::new(422, body)
}

pub fn invalid_key() -> Refusal {
    detail(401, "Invalid API Key")
}

pub fn unknown_model(model: &str) -> Refusal {
    error(400, "invalid_model", "1500", &format!("Invalid model: {model}"))
}

pub fn invalid_args(message: &str) -> Refusal {
    error(400, "invalid_request_invalid_args", "3051", message)
}

pub fn invalid_prompt(message: &str) -> Refusal {
    error(400, "invalid_request_prompt", "3210", message)
}

pub fn message_order(message: &str) -> Refusal {
    error(400, "invalid_request_message_order", "3230", message)
}

pub fn too_long(tokens: usize, context: usize) -> Refusal {
    let message = format!("Prompt contains {tokens} tokens, too large for model with {context} maximum context length");
    invalid_args(&message)
}

/// The id of the call of that number, in the form of a UUID.
pub fn request_id(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}
