//! `/evaluations/live`: the log, restricted to what people labelled.

use serde_json::json;

use super::get;
use crate::support::{Answer, TEACHER_KEY, TestApp};

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
