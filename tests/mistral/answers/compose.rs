//! What an answer says once the call's wishes are met: form, prefix, stop words, longest length.

use serde_json::{Value, json};

use super::super::script::{Call, text_of};
use super::super::tokens;
use super::{Answer, Pieces, Text, schema, tutor};

/// Blanks of a model that was not told to write JSON, where nothing else ends them.
const BLANKS: usize = 4_000;

/// An answer, ready to be sent.
pub struct Composed {
    /// In the order of the stream; joined, the text.
    pub pieces: Vec<String>,
    pub finish_reason: &'static str,
    pub thinking: Option<String>,
    pub completion_tokens: usize,
}

/// What `answer` says to `call`.
pub fn compose(call: &Call, answer: &Answer) -> Composed {
    let text = match &answer.text {
        Text::Tutor => formed(call),
        Text::Said(text) => text.clone(),
        Text::Told(text) => text(call),
    };
    let pieces = match &answer.pieces {
        Pieces::Exactly(pieces) => pieces.clone(),
        Pieces::Whole => vec![text],
        Pieces::Letters => text.chars().map(String::from).collect(),
        Pieces::Words => words(&text),
    };
    let prefix = prefix(&call.body);
    let pieces = stopped(prefix.into_iter().chain(pieces).collect(), &stops(&call.body));
    let (pieces, cut) = shortened(pieces, call.body["max_tokens"].as_u64());
    let thinking = answer.thinking.clone().or_else(|| thought(&call.body));
    let said: usize = pieces.iter().map(|piece| tokens::count(piece)).sum();
    Composed {
        completion_tokens: said + thinking.as_deref().map_or(0, tokens::count),
        pieces,
        finish_reason: answer.finish_reason.unwrap_or(if cut { "length" } else { "stop" }),
        thinking,
    }
}

/// The tutor's answer in the form that the call wants.
fn formed(call: &Call) -> String {
    let format = &call.body["response_format"];
    match format["type"].as_str() {
        Some("json_schema") => schema::instance(&format["json_schema"]["schema"]).to_string(),
        // Mistral's own documentation warns of it.
        Some("json_object") if !asks_for_json(call) => " ".repeat(BLANKS),
        Some("json_object") => json!({"reponse": tutor::answer(call)}).to_string(),
        _ => tutor::answer(call),
    }
}

fn asks_for_json(call: &Call) -> bool {
    call.messages().iter().any(|(_, text)| text.to_lowercase().contains("json"))
}

/// The beginning that the last message gives.
fn prefix(body: &Value) -> Option<String> {
    let last = body["messages"].as_array()?.last()?;
    (last["prefix"] == true).then(|| text_of(&last["content"]))
}

fn thought(body: &Value) -> Option<String> {
    let effort = body["reasoning_effort"].as_str()?;
    (effort != "none").then(|| "Je relis les passages du cours avant de répondre.".to_owned())
}

fn stops(body: &Value) -> Vec<&str> {
    match &body["stop"] {
        Value::String(stop) => vec![stop],
        Value::Array(stops) => stops.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Each word with the blanks before it.
fn words(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut blank = true;
    for c in text.chars() {
        match pieces.last_mut() {
            Some(piece) if blank || !c.is_whitespace() => piece.push(c),
            _ => pieces.push(c.to_string()),
        }
        blank = c.is_whitespace();
    }
    pieces
}

/// The pieces up to the first of `stops`, itself left out.
fn stopped(pieces: Vec<String>, stops: &[&str]) -> Vec<String> {
    let text = pieces.concat();
    let ends = stops.iter().filter(|stop| !stop.is_empty()).filter_map(|stop| text.find(stop));
    let Some(mut left) = ends.min() else { return pieces };
    let mut kept = Vec::new();
    for mut piece in pieces {
        piece.truncate(left);
        left -= piece.len();
        if !piece.is_empty() {
            kept.push(piece);
        }
    }
    kept
}

/// The pieces that fit into `most` tokens, and whether that left some out.
fn shortened(pieces: Vec<String>, most: Option<u64>) -> (Vec<String>, bool) {
    let Some(most) = most.and_then(|most| usize::try_from(most).ok()) else { return (pieces, false) };
    let all = pieces.len();
    let mut spent = 0;
    // A model writes no token for free, blanks included.
    let fits = |piece: &String| {
        spent += tokens::count(piece).max(1);
        spent <= most
    };
    let kept: Vec<String> = pieces.into_iter().take_while(fits).collect();
    let cut = kept.len() < all;
    (kept, cut)
}
