//! `/predictions`: the log, read, corrected, exported and erased.

mod delete;
mod export;
mod failures;
mod get;
mod list;
mod post_labels;
mod put_label;

use reqwest::RequestBuilder;
use serde_json::json;

use crate::support::{Answer, TEACHER_KEY, TestApp};

/// Sends `request` with the teacher's key.
async fn as_teacher(request: RequestBuilder) -> Answer {
    Answer::of(request.bearer_auth(TEACHER_KEY)).await
}

/// A server with five predictions, a second apart; the first one is labelled right, the second one wrong. With their ids.
async fn with_five() -> (TestApp, Vec<String>) {
    let app = TestApp::start().await;
    let mut ids = Vec::new();
    for text in ["Un film brillant.", "Une histoire nulle.", "Un film drôle.", "Nul.", "Un récit émouvant."] {
        let answer = app.predict(json!({"text": text, "model": "tiny:fp32"})).await;
        ids.push(answer.body["id"].as_str().unwrap().to_owned());
        app.advance_ms(1000);
    }
    for id in &ids[..2] {
        let labelled =
            Answer::of(app.put(&format!("/predictions/{id}/label")).json(&json!({"label": "positive"}))).await;
        assert_eq!(labelled.status, 200, "{labelled:?}");
    }
    (app, ids)
}
