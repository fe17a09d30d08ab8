//! The names that the tutor answers to.

use insta::assert_json_snapshot;
use serde_json::json;

use super::ask;
use crate::support::{Answer, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn the_tutor_answers_to_its_name_and_to_the_language_model_s() {
    let app = TestApp::with(|config, _| config.mistral.model = "hf.co/un/modele:q4".to_owned()).await;
    let listed = Answer::of(app.get("/v1/models")).await.body;
    assert_json_snapshot!(listed);
    for model in listed["data"].as_array().unwrap() {
        let id = model["id"].as_str().unwrap();
        assert_eq!(&Answer::of(app.get(&format!("/v1/models/{id}"))).await.body, model);
        assert_eq!(ask(&app, json!({"model": id})).await.body["model"], id);
    }
    assert_eq!(ask(&app, json!({"model": "mistral-small-latest"})).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_name_is_listed_once() {
    let app = TestApp::with(|config, _| config.mistral.model = "tramontane".to_owned()).await;
    assert_eq!(Answer::of(app.get("/v1/models")).await.body["data"].as_array().unwrap().len(), 1);
}
