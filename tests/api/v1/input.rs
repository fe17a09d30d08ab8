//! Bodies that are none.

use serde_json::json;

use super::{QUESTION, ask, said};
use crate::support::{Answer, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_question_is_refused() {
    let app = TestApp::start().await;
    for (body, status, code) in [
        ("", 400, "invalid-json"),
        ("{", 400, "invalid-json"),
        ("[]", 422, "invalid-field"),
        ("{}", 422, "invalid-field"),
        (r#"{"model": "tramontane"}"#, 422, "invalid-field"),
        (r#"{"model": 1, "messages": []}"#, 422, "invalid-field"),
        (r#"{"model": "tramontane", "messages": "Bonjour"}"#, 422, "invalid-field"),
        (r#"{"model": "tramontane", "messages": [{"content": "a"}]}"#, 422, "invalid-field"),
        (r#"{"model": "tramontane", "messages": [{"role": "robot", "content": "a"}]}"#, 422, "invalid-field"),
        (r#"{"model": "tramontane", "messages": [{"role": 3, "content": "a"}]}"#, 422, "invalid-field"),
        (r#"{"model": "tramontane", "messages": [{"role": "user", "content": 3}]}"#, 422, "invalid-field"),
        (r#"{"model": "tramontane", "messages": [], "temperature": "hot"}"#, 422, "invalid-field"),
        (r#"{"model": "tramontane", "messages": [], "stream": "yes"}"#, 422, "invalid-field"),
        (r#"{"model": "tramontane", "messages": [], "level": "dieu"}"#, 422, "invalid-field"),
    ] {
        let request = app.post("/v1/chat/completions").header("content-type", "application/json").body(body);
        let answer = Answer::of(request).await;
        assert_eq!((answer.status.as_u16(), answer.body["code"].as_str()), (status, Some(code)), "{body}");
    }
    let answer = Answer::of(app.post("/v1/chat/completions").body("{}")).await;
    assert_eq!(answer.status, 415);
    let bytes = [b"{\"model\": \"".as_slice(), b"\xff\"}"].concat();
    let request = app.post("/v1/chat/completions").header("content-type", "application/json").body(bytes);
    assert_eq!(Answer::of(request).await.body["code"], "invalid-utf8");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_megabyte_is_refused_wherever_it_stands() {
    let app = TestApp::with(|config, _| config.http.body_limit_bytes = 2 << 20).await;
    let long = "La porte d’oubli ? ".repeat(55_000);
    assert!(long.len() > 1 << 20);
    let user = json!({"role": "user", "content": QUESTION});
    for messages in [
        json!([{"role": "user", "content": long}]),
        json!([{"role": "system", "content": long}, user]),
        json!([{"role": "assistant", "content": long}, user]),
    ] {
        let answer = ask(&app, json!({"messages": messages})).await;
        assert_eq!((answer.status.as_u16(), &answer.body["code"]), (413, &json!("message-too-long")));
        assert_eq!(answer.body["param"], "messages.0.content");
    }
    let answer = ask(&app, json!({"messages": [user], "metadata": long.repeat(2)})).await;
    assert_eq!((answer.status.as_u16(), &answer.body["code"]), (413, &json!("body-too-large")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_history_is_answered() {
    let app = TestApp::teaching().await;
    let turn = |role: &str| json!({"role": role, "content": "Le gradient s'évanouit. ".repeat(600)});
    let mut messages: Vec<_> = (0..500).flat_map(|_| [turn("user"), turn("assistant")]).collect();
    messages.push(json!({"role": "user", "content": QUESTION}));
    said(&ask(&app, json!({"messages": messages})).await);
}
