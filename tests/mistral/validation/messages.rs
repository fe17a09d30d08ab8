//! Messages: the fields of each role, and the order of roles.

use serde_json::Value;

use super::super::refusals::{self, Refusal};
use super::super::script::text_of;
use super::fields::{Check, Field, Kind};

/// A message of any role.
pub const MESSAGE: Kind = Kind::Own(|check, value| check.tagged(value, "role", ROLES));

const ROLES: &[(&str, &[Field])] = &[
    ("system", &[ROLE, Field::required("content", Kind::Own(plain))]),
    ("user", &[ROLE, Field::required_nullable("content", Kind::Own(rich))]),
    (
        "assistant",
        &[
            ROLE,
            Field::nullable("content", Kind::Own(rich)),
            Field::nullable("tool_calls", Kind::List(&Kind::Fields(TOOL_CALL), 0, usize::MAX)),
            Field::optional("prefix", Kind::Flag),
        ],
    ),
    (
        "tool",
        &[
            ROLE,
            Field::required_nullable("content", Kind::Own(rich)),
            Field::nullable("tool_call_id", Kind::Text),
            Field::nullable("name", Kind::Text),
        ],
    ),
];

const ROLE: Field = Field::required("role", Kind::Text);
const TYPE: Field = Field::required("type", Kind::Text);

const TOOL_CALL: &[Field] = &[
    Field::optional("id", Kind::Text),
    Field::optional("type", Kind::Text),
    Field::optional("index", Kind::Whole(0)),
    Field::required(
        "function",
        Kind::Fields(&[Field::required("name", Kind::Text), Field::required("arguments", Kind::Any)]),
    ),
];

const TEXT: (&str, &[Field]) = ("text", &[TYPE, Field::required("text", Kind::Text)]);
const THINKING: (&str, &[Field]) = (
    "thinking",
    &[
        TYPE,
        Field::required(
            "thinking",
            Kind::List(&Kind::Own(|check, value| check.tagged(value, "type", THOUGHTS)), 0, usize::MAX),
        ),
        Field::nullable("signature", Kind::Text),
        Field::optional("closed", Kind::Flag),
    ],
);
const REFERENCE: (&str, &[Field]) =
    ("reference", &[TYPE, Field::required("reference_ids", Kind::List(&Kind::Any, 0, usize::MAX))]);

const THOUGHTS: &[(&str, &[Field])] =
    &[TEXT, REFERENCE, ("tool_reference", &[TYPE, Field::optional("tool", Kind::Any)])];
const SYSTEM_CHUNKS: &[(&str, &[Field])] = &[TEXT, THINKING];
const CHUNKS: &[(&str, &[Field])] = &[
    TEXT,
    THINKING,
    REFERENCE,
    ("image_url", &[TYPE, Field::required("image_url", Kind::Any)]),
    (
        "document_url",
        &[TYPE, Field::required("document_url", Kind::Text), Field::nullable("document_name", Kind::Text)],
    ),
    ("file", &[TYPE, Field::required("file_id", Kind::Text)]),
    ("input_audio", &[TYPE, Field::required("input_audio", Kind::Any)]),
];

/// Refuses an order of roles that Mistral does not take, and an assistant that says nothing.
pub fn order(messages: &[Value]) -> Result<(), Refusal> {
    let role = |message: &Value| message["role"].as_str().unwrap_or_default().to_owned();
    for pair in messages.windows(2) {
        let (before, after) = (role(&pair[0]), role(&pair[1]));
        let follows: &[&str] = match before.as_str() {
            "system" | "user" => &["system", "user", "assistant"],
            "assistant" => &["user", "assistant", "tool"],
            _ => &["assistant", "tool"],
        };
        if !follows.contains(&after.as_str()) {
            let message = format!("Unexpected role '{after}' after role '{before}'");
            return Err(refusals::message_order(&message));
        }
    }
    let Some(last) = messages.last() else {
        return Err(refusals::message_order("Conversation must have at least one message"));
    };
    if !(matches!(role(last).as_str(), "user" | "tool") || last["prefix"] == true) {
        let message = "Expected last role User or Tool (or Assistant with prefix True) for serving but got ";
        return Err(refusals::message_order(&format!("{message}{}", role(last))));
    }
    for message in messages.iter().filter(|message| role(message) == "assistant") {
        let calls = message["tool_calls"].as_array().is_some_and(|calls| !calls.is_empty());
        if !calls && text_of(&message["content"]).is_empty() {
            let message = "Assistant message must have either content or tool_calls, but not none.";
            return Err(refusals::error(400, "invalid_request_assistant_message", "3240", message));
        }
    }
    Ok(())
}

fn plain(check: &mut Check, value: &Value) {
    content(check, value, SYSTEM_CHUNKS);
}

fn rich(check: &mut Check, value: &Value) {
    content(check, value, CHUNKS);
}

fn content(check: &mut Check, value: &Value, chunks: &'static [(&'static str, &'static [Field])]) {
    match value {
        Value::String(_) => {}
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                check.within(index, |check| check.tagged(item, "type", chunks));
            }
        }
        other => check.problem("string_type", "Input should be a valid string", other, None),
    }
}
