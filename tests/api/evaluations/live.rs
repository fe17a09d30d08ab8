//! `/evaluations/live`: the log, restricted to what people labelled.

use jiff::Timestamp;
use serde_json::{Value, json};
use tramontane::predictions::retention;
use tramontane::storage::Storage;

use super::get;
use crate::support::{Answer, START_MS, TEACHER_KEY, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_an_evaluation_that_grows_with_its_labels() {
    let app = TestApp::start().await;
    let empty = get(&app, "/evaluations/live").await;
    assert_eq!((&empty["done"], &empty["accuracy"], &empty["status"]), (&json!(0), &json!(null), &json!("running")));
    let mut ids = Vec::new();
    for (text, model, gold) in [
        ("Un film brillant.", "tiny:fp32", "positive"),
        ("Une histoire nulle, pourtant", "tiny:int8", "positive"),
        ("Nul !", "tiny:fp32", "negative"),
    ] {
        let predicted = app.predict(json!({"text": text, "model": model})).await;
        let id = predicted.body["id"].as_str().unwrap().to_owned();
        let label = app.put(&format!("/predictions/{id}/label")).json(&json!({"label": gold}));
        assert_eq!(Answer::of(label).await.status, 200);
        ids.push(id);
        app.advance_ms(1000);
    }
    app.predicted_id("Sans étiquette").await;

    let live = get(&app, "/evaluations/live").await;
    assert_eq!((&live["done"], &live["accuracy"]), (&json!(3), &json!(2.0 / 3.0)));
    assert_eq!(get(&app, "/evaluations/live/confusion").await["matrix"], json!([[1, 0], [1, 1]]));
    let slices = get(&app, "/evaluations/live/slices").await;
    let models =
        slices["groups"].as_array().unwrap().iter().find(|group| group["subject"] == "attribute.model").unwrap();
    assert_eq!(models["slices"].as_array().unwrap().len(), 2);

    // Other people's texts are the teacher's to read.
    for part in ["errors", "doubts"] {
        let refused = Answer::of(app.get(&format!("/evaluations/live/{part}"))).await;
        assert_eq!((refused.status.as_u16(), refused.problem()), (401, "teacher-only"));
    }
    let page = Answer::of(app.get("/evaluations/live/errors?q=HISTOIRE").bearer_auth(TEACHER_KEY)).await.body;
    let row = &page["rows"][0];
    assert_eq!((&page["total"], &row["prediction_id"], &row["line"]), (&json!(1), &json!(ids[1]), &json!(null)));
    assert_eq!((&row["cues"], &row["explain"]["model"]), (&json!(["contrast"]), &json!("tiny:int8")));

    // A label taken away, or a prediction erased, counts no more.
    let none = app.put(&format!("/predictions/{}/label", ids[1])).json(&json!({"label": null}));
    assert_eq!(Answer::of(none).await.status, 200);
    assert_eq!(get(&app, "/evaluations/live").await["accuracy"], json!(1.0));
    let erased = app.delete(&format!("/predictions/{}", ids[0])).bearer_auth(TEACHER_KEY);
    assert_eq!(Answer::of(erased).await.status, 204);
    assert_eq!(get(&app, "/evaluations/live").await["done"], 1);
    let erased = Answer::of(app.delete("/evaluations/live")).await;
    assert_eq!((erased.status.as_u16(), erased.problem()), (400, "invalid-parameter"));
}

/// Every figure of the log, and its errors.
async fn told(app: &TestApp) -> Value {
    let mut told = Vec::new();
    for part in ["", "/confusion", "/calibration", "/slices", "/errors?wrong=false&limit=100", "/errors", "/doubts"] {
        let answer = Answer::of(app.get(&format!("/evaluations/live{part}")).bearer_auth(TEACHER_KEY)).await;
        assert_eq!(answer.status, 200, "{part}: {answer:?}");
        told.push(answer.body);
    }
    Value::Array(told)
}

/// A server that starts now on the database of `app`.
async fn fresh(app: &TestApp) -> TestApp {
    TestApp::with(|config, _| config.data_dir = app.dir.path().join("data")).await
}

/// What `app` tells is what a server tells that has counted nothing before.
async fn assert_as_fresh(app: &TestApp, step: &str) -> Value {
    let told_now = told(app).await;
    let mut fresh = fresh(app).await;
    assert_eq!(told_now, told(&fresh).await, "{step}");
    fresh.stop().await;
    told_now
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_counted_is_brought_up_to_date() {
    let app = TestApp::start().await;
    let mut ids = Vec::new();
    for model in ["tiny:fp32", "tiny:int8", "tiny-transformer", "tiny:fp32", "tiny-gru", "tiny:int8", "tiny:fp32"] {
        for text in ["Un film brillant.", "Une histoire nulle, pourtant"] {
            let predicted = app.predict(json!({"text": text, "model": model})).await;
            ids.push(predicted.body["id"].as_str().unwrap().to_owned());
            app.advance_ms(1000);
        }
    }
    let give = async |number: usize, label: Value, annotator: Option<&str>| {
        let body = json!({"label": label, "annotator": annotator});
        let given = Answer::of(app.put(&format!("/predictions/{}/label", ids[number])).json(&body)).await;
        assert_eq!(given.status, 200, "{given:?}");
    };
    let erase = async |number: usize| {
        let erased = app.delete(&format!("/predictions/{}", ids[number])).bearer_auth(TEACHER_KEY);
        assert_eq!(Answer::of(erased).await.status, 204);
    };
    let done = |told: &Value| told[0]["done"].as_u64().unwrap();

    assert_eq!(done(&assert_as_fresh(&app, "no label").await), 0);
    give(6, json!("positive"), None).await;
    assert_eq!(done(&assert_as_fresh(&app, "one label").await), 1);
    give(6, json!("negative"), None).await;
    assert_as_fresh(&app, "changed").await;
    give(6, json!("positive"), Some("ana")).await;
    assert_as_fresh(&app, "by somebody else").await;
    // Before and behind, by other models, which then stand in another order.
    for number in [10, 3, 8] {
        give(number, json!("negative"), None).await;
    }
    assert_eq!(done(&assert_as_fresh(&app, "three more").await), 4);
    let labels: Vec<Value> =
        [0, 1, 2, 6, 9, 11].map(|number| json!({"id": ids[number], "label": "negative", "annotator": "bo"})).to_vec();
    let many = Answer::of(app.post("/predictions/labels").json(&json!({"labels": labels}))).await;
    assert_eq!(many.body["labelled"], 6);
    assert_eq!(done(&assert_as_fresh(&app, "many at once").await), 9);
    give(4, json!("LABEL_1"), None).await;
    let told = assert_as_fresh(&app, "a model with other labels").await;
    assert_eq!(told[0]["labels"], json!(["LABEL_0", "LABEL_1", "negative", "positive"]));
    give(4, Value::Null, None).await;
    let told = assert_as_fresh(&app, "and its only label taken away").await;
    assert_eq!(told[0]["labels"], json!(["negative", "positive"]));
    for number in [0, 1, 3] {
        give(number, Value::Null, None).await;
    }
    assert_eq!(done(&assert_as_fresh(&app, "the first ones taken away").await), 6);
    give(2, Value::Null, None).await;
    erase(2).await;
    assert_eq!(done(&assert_as_fresh(&app, "taken away and erased between two looks").await), 5);
    give(8, json!("positive"), None).await;
    erase(6).await;
    assert_eq!(done(&assert_as_fresh(&app, "one changed and one erased between two looks").await), 4);
    erase(5).await;
    assert_eq!(done(&assert_as_fresh(&app, "one erased that had no label").await), 4);

    // Another process's retention: of seconds 0 to 13, those before the tenth are a day old.
    let storage = Storage::open(&app.dir.path().join("data")).await.unwrap();
    let now = Timestamp::from_millisecond(START_MS + 10_000 + 24 * 3_600_000).unwrap();
    assert!(retention::purge(&storage, now, 1).await.unwrap() > 0);
    storage.close().await;
    assert_eq!(done(&assert_as_fresh(&app, "retention").await), 2);
}
