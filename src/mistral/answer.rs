//! What the server answers, read leniently: the protocol's servers differ in what they leave out, add and nest. Text is
//! taken where it is, thinking is left out, and what is not understood is passed over.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{Completion, FinishReason, MistralError, Usage};

/// A whole answer, or a piece of one: they differ in the name of what a choice holds.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Answer {
    choices: Option<Vec<Choice>>,
    #[serde(deserialize_with = "lenient")]
    usage: Option<LooseUsage>,
    error: Option<Value>,
    object: Option<Value>,
    detail: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Choice {
    #[serde(deserialize_with = "lenient")]
    index: u32,
    #[serde(alias = "message")]
    delta: Option<Said>,
    finish_reason: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    content: Option<Value>,
}

/// Tokens, as any server counts them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LooseUsage {
    prompt_tokens: Option<u64>,
    completion_tokens: Option<u64>,
    total_tokens: Option<u64>,
}

/// Why a choice says that it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Nothing, so far.
    Open,
    /// It is whole, or cut at its limit.
    Reached(FinishReason),
    /// The server gave up on it.
    Failed,
}

impl Answer {
    /// Reads one, whole or a piece.
    ///
    /// # Errors
    /// When it is not JSON, or no object.
    pub fn read(bytes: &[u8]) -> Result<Self, MistralError> {
        serde_json::from_slice(bytes).map_err(|_| MistralError::Unreadable)
    }

    /// Whether it is an error's body, sent where an answer was due.
    pub fn is_error(&self) -> bool {
        let has = |value: &Option<Value>| value.as_ref().is_some_and(|value| !value.is_null());
        let named = self.object.as_ref().and_then(Value::as_str) == Some("error");
        named || (self.choice().is_none() && (has(&self.error) || has(&self.detail)))
    }

    /// The text of the first choice; the only one, since one is asked for.
    pub fn text(&self) -> Cow<'_, str> {
        match self.choice().and_then(|choice| choice.delta.as_ref()).and_then(|said| said.content.as_ref()) {
            Some(Value::String(text)) => Cow::Borrowed(text),
            Some(Value::Array(parts)) => Cow::Owned(parts.iter().filter_map(part).collect()),
            _ => Cow::Borrowed(""),
        }
    }

    /// Whether the first choice is over.
    pub fn end(&self) -> End {
        match self.choice().and_then(|choice| choice.finish_reason.as_ref()).and_then(Value::as_str) {
            None | Some("") => End::Open,
            Some("error") => End::Failed,
            Some("length" | "model_length") => End::Reached(FinishReason::Length),
            // `stop`, and whatever a server invents to say the same.
            Some(_) => End::Reached(FinishReason::Stop),
        }
    }

    /// Tokens, where they are told.
    pub fn usage(&self) -> Option<Usage> {
        self.usage.as_ref()?.read()
    }

    /// It as a whole answer.
    ///
    /// # Errors
    /// When it is none: an error, no choice, one without content, or one that the server gave up on.
    pub fn into_completion(self) -> Result<Completion, MistralError> {
        let said = self.choice().and_then(|choice| choice.delta.as_ref());
        if self.is_error() || said.is_none_or(|said| said.content.is_none()) {
            return Err(MistralError::Unreadable);
        }
        let finish_reason = match self.end() {
            End::Failed => return Err(MistralError::Truncated),
            End::Reached(reason) => reason,
            // The body arrived whole, so the answer is; some servers just do not say so.
            End::Open => FinishReason::Stop,
        };
        Ok(Completion { content: self.text().into_owned(), finish_reason, usage: self.usage() })
    }

    fn choice(&self) -> Option<&Choice> {
        self.choices.iter().flatten().find(|choice| choice.index == 0)
    }
}

impl LooseUsage {
    /// The three numbers, where enough of them are told.
    pub fn read(&self) -> Option<Usage> {
        if self.prompt_tokens.is_none() && self.total_tokens.is_none() {
            return None;
        }
        let prompt_tokens = self.prompt_tokens.unwrap_or_default();
        let rest = self.total_tokens.map(|total| total.saturating_sub(prompt_tokens));
        let completion_tokens = self.completion_tokens.or(rest).unwrap_or_default();
        let sum = prompt_tokens.saturating_add(completion_tokens);
        Some(Usage { prompt_tokens, completion_tokens, total_tokens: self.total_tokens.unwrap_or(sum).max(sum) })
    }
}

/// A part's text; thinking and references are none.
fn part(part: &Value) -> Option<&str> {
    match part {
        Value::String(text) => Some(text),
        Value::Object(part) if part.get("type").is_none_or(|kind| kind == "text") => part.get("text")?.as_str(),
        _ => None,
    }
}

/// The default where the field is null or has another shape.
///
/// # Errors
/// When the input is not JSON.
pub fn lenient<'de, D: Deserializer<'de>, T: Default + for<'any> Deserialize<'any>>(input: D) -> Result<T, D::Error> {
    let value = Value::deserialize(input)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answer(value: &Value) -> Answer {
        Answer::read(value.to_string().as_bytes()).unwrap()
    }

    fn piece(content: &Value, finish_reason: &Value) -> Answer {
        answer(&json!({"choices": [{"index": 0, "delta": {"content": content}, "finish_reason": finish_reason}]}))
    }

    #[test]
    fn text_is_found_in_every_form() {
        let forms = [
            (json!("un"), "un"),
            (json!(null), ""),
            (json!(""), ""),
            (json!(3), ""),
            (json!([{"type": "text", "text": "u"}, {"type": "text", "text": "n"}]), "un"),
            (json!([{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}]), ""),
            (json!([{"type": "thinking", "text": "hm"}, {"text": "un"}, "!"]), "un!"),
            (json!([{"type": "reference", "reference_ids": [0]}, null, 7]), ""),
        ];
        for (content, expected) in forms {
            assert_eq!(piece(&content, &json!(null)).text(), expected, "{content}");
        }
        assert_eq!(answer(&json!({"choices": [{"message": {"content": "un"}}]})).text(), "un");
        assert_eq!(
            answer(&json!({"choices": [{"delta": {"reasoning_content": "hm", "role": "assistant"}}]})).text(),
            ""
        );
        let second =
            json!({"choices": [{"index": 1, "delta": {"content": "b"}}, {"index": 0, "delta": {"content": "a"}}]});
        assert_eq!(answer(&second).text(), "a");
        for none in [json!({}), json!({"choices": []}), json!({"choices": null}), json!({"choices": [{"index": 0}]})] {
            assert_eq!(answer(&none).text(), "", "{none}");
        }
    }

    #[test]
    fn ends_are_known_by_name_or_taken_for_a_stop() {
        let (stop, length) = (End::Reached(FinishReason::Stop), End::Reached(FinishReason::Length));
        for (reason, expected) in [
            (json!(null), End::Open),
            (json!(""), End::Open),
            (json!("stop"), stop),
            (json!("eos"), stop),
            (json!("length"), length),
            (json!("model_length"), length),
            (json!("error"), End::Failed),
        ] {
            assert_eq!(piece(&json!("x"), &reason).end(), expected, "{reason}");
        }
        assert_eq!(answer(&json!({"choices": []})).end(), End::Open);
    }

    #[test]
    fn usage_is_read_where_it_makes_sense() {
        let usage = |prompt_tokens, completion_tokens, total_tokens| {
            Some(Usage { prompt_tokens, completion_tokens, total_tokens })
        };
        for (told, expected) in [
            (
                json!({"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7, "service_tier": "x"}),
                usage(3, 4, 7),
            ),
            (json!({"prompt_tokens": 3, "completion_tokens": 4}), usage(3, 4, 7)),
            (json!({"prompt_tokens": 3, "total_tokens": 7}), usage(3, 4, 7)),
            (json!({"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 1}), usage(3, 4, 7)),
            (json!({"completion_tokens": null}), None),
            (json!({"prompt_tokens": "many"}), None),
            (json!(null), None),
            (json!(3), None),
        ] {
            assert_eq!(answer(&json!({"choices": [], "usage": told})).usage(), expected, "{told}");
        }
    }

    #[test]
    fn errors_in_place_of_answers_are_seen() {
        for error in [
            json!({"error": {"message": "x"}}),
            json!({"error": "x"}),
            json!({"object": "error", "message": "x", "choices": [{"delta": {}}]}),
            json!({"detail": "x"}),
        ] {
            assert!(answer(&error).is_error(), "{error}");
        }
        for fine in [json!({"error": null, "choices": []}), json!({"object": "chat.completion.chunk"})] {
            assert!(!answer(&fine).is_error(), "{fine}");
        }
        for bad in ["", "x", "3", "{\"choices\":3}", "{\"choices\":[", "<html>"] {
            assert_eq!(Answer::read(bad.as_bytes()).unwrap_err(), MistralError::Unreadable, "{bad}");
        }
    }

    #[test]
    fn a_whole_answer_needs_a_choice() {
        let whole = json!({"choices": [{"message": {"content": "un"}, "finish_reason": "length"}]});
        let completion = answer(&whole).into_completion().unwrap();
        assert_eq!((completion.content.as_str(), completion.finish_reason), ("un", FinishReason::Length));
        let silent = json!({"choices": [{"message": {"content": ""}}], "usage": null});
        assert_eq!(answer(&silent).into_completion().unwrap().finish_reason, FinishReason::Stop);
        let failed = json!({"choices": [{"message": {"content": "u"}, "finish_reason": "error"}]});
        assert_eq!(answer(&failed).into_completion().unwrap_err(), MistralError::Truncated);
        let empty = json!({"choices": [{"message": {"content": null}, "finish_reason": "stop"}]});
        for none in [json!({}), json!({"choices": [{}]}), json!({"detail": "x"}), empty] {
            assert_eq!(answer(&none).into_completion().unwrap_err(), MistralError::Unreadable, "{none}");
        }
    }
}
