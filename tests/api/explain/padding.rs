//! A model that reads its padding: the steps are there, and marked.

use serde_json::{Value, json};

use crate::support::{TestApp, fixtures};

/// A server with a model that fills every text up to 12 tokens, on the side given.
async fn padded(model: &str, direction: &str) -> TestApp {
    TestApp::with(|config, dir| {
        config.models_dir = dir.join("models");
        config.inference.default_model = "padded".to_owned();
        let (original, copy) = (fixtures().join("models").join(model), config.models_dir.join("padded"));
        std::fs::create_dir_all(&copy).unwrap();
        for file in ["config.json", "model.onnx"] {
            std::fs::copy(original.join(file), copy.join(file)).unwrap();
        }
        let tokenizer = std::fs::read(original.join("tokenizer.json")).unwrap();
        let mut tokenizer: Value = serde_json::from_slice(&tokenizer).unwrap();
        tokenizer["padding"] = json!({
            "strategy": {"Fixed": 12}, "direction": direction, "pad_to_multiple_of": null, "pad_id": 0,
            "pad_type_id": 0, "pad_token": "[PAD]",
        });
        std::fs::write(copy.join("tokenizer.json"), tokenizer.to_string()).unwrap();
    })
    .await
}

fn marks(answer: &Value) -> Vec<bool> {
    answer["tokens"].as_array().unwrap().iter().map(|token| token["padding"].as_bool().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn padding_that_is_read_has_its_steps() {
    for (direction, first) in [("Right", false), ("Left", true)] {
        let app = padded("tiny-nomask", direction).await;
        let answer = app.explain(json!({"text": "A good film"})).await.body;
        let marks = marks(&answer);
        assert_eq!((marks.len(), marks[0], marks[11]), (12, first, !first), "{answer}");
        for gate in ["input", "forget", "output", "candidate", "cell", "hidden"] {
            assert_eq!(answer["layers"][0][gate].as_array().unwrap().len(), 12);
        }
        let pad = answer["tokens"].as_array().unwrap().iter().find(|token| token["padding"] == true).unwrap();
        let expected = json!({
            "token": "[PAD]", "id": 0, "start": 0, "end": 0, "unknown": false, "special": true, "padding": true,
        });
        assert_eq!(*pad, expected);
        // What fills the text up follows whatever was read of it: the score beside the padding is the neighbour's.
        let running = answer["running_score"].as_array().unwrap();
        assert_eq!((running.len(), &running[11]), (12, &answer["score"]));
        let predicted = app.predict(json!({"text": "A good film", "log": false})).await.body;
        assert_eq!(answer["score"], predicted["score"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn padding_that_is_not_read_has_none() {
    let app = padded("tiny", "Right").await;
    let answer = app.explain(json!({"text": "Un film drôle"})).await.body;
    assert!(marks(&answer).iter().all(|padding| !padding), "{answer}");
    assert_eq!(answer["layers"][0]["hidden"].as_array().unwrap().len(), marks(&answer).len());
}
