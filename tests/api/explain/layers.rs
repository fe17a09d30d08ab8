//! Gates and states: what every kind of layer gives, and that the formulas hold between them.

use serde_json::{Value, json};

use super::{names, table};
use crate::support::TestApp;

const TEXT: &str = "Un film drôle et brillant, mais une fin nulle.";

#[tokio::test(flavor = "multi_thread")]
async fn every_layer_and_direction_is_there_with_its_gates() {
    let app = TestApp::start().await;
    let lstm: &[&str] = &["input", "forget", "output", "candidate", "cell", "hidden"];
    let gru: &[&str] = &["reset", "update", "candidate", "hidden"];
    let models: [(&str, &[&str], &[&str]); 7] = [
        ("tiny", &["lstm LSTM forward", "lstm LSTM reverse"], lstm),
        ("tiny-nomask", &["lstm LSTM forward"], lstm),
        ("tiny-lstm-stacked", &["lstm_1 LSTM forward", "lstm_2 LSTM forward"], lstm),
        (
            "tiny-bilstm-stacked",
            &["lstm_1 LSTM forward", "lstm_1 LSTM reverse", "lstm_2 LSTM forward", "lstm_2 LSTM reverse"],
            lstm,
        ),
        ("tiny-gru", &["gru GRU forward"], gru),
        ("tiny-gru-reset-before", &["gru GRU forward"], gru),
        ("tiny-rnn", &["rnn RNN forward"], &["hidden"]),
    ];
    for (model, layers, gates) in models {
        let body = json!({"text": TEXT, "model": model, "units": "all", "influence": true});
        let answer = app.explain(body).await.body;
        assert_eq!(names(&answer), layers, "{model}");
        let tokens = answer["tokens"].as_array().unwrap().len();
        assert!(tokens > 5, "{answer}");
        for layer in answer["layers"].as_array().unwrap() {
            let given = layer.as_object().unwrap().iter().filter(|(_, value)| value[0].is_array());
            let mut given: Vec<&str> = given.map(|(name, _)| name.as_str()).collect();
            given.sort_unstable();
            let mut expected = gates.to_vec();
            expected.sort_unstable();
            assert_eq!(given, expected, "{model}");
            assert_eq!(layer["units"], json!([0, 1, 2, 3]), "{model}");
            for gate in gates {
                let rows = table(layer, gate);
                assert_eq!((rows.len(), rows[0].len()), (tokens, 4), "{model} {gate}");
            }
            assert!(layer["parity"].as_f64().unwrap() <= 1e-5, "{model} {}", layer["parity"]);
            assert_eq!(layer["influence"].as_array().unwrap().len(), tokens, "{model}");
        }
    }
}

fn close(got: f64, expected: f64) {
    assert!((got - expected).abs() < 1e-6, "{got} {expected}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_lstm_s_memory_is_what_its_gates_say_in_both_directions() {
    let app = TestApp::start().await;
    let answer = app.explain(json!({"text": TEXT, "model": "tiny", "units": "all"})).await.body;
    for layer in answer["layers"].as_array().unwrap() {
        let [input, forget, output, candidate, cell, hidden] =
            ["input", "forget", "output", "candidate", "cell", "hidden"].map(|gate| table(layer, gate));
        let reverse = layer["direction"] == "reverse";
        for step in 0..cell.len() {
            // Rows stand in the text's order: what a reverse layer read before is the row below.
            let before = if reverse { cell.get(step + 1) } else { step.checked_sub(1).map(|at| &cell[at]) };
            for unit in 0..4 {
                let kept = forget[step][unit] * before.map_or(0.0, |before| before[unit]);
                close(cell[step][unit], kept + input[step][unit] * candidate[step][unit]);
                close(hidden[step][unit], output[step][unit] * cell[step][unit].tanh());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gru_s_state_is_what_its_gates_say() {
    let app = TestApp::start().await;
    for model in ["tiny-gru", "tiny-gru-reset-before"] {
        let answer = app.explain(json!({"text": TEXT, "model": model, "units": "all"})).await.body;
        let layer = &answer["layers"][0];
        let [update, candidate, hidden] = ["update", "candidate", "hidden"].map(|gate| table(layer, gate));
        for step in 1..hidden.len() {
            for unit in 0..4 {
                let kept = update[step][unit];
                close(hidden[step][unit], (1.0 - kept) * candidate[step][unit] + kept * hidden[step - 1][unit]);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_inside_of_a_quantised_answer_is_the_whole_precision_s() {
    let app = TestApp::start().await;
    let explain = async |model: &str| app.explain(json!({"text": TEXT, "model": model})).await.body;
    let (whole, quantised) = (explain("tiny:fp32").await, explain("tiny:int8").await);
    assert_eq!((&whole["precision"], &quantised["precision"]), (&json!("fp32"), &json!("int8")));
    assert_eq!(whole["layers"], quantised["layers"]);
    let predicted = app.predict(json!({"text": TEXT, "model": "tiny:int8", "log": false})).await.body;
    assert_eq!([&quantised["label"], &quantised["score"]], [&predicted["label"], &predicted["score"]]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_always_gets_the_same_explanation() {
    let app = TestApp::start().await;
    let body = json!({"text": TEXT, "model": "tiny", "units": "all", "influence": true});
    let (first, second): (Value, Value) = (app.explain(body.clone()).await.body, app.explain(body).await.body);
    assert_eq!(first, second);
}
