//! `/models`: what is served, what is not and why, and taking up what changed on disk.

use std::fs;

use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::support::{Answer, TEACHER_KEY, TestApp, copy, fixtures};

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_describes_what_is_served() {
    let app = TestApp::start().await;
    let list = Answer::of(app.get("/models")).await;
    let names: Vec<_> = list.body["models"].as_array().unwrap().iter().map(|model| &model["name"]).collect();
    let cells = ["tiny-gru", "tiny-gru-reset-before", "tiny-lstm-stacked"];
    let expected = ["tiny", "tiny-bilstm-stacked", "tiny-bow"].into_iter().chain(cells);
    let expected: Vec<_> = expected.chain(["tiny-nomask", "tiny-rnn", "tiny-transformer"]).collect();
    assert_eq!(names, expected);
    let detail = Answer::of(app.get("/models/tiny")).await;
    assert_json_snapshot!(detail.body, {
        ".variants[].hash" => "[hash]",
        ".variants[].bytes" => "[bytes]",
        ".variants[].self_test.max_logit_difference" => "[difference]",
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_reads_its_padding_says_so() {
    let app = TestApp::start().await;
    let invariant = async |name: &str| {
        let detail = Answer::of(app.get(&format!("/models/{name}"))).await;
        detail.body["variants"][0]["self_test"]["padding_invariant"].as_bool().unwrap()
    };
    assert!(invariant("tiny").await);
    assert!(invariant("tiny-transformer").await);
    assert!(!invariant("tiny-nomask").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_model_is_a_problem() {
    let app = TestApp::start().await;
    let answer = Answer::of(app.get("/models/none")).await;
    assert_eq!((answer.status.as_u16(), answer.problem()), (404, "unknown-model"));
    assert!(answer.body["detail"].as_str().unwrap().contains("tiny, tiny-bilstm-stacked"), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_folders_are_named_with_their_file_and_the_others_are_served() {
    let app = TestApp::with(|config, dir| {
        let models = dir.join("models");
        copy(&fixtures().join("models/tiny"), &models.join("tiny"));
        for broken in ["broken-onnx", "broken-tokenizer", "broken-ids", "broken-missing"] {
            copy(&fixtures().join("broken-models").join(broken), &models.join(broken));
        }
        config.models_dir = models;
    })
    .await;
    let list = Answer::of(app.get("/models")).await;
    let broken: Vec<(&str, &str)> = list.body["broken"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["folder"].as_str().unwrap(), one["file"].as_str().unwrap()))
        .collect();
    assert_eq!(
        broken,
        [
            ("broken-ids", "model.onnx"),
            ("broken-missing", "model.onnx"),
            ("broken-onnx", "model.onnx"),
            ("broken-tokenizer", "tokenizer.json"),
        ]
    );
    let ids = list.body["broken"][0]["reason"].as_str().unwrap();
    assert!(ids.contains("its vocabulary's largest id"), "{ids}");
    assert_eq!(app.predict(json!({"text": "Nul."})).await.body["label"], "negative");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_takes_up_a_new_folder_and_loses_no_request() {
    let app = TestApp::with(|config, dir| {
        let models = dir.join("models");
        copy(&fixtures().join("models/tiny"), &models.join("tiny"));
        config.models_dir = models;
    })
    .await;
    copy(&fixtures().join("models/tiny-nomask"), &app.dir.path().join("models/mine"));
    assert_eq!(app.predict(json!({"text": "A funny film", "model": "mine"})).await.problem(), "unknown-model");

    let requests = (0..200).map(|_| app.predict(json!({"text": "Nul.", "log": false})));
    let reload = Answer::of(app.post("/models/reload").bearer_auth(TEACHER_KEY));
    let (answers, reloaded) = futures_util::future::join(futures_util::future::join_all(requests), reload).await;
    assert!(answers.iter().all(|answer| answer.body["label"] == "negative"));
    assert_eq!(reloaded.body["models"].as_array().unwrap().len(), 2);
    assert_eq!(app.predict(json!({"text": "A funny film", "model": "mine"})).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_that_finds_nothing_leaves_what_is_served() {
    let app = TestApp::with(|config, dir| {
        let models = dir.join("models");
        copy(&fixtures().join("models/tiny"), &models.join("tiny"));
        config.models_dir = models;
    })
    .await;
    fs::write(app.dir.path().join("models/tiny/config.json"), "{").unwrap();
    let reloaded = Answer::of(app.post("/models/reload").bearer_auth(TEACHER_KEY)).await;
    assert_eq!((reloaded.status.as_u16(), reloaded.problem()), (409, "no-model"));
    assert_eq!(app.predict(json!({"text": "Nul."})).await.body["label"], "negative");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_teacher_reloads() {
    let app = TestApp::start().await;
    for request in [
        app.post("/models/reload"),
        app.post("/models/reload").bearer_auth("wrong"),
        app.post("/models/reload").header("authorization", TEACHER_KEY),
        app.post("/models/reload").basic_auth("teacher", Some(TEACHER_KEY)),
    ] {
        let answer = Answer::of(request).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (401, "teacher-only"));
        assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"teacher\""));
        assert_eq!(answer.body["errors"], Value::Null);
    }
}
