//! `GET /predictions/{id}`.

use insta::assert_json_snapshot;
use serde_json::json;

use crate::support::{Answer, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn whoever_knows_the_id_reads_the_prediction() {
    let app = TestApp::start().await;
    let text = "Un film brillant, drôle et émouvant. \u{0} 😀 e\u{301}";
    let answer = app.predict(json!({"text": text, "model": "tiny:fp32"})).await;
    let id = answer.body["id"].as_str().unwrap();
    let stored = Answer::of(app.get(&format!("/predictions/{id}"))).await;
    assert_eq!((stored.status.as_u16(), stored.body["text"].as_str()), (200, Some(text)));
    for field in ["id", "label", "score", "scores", "model", "precision", "language", "tokens", "timing_ms"] {
        assert_eq!(stored.body[field], answer.body[field], "{field}");
    }
    assert_eq!(stored.body["request_id"].as_str(), answer.header("x-request-id"));
    assert_json_snapshot!(stored.body, {
        ".id" => "[id]", ".request_id" => "[id]", ".model_hash" => "[hash]", ".timing_ms.*" => "[ms]",
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_logged_is_not_there() {
    let app = TestApp::start().await;
    app.predict(json!({"text": "Nul.", "log": false})).await;
    let answer = Answer::of(app.get("/predictions/00000000-0000-7000-8000-000000000001")).await;
    assert_eq!((answer.status.as_u16(), answer.problem()), (404, "unknown-prediction"));
    for id in ["x", "00000000-0000-7000-8000-00000000000", "%00", "%ff"] {
        let answer = Answer::of(app.get(&format!("/predictions/{id}"))).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (400, "invalid-parameter"), "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_outlives_the_server() {
    let mut app = TestApp::start().await;
    let id = app.predicted_id("Nul.").await;
    app.stop().await;
    let data_dir = app.dir.path().join("data");
    let again = TestApp::with(|config, _| config.data_dir = data_dir).await;
    let stored = Answer::of(again.get(&format!("/predictions/{id}"))).await;
    assert_eq!(stored.body["text"], "Nul.");
}
