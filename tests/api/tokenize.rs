//! `POST /tokenize`: offsets in the text as sent, and the very ids that `/predict` runs.

use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, fixtures};

async fn tokenize(app: &TestApp, text: &str, model: &str) -> Value {
    let answer = Answer::of(app.post("/tokenize").json(&json!({"text": text, "model": model}))).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

#[tokio::test(flavor = "multi_thread")]
async fn shows_each_token_where_it_stands() {
    let app = TestApp::start().await;
    assert_json_snapshot!(tokenize(&app, "L’acteur 👎 est ZZZ", "tiny").await);
    assert_json_snapshot!(tokenize(&app, "A funny film", "tiny-transformer").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn offsets_count_characters() {
    let app = TestApp::start().await;
    let text = "Drôle 😍 émouvant";
    let body = tokenize(&app, text, "tiny").await;
    let characters: Vec<char> = text.chars().collect();
    let pieces: Vec<String> = body["tokens"]
        .as_array()
        .unwrap()
        .iter()
        .map(|token| {
            let at = |key: &str| usize::try_from(token[key].as_u64().unwrap()).unwrap();
            characters[at("start")..at("end")].iter().collect()
        })
        .collect();
    assert_eq!(pieces, ["Drôle", "😍", "émouvant"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn gives_the_ids_of_python() {
    let app = TestApp::start().await;
    let golden = std::fs::read_to_string(fixtures().join("golden.json")).unwrap();
    let golden: Vec<Value> = serde_json::from_str(&golden).unwrap();
    for row in golden.iter().filter(|row| row["model"].as_str().unwrap().starts_with("tiny")) {
        let body = tokenize(&app, row["text"].as_str().unwrap(), row["model"].as_str().unwrap()).await;
        assert_eq!(body["ids"], row["ids"], "{row}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn says_what_the_limit_cuts() {
    let app = TestApp::start().await;
    let body = tokenize(&app, &"film ".repeat(20), "tiny").await;
    assert_eq!((&body["truncated"], &body["total"], &body["max_length"]), (&json!(true), &json!(20), &json!(16)));
    assert_eq!(body["tokens"].as_array().unwrap().len(), 16);
}

#[tokio::test(flavor = "multi_thread")]
async fn refuses_what_predict_refuses() {
    let app = TestApp::start().await;
    for (body, kind) in [
        (json!({"text": " "}), "empty-text"),
        (json!({"text": "a", "model": "none"}), "unknown-model"),
        (json!({"text": "a", "log": true}), "invalid-field"),
        (json!({}), "invalid-field"),
    ] {
        assert_eq!(Answer::of(app.post("/tokenize").json(&body)).await.problem(), kind, "{body}");
    }
}
