//! More than the server can take: refused at once, with the time after which to come back.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_refuses_at_once_and_says_when_to_come_back() {
    let app = TestApp::with(|config, _| config.inference.queue_capacity = 0).await;
    let answer = app.predict(json!({"text": "Nul."})).await;
    assert_eq!((answer.status.as_u16(), answer.problem()), (503, "overloaded"));
    assert_eq!(answer.header("retry-after"), Some("1"));
    let metrics = app.get("/metrics").send().await.unwrap().text().await.unwrap();
    assert!(metrics.contains("tramontane_refused_texts_total 1\n"), "{metrics}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_waits_for_its_places_until_its_time_is_up() {
    let app = TestApp::with(|config, _| {
        config.inference.queue_capacity = 0;
        config.http.request_timeout_s = 1;
    })
    .await;
    let answer = app.predict(json!({"texts": ["Nul.", "Nul."]})).await;
    assert_eq!((answer.status.as_u16(), answer.problem()), (503, "deadline-passed"));
    assert_eq!(answer.header("retry-after"), Some("1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_queue_lets_a_long_list_through() {
    let app = TestApp::with(|config, _| config.inference.queue_capacity = 3).await;
    let answer = app.predict(json!({"texts": vec!["Un film drôle."; 1_000], "log": false})).await;
    assert_eq!(answer.body["predictions"].as_array().unwrap().len(), 1_000);
}
