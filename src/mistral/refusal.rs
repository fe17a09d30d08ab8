//! What a refusal means, and whether to ask again: the status, two headers and the few words that servers of this
//! protocol are known to use. Nothing of what they say is kept.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::MistralError;
use super::retry::{Advice, asked_wait};

/// The plan's calls a minute; zero where it does not hold the model.
const CALLS_A_MINUTE: &str = "x-ratelimit-limit-req-minute";
/// The month's tokens that are left, of an older family of headers.
const LEFT_THIS_MONTH: &str = "x-ratelimitbysize-remaining-month";

/// How servers say that a prompt is too long: Mistral's, llama.cpp's, vLLM's and OpenAI's words.
const TOO_LONG: [&str; 4] =
    ["too large for model", "maximum context length", "available context size", "context_length_exceeded"];
/// How they say that the month or the money is spent.
const SPENT: [&str; 5] = ["monthly", "this month", "spend limit", "spending limit", "insufficient_quota"];
/// How they say that the model is at its capacity, whatever the status.
const CAPACITY: [&str; 2] = ["capacity_exceeded", "out_of_capacity"];
/// Mistral's code for the same.
const CAPACITY_CODE: &str = "3505";

/// A refusal, understood.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What it is to the caller.
    pub error: MistralError,
    /// Whether to ask again.
    pub advice: Advice,
}

/// What an answer of `status` that is no success means. `now_s` is the time, in seconds since 1970.
pub fn of(status: StatusCode, headers: &HeaderMap, body: &[u8], now_s: i64) -> Refusal {
    let said = Said::read(body);
    let asked = asked_wait(headers, now_s);
    let patience = match asked {
        Some(wait) => Advice::After(wait),
        None if said.is_capacity() => Advice::Slowly,
        None => Advice::Again,
    };
    let code = status.as_u16();
    let (error, advice) = match code {
        401 | 403 => (MistralError::KeyRefused { status: code }, Advice::Never),
        402 => (MistralError::QuotaExhausted, Advice::Never),
        429 if no_plan(headers) || said.holds(&SPENT) => (MistralError::QuotaExhausted, Advice::Never),
        429 => (MistralError::RateLimited { retry_after: asked }, patience),
        // 501 is llama.cpp's answer for what it was not started with: no failure, and no better the next time.
        501 => (MistralError::Refused { status: code }, Advice::Never),
        408 | 500.. => (MistralError::ServerFailed { status: code }, patience),
        _ if said.holds(&TOO_LONG) => (MistralError::ContextTooLong, Advice::Never),
        _ => (MistralError::Refused { status: code }, Advice::Never),
    };
    Refusal { error, advice }
}

/// What an error said inside an answer means.
pub fn within(said: &str) -> MistralError {
    if Said::read(said.as_bytes()).holds(&TOO_LONG) { MistralError::ContextTooLong } else { MistralError::Truncated }
}

/// The body: its words, and its code where it has one.
struct Said {
    words: String,
    code: Option<String>,
}

impl Said {
    fn read(body: &[u8]) -> Self {
        let words = String::from_utf8_lossy(body).to_lowercase();
        let value: Value = serde_json::from_slice(body).unwrap_or_default();
        let code = match value.get("error").unwrap_or(&value).get("code") {
            Some(Value::String(code)) => Some(code.clone()),
            Some(Value::Number(code)) => Some(code.to_string()),
            _ => None,
        };
        Self { words, code }
    }

    fn holds(&self, any: &[&str]) -> bool {
        any.iter().any(|words| self.words.contains(words))
    }

    fn is_capacity(&self) -> bool {
        self.code.as_deref() == Some(CAPACITY_CODE) || self.holds(&CAPACITY)
    }
}

/// Whether the headers say that waiting never helps.
fn no_plan(headers: &HeaderMap) -> bool {
    [CALLS_A_MINUTE, LEFT_THIS_MONTH].iter().any(|name| {
        let value = headers.get(*name).and_then(|value| value.to_str().ok());
        value.and_then(|value| value.trim().parse::<f64>().ok()).is_some_and(|left| left <= 0.0)
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    type Row = (u16, &'static [(&'static str, &'static str)], &'static str, MistralError, Advice);

    fn refusal(status: u16, headers: &[(&'static str, &str)], body: &str) -> Refusal {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        of(StatusCode::from_u16(status).unwrap(), &headers, body.as_bytes(), 0)
    }

    #[test]
    fn each_known_refusal_has_its_meaning() {
        use Advice::{After, Again, Never, Slowly};
        use MistralError::{ContextTooLong, KeyRefused, QuotaExhausted, RateLimited, Refused, ServerFailed};
        let limited = |retry_after: Option<u64>| RateLimited { retry_after: retry_after.map(Duration::from_secs) };
        let table: &[Row] = &[
            (
                400,
                &[],
                r#"{"object":"error","message":"Invalid model: x","type":"invalid_model","code":"1500"}"#,
                Refused { status: 400 },
                Never,
            ),
            (
                400,
                &[],
                r#"{"message":"Prompt contains 9 tokens and 0 draft tokens, too large for model with 8 maximum context length","code":"3051"}"#,
                ContextTooLong,
                Never,
            ),
            (
                400,
                &[],
                r#"{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}"#,
                ContextTooLong,
                Never,
            ),
            (
                400,
                &[],
                r#"{"error":{"message":"This model's maximum context length is 10","code":400}}"#,
                ContextTooLong,
                Never,
            ),
            (401, &[], r#"{"detail":"Invalid API Key"}"#, KeyRefused { status: 401 }, Never),
            (401, &[], r#"{"message":"Unauthorized","request_id":"x"}"#, KeyRefused { status: 401 }, Never),
            (402, &[], "", QuotaExhausted, Never),
            (403, &[("retry-after", "1")], "{}", KeyRefused { status: 403 }, Never),
            (404, &[], r#"{"message":"no Route matched with those values"}"#, Refused { status: 404 }, Never),
            (408, &[], "", ServerFailed { status: 408 }, Again),
            (
                422,
                &[],
                r#"{"detail":[{"type":"extra_forbidden","loc":["body","store"],"msg":"Extra inputs are not permitted","input":false}]}"#,
                Refused { status: 422 },
                Never,
            ),
            (
                422,
                &[],
                r#"{"object":"error","message":{"detail":[{"loc":["body",0]}]},"code":null}"#,
                Refused { status: 422 },
                Never,
            ),
            (
                429,
                &[],
                r#"{"object":"error","message":"Rate limit exceeded","type":"rate_limited","code":"1300"}"#,
                limited(None),
                Again,
            ),
            (429, &[], r#"{"message":"Requests rate limit exceeded"}"#, limited(None), Again),
            (429, &[("retry-after", "7")], "{}", limited(Some(7)), After(Duration::from_secs(7))),
            (429, &[], r#"{"type":"service_tier_capacity_exceeded","code":"3505"}"#, limited(None), Slowly),
            (429, &[], r#"{"code":3505}"#, limited(None), Slowly),
            (429, &[("x-ratelimit-limit-req-minute", "0")], "{}", QuotaExhausted, Never),
            (429, &[("x-ratelimit-limit-req-minute", "0"), ("retry-after", "1")], "{}", QuotaExhausted, Never),
            (429, &[("x-ratelimit-limit-req-minute", "60")], "{}", limited(None), Again),
            (429, &[("x-ratelimitbysize-remaining-month", "-4")], "{}", QuotaExhausted, Never),
            (429, &[], r#"{"message":"You have reached your Monthly spend limit"}"#, QuotaExhausted, Never),
            (500, &[], "<html>oops</html>", ServerFailed { status: 500 }, Again),
            (
                501,
                &[],
                r#"{"error":{"code":501,"message":"This server does not support embeddings."}}"#,
                Refused { status: 501 },
                Never,
            ),
            (502, &[], "", ServerFailed { status: 502 }, Again),
            (
                503,
                &[],
                r#"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#,
                ServerFailed { status: 503 },
                Again,
            ),
            (503, &[], r#"{"type":"backend_out_of_capacity","code":"3505"}"#, ServerFailed { status: 503 }, Slowly),
            (503, &[("retry-after", "2")], "\u{0}", ServerFailed { status: 503 }, After(Duration::from_secs(2))),
            (301, &[("location", "http://elsewhere.example/")], "", Refused { status: 301 }, Never),
            (599, &[], "", ServerFailed { status: 599 }, Again),
        ];
        for (status, headers, body, error, advice) in table {
            let expected = Refusal { error: error.clone(), advice: *advice };
            assert_eq!(refusal(*status, headers, body), expected, "{status} {headers:?} {body}");
        }
    }

    #[test]
    fn an_error_inside_an_answer_breaks_it_off() {
        assert_eq!(within("maximum context length"), MistralError::ContextTooLong);
        assert_eq!(within("{\"error\":{\"code\":500}}"), MistralError::Truncated);
    }
}
