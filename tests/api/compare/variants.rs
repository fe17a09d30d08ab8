//! Edits of the text, and what they change.

use serde_json::{Value, json};

use super::{TEXT, compared, each, of, request};
use crate::support::TestApp;

const ALL: [&str; 7] = ["shuffle", "reverse", "drop_negation", "drop_punctuation", "uppercase", "strip_accents", "cut"];

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bag_of_words_shows_no_change_on_shuffle() {
    let app = TestApp::start().await;
    let body = compared(&app, request(&["keywords", "tiny-bow", "tiny:fp32"], &["shuffle", "reverse"])).await;
    for variant in body["variants"].as_array().unwrap() {
        for run in variant["runs"].as_array().unwrap() {
            assert_ne!(run["text"], TEXT);
            assert_eq!(number(&of(&run["answers"], "keywords")["change"]), 0.0, "{run}");
            assert!(number(&of(&run["answers"], "tiny-bow:fp32")["change"]).abs() < 1e-6, "{run}");
        }
    }
    let shuffle = &body["variants"][0];
    assert_eq!(shuffle["runs"].as_array().unwrap().len(), 20);
    let baseline = of(&shuffle["summary"], "keywords");
    for field in ["mean", "spread", "lowest", "highest", "flipped"] {
        assert_eq!(number(&baseline[field]), 0.0, "{field}");
    }
    assert!(number(&of(&shuffle["summary"], "tiny:fp32")["spread"]) > 0.0);
    assert_eq!(body["variants"][1]["summary"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_summary_is_that_of_its_runs() {
    let app = TestApp::start().await;
    let body = compared(&app, request(&["tiny:fp32"], &["shuffle"])).await;
    let (runs, original) = (&body["variants"][0]["runs"], &body["answers"][0]);
    let changes: Vec<f64> = runs.as_array().unwrap().iter().map(|run| number(&run["answers"][0]["change"])).collect();
    let mean = changes.iter().sum::<f64>() / 20.0;
    let variance = changes.iter().map(|change| (change - mean).powi(2)).sum::<f64>() / 19.0;
    let summary = &body["variants"][0]["summary"][0];
    assert!((number(&summary["mean"]) - mean).abs() < 1e-6, "{summary}");
    assert!((number(&summary["spread"]) - variance.sqrt()).abs() < 1e-6, "{summary}");
    for run in runs.as_array().unwrap() {
        let answer = &run["answers"][0];
        let target = original["label"].as_str().unwrap();
        assert_eq!(answer["target"], target);
        let change = number(&answer["probability"]) - number(&original["scores"][target]);
        assert!((change - number(&answer["change"])).abs() < 1e-6, "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_text_is_answered_as_if_it_were_sent() {
    let app = TestApp::start().await;
    let body = compared(&app, request(&["tiny:fp32", "tiny-nomask"], &ALL)).await;
    assert_eq!(each(&body["variants"], "variant"), ALL);
    for run in body["variants"].as_array().unwrap().iter().flat_map(|variant| variant["runs"].as_array().unwrap()) {
        for answer in run["answers"].as_array().unwrap() {
            let again = app.predict(json!({"text": run["text"], "model": answer["model"], "log": false})).await.body;
            assert_eq!((&answer["label"], &answer["score"]), (&again["label"], &again["score"]), "{run}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seed_fixes_the_shuffles() {
    let app = TestApp::start().await;
    let texts = async |seed: u64| {
        let body = json!({"text": TEXT, "models": ["keywords"], "variants": ["shuffle"], "seed": seed});
        let body = compared(&app, body).await;
        assert_eq!(body["seed"], seed);
        each(&body["variants"][0]["runs"], "text").into_iter().cloned().collect::<Vec<_>>()
    };
    assert_eq!(texts(1).await, texts(1).await);
    assert_ne!(texts(1).await, texts(2).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_with_nothing_to_edit_is_unchanged_and_not_run_again() {
    let app = TestApp::start().await;
    let body = compared(&app, json!({"text": "NUL", "variants": ALL})).await;
    for variant in body["variants"].as_array().unwrap() {
        assert_eq!((&variant["unchanged"], &variant["runs"]), (&json!(true), &json!([])), "{variant}");
    }
    let metrics = app.get("/metrics").send().await.unwrap().text().await.unwrap();
    let networks = body["answers"].as_array().unwrap().len() - 1;
    assert!(metrics.contains(&format!("tramontane_queue_time_seconds_count {networks}\n")), "{metrics}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_word_of_a_cut_is_told() {
    let app = TestApp::start().await;
    let body = compared(&app, request(&["tiny", "keywords"], &["cut"])).await;
    let runs = &body["variants"][0]["runs"];
    assert_eq!(each(runs, "words"), [1, 2, 3, 4, 5, 6]);
    assert_eq!(runs[2]["text"], "Ce film n'est");
    assert_eq!(of(&runs[0]["answers"], "keywords")["label"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_leaves_nothing_to_read_says_so() {
    let app = TestApp::start().await;
    let body = json!({"text": "?!", "models": ["tiny", "keywords"], "variants": ["drop_punctuation"]});
    let body = compared(&app, body).await;
    let run = &body["variants"][0]["runs"][0];
    assert_eq!(run["text"], "");
    assert_eq!(of(&run["answers"], "tiny:int8")["error"]["type"], "/problems/empty-text");
    assert_eq!(number(&of(&run["answers"], "keywords")["change"]), 0.0);
}
