//! What does not fit is named, in both languages, and nothing is kept of it.

use serde_json::{Value, json};
use tramontane::config::Config;

use super::{GATE, ask};
use crate::support::{Answer, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_has_its_place() {
    let app = TestApp::teaching().await;
    let unknown = "0199e2a4-7c1b-7f3a-9d55-2f6a1c0e8b48";
    let long = "a".repeat(20_000);
    for (body, status, problem, pointer) in [
        (json!({}), 422, "invalid-field", "/message"),
        (json!({"message": null}), 422, "invalid-field", "/message"),
        (json!({"message": ""}), 422, "empty-text", "/message"),
        (json!({"message": " \n\t "}), 422, "empty-text", "/message"),
        (json!({"message": 7}), 422, "invalid-field", "/message"),
        (json!({"message": long}), 413, "message-too-long", "/message"),
        (json!({"message": GATE, "messages": []}), 422, "invalid-field", "/messages"),
        (json!({"messages": []}), 422, "invalid-field", "/messages"),
        (json!({"messages": "x"}), 422, "invalid-field", "/messages"),
        (json!({"messages": [{"role": "assistant", "content": "x"}]}), 422, "invalid-field", "/messages/0/role"),
        (json!({"messages": [{"role": "pirate", "content": "x"}]}), 422, "invalid-field", "/messages/0/role"),
        (json!({"messages": [{"role": "user", "content": "  "}]}), 422, "empty-text", "/messages/0/content"),
        (json!({"messages": [{"role": "user"}]}), 422, "invalid-field", "/messages/0"),
        (json!({"message": GATE, "level": "génie"}), 422, "invalid-field", "/level"),
        (json!({"message": GATE, "temperature": 9}), 422, "invalid-field", "/temperature"),
        (json!({"message": GATE, "temperature": -0.1}), 422, "invalid-field", "/temperature"),
        (json!({"message": GATE, "stream": "yes"}), 422, "invalid-field", "/stream"),
        (json!({"message": GATE, "conversation_id": "x"}), 422, "invalid-field", "/conversation_id"),
        (json!({"message": GATE, "conversation_id": unknown}), 404, "unknown-conversation", "/conversation_id"),
        (
            json!({"message": GATE, "conversation_id": unknown, "stream": true}),
            404,
            "unknown-conversation",
            "/conversation_id",
        ),
        (json!([]), 422, "invalid-field", ""),
    ] {
        let answer = ask(&app, body.clone()).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (status, problem), "{body}: {answer:?}");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strange_messages_are_answered() {
    let app = TestApp::teaching().await;
    for message in [
        "?",
        "🙂🙂🙂",
        "\u{0}\u{1}\u{7f}",
        "\u{202e}oubli\u{200b}",
        "\"NEAR(a b)\" OR * ^ -- '; DROP",
        "[1] [2] [3]",
        "é".repeat(8000).as_str(),
    ] {
        let answer = ask(&app, json!({"message": message})).await;
        assert_eq!(answer.status, 200, "{message:?}: {answer:?}");
        assert!(!answer.body["response"].as_str().unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_json_is_refused_as_such() {
    let app = TestApp::teaching().await;
    for (content_type, body, status, problem) in [
        ("application/json", "{\"message\": ", 400, "invalid-json"),
        ("text/plain", "Bonjour", 415, "unsupported-media-type"),
        ("application/json", "", 400, "invalid-json"),
    ] {
        let answer = Answer::of(app.post("/chat").header("content-type", content_type).body(body)).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (status, problem), "{body}");
    }
    let huge = json!({"message": "a".repeat(Config::default().http.body_limit_bytes)});
    assert_eq!(ask(&app, huge).await.problem(), "body-too-large");
    let english = app.post("/chat").header("accept-language", "en").json(&json!({"message": ""}));
    assert_eq!(Answer::of(english).await.body["detail"], Value::from("The message holds no question."));
}
