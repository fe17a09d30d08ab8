//! `PUT /predictions/{id}/label`.

use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn a_person_corrects_a_prediction_and_takes_it_back() {
    let app = TestApp::start().await;
    let id = app.predicted_id("Nul.").await;
    app.advance_ms(1500);
    let put = async |label: Value| {
        Answer::of(app.put(&format!("/predictions/{id}/label")).json(&json!({"label": label}))).await
    };
    let labelled = put(json!("positive")).await;
    assert_eq!(labelled.status, 200);
    let fields = |answer: &Answer| ["gold_label", "labelled_at", "correct"].map(|field| answer.body[field].clone());
    assert_eq!(fields(&labelled), [json!("positive"), json!("2026-11-24T10:00:01.500Z"), json!(false)]);
    assert_eq!(labelled.body["label"], "negative", "what was predicted stays");
    assert_eq!(fields(&put(json!("negative")).await)[2], true);
    let stored = Answer::of(app.get(&format!("/predictions/{id}"))).await;
    assert_eq!(stored.body["gold_label"], "negative");
    assert_eq!(fields(&put(Value::Null).await), [Value::Null, Value::Null, Value::Null]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_model_s_labels_will_do() {
    let app = TestApp::start().await;
    let id = app.predicted_id("Nul.").await;
    let put = async |body: Value| Answer::of(app.put(&format!("/predictions/{id}/label")).json(&body)).await;
    let answer = put(json!({"label": "fabuleux"})).await;
    assert_eq!((answer.status.as_u16(), answer.problem()), (409, "unknown-label"));
    assert_eq!(answer.body["errors"][0]["pointer"], "/label");
    assert!(answer.body["detail"].as_str().unwrap().contains("negative, positive"), "{answer:?}");
    for body in [json!({}), json!({"label": 1}), json!({"label": "positive", "by": "me"}), json!("positive")] {
        let answer = put(body.clone()).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (422, "invalid-field"), "{body}");
    }
    let none = app.put("/predictions/00000000-0000-7000-8000-00000000ffff/label");
    for label in [json!("positive"), Value::Null] {
        let answer = Answer::of(none.try_clone().unwrap().json(&json!({"label": label}))).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (404, "unknown-prediction"));
    }
}
