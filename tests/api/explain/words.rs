//! Scores of beginnings and of words, as the route gives them.

use serde_json::{Value, json};

use crate::support::TestApp;

const TEXT: &str = "Ce film n'est pas mauvais 😀";
const MODELS: [&str; 10] = [
    "tiny:fp32",
    "tiny:int8",
    "tiny-nomask",
    "tiny-transformer",
    "tiny-bow",
    "tiny-rnn",
    "tiny-gru",
    "tiny-gru-reset-before",
    "tiny-lstm-stacked",
    "tiny-bilstm-stacked",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_score_stands_beside_each_token_and_the_last_is_the_prediction() {
    let app = TestApp::start().await;
    for model in MODELS {
        let answer = app.explain(json!({"text": TEXT, "model": model})).await.body;
        let predicted = app.predict(json!({"text": TEXT, "model": model, "log": false})).await.body;
        assert_eq!([&answer["label"], &answer["score"]], [&predicted["label"], &predicted["score"]], "{model}");
        assert_eq!(answer["scores"], predicted["scores"], "{model}");
        let running = answer["running_score"].as_array().unwrap();
        assert_eq!(running.len(), answer["tokens"].as_array().unwrap().len(), "{model}");
        assert_eq!(*running.last().unwrap(), predicted["score"], "{model}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_score_is_that_of_the_text_ended_there() {
    let app = TestApp::start().await;
    let text = "Un film drôle";
    let answer = app.explain(json!({"text": text, "model": "tiny:fp32", "label": "positive"})).await.body;
    for (token, score) in answer["tokens"].as_array().unwrap().iter().zip(answer["running_score"].as_array().unwrap()) {
        let end = usize::try_from(token["end"].as_u64().unwrap()).unwrap();
        let beginning: String = text.chars().take(end).collect();
        let predicted = app.predict(json!({"text": beginning, "model": "tiny:fp32", "log": false})).await.body;
        assert_eq!(*score, predicted["scores"]["positive"], "{beginning}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_word_has_its_place_and_its_weight() {
    let app = TestApp::start().await;
    let answer = app.explain(json!({"text": TEXT, "model": "tiny:fp32"})).await.body;
    assert_eq!(answer["method"], "leave_one_out");
    let words: Vec<&str> =
        answer["contributions"].as_array().unwrap().iter().map(|one| one["word"].as_str().unwrap()).collect();
    assert_eq!(words, ["Ce", "film", "n'", "est", "pas", "mauvais", "😀"]);
    let word = &answer["contributions"][5];
    assert_eq!((&word["start"], &word["end"]), (&json!(18), &json!(25)));
    let without = app.predict(json!({"text": "Ce film n'est pas 😀", "model": "tiny:fp32", "log": false})).await.body;
    let target = answer["target"].as_str().unwrap();
    let difference = answer["score"].as_f64().unwrap() - without["scores"][target].as_f64().unwrap();
    assert!((word["value"].as_f64().unwrap() - difference).abs() < 1e-6, "{word} {difference}");
    assert!(!answer.as_object().unwrap().contains_key("shapley"));
}

#[tokio::test(flavor = "multi_thread")]
async fn shapley_values_add_up_to_the_score() {
    let app = TestApp::start().await;
    for model in MODELS {
        let answer = app.explain(json!({"text": TEXT, "model": model, "method": "shapley"})).await.body;
        assert_eq!(answer["method"], "shapley");
        let words = answer["contributions"].as_array().unwrap().iter();
        let sum: f64 = words.map(|word| word["value"].as_f64().unwrap()).sum();
        let baseline = answer["shapley"]["baseline"].as_f64().unwrap();
        let error = answer["score"].as_f64().unwrap() - baseline - sum;
        assert!(error.abs() < 1e-5, "{model}: {error}");
        assert!((answer["shapley"]["additivity_error"].as_f64().unwrap() - error).abs() < 1e-6, "{model}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_contributions_the_rest_is_the_same() {
    let app = TestApp::start().await;
    let mut with = app.explain(json!({"text": TEXT, "model": "tiny"})).await.body;
    let without = app.explain(json!({"text": TEXT, "model": "tiny", "method": "none"})).await.body;
    assert_eq!((&without["method"], &without["contributions"]), (&json!("none"), &json!([])));
    with["method"] = json!("none");
    with["contributions"] = json!([]);
    assert_eq!(with, without);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_of_one_word_is_explained_as_far_as_that_goes() {
    let app = TestApp::start().await;
    let answer = app.explain(json!({"text": "Nul", "model": "tiny"})).await.body;
    // Without its only word, the network has nothing to read.
    assert_eq!(answer["contributions"][0]["value"], Value::Null);
    assert_eq!(answer["running_score"], json!([answer["score"]]));
}
