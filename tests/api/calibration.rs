//! `POST /evaluations/{id}/calibration`, `DELETE /models/{name}/calibration`, and what answers by it.

use std::fs;

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::support::{Answer, TEACHER_KEY, TestApp, copy, fixtures};

const TEXT: &str = "Un film plat mais superbe.";

async fn as_teacher(request: RequestBuilder) -> Answer {
    Answer::of(request.bearer_auth(TEACHER_KEY)).await
}

/// A server with two copies of a model, in folders of its own.
async fn app() -> TestApp {
    TestApp::with(|config, dir| {
        for name in ["tiny", "other"] {
            copy(&fixtures().join("models/tiny"), &dir.join("models").join(name));
        }
        config.models_dir = dir.join("models");
    })
    .await
}

/// Reviews of which every fifth is labelled against its words: the model is wrong on them, and too sure of itself.
fn reviews(rows: usize) -> String {
    let words = ["brillant", "nul", "drôle", "raté", "superbe mais plat", "plat et lent", "parfait", "pas mauvais"];
    let review = |row: usize| {
        let word = words[row % words.len()];
        let is_kind = row.is_multiple_of(2) != row.is_multiple_of(5);
        let label = if is_kind { "positive" } else { "negative" };
        json!({"text": format!("Un film {word}."), "label": label}).to_string() + "\n"
    };
    (0..rows).map(review).collect()
}

/// Has the fp32 graph of `tiny` read `rows` reviews, and gives the evaluation once it is done.
async fn evaluated(app: &TestApp, rows: usize) -> Value {
    let request = app.post("/evaluations?model=tiny:fp32&name=essai").header("content-type", "application/x-ndjson");
    let sent = Answer::of(request.body(reviews(rows))).await;
    assert_eq!(sent.status, 202, "{sent:?}");
    let id = sent.body["id"].as_str().unwrap();
    // The events end with the evaluation.
    app.get(&format!("/evaluations/{id}/events")).send().await.unwrap().text().await.unwrap();
    Answer::of(app.get(&format!("/evaluations/{id}"))).await.body
}

async fn calibrate(app: &TestApp, evaluation: &Value, body: Value) -> Answer {
    let id = evaluation["id"].as_str().unwrap();
    as_teacher(app.post(&format!("/evaluations/{id}/calibration")).json(&body)).await
}

async fn predict(app: &TestApp, model: &str) -> Value {
    app.predict(json!({"text": TEXT, "model": model, "log": false})).await.body
}

async fn variant(app: &TestApp) -> Value {
    Answer::of(app.get("/models/tiny")).await.body["variants"][0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calibrated_model_answers_by_it_everywhere_until_it_is_taken_away() {
    let app = app().await;
    let evaluation = evaluated(&app, 400).await;
    assert_eq!((&evaluation["status"], &evaluation["calibration"]), (&json!("done"), &Value::Null));
    let before = predict(&app, "tiny:fp32").await;
    assert_eq!(before["calibration"], Value::Null);

    let calibrated = calibrate(&app, &evaluation, json!({})).await;
    assert_eq!(calibrated.status, 200, "{calibrated:?}");
    let stored = &calibrated.body["calibration"];
    let (temperature, threshold) = (stored["temperature"].as_f64().unwrap(), stored["threshold"].as_f64().unwrap());
    assert!(temperature > 1.0, "it is too sure of itself: {stored}");
    assert_eq!((&stored["evaluation"], &stored["evaluation_name"]), (&evaluation["id"], &json!("essai")));
    assert!(stored["after"]["log_loss"].as_f64() < stored["before"]["log_loss"].as_f64(), "{stored}");
    assert_eq!(stored["stored_at"], "2026-11-24T10:00:00.000Z");

    let after = predict(&app, "tiny:fp32").await;
    assert_eq!(after["calibration"], json!({"temperature": temperature, "threshold": threshold}));
    let odds = |answer: &Value| {
        let score = |label: &str| answer["scores"][label].as_f64().unwrap();
        (score("positive") / score("negative")).ln()
    };
    assert!((odds(&after) - odds(&before) / temperature).abs() < 1e-5, "{before} {after}");
    let positive = after["scores"]["positive"].as_f64().unwrap();
    let label = if positive >= threshold { "positive" } else { "negative" };
    assert_eq!((&after["label"], &after["score"]), (&json!(label), &after["scores"][label]));
    assert_eq!(predict(&app, "tiny:int8").await["calibration"], Value::Null, "each graph has its own");
    assert_eq!(predict(&app, "other:fp32").await["scores"], before["scores"]);

    let explained = app.explain(json!({"text": TEXT, "model": "tiny:fp32"})).await.body;
    assert_eq!((&explained["label"], &explained["scores"]), (&after["label"], &after["scores"]));
    let compared = Answer::of(app.post("/compare").json(&json!({"text": TEXT, "models": ["tiny:fp32"]}))).await;
    assert_eq!(compared.body["answers"][0]["scores"], after["scores"], "{compared:?}");

    let shown = variant(&app).await;
    assert_eq!(
        (&shown["calibration"]["used"], &shown["calibration"]["temperature"]),
        (&json!(true), &json!(temperature))
    );
    assert_eq!(as_teacher(app.post("/models/reload")).await.status, 200);
    assert_eq!(predict(&app, "tiny:fp32").await["scores"], after["scores"], "the folder holds it");

    let deleted = as_teacher(app.delete("/models/tiny/calibration")).await;
    assert_eq!(deleted.status, 204);
    let again = predict(&app, "tiny:fp32").await;
    assert_eq!((&again["scores"], &again["calibration"]), (&before["scores"], &Value::Null));
    assert!(!app.dir.path().join("models/tiny/calibration.json").exists());
    assert_eq!(as_teacher(app.delete("/models/tiny/calibration")).await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_temperatures_of_a_calibrated_model_multiply() {
    let app = app().await;
    let first = calibrate(&app, &evaluated(&app, 400).await, json!({"threshold": false})).await.body;
    let again = evaluated(&app, 400).await;
    let first = &first["calibration"];
    let used = json!({"temperature": first["temperature"], "threshold": Value::Null});
    assert_eq!(again["calibration"], used, "an evaluation tells by what its rows were answered");
    let second = calibrate(&app, &again, json!({"aim": "accuracy"})).await.body;
    let temperatures = [first, &second["calibration"]].map(|stored| stored["temperature"].as_f64().unwrap());
    assert!((temperatures[0] / temperatures[1] - 1.0).abs() < 1e-4, "{temperatures:?}");
    assert!(second["calibration"]["threshold"].is_f64(), "{second}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_calibrated_is_a_problem_and_changes_nothing() {
    let app = app().await;
    let short = evaluated(&app, 60).await;
    let few = calibrate(&app, &short, json!({})).await;
    assert_eq!((few.status.as_u16(), few.problem()), (409, "nothing-to-fit"));
    let nothing = calibrate(&app, &short, json!({"temperature": false, "threshold": false})).await;
    assert_eq!((nothing.status.as_u16(), nothing.problem()), (422, "invalid-field"));
    let unknown = json!({"id": "00000000-0000-7000-8000-00000000ffff"});
    assert_eq!(calibrate(&app, &unknown, json!({})).await.problem(), "unknown-evaluation");
    let path = format!("/evaluations/{}/calibration", short["id"].as_str().unwrap());
    assert_eq!(Answer::of(app.post(&path).json(&json!({}))).await.problem(), "teacher-only");
    assert_eq!(Answer::of(app.delete("/models/tiny/calibration")).await.problem(), "teacher-only");
    assert_eq!(as_teacher(app.delete("/models/none/calibration")).await.problem(), "unknown-model");

    let long = evaluated(&app, 400).await;
    // Where the file would be, a folder stands.
    let blocked = app.dir.path().join("models/tiny/calibration.json.new");
    fs::create_dir(&blocked).unwrap();
    let refused = calibrate(&app, &long, json!({})).await;
    assert_eq!((refused.status.as_u16(), refused.problem()), (409, "folder-not-writable"));
    assert_eq!(predict(&app, "tiny:fp32").await["calibration"], Value::Null);
    fs::remove_dir(blocked).unwrap();

    change_files(&app).await;
    let other = calibrate(&app, &long, json!({})).await;
    assert_eq!((other.status.as_u16(), other.problem()), (409, "model-changed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calibration_of_other_files_is_shown_and_not_used() {
    let app = app().await;
    let before = predict(&app, "tiny:fp32").await;
    assert_eq!(calibrate(&app, &evaluated(&app, 400).await, json!({})).await.status, 200);
    change_files(&app).await;
    assert_eq!(variant(&app).await["calibration"]["used"], false);
    let after = predict(&app, "tiny:fp32").await;
    assert_eq!((&after["scores"], &after["calibration"]), (&before["scores"], &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calibration_that_cannot_be_read_is_named() {
    let app = app().await;
    fs::write(app.dir.path().join("models/tiny/calibration.json"), r#"{"fp32": {"temperature": 0}}"#).unwrap();
    let reloaded = as_teacher(app.post("/models/reload")).await;
    assert_eq!(reloaded.body["broken"][0]["file"], "calibration.json", "{reloaded:?}");
    assert_eq!(reloaded.body["models"].as_array().unwrap().len(), 1);
}

/// Gives the model another hash and the same answers.
async fn change_files(app: &TestApp) {
    let path = app.dir.path().join("models/tiny/config.json");
    fs::write(&path, fs::read_to_string(&path).unwrap() + "\n").unwrap();
    assert_eq!(as_teacher(app.post("/models/reload")).await.status, 200);
}
