//! `POST /models/{name}/embeddings/groups`: groups of words compared.

use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

async fn compare(app: &TestApp, body: &Value) -> Answer {
    Answer::of(app.post("/models/tiny/embeddings/groups").json(body)).await
}

fn praise_and_blame() -> Value {
    json!({"groups": [
        {"name": "éloges", "words": ["brillant", "superbe", "génial", "magnifique", "excellent"]},
        {"name": "reproches", "words": ["nul", "ennuyeux", "mauvais", "pénible", "ridicule"]},
    ]})
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_are_told_apart_and_the_test_repeats() {
    let app = TestApp::start().await;
    let answer = compare(&app, &praise_and_blame()).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.body["separation"].as_f64().unwrap() > 0.3, "{answer:?}");
    assert!(answer.body["p_value"].as_f64().unwrap() < 0.05, "{answer:?}");
    assert_eq!(answer.body["groups"][0]["centroid"].as_array().unwrap().len(), 6);
    assert_eq!(answer.body["between"][0]["groups"], json!(["éloges", "reproches"]));
    assert_eq!(compare(&app, &praise_and_blame()).await.body, answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_refused() {
    let app = TestApp::start().await;
    let with = |groups: Value| json!({"groups": groups});
    let two = |words: Value| with(json!([{"name": "a", "words": ["nul", "mauvais"]}, {"name": "b", "words": words}]));
    for (body, wanted) in [
        (with(json!([])), (422, "invalid-field")),
        (two(json!(["superbe", "nul"])), (422, "invalid-field")),
        (two(json!(["superbe"])), (422, "word-count")),
        (two(json!(vec!["superbe"; 500])), (422, "word-count")),
        (two(json!(["superbe", "zzz"])), (404, "unknown-word")),
        (two(json!(["superbe", " "])), (400, "invalid-parameter")),
        (two(json!(["superbe", "z".repeat(1 << 20)])), (400, "invalid-parameter")),
        (two(json!(["superbe", 3])), (422, "invalid-field")),
        (json!({"groups": [], "other": 1}), (422, "invalid-field")),
        (json!({}), (422, "invalid-field")),
    ] {
        let answer = compare(&app, &body).await;
        let got = (answer.status.as_u16(), answer.problem());
        assert_eq!(got, wanted, "{}", body.to_string().chars().take(200).collect::<String>());
    }
    let unknown = Answer::of(app.post("/models/none/embeddings/groups").json(&praise_and_blame())).await;
    assert_eq!(unknown.problem(), "unknown-model");
}
