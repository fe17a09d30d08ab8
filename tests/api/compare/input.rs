//! What is refused.

use serde_json::json;

use super::{TEXT, ask, compared};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_does_not_fit_is_named() {
    let app = TestApp::start().await;
    let many: Vec<String> = (0..17).map(|n| format!("m{n}")).collect();
    for (body, pointer) in [
        (json!({"text": TEXT, "models": []}), "/models"),
        (json!({"text": TEXT, "models": many}), "/models"),
        (json!({"text": TEXT, "models": ["keywords", "tiny", "keywords"]}), "/models/2"),
        (json!({"text": TEXT, "models": ["tiny:int8", "tiny"]}), "/models/1"),
        (json!({"text": TEXT, "variants": ["cut", "cut"]}), "/variants/1"),
        (json!({"text": TEXT, "variants": ["rot13"]}), "/variants/0"),
        (json!({"text": TEXT, "variants": [1]}), "/variants/0"),
        (json!({"text": TEXT, "seed": -1}), "/seed"),
        (json!({"text": 1}), "/text"),
        (json!({"text": TEXT, "model": "tiny"}), "/model"),
    ] {
        let answer = ask(&app, body.clone()).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (422, "invalid-field"), "{body}");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_model_is_named() {
    let app = TestApp::start().await;
    for name in ["none", "tiny:fp16", "keywords:fp32", "tiny-nomask:int8", ""] {
        let answer = ask(&app, json!({"text": TEXT, "models": ["tiny", name]})).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (404, "unknown-model"), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_must_have_something_and_not_too_much() {
    let app = TestApp::with(|config, _| config.http.text_limit_bytes = 20_000).await;
    for text in ["", " \n"] {
        let answer = ask(&app, json!({"text": text})).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (422, "empty-text"));
        assert_eq!(answer.body["errors"][0]["pointer"], "/text");
    }
    let long = "mot ".repeat(4_097);
    assert_eq!(ask(&app, json!({"text": long, "models": ["tiny"]})).await.status, 200);
    for (body, limit) in [
        (json!({"text": long, "models": ["tiny"], "variants": ["cut"]}), "16384"),
        (json!({"text": "mot ".repeat(5_001)}), "20000"),
    ] {
        let answer = ask(&app, body).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (413, "text-too-large"));
        assert!(answer.body["detail"].as_str().unwrap().contains(limit), "{answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_queue_lets_every_run_through_and_a_closed_one_ends_with_the_time() {
    let app = TestApp::with(|config, _| config.inference.queue_capacity = 2).await;
    let body = json!({"text": TEXT, "variants": ["shuffle", "cut", "uppercase"]});
    assert_eq!(compared(&app, body.clone()).await["variants"][0]["runs"].as_array().unwrap().len(), 20);
    let app = TestApp::with(|config, _| {
        config.inference.queue_capacity = 0;
        config.http.request_timeout_s = 1;
    })
    .await;
    let answer = ask(&app, body).await;
    assert_eq!((answer.status.as_u16(), answer.problem()), (503, "deadline-passed"));
    assert_eq!(answer.header("retry-after"), Some("1"));
}
