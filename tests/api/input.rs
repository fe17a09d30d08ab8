//! Bad input: each kind gets its own problem, and nothing of it reaches the log.

use serde_json::{Value, json};

use crate::support::{Answer, TEACHER_KEY, TestApp};

async fn post(app: &TestApp, kind: &str, body: impl Into<reqwest::Body>) -> Answer {
    Answer::of(app.post("/predict").header("content-type", kind).body(body)).await
}

async fn refused(app: &TestApp, body: impl Into<reqwest::Body>) -> (String, String) {
    let answer = post(app, "application/json", body).await;
    let pointer = answer.body["errors"][0]["pointer"].as_str().unwrap_or_default().to_owned();
    (answer.problem().to_owned(), pointer)
}

fn owned(kind: &str, pointer: &str) -> (String, String) {
    (kind.to_owned(), pointer.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_bad_body_has_its_problem() {
    let app = TestApp::start().await;
    for (body, kind, pointer) in [
        (r#"{"text":""}"#, "empty-text", "/text"),
        (r#"{"text":" \t\n\u00a0\u2003"}"#, "empty-text", "/text"),
        (r#"{"texts":["ok",""]}"#, "empty-text", "/texts/1"),
        (r#"{"texts":[]}"#, "invalid-field", "/texts"),
        (r#"{"texts":["a",3]}"#, "invalid-field", "/texts/1"),
        (r#"{"text":3}"#, "invalid-field", "/text"),
        (r#"{"text":null}"#, "invalid-field", "/text"),
        (r#"{"text":"a","model":3}"#, "invalid-field", "/model"),
        (r#"{"text":"a","log":"no"}"#, "invalid-field", "/log"),
        (r#"{"text":"a","txet":"b"}"#, "invalid-field", "/txet"),
        (r#"{"text":"a","texts":["b"]}"#, "invalid-field", "/texts"),
        (r#"{}"#, "invalid-field", "/text"),
        (r#"[]"#, "invalid-field", ""),
        (r#""a""#, "invalid-field", ""),
        (r#"{"text":"a""#, "invalid-json", ""),
        (r#"{"text":"\ud800"}"#, "invalid-json", ""),
        (r#"{"text":"a","text":"b"}"#, "invalid-field", ""),
        ("", "invalid-json", ""),
        (r#"{"text":"a","model":"none"}"#, "unknown-model", ""),
        (r#"{"text":"a","model":"tiny:fp16"}"#, "unknown-model", ""),
        (r#"{"text":"a","model":"tiny-nomask:int8"}"#, "unknown-model", ""),
        (r#"{"text":"a","model":""}"#, "unknown-model", ""),
    ] {
        assert_eq!(refused(&app, body).await, owned(kind, pointer), "{body}");
    }
    assert_eq!(refused(&app, b"{\"text\":\"\xff\"}".to_vec()).await.0, "invalid-utf8");
    let many = json!({"texts": vec!["a"; 10_001]}).to_string();
    assert_eq!(refused(&app, many).await, owned("too-many-texts", "/texts"));
    nothing_was_logged(&app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_content_type_is_not_guessed() {
    let app = TestApp::start().await;
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""] {
        let answer = post(&app, kind, r#"{"text":"a"}"#).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (415, "unsupported-media-type"), "{kind}");
    }
    let answer = post(&app, "application/json; charset=utf-8", r#"{"text":"Nul."}"#).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_megabyte_is_read_cut_and_kept_whole_in_the_log() {
    let app = TestApp::start().await;
    let text = "film ".repeat(200_000);
    let answer = app.predict(json!({"text": text})).await;
    assert_eq!((answer.status.as_u16(), &answer.body["truncated"]), (200, &json!(true)));
    let id = answer.body["id"].as_str().unwrap();
    let stored = Answer::of(app.get(&format!("/predictions/{id}"))).await;
    assert_eq!(stored.body["text"].as_str().unwrap().len(), text.len());
    // One word of a megabyte, which no cache helps with.
    let answer = app.predict(json!({"text": "a".repeat(1_000_000)})).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_long_is_refused_before_it_is_read() {
    let app = TestApp::with(|config, _| {
        config.http.text_limit_bytes = 1_000;
        config.http.body_limit_bytes = 10_000;
    })
    .await;
    let text = refused(&app, json!({"text": "a".repeat(1_001)}).to_string()).await;
    assert_eq!(text, owned("text-too-large", "/text"));
    let answer = post(&app, "application/json", json!({"text": "a".repeat(10_001)}).to_string()).await;
    assert_eq!((answer.status.as_u16(), answer.problem()), (413, "body-too-large"));
    nothing_was_logged(&app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strange_characters_are_read_and_come_back_as_they_were() {
    let app = TestApp::start().await;
    for text in
        ["a\0b", "\u{1}\u{7f}\u{9f}", "👩‍👩‍👧 🇫🇷", "e\u{301}\u{301}\u{301}", "\u{202e}drôle", "\u{feff}nul", "\u{10ffff}"]
    {
        let answer = app.predict(json!({"text": text})).await;
        assert_eq!(answer.status, 200, "{text:?}: {answer:?}");
        let id = answer.body["id"].as_str().unwrap();
        let stored = Answer::of(app.get(&format!("/predictions/{id}"))).await;
        assert_eq!(stored.body["text"], text);
    }
}

async fn nothing_was_logged(app: &TestApp) {
    let list = Answer::of(app.get("/predictions").bearer_auth(TEACHER_KEY)).await;
    assert_eq!(list.body["predictions"], Value::Array(Vec::new()));
}
