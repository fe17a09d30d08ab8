//! `GET /security/events`.

use jiff::Timestamp;
use reqwest::RequestBuilder;
use serde_json::json;
use tramontane::clock::Clock;
use tramontane::guard::events::EventKind;
use tramontane::guard::events::record::record;
use tramontane::storage::Storage;
use tramontane::telemetry::Metrics;

use crate::support::{Answer, START_MS, TEACHER_KEY, TestApp};

async fn as_teacher(request: RequestBuilder) -> Answer {
    Answer::of(request.bearer_auth(TEACHER_KEY)).await
}

/// Records one event of each kind, a second apart, through a second server's hands on the same database.
async fn with_six() -> TestApp {
    let app = TestApp::start().await;
    let storage = Storage::open(&app.dir.path().join("data")).await.unwrap();
    for (seconds, kind) in (0..).zip(EventKind::ALL) {
        let clock = Clock::scripted(move || Timestamp::from_millisecond(START_MS + 1000 * seconds).unwrap());
        let request_id = format!("request-{seconds}");
        record(&storage, &clock, &Metrics::new(), kind, "/chat", &request_id).await.unwrap();
    }
    storage.close().await;
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_teacher_lists() {
    let app = TestApp::start().await;
    let answer = Answer::of(app.get("/security/events")).await;
    assert_eq!((answer.status.as_u16(), answer.problem()), (401, "teacher-only"));
    let answer = as_teacher(app.get("/security/events")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, json!({"events": [], "totals": {}, "next_cursor": null}));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_come_first_page_by_page() {
    let app = with_six().await;
    let first = as_teacher(app.get("/security/events?limit=4")).await;
    insta::assert_json_snapshot!(first.body);
    let cursor = first.body["next_cursor"].as_str().unwrap();
    let second = as_teacher(app.get(&format!("/security/events?limit=4&cursor={cursor}"))).await;
    let kinds: Vec<_> = second.body["events"].as_array().unwrap().iter().map(|event| &event["kind"]).collect();
    assert_eq!(kinds, ["prompt_leak", "override"]);
    assert_eq!((&second.body["totals"], &second.body["next_cursor"]), (&first.body["totals"], &json!(null)));
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_that_do_not_fit_are_named() {
    let app = TestApp::start().await;
    for query in ["limit=0", "limit=201", "limit=", "limit=ten", "cursor=x", "cursor=", "kind=override"] {
        let answer = as_teacher(app.get(&format!("/security/events?{query}"))).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (400, "invalid-parameter"), "{query}");
        let name = query.split('=').next().unwrap();
        assert!(answer.body["detail"].as_str().unwrap().contains(name), "{query}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_table_fails_without_details() {
    let app = TestApp::start().await;
    let storage = Storage::open(&app.dir.path().join("data")).await.unwrap();
    sqlx::raw_sql("DROP TABLE security_events").execute(&mut *storage.write().await).await.unwrap();
    let answer = as_teacher(app.get("/security/events")).await;
    assert_eq!((answer.status.as_u16(), answer.problem()), (503, "storage-unavailable"));
    assert!(!answer.body["detail"].as_str().unwrap().contains("table"), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn old_events_are_erased_at_start() {
    const DAYS_MS: i64 = 2 * 24 * 3600 * 1000;
    let mut app = with_six().await;
    app.stop().await;
    let data_dir = app.dir.path().join("data");
    let storage = Storage::open(&data_dir).await.unwrap();
    let clock = Clock::scripted(|| Timestamp::from_millisecond(START_MS - DAYS_MS).unwrap());
    record(&storage, &clock, &Metrics::new(), EventKind::Forgery, "/chat", "old").await.unwrap();
    storage.close().await;
    let again = TestApp::with(|config, _| {
        config.data_dir = data_dir;
        config.chat.keep_days = 1;
    })
    .await;
    let forgeries =
        async || as_teacher(again.get("/security/events")).await.body["totals"]["forgery"].as_u64().unwrap();
    while forgeries().await > 1 {
        tokio::task::yield_now().await;
    }
}
