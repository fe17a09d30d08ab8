//! What one row of a labelled file says.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The most attributes that are read of a row: past them, a file is a table of something else.
pub const MAX_ATTRIBUTES: usize = 16;

/// The longest value of an attribute that is kept, in characters; the rest is cut off.
const MAX_VALUE_CHARS: usize = 200;

/// A text with its right label.
#[derive(Clone, Debug, PartialEq)]
pub struct Labelled {
    /// The text.
    pub text: String,
    /// The label's place among the model's.
    pub gold: u8,
    /// What else the row says: names and values, in the order of the file.
    pub attributes: Vec<(String, String)>,
}

/// Why a row of a file counts in no figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// Bytes that are no UTF-8: a file in Latin-1, mostly.
    NotUtf8,
    /// Not a JSON object.
    NotJson {
        /// What the parser says.
        reason: String,
    },
    /// More bytes than a row may have.
    TooLong {
        /// The most that it may have.
        limit: usize,
    },
    /// More or fewer fields than the header has.
    WrongWidth {
        /// Fields of the row.
        fields: usize,
        /// Fields of the header.
        columns: usize,
    },
    /// No text, or one that is no string.
    NoText,
    /// Nothing that a network could read.
    EmptyText,
    /// No label.
    NoLabel,
    /// A label that the model does not have.
    UnknownLabel {
        /// The label.
        label: String,
    },
    /// The tokenizer, or a limit of the server, refuses the text.
    Unreadable {
        /// Why.
        reason: String,
    },
}

/// A row of NDJSON.
pub(super) fn from_json(line: &[u8], labels: &[String]) -> Result<Labelled, Fault> {
    let line = std::str::from_utf8(line).map_err(|_| Fault::NotUtf8)?;
    let object: serde_json::Map<String, Value> =
        serde_json::from_str(line).map_err(|error| Fault::NotJson { reason: error.to_string() })?;
    let (mut text, mut label, mut attributes) = (None, None, Vec::new());
    for (name, value) in object {
        match (name.as_str(), value) {
            ("text", Value::String(value)) => text = Some(value),
            ("text", _) => return Err(Fault::NoText),
            ("label", value) => label = scalar(&value),
            (_, value) => {
                if let Some(value) = scalar(&value) {
                    attributes.push((name, value));
                }
            }
        }
    }
    row(text, label, attributes, labels)
}

/// A row from its parts; an empty label is none.
pub(super) fn row(
    text: Option<String>,
    label: Option<String>,
    mut attributes: Vec<(String, String)>,
    labels: &[String],
) -> Result<Labelled, Fault> {
    let text = text.ok_or(Fault::NoText)?;
    if text.trim().is_empty() {
        return Err(Fault::EmptyText);
    }
    let label = label.filter(|label| !label.trim().is_empty()).ok_or(Fault::NoLabel)?;
    let gold = place_of(&label, labels).ok_or(Fault::UnknownLabel { label: shorten(label) })?;
    attributes.truncate(MAX_ATTRIBUTES);
    for (_, value) in &mut attributes {
        *value = shorten(std::mem::take(value));
    }
    Ok(Labelled { text, gold, attributes })
}

/// A label is called by its name, in any case, or by its place: 0 is the network's first column.
pub fn place_of(label: &str, labels: &[String]) -> Option<u8> {
    let label = label.trim();
    let named = labels.iter().position(|name| name == label);
    let named = named.or_else(|| labels.iter().position(|name| name.to_lowercase() == label.to_lowercase()));
    let place = named.or_else(|| label.parse().ok().filter(|place: &usize| *place < labels.len()));
    place.and_then(|place| u8::try_from(place).ok())
}

/// A value as a word; a list as its words, joined. Objects and null say nothing.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(value) => Some(value.clone()),
        Value::Number(value) => Some(value.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Array(values) => {
            let words: Vec<String> = values.iter().filter_map(scalar).collect();
            Some(words.join(" "))
        }
        Value::Null | Value::Object(_) => None,
    }
}

fn shorten(value: String) -> String {
    match value.char_indices().nth(MAX_VALUE_CHARS) {
        Some((end, _)) => value[..end].to_owned(),
        None => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_called_by_name_or_place() {
        let labels = ["negative".to_owned(), "positive".to_owned()];
        for (label, place) in
            [("negative", Some(0)), (" Positive ", Some(1)), ("1", Some(1)), ("2", None), ("-1", None)]
        {
            assert_eq!(place_of(label, &labels), place, "{label}");
        }
        // A name that is a number goes before the place.
        assert_eq!(place_of("1", &["1".to_owned(), "0".to_owned()]), Some(0));
    }

    #[test]
    fn other_fields_are_attributes() {
        let labels = ["negative".to_owned(), "positive".to_owned()];
        let line = br#"{"id": 7, "text": "x", "label": 1, "tags": ["a", "b"], "stars": 4.5, "none": null, "o": {}, "ok": true}"#;
        let row = from_json(line, &labels).unwrap();
        let attributes: Vec<_> = row.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        // In alphabetical order, as the parser keeps objects.
        assert_eq!(attributes, [("id", "7"), ("ok", "true"), ("stars", "4.5"), ("tags", "a b")]);
    }
}
