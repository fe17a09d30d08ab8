//! `/health/*` and `/metrics`.

use serde_json::json;

use crate::mistral::FakeMistral;
use crate::support::{Answer, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_server_is_alive_and_ready() {
    let app = TestApp::start().await;
    let live = Answer::of(app.get("/health/live")).await;
    assert_eq!((live.status.as_u16(), &live.body["status"]), (200, &json!("ok")));
    let ready = Answer::of(app.get("/health/ready")).await;
    assert_eq!(ready.status, 200);
    assert_eq!(
        ready.body,
        json!({"status": "ready", "log": "ok", "models": 9, "broken": 0, "waiting": 0,
            "language_model": "not_configured", "stopping": false, "problems": []})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_model_that_is_set_is_told() {
    let fake = FakeMistral::start().await;
    let app = TestApp::with(|config, _| config.mistral.base_url = fake.url()).await;
    let ready = Answer::of(app.get("/health/ready")).await;
    assert_eq!((ready.status.as_u16(), &ready.body["language_model"]), (200, &json!("ok")));
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_count_what_was_done() {
    let app = TestApp::start().await;
    app.predict(json!({"texts": ["Nul.", "Drôle."]})).await;
    app.predict(json!({"text": ""})).await;
    let text = app.get("/metrics").send().await.unwrap().text().await.unwrap();
    for line in [
        "tramontane_requests_total{method=\"POST\",route=\"/predict\",status=\"200\"} 1",
        "tramontane_requests_total{method=\"POST\",route=\"/predict\",status=\"422\"} 1",
        "tramontane_commit_rows_sum 2.0",
        "tramontane_batch_size_sum 2.0",
        "tramontane_queue_depth 0",
    ] {
        assert!(text.lines().any(|have| have == line), "{line}\n{text}");
    }
    for name in [
        "queue_time_seconds",
        "inference_time_seconds",
        "padding_ratios",
        "commit_time_seconds",
        "request_duration_seconds",
    ] {
        assert!(text.contains(&format!("tramontane_{name}_count")), "{name}\n{text}");
    }
    assert!(text.ends_with("# EOF\n"));
}
