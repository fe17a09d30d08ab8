//! A log that cannot be written: nothing is answered and lost, the server says so, and it recovers by itself.

use serde_json::json;
use sqlx::{Connection, SqliteConnection};

use crate::support::{Answer, TestApp};

async fn other_program(app: &TestApp) -> SqliteConnection {
    let path = app.dir.path().join("data/tramontane.sqlite3");
    SqliteConnection::connect(path.to_str().unwrap()).await.unwrap()
}

async fn execute(connection: &mut SqliteConnection, statement: &'static str) {
    sqlx::raw_sql(statement).execute(connection).await.unwrap();
}

async fn stored(connection: &mut SqliteConnection) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM predictions").fetch_one(connection).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_log_refuses_and_recovers() {
    let app = TestApp::start().await;
    let mut other = other_program(&app).await;
    execute(&mut other, "BEGIN IMMEDIATE").await;

    let refused = app.predict(json!({"text": "Nul."})).await;
    assert_eq!((refused.status.as_u16(), refused.problem()), (503, "log-unavailable"));
    assert!(refused.header("retry-after").is_some());
    let ready = Answer::of(app.get("/health/ready")).await;
    assert_eq!((ready.status.as_u16(), &ready.body["log"]), (503, &json!("locked")));
    // What is not logged does not need the log.
    assert_eq!(app.predict(json!({"text": "Nul.", "log": false})).await.status, 200);

    execute(&mut other, "COMMIT").await;
    // Without a prediction in between: asking is enough.
    assert_eq!(Answer::of(app.get("/health/ready")).await.status, 200);
    assert_eq!(app.predict(json!({"text": "Nul."})).await.status, 200);
    assert_eq!(stored(&mut other).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_log_fails_without_details_and_recovers() {
    let app = TestApp::start().await;
    let mut other = other_program(&app).await;
    execute(&mut other, "ALTER TABLE predictions RENAME TO elsewhere").await;
    let refused = app.predict(json!({"text": "Nul."})).await;
    assert_eq!((refused.status.as_u16(), refused.problem()), (503, "log-unavailable"));
    assert!(!refused.body["detail"].as_str().unwrap().contains("table"), "{refused:?}");
    execute(&mut other, "ALTER TABLE elsewhere RENAME TO predictions").await;
    assert_eq!(app.predict(json!({"text": "Nul."})).await.status, 200);
    assert_eq!(stored(&mut other).await, 1);
}
