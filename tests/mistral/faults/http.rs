//! Replies that are no answers: refusals and failures, each in the shapes that were seen.

use serde_json::{Value, json};

use super::super::refusals::{self, Refusal};
use super::super::script::{Behaviour, Step, body_of, json as reply};
use super::Then::{Broken, Final, Retry};
use super::{Fault, On, always, fault};

/// How a rate limit says when to come back.
#[derive(Clone, Copy, Debug)]
pub enum RetryAfter {
    Nothing,
    Seconds(u32),
    Fraction(f64),
    /// An HTTP date.
    Date(&'static str),
}

/// A page as a CDN sends it.
const HTML: &str = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";
/// A body longer than any client should read of an error.
const HUGE_BYTES: usize = 8 << 20;

pub const FAULTS: &[Fault] = &[
    fault("unauthorized", "401, as for a wrong key", On::Any, Final, || refused(refusals::invalid_key)),
    fault("unauthorized_detail", "401 in other words", On::Any, Final, || {
        refused(|| refusals::detail(401, "Unauthorized"))
    }),
    fault("unauthorized_gateway", "401 of the gateway", On::Any, Final, || {
        refused(|| refusals::gateway(401, "Unauthorized", 0))
    }),
    fault("unauthorized_openai", "401 in the shape of llama.cpp, its code a number", On::Any, Final, || {
        Behaviour::reply(
            401,
            json!({"error": {"code": 401, "message": "Invalid API Key", "type": "authentication_error"}}),
        )
    }),
    fault("forbidden_model", "403: the plan does not hold the model", On::Any, Final, || {
        refused(|| refusals::error(403, "forbidden", "1800", "This model is not available in your plan"))
    }),
    fault("forbidden_guardrail", "403: a guardrail blocks the prompt", On::Any, Final, || {
        refused(|| refusals::error(403, "guardrail_blocked", "1810", "Blocked by moderation"))
    }),
    fault("not_found", "404", On::Any, Final, || refused(|| refusals::detail(404, "Not Found"))),
    fault("not_found_gateway", "404 of the gateway, as without /v1", On::Any, Final, || {
        refused(|| refusals::gateway(404, "no Route matched with those values", 0))
    }),
    fault("not_found_ollama", "404 in Ollama's shape: the model was not pulled", On::Any, Final, || {
        let error = json!({"message": "model not found", "type": "not_found_error", "param": null, "code": null});
        Behaviour::reply(404, json!({"error": error}))
    }),
    fault("unknown_model", "400, code 1500", On::Any, Final, || refused(|| refusals::unknown_model("foo"))),
    fault("invalid_args", "400, code 3051", On::Any, Final, || {
        refused(|| refusals::invalid_args("Logprobs are not enabled for this model"))
    }),
    fault("too_long", "400: the prompt is longer than the context", On::Any, Final, || {
        refused(|| refusals::too_long(40_000, 32_768))
    }),
    fault("too_long_openai", "400: the same in llama.cpp's words", On::Any, Final, || {
        let message = "the request exceeds the available context size, try increasing it";
        let error = json!({"code": 400, "message": message, "type": "exceed_context_size_error"});
        Behaviour::reply(400, json!({"error": error}))
    }),
    fault("bad_order", "400, code 3230", On::Any, Final, || {
        refused(|| refusals::message_order("Unexpected role 'user' after role 'tool'"))
    }),
    fault("validation", "422, a list of problems", On::Any, Final, || refused(|| refusals::validation(&problems()))),
    fault("validation_nested", "422, its list below `message`", On::Any, Final, || {
        refused(|| refusals::nested_validation(&problems()))
    }),
    fault("rate_limited", "429, code 1300, come back at once", On::Any, Retry, || rate_limited(RetryAfter::Seconds(0))),
    fault("rate_limited_plain", "429 in few words, without Retry-After", On::Any, Retry, || {
        Behaviour::reply(429, json!({"message": "Requests rate limit exceeded"}))
    }),
    fault("rate_limited_fraction", "429, come back in a fraction of a second", On::Any, Retry, || {
        rate_limited(RetryAfter::Fraction(0.05))
    }),
    fault("rate_limited_date", "429, come back at a date that is past", On::Any, Retry, || {
        rate_limited(RetryAfter::Date("Wed, 21 Oct 2015 07:28:00 GMT"))
    }),
    fault("not_in_plan", "429 with a limit of no request a minute: waiting does not help", On::Any, Final, || {
        let headers = vec![("x-ratelimit-limit-req-minute", "0".to_owned())];
        rate_limited(RetryAfter::Nothing).with_headers(headers)
    }),
    fault("month_spent", "429: the month's limit is reached", On::Any, Final, || {
        refused(|| refusals::error(429, "rate_limited", "1300", "Monthly spend limit reached for this workspace"))
    }),
    fault("capacity", "429, code 3505", On::Any, Retry, || {
        let message = "Service tier capacity exceeded for this model.";
        refused(|| refusals::error(429, "service_tier_capacity_exceeded", "3505", message))
    }),
    fault("capacity_unavailable", "the same with status 503", On::Any, Retry, || {
        let message = "Service tier capacity exceeded for this model.";
        refused(|| refusals::error(503, "backend_out_of_capacity", "3505", message))
    }),
    fault("failed", "500 in JSON", On::Any, Retry, || {
        refused(|| refusals::error(500, "internal_server_error", "1000", "Internal server error"))
    }),
    fault("failed_empty", "500 without a body", On::Any, Retry, || always(|| body_of(500, "text/plain", ""))),
    fault("failed_binary", "500 with bytes that are no text", On::Any, Retry, || {
        always(|| body_of(500, "application/json", vec![0xff, 0xfe, 0x00, 0x80]))
    }),
    fault("failed_huge", "500 with megabytes of body", On::Any, Retry, || {
        always(|| body_of(500, "text/plain", vec![b'x'; HUGE_BYTES]))
    }),
    fault("bad_gateway", "502 in HTML", On::Any, Retry, || always(|| body_of(502, "text/html", HTML))),
    fault("unavailable", "503", On::Any, Retry, || refused(|| refusals::detail(503, "Service unavailable"))),
    fault("loading", "503: llama.cpp still loads its model", On::Any, Retry, || {
        let error = json!({"code": 503, "message": "Loading model", "type": "unavailable_error"});
        Behaviour::reply(503, json!({"error": error}))
    }),
    fault("gateway_timeout", "504", On::Any, Retry, || always(|| body_of(504, "text/plain", "upstream timed out"))),
    fault("echo", "500 that repeats the key and the prompt: nothing of it may be shown", On::Any, Retry, || {
        Behaviour::new(|call| {
            let echo = format!("{} said {}", call.key(), call.body);
            refusals::error(500, "internal_server_error", "1000", &echo).steps()
        })
    }),
    fault("web_page", "200 in HTML, as a captive portal answers", On::Any, Broken, || {
        always(|| body_of(200, "text/html", "<html><body>Bienvenue sur le réseau du lycée</body></html>"))
    }),
    fault("other_stream", "200 in NDJSON", On::Streams, Broken, || {
        always(|| body_of(200, "application/x-ndjson", "{\"response\":\"Bonjour\",\"done\":true}\n"))
    }),
    fault("nothing", "200 without a body", On::Any, Broken, || always(|| body_of(200, "application/json", ""))),
    fault("error_as_answer", "200 whose JSON is an error", On::Any, Broken, || {
        let refusal = refusals::error(500, "internal_server_error", "1000", "Internal server error");
        Behaviour::reply(200, refusal.body)
    }),
    fault("redirected_away", "307 to another host, which must not get the key", On::Any, Broken, || {
        redirected("http://127.0.0.1:9/v1/chat/completions")
    }),
];

/// 429, code 1300.
pub fn rate_limited(retry_after: RetryAfter) -> Behaviour {
    let value = match retry_after {
        RetryAfter::Nothing => None,
        RetryAfter::Seconds(seconds) => Some(seconds.to_string()),
        RetryAfter::Fraction(seconds) => Some(seconds.to_string()),
        RetryAfter::Date(date) => Some(date.to_owned()),
    };
    let limited = refused(|| refusals::error(429, "rate_limited", "1300", "Rate limit exceeded"));
    limited.with_headers(value.map(|value| ("retry-after", value)).into_iter().collect())
}

/// 307 to `url`.
pub fn redirected(url: &str) -> Behaviour {
    let url = url.to_owned();
    Behaviour::new(move |_| {
        let mut steps = reply(307, &json!({}));
        if let Some(Step::Head { headers, .. }) = steps.first_mut() {
            headers.push(("location", url.clone()));
        }
        steps
    })
}

fn refused(refusal: impl Fn() -> Refusal + Send + Sync + 'static) -> Behaviour {
    always(move || refusal().steps())
}

fn problems() -> Vec<Value> {
    let message = "Extra inputs are not permitted";
    vec![
        json!({"type": "extra_forbidden", "loc": ["body", "messages", 0, "user", "name"], "msg": message, "input": "a"}),
    ]
}
