//! `GET /predictions/export`.

use serde_json::Value;

use super::with_five;
use crate::support::{Answer, TEACHER_KEY, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn ndjson_holds_each_prediction_as_the_list_does() {
    let (app, ids) = with_five().await;
    let response = app.get("/predictions/export").bearer_auth(TEACHER_KEY).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/x-ndjson");
    assert_eq!(response.headers()["content-disposition"], "attachment; filename=\"predictions.ndjson\"");
    let text = response.text().await.unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 5);
    for (line, id) in lines.iter().zip(ids.iter().rev()) {
        assert_eq!(*line, Answer::of(app.get(&format!("/predictions/{id}"))).await.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn csv_has_a_header_and_obeys_filters() {
    let (app, _) = with_five().await;
    let export = async |query: &str| {
        let request = app.get(&format!("/predictions/export?format=csv&{query}")).bearer_auth(TEACHER_KEY);
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/csv; charset=utf-8");
        let text = response.text().await.unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert!(reader.headers().unwrap().iter().any(|name| name == "gold_label"));
        reader.records().map(|record| record.unwrap()[3].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(export("wrong=true").await, ["Une histoire nulle."]);
    assert_eq!(export("label=none").await, [""; 0]);
    assert_eq!(export("").await.len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_teacher_exports_and_only_in_known_formats() {
    let app = TestApp::start().await;
    assert_eq!(Answer::of(app.get("/predictions/export")).await.problem(), "teacher-only");
    for query in ["format=xml", "format=CSV", "limit=1"] {
        let answer = Answer::of(app.get(&format!("/predictions/export?{query}")).bearer_auth(TEACHER_KEY)).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (400, "invalid-parameter"), "{query}");
    }
}
