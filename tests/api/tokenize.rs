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

#[tokio::test(flavor = "multi_thread")]
async fn each_stage_gives_what_the_next_takes() {
    let app = TestApp::start().await;
    let body = tokenize(&app, &"L’acteur est ZZZ, drôle. ".repeat(4), "tiny").await;
    let stages = body["stages"].as_array().unwrap();
    let names: Vec<_> = stages.iter().map(|stage| stage["stage"].as_str().unwrap()).collect();
    assert_eq!(names, ["normalize", "pre_tokenize", "model", "truncate", "post_process", "pad"]);
    assert_eq!(stages[0]["result"], body["normalized"]);
    assert_eq!(stages[1]["total"], stages[2]["total"], "one token a word");
    assert_eq!(stages[2]["total"], body["total"]);
    assert_eq!((&stages[3]["by"], &stages[3]["total"]), (&json!(["head"]), &json!(16)));
    assert_eq!(stages[5]["result"], body["ids"]);
    let transformer = tokenize(&app, "A funny film", "tiny-transformer").await;
    let stages = transformer["stages"].as_array().unwrap();
    assert_eq!(stages[4]["total"].as_u64().unwrap(), stages[3]["total"].as_u64().unwrap() + 2, "{stages:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stage_shows_a_thousand_and_counts_all() {
    let app = TestApp::start().await;
    let body = tokenize(&app, &"film ".repeat(3_000), "tiny").await;
    let stages = body["stages"].as_array().unwrap();
    assert_eq!((stages[0]["result"].as_str().unwrap().len(), &stages[0]["total"]), (1000, &json!(15_000)));
    for stage in &stages[1..3] {
        assert_eq!((stage["result"].as_array().unwrap().len(), &stage["total"]), (1000, &json!(3_000)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn switches_show_the_mistakes_of_an_encoder() {
    let app = TestApp::start().await;
    let asked = json!({"text": "Un film nul, ZZZ.", "model": "tiny",
        "switches": ["punctuation_glued", "unknown_as_padding", "ids_shifted"]});
    let answer = Answer::of(app.post("/tokenize").json(&asked)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_json_snapshot!(answer.body);
    let none = Answer::of(app.post("/tokenize").json(&json!({"text": "Un film", "switches": []}))).await;
    assert_eq!(none.body, tokenize(&app, "Un film", "tiny").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_switch_without_meaning_is_a_problem() {
    let app = TestApp::start().await;
    for route in ["/tokenize", "/predict"] {
        let body = json!({"text": "A film", "model": "tiny-transformer", "switches": ["ids_shifted"]});
        let answer = Answer::of(app.post(route).json(&body)).await;
        assert_eq!((answer.problem(), answer.status.as_u16()), ("switch-without-meaning", 409));
        assert_eq!(answer.body["errors"][0]["pointer"], "/switches");
        let body = json!({"text": "A film", "switches": ["none"]});
        let answer = Answer::of(app.post(route).json(&body)).await;
        assert_eq!(answer.problem(), "invalid-field");
        assert!(answer.body["errors"][0]["pointer"].as_str().unwrap().starts_with("/switches"), "{answer:?}");
    }
}
