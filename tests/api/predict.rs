//! `POST /predict`: one, many, NDJSON; alone and among others.

use bytes::Bytes;
use futures_util::stream;
use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, fixtures};

const TEXT: &str = "Un film brillant, drôle et émouvant.";

#[tokio::test(flavor = "multi_thread")]
async fn one_text_gives_one_prediction() {
    let app = TestApp::start().await;
    let answer = app.predict(json!({"text": TEXT, "model": "tiny:fp32"})).await;
    assert_eq!(answer.status, 200);
    assert_json_snapshot!(answer.body, {".timing_ms.*" => "[ms]"});
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_gives_a_list_in_its_order() {
    let app = TestApp::start().await;
    let texts = ["Un film brillant.", "Une histoire nulle.", "Un film brillant."];
    let answer = app.predict(json!({"texts": texts, "model": "tiny:fp32"})).await;
    let predictions = answer.body["predictions"].as_array().unwrap();
    let labels: Vec<_> = predictions.iter().map(|one| one["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["positive", "negative", "positive"]);
    assert_ne!(predictions[0]["id"], predictions[2]["id"]);
    assert_eq!(predictions[0]["score"], predictions[2]["score"]);
    let one = app.predict(json!({"texts": ["Nul."]})).await;
    assert_eq!(one.body["predictions"].as_array().unwrap().len(), 1, "a list of one is still a list");
}

#[tokio::test(flavor = "multi_thread")]
async fn ndjson_is_answered_line_by_line_and_a_bad_line_costs_its_own_answer() {
    let app = TestApp::start().await;
    let lines = format!(
        "{{\"text\":\"{TEXT}\"}}\n\n{{\"text\":\"\"}}\n{{\"txt\":1}}\nnot json\n\
         {{\"text\":\"Nul.\",\"model\":\"none\"}}\n{{\"text\":\"Nul.\",\"log\":false}}"
    );
    let answers = app.predict_lines(lines).await;
    let kinds: Vec<_> = answers
        .iter()
        .map(|answer| match answer["error"]["type"].as_str() {
            Some(kind) => format!("{} {kind}", answer["line"]),
            None => answer["label"].as_str().unwrap().to_owned(),
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "positive",
            "3 /problems/empty-text",
            "4 /problems/invalid-field",
            "5 /problems/invalid-json",
            "6 /problems/unknown-model",
            "negative",
        ]
    );
    assert_eq!(answers[5]["id"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn ndjson_lines_may_arrive_in_pieces() {
    let app = TestApp::start().await;
    let whole = (0..50).map(|n| format!("{{\"text\":\"Un film drôle {n}\",\"log\":false}}\r\n")).collect::<String>();
    // Seven bytes at a time: characters and line ends are cut through.
    let pieces: Vec<_> =
        whole.as_bytes().chunks(7).map(|piece| Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece))).collect();
    let answers = app.predict_lines(reqwest::Body::wrap_stream(stream::iter(pieces))).await;
    assert_eq!(answers.len(), 50);
    assert!(answers.iter().all(|answer| answer["tokens"] == 4), "{answers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_over_the_limit_is_refused_and_the_next_is_served() {
    let app = TestApp::with(|config, _| config.http.text_limit_bytes = 100).await;
    let long = "a ".repeat(5_000);
    let lines = format!("{{\"text\":\"{long}\"}}\n{{\"text\":\"{}\"}}\n{{\"text\":\"Nul.\"}}\n", "a ".repeat(60));
    let answers = app.predict_lines(lines).await;
    assert_eq!(answers[0]["error"]["type"], "/problems/text-too-large");
    assert_eq!(answers[1]["error"]["type"], "/problems/text-too-large");
    assert_eq!(answers[2]["label"], "negative");
}

#[tokio::test(flavor = "multi_thread")]
async fn log_false_keeps_a_text_out() {
    let app = TestApp::start().await;
    let answer = app.predict(json!({"text": "Un secret brillant.", "log": false})).await;
    assert_eq!(answer.body["id"], Value::Null);
    let list = Answer::of(app.get("/predictions").bearer_auth(crate::support::TEACHER_KEY)).await;
    assert_eq!(list.body["predictions"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_model_the_language_chooses() {
    let app = TestApp::start().await;
    let french = app.predict(json!({"text": "C'est un film que j'ai adoré, vraiment."})).await;
    let english = app.predict(json!({"text": "This is a movie that I have loved, and the ending was great."})).await;
    let unclear = app.predict(json!({"text": "123"})).await;
    assert_eq!(french.body["model"], "tiny");
    assert_eq!(english.body["model"], "tiny-nomask");
    assert_eq!(unclear.body["model"], "tiny");
    assert_eq!(unclear.body["language"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_too_long_is_cut_and_the_answer_says_so() {
    let app = TestApp::start().await;
    let answer = app.predict(json!({"text": "film ".repeat(17)})).await;
    assert_eq!((&answer.body["truncated"], &answer.body["tokens"]), (&json!(true), &json!(16)));
    let answer = app.predict(json!({"text": "film ".repeat(16)})).await;
    assert_eq!((&answer.body["truncated"], &answer.body["tokens"]), (&json!(false), &json!(16)));
}

#[tokio::test(flavor = "multi_thread")]
async fn fp32_agrees_with_python_to_the_last_bit_alone_and_among_ten_thousand() {
    let app = TestApp::start().await;
    let golden = std::fs::read_to_string(fixtures().join("golden.json")).unwrap();
    let golden: Vec<Value> = serde_json::from_str(&golden).unwrap();
    for model in ["tiny", "tiny-nomask"] {
        let rows: Vec<_> = golden.iter().filter(|row| row["model"] == model && row["file"] == "model.onnx").collect();
        assert!(rows.len() >= 10, "{model}");
        let texts: Vec<&str> = rows.iter().map(|row| row["text"].as_str().unwrap()).collect();
        let expected: Vec<f32> = rows.iter().map(|row| positive(&row["logits"])).collect();
        let reference = format!("{model}:fp32");
        for (text, expected) in texts.iter().zip(&expected) {
            let answer = app.predict(json!({"text": text, "model": reference, "log": false})).await;
            assert_eq!(score(&answer.body).to_bits(), expected.to_bits(), "{model}: {text}");
        }
        let crowd: Vec<&str> = texts.iter().copied().cycle().take(10_000).collect();
        let answer = app.predict(json!({"texts": crowd, "model": reference, "log": false})).await;
        let crowd = answer.body["predictions"].as_array().unwrap();
        assert_eq!(crowd.len(), 10_000);
        for (answer, expected) in crowd.iter().zip(expected.iter().cycle()) {
            assert_eq!(score(answer).to_bits(), expected.to_bits(), "{model} among others");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_cell_agrees_with_python_alone_and_beside_longer_texts() {
    let app = TestApp::start().await;
    let golden = std::fs::read_to_string(fixtures().join("golden.json")).unwrap();
    let golden: Vec<Value> = serde_json::from_str(&golden).unwrap();
    let cells = ["rnn", "gru", "gru-reset-before", "lstm-stacked", "bilstm-stacked", "bow"];
    for model in cells.map(|cell| format!("tiny-{cell}")) {
        let rows: Vec<_> = golden.iter().filter(|row| row["model"] == *model).collect();
        assert!(rows.len() >= 10, "{model}");
        for row in &rows {
            let answer = app.predict(json!({"text": row["text"], "model": model, "log": false})).await;
            assert_eq!(score(&answer.body).to_bits(), positive(&row["logits"]).to_bits(), "{row}");
        }
        let texts: Vec<_> = rows.iter().map(|row| &row["text"]).collect();
        let answer = app.predict(json!({"texts": texts, "model": model, "log": false})).await;
        // ONNX Runtime's RNN multiplies a whole batch at once, and rounds otherwise than for one text.
        let apart = if model == "tiny-rnn" { 1e-6 } else { 0.0 };
        for (answer, row) in answer.body["predictions"].as_array().unwrap().iter().zip(&rows) {
            assert!((score(answer) - positive(&row["logits"])).abs() <= apart, "{row}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transformer_agrees_with_python() {
    let app = TestApp::start().await;
    let golden = std::fs::read_to_string(fixtures().join("golden.json")).unwrap();
    let golden: Vec<Value> = serde_json::from_str(&golden).unwrap();
    let rows: Vec<_> = golden.iter().filter(|row| row["model"] == "tiny-transformer").collect();
    assert!(rows.len() >= 10);
    for row in rows {
        let answer = app.predict(json!({"text": row["text"], "model": "tiny-transformer", "log": false})).await;
        let got = answer.body["scores"]["LABEL_1"].as_f64().unwrap() as f32;
        assert!((got - positive(&row["logits"])).abs() < 1e-5, "{row}");
    }
}

/// The second label's probability, by the formula that the server documents.
pub(crate) fn positive(logits: &Value) -> f32 {
    let logits: Vec<f64> =
        logits.as_array().unwrap().iter().map(|logit| f64::from(logit.as_f64().unwrap() as f32)).collect();
    let negative = if logits.len() == 1 { 0.0 } else { logits[0] };
    let positive = logits[logits.len() - 1];
    let largest = negative.max(positive);
    if logits.len() == 1 {
        return (1.0 / (1.0 + (-positive).exp())) as f32;
    }
    ((positive - largest).exp() / ((negative - largest).exp() + (positive - largest).exp())) as f32
}

fn score(answer: &Value) -> f32 {
    answer["scores"]["positive"].as_f64().unwrap() as f32
}

#[tokio::test(flavor = "multi_thread")]
async fn switches_change_the_answer_as_the_ids_that_tokenize_shows() {
    let app = TestApp::start().await;
    let predict = async |text: &str, switches: Value| {
        let body = json!({"text": text, "model": "tiny:fp32", "switches": switches, "log": false});
        let answer = app.predict(body).await;
        assert_eq!((answer.status.as_u16(), &answer.body["id"]), (200, &Value::Null), "{answer:?}");
        answer.body
    };
    // The word before it in the vocabulary is what a shifted id reads.
    let shifted = predict("brillante", json!(["ids_shifted"])).await;
    assert_eq!(shifted["scores"], predict("brillant", json!(null)).await["scores"]);
    assert_eq!(shifted["switches"], json!(["ids_shifted"]));
    let glued = predict("Nul. Nul.", json!(["punctuation_glued"])).await;
    assert_eq!((&glued["tokens"], &glued["unknown_rate"]), (&json!(2), &json!(1.0)));
    let padding = predict("zzz", json!(["unknown_as_padding"])).await;
    assert_eq!(padding["unknown_rate"], 1.0);
    assert_ne!(padding["scores"], predict("zzz", json!([])).await["scores"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prediction_with_switches_is_never_logged() {
    let app = TestApp::start().await;
    let switches = json!(["ids_shifted"]);
    let one = app.predict(json!({"text": TEXT, "switches": switches})).await;
    assert_eq!((one.status.as_u16(), &one.body["id"]), (200, &Value::Null));
    let many = app.predict(json!({"texts": [TEXT], "switches": switches, "log": null})).await;
    assert_eq!(many.body["predictions"][0]["id"], Value::Null);
    let line = |log: bool| json!({"text": TEXT, "switches": switches, "log": log}).to_string();
    let lines = app.predict_lines(format!("{}\n{}\n", line(false), line(true))).await;
    assert_eq!(lines[0]["id"], Value::Null);
    assert_eq!(lines[1]["error"]["errors"][0]["pointer"], "/log");
    let refused = app.predict(json!({"text": TEXT, "switches": switches, "log": true})).await;
    assert_eq!(refused.problem(), "invalid-field");
    let list = Answer::of(app.get("/predictions").bearer_auth(crate::support::TEACHER_KEY)).await;
    assert_eq!(list.body["predictions"], json!([]));
    let plain = app.predict(json!({"text": TEXT, "switches": []})).await;
    assert_ne!(plain.body["id"], Value::Null, "an empty list is no switch");
}
