//! What cannot be done is refused, and said in the words of both protocols.

use insta::assert_json_snapshot;
use serde_json::{Value, json};

use super::ask;
use crate::support::{Answer, TestApp};

/// Asserts that `answer` is an error that clients of both protocols read; gives the field at fault.
fn at(answer: &Answer, status: u16) -> String {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.headers["content-type"], "application/json");
    let body = &answer.body;
    assert_eq!(body["object"], "error");
    for field in ["message", "type", "param", "code"] {
        assert_eq!(body[field], body["error"][field], "{body}");
    }
    assert!(body["message"].as_str().unwrap().contains(" / "), "{body}");
    assert_eq!(body["request_id"], answer.headers["x-request-id"].to_str().unwrap());
    body["param"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_is_in_the_shape_of_both() {
    let app = TestApp::start().await;
    let redacted = |body: &Value| json!({"body": body});
    assert_json_snapshot!(redacted(&ask(&app, json!({"model": "gpt-4o"})).await.body), {".body.request_id" => "[id]"});
    assert_json_snapshot!(redacted(&ask(&app, json!({"temperature": 9})).await.body), {".body.request_id" => "[id]"});
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_tutor_cannot_do_is_refused_whole_and_streamed() {
    let app = TestApp::teaching().await;
    let tool = json!({"type": "function", "function": {"name": "f", "parameters": {}}});
    let schema = json!({"type": "json_schema", "json_schema": {"name": "a", "schema": {}}});
    let user = json!({"role": "user", "content": "Et ?"});
    let image = json!({"role": "user", "content": [{"type": "image_url", "image_url": "https://example.org/a.png"}]});
    for (change, param) in [
        (json!({"tools": [tool]}), "tools"),
        (json!({"functions": [{"name": "f"}]}), "functions"),
        (json!({"web_search_options": {"a": 1}}), "web_search_options"),
        (json!({"logprobs": true}), "logprobs"),
        (json!({"logit_bias": {"50256": -100}}), "logit_bias"),
        (json!({"guardrails": [{"block_on_error": true}]}), "guardrails"),
        (json!({"audio": {"voice": "a"}}), "audio"),
        (json!({"n": 2}), "n"),
        (json!({"response_format": {"type": "json_object"}}), "response_format"),
        (json!({"response_format": schema}), "response_format"),
        (json!({"temperature": 1.6}), "temperature"),
        (json!({"temperature": -0.1}), "temperature"),
        (json!({"max_tokens": 0}), "max_tokens"),
        (json!({"max_completion_tokens": 0}), "max_completion_tokens"),
        (json!({"stop": [""]}), "stop"),
        (json!({"stop": ["a", "b", "c", "d", "e"]}), "stop"),
        (json!({"messages": []}), "messages"),
        (json!({"messages": [{"role": "system", "content": "Bonjour"}]}), "messages"),
        (json!({"messages": [user, {"role": "assistant", "content": "La porte", "prefix": true}]}), "messages.1"),
        (json!({"messages": [user, {"role": "tool", "content": "4", "tool_call_id": "x"}]}), "messages.1.role"),
        (json!({"messages": [{"role": "assistant", "tool_calls": [{"id": "x"}]}, user]}), "messages.0.tool_calls"),
        (json!({"messages": [image]}), "messages.0.content"),
        (json!({"messages": [{"role": "user", "content": " \n"}]}), "messages.0.content"),
        (json!({"messages": [{"role": "user", "content": null}]}), "messages.0.content"),
        (json!({"messages": [{"role": "user"}]}), "messages.0.content"),
    ] {
        for stream in [false, true] {
            let mut change = change.clone();
            change["stream"] = stream.into();
            assert_eq!(at(&ask(&app, change.clone()).await, 422), param, "{change}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_path_under_v1_speaks_the_protocol() {
    let app = TestApp::start().await;
    at(&Answer::of(app.post("/v1/embeddings").json(&json!({}))).await, 404);
    at(&Answer::of(app.get("/v1/models/gpt-4o")).await, 404);
    let answer = Answer::of(app.get("/v1/chat/completions")).await;
    at(&answer, 405);
    assert_eq!(answer.headers["allow"], "POST");
    assert_eq!(Answer::of(app.get("/v2/models")).await.problem(), "not-found");
}
