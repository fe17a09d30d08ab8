//! Networks without gates, and models that cannot be opened.

use serde_json::json;

use crate::support::{TEACHER_KEY, TestApp, fixtures};

#[tokio::test(flavor = "multi_thread")]
async fn a_network_without_gates_says_so_in_both_languages() {
    let app = TestApp::start().await;
    for model in ["tiny-transformer", "tiny-bow"] {
        let answer = app.explain(json!({"text": "A film.", "model": model, "units": [9]})).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(answer.body.as_object().unwrap()["gates"].is_null());
        assert!(answer.body["why"]["fr"].as_str().unwrap().contains("pas de couche récurrente"), "{answer:?}");
        assert!(answer.body["why"]["en"].as_str().unwrap().contains("no recurrent layer"), "{answer:?}");
        assert_eq!(answer.body["layers"], json!([]));
        assert!(!answer.body["tokens"].as_array().unwrap().is_empty());
    }
    let answer = app.explain(json!({"text": "A film.", "model": "tiny"})).await;
    assert!(!answer.body.as_object().unwrap().contains_key("gates"), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_whose_files_changed_is_explained_after_a_reload() {
    let app = TestApp::with(|config, dir| {
        config.models_dir = dir.join("models");
        let copy = config.models_dir.join("tiny");
        std::fs::create_dir_all(&copy).unwrap();
        for file in ["config.json", "tokenizer.json", "model.onnx"] {
            std::fs::copy(fixtures().join("models/tiny").join(file), copy.join(file)).unwrap();
        }
    })
    .await;
    let graph = app.dir.path().join("models/tiny/model.onnx");
    std::fs::copy(fixtures().join("models/tiny-rnn/model.onnx"), graph).unwrap();
    let answer = app.explain(json!({"text": "Nul."})).await;
    assert_eq!((answer.status.as_u16(), answer.problem()), (409, "model-changed"));
    let reload = app.post("/models/reload").bearer_auth(TEACHER_KEY).send().await.unwrap();
    assert_eq!(reload.status(), 200);
    let answer = app.explain(json!({"text": "Nul."})).await;
    assert_eq!(super::names(&answer.body), ["rnn RNN forward"]);
}
