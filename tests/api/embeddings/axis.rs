//! `GET /models/{name}/embeddings/axis`: words between negative and positive.

use super::problem;
use crate::support::{Answer, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn words_stand_between_the_poles() {
    let app = TestApp::start().await;
    let answer = Answer::of(app.get("/models/tiny/embeddings/axis?words=superbe,nul,film")).await;
    let place = |word: &str, key: &str| {
        let words = answer.body["words"].as_array().unwrap();
        words.iter().find(|one| one["word"] == word).unwrap()[key].as_f64().unwrap()
    };
    for key in ["projection", "polarity"] {
        assert!(place("superbe", key) > 0.5 && place("nul", key) < -0.5, "{answer:?}");
        assert!(place("film", key).abs() < 0.5, "{answer:?}");
    }
    assert!(answer.body["correlation"].as_f64().unwrap() > 0.5, "{answer:?}");
    assert_eq!(answer.body["positive"]["label"], "positive");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_words_the_poles_own_are_placed() {
    let app = TestApp::start().await;
    let answer = Answer::of(app.get("/models/tiny/embeddings/axis")).await;
    let words = answer.body["words"].as_array().unwrap();
    let pole = |name: &str| answer.body[name]["words"].as_array().unwrap().len();
    assert_eq!(words.len(), pole("negative") + pole("positive"));
    let mean = |words: &[serde_json::Value]| {
        words.iter().map(|word| word["projection"].as_f64().unwrap()).sum::<f64>() / words.len() as f64
    };
    assert!((mean(&words[..pole("negative")]) + 1.0).abs() < 1e-4, "{answer:?}");
    assert!((mean(&words[pole("negative")..]) - 1.0).abs() < 1e-4, "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pieces_have_a_place_too() {
    let app = TestApp::start().await;
    let answer = Answer::of(app.get("/models/tiny-transformer/embeddings/axis?words=%23%23ing,acting")).await;
    let words = &answer.body["words"];
    assert!(words[0]["polarity"].is_number() && words[0]["pieces"].is_null(), "{answer:?}");
    assert!(words[1]["polarity"].is_number() && words[1]["pieces"].is_array(), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_refused() {
    let app = TestApp::start().await;
    for (path, wanted) in [
        ("none/embeddings/axis", (404, "unknown-model")),
        ("tiny/embeddings/axis?words=zzz", (404, "unknown-word")),
        ("tiny/embeddings/axis?words=un%20film", (400, "invalid-parameter")),
        ("tiny/embeddings/axis?word=film", (400, "invalid-parameter")),
    ] {
        let (status, kind) = problem(&app, path).await;
        assert_eq!((status, kind.as_str()), wanted, "{path}");
    }
}
