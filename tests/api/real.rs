//! The models that ship: their answers are Python's, and a text's company changes none.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{TestApp, fixtures};

async fn shipped() -> TestApp {
    TestApp::with(|config, _| {
        config.models_dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
        config.inference.default_model = "avis-bilstm".to_owned();
    })
    .await
}

fn golden(model: &str) -> Vec<Value> {
    let golden = std::fs::read_to_string(fixtures().join("golden.json")).unwrap();
    let golden: Vec<Value> = serde_json::from_str(&golden).unwrap();
    let rows: Vec<Value> = golden.into_iter().filter(|row| row["model"] == model).collect();
    assert!(rows.len() >= 10, "{model}");
    rows
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_and_probabilities_are_those_of_python() {
    let app = shipped().await;
    for model in ["avis-bilstm", "imdb-bilstm", "imdb-lstm"] {
        for row in golden(model) {
            let request = json!({"text": row["text"], "model": model});
            let tokens = crate::support::Answer::of(app.post("/tokenize").json(&request)).await;
            assert_eq!(tokens.body["ids"], row["ids"], "{model}: {}", row["text"]);
            let request = json!({"text": row["text"], "model": format!("{model}:fp32"), "log": false});
            let answer = app.predict(request).await;
            let got = answer.body["scores"]["positive"].as_f64().unwrap() as f32;
            let expected = crate::predict::positive(&row["logits"]);
            assert_eq!(got.to_bits(), expected.to_bits(), "{model}: {}", row["text"]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn company_changes_no_answer_in_either_precision() {
    let app = shipped().await;
    let names = ["avis-bilstm", "imdb-bilstm", "imdb-lstm"];
    for model in names.iter().flat_map(|name| [format!("{name}:fp32"), format!("{name}:int8")]) {
        let rows = golden(model.split(':').next().unwrap());
        let texts: Vec<&Value> = rows.iter().map(|row| &row["text"]).collect();
        let mut alone = Vec::new();
        for text in &texts {
            alone.push(app.predict(json!({"text": text, "model": model, "log": false})).await.body["scores"].clone());
        }
        let crowd: Vec<&Value> = texts.iter().copied().cycle().take(300).collect();
        let answer = app.predict(json!({"texts": crowd, "model": model, "log": false})).await;
        for (answer, alone) in answer.body["predictions"].as_array().unwrap().iter().zip(alone.iter().cycle()) {
            assert_eq!(&answer["scores"], alone, "{model}");
        }
    }
}
