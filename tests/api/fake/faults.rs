//! Each fault, seen with a plain client: what it does on the wire is what its table says.

use std::collections::BTreeSet;

use futures_util::StreamExt;
use reqwest::Response;
use serde_json::{Value, json};

use super::{Caller, question};
use crate::mistral::faults::{self, Fault, On, PLAIN, RetryAfter, Then};
use crate::mistral::{Behaviour, Endpoint, Gate};

/// Bytes after which an endless reply is believed to be one.
const ENOUGH: usize = 64 << 10;

/// Sends a call to which the fault can happen; `streams` decides where either can.
async fn met(caller: &Caller, fault: &Fault, streams: bool) -> reqwest::Result<Response> {
    let (endpoint, path, body) = match fault.on {
        On::Embeddings => {
            let body = json!({"model": "mistral-embed", "input": ["un réseau", "une porte", "un état"]});
            (Endpoint::Embeddings, "/v1/embeddings", body)
        }
        _ => (Endpoint::Chat, "/v1/chat/completions", question(json!({"stream": streams}))),
    };
    caller.fake.script_for(endpoint, [fault.behaviour()]);
    let url = format!("{}{path}", caller.fake.url());
    caller.client.post(url).bearer_auth(caller.fake.key()).json(&body).send().await
}

fn is_streamed(fault: &Fault) -> bool {
    fault.on == On::Streams
}

#[tokio::test]
async fn refusals_and_failures_are_no_success() {
    let caller = Caller::start().await;
    for fault in faults::all() {
        let before_head = matches!(fault.name, "reset" | "closed");
        if !matches!(fault.then, Then::Final | Then::Retry) || before_head {
            continue;
        }
        let response = met(&caller, &fault, is_streamed(&fault)).await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        assert!(headers.contains_key("mistral-correlation-id"), "{}", fault.name);
        let may_pass = matches!(status, 429 | 500..=504);
        let never = headers.get("x-ratelimit-limit-req-minute").is_some_and(|limit| limit == "0")
            || response.text().await.unwrap_or_default().contains("Monthly spend limit");
        assert_eq!(fault.then == Then::Retry, may_pass && !never, "{} is {status}", fault.name);
    }
}

#[tokio::test]
async fn what_is_harmless_holds_the_plain_answer() {
    let caller = Caller::start().await;
    for fault in faults::all().into_iter().filter(|fault| fault.then == Then::Answer) {
        if fault.on != On::Embeddings {
            let streams = is_streamed(&fault);
            let mut pieces = met(&caller, &fault, streams).await.unwrap().bytes_stream();
            let mut bytes = Vec::new();
            while let Some(Ok(piece)) = pieces.next().await {
                bytes.extend_from_slice(&piece);
            }
            let text = String::from_utf8(bytes).unwrap();
            // Rewritten lines still hold the words, in order, whatever stands between them.
            let mut rest = text.as_str();
            for word in if fault.name == "letters" { vec!["La porte"] } else { PLAIN.split(' ').collect() } {
                let (_, after) = rest.split_once(word).unwrap_or_else(|| panic!("{}: {word} in {text}", fault.name));
                rest = after;
            }
        }
    }
}

#[tokio::test]
async fn broken_answers_begin_and_do_not_end_well() {
    let caller = Caller::start().await;
    for fault in faults::all() {
        if fault.then != Then::Broken || fault.name == "redirected_away" {
            continue;
        }
        let streams = is_streamed(&fault);
        let response = met(&caller, &fault, streams).await.unwrap();
        assert_eq!(response.status(), 200, "{}", fault.name);
        let event_stream = response.headers()["content-type"].to_str().unwrap().starts_with("text/event-stream");
        let whole = response.bytes().await;
        let finished = whole.as_ref().is_ok_and(|bytes| {
            let text = String::from_utf8_lossy(bytes);
            event_stream && text.contains("\"finish_reason\":\"stop\"") && text.ends_with("data: [DONE]\n\n")
        });
        let fine_elsewhere =
            ["bad_json", "bad_bytes", "other_json", "error_event", "error_event_openai", "error_named"];
        assert_eq!(finished, fine_elsewhere.contains(&fault.name), "{}", fault.name);
    }
}

#[tokio::test]
async fn endless_replies_last_until_the_client_leaves() {
    let caller = Caller::start().await;
    let mut left = 0;
    for fault in faults::all().into_iter().filter(|fault| fault.then == Then::Endless) {
        let calls = caller.fake.counts().calls;
        let silent = fault.name.starts_with("silent");
        {
            let response = met(&caller, &fault, is_streamed(&fault));
            if silent {
                tokio::select! {
                    _ = async { response.await.unwrap().bytes().await } => panic!("{} ends", fault.name),
                    _ = caller.fake.until(|counts| counts.calls == calls + 1) => {}
                }
            } else {
                let mut pieces = response.await.unwrap().bytes_stream();
                let mut bytes = 0;
                while bytes < ENOUGH {
                    bytes += pieces.next().await.unwrap().unwrap().len();
                }
            }
        }
        left += 1;
        caller.fake.until(|counts| counts.closed_early == left).await;
    }
    assert!(left > 5);
}

#[tokio::test]
async fn cut_connections_fail_before_or_after_the_head() {
    let caller = Caller::start().await;
    for name in ["reset", "closed"] {
        let failed = met(&caller, &faults::named(name).unwrap(), false).await;
        assert!(failed.unwrap_err().is_request(), "{name}");
    }
    for name in ["cut_midway", "reset_midway", "cut_midway_whole"] {
        let fault = faults::named(name).unwrap();
        let response = met(&caller, &fault, is_streamed(&fault)).await.unwrap();
        assert!(response.bytes().await.is_err(), "{name}");
    }
}

#[tokio::test]
async fn vectors_come_as_the_table_says() {
    let caller = Caller::start().await;
    for fault in faults::all().into_iter().filter(|fault| fault.on == On::Embeddings) {
        let text = met(&caller, &fault, false).await.unwrap().text().await.unwrap();
        let Ok(body) = serde_json::from_str::<Value>(&text) else {
            assert!(matches!(fault.name, "vectors_nan" | "vectors_huge"), "{}", fault.name);
            continue;
        };
        let rows = body["data"].as_array().unwrap();
        let indices: BTreeSet<u64> = rows.iter().map(|row| row["index"].as_u64().unwrap()).collect();
        let usable = |row: &Value| {
            let vector = row["embedding"].as_array().cloned().unwrap_or_default();
            let sum: f64 = vector.iter().map(|value| value.as_f64().unwrap_or(0.0).abs()).sum();
            vector.len() == 1024 && sum > 0.0 && sum < 1e9
        };
        let right = rows.len() == 3 && indices.len() == 3 && rows.iter().all(usable);
        assert_eq!(right, fault.then == Then::Answer, "{}", fault.name);
    }
}

#[tokio::test]
async fn a_rate_limit_says_when_in_each_way() {
    let caller = Caller::start().await;
    for (retry_after, expected) in [
        (RetryAfter::Nothing, None),
        (RetryAfter::Seconds(7), Some("7")),
        (RetryAfter::Fraction(0.2), Some("0.2")),
        (RetryAfter::Date("Wed, 21 Oct 2015 07:28:00 GMT"), Some("Wed, 21 Oct 2015 07:28:00 GMT")),
    ] {
        caller.fake.script([faults::rate_limited(retry_after)]);
        let response = caller.post("/v1/chat/completions", &question(json!({}))).await;
        assert_eq!(response.headers().get("retry-after").map(|value| value.to_str().unwrap()), expected);
    }
}

#[tokio::test]
async fn a_redirect_leads_to_another_fake() {
    let (caller, other) = (Caller::start().await, Caller::start().await);
    caller.fake.script([faults::redirected(&format!("{}/v1/chat/completions", other.fake.url()))]);
    // A client that follows, as ours must not; the key stays behind even so, as the port is another.
    assert_eq!(caller.chat(json!({})).await.0, 401);
    assert_eq!(other.fake.requests()[0].header("authorization"), None);
}

#[tokio::test]
async fn a_fault_of_streams_does_not_happen_to_others() {
    let caller = Caller::start().await;
    let crlf = faults::named("crlf").unwrap();
    assert!(!crlf.about.is_empty());
    assert_eq!(met(&caller, &crlf, false).await.unwrap().status(), 501);
    let gate = Gate::closed();
    let behaviour: Behaviour = crlf.behaviour().held(&gate);
    gate.pass(1);
    caller.fake.script([behaviour]);
    assert!(caller.post("/v1/chat/completions", &question(json!({"stream": true}))).await.status().is_success());
}

#[tokio::test]
async fn no_two_faults_share_a_name() {
    let names: Vec<&str> = faults::all().iter().map(|fault| fault.name).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    assert!(faults::CANARY_SHAPE.starts_with("sk-"));
}
