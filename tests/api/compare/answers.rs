//! One text before several models.

use insta::assert_json_snapshot;
use serde_json::{Value, json};

use super::{TEXT, compared, each, request};
use crate::support::{Answer, TEACHER_KEY, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn models_stand_side_by_side() {
    let app = TestApp::start().await;
    let body = compared(&app, request(&["tiny:fp32", "keywords"], &["drop_negation", "uppercase"])).await;
    assert_json_snapshot!(body, {".answers[].time_ms" => "[ms]", ".answers[].bytes" => "[bytes]"});
}

#[tokio::test(flavor = "multi_thread")]
async fn each_answers_as_predict_does_in_both_precisions() {
    let app = TestApp::start().await;
    let models = ["tiny:fp32", "tiny:int8", "tiny-nomask", "tiny-transformer"];
    let body = compared(&app, request(&models, &[])).await;
    for (name, answer) in models.iter().zip(body["answers"].as_array().unwrap()) {
        let predicted = app.predict(json!({"text": TEXT, "model": name, "log": false})).await.body;
        for field in ["label", "score", "scores", "tokens", "truncated"] {
            assert_eq!(answer[field], predicted[field], "{name} {field}");
        }
        let described = Answer::of(app.get(&format!("/models/{}", predicted["model"].as_str().unwrap()))).await.body;
        assert_eq!(
            (&answer["model_type"], &answer["parameters"]),
            (&described["model_type"], &described["parameters"])
        );
        let sizes = each(&described["variants"], "bytes");
        assert!(sizes.contains(&&answer["bytes"]), "{name}");
        assert!(answer["time_ms"].as_f64().unwrap() >= 0.0);
    }
    assert_eq!(
        each(&body["answers"], "model"),
        ["tiny:fp32", "tiny:int8", "tiny-nomask:fp32", "tiny-transformer:fp32"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_list_those_of_the_language_answer() {
    let app = TestApp::start().await;
    let text = "This is a movie that I have loved, and the ending was great.";
    let english = compared(&app, json!({"text": text})).await;
    assert_eq!(english["language"], "en");
    assert_eq!(each(&english["answers"], "model"), ["tiny-nomask:fp32", "keywords"]);
    for text in ["C'est un film que j'ai adoré, vraiment.", "12345 !!!"] {
        let french = compared(&app, json!({"text": text})).await;
        let names = each(&french["answers"], "model");
        assert!(names.contains(&&json!("tiny:int8")) && names.contains(&&json!("tiny-bow:fp32")), "{names:?}");
        assert!(names.iter().all(|name| !matches!(name.as_str(), Some("tiny-nomask:fp32" | "tiny-transformer:fp32"))));
        assert_eq!(names.last(), Some(&&json!("keywords")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_baseline_shows_its_words_and_knows_no_negation() {
    let app = TestApp::start().await;
    let answer =
        async |text: &str| compared(&app, json!({"text": text, "models": ["keywords"]})).await["answers"][0].clone();
    let negated = answer("Pas mauvais. Pas mauvais du tout, et drôle").await;
    let matched = json!([{"word": "drôle", "weight": 1, "count": 1}, {"word": "mauvais", "weight": -2, "count": 2}]);
    assert_eq!((&negated["label"], &negated["matched"]), (&json!("negative"), &matched));
    assert!(negated["parameters"].as_u64().unwrap() > 500 && negated["bytes"].as_u64().unwrap() > 1_000);
    let tie = answer("Une histoire de marins.").await;
    assert_eq!((&tie["label"], &tie["score"], &tie["matched"]), (&Value::Null, &json!(0.5), &json!([])));
}

#[tokio::test(flavor = "multi_thread")]
async fn agreement_is_among_the_same_labels() {
    let app = TestApp::start().await;
    let text = "Un film mauvais, nul et drôle";
    let body = json!({"text": text, "models": ["tiny:fp32", "keywords", "tiny-transformer", "tiny-nomask"]});
    let body = compared(&app, body).await;
    let labels: Vec<&str> = [0, 1, 3].iter().map(|at| body["answers"][*at]["label"].as_str().unwrap()).collect();
    let pairs = [(0, 1), (0, 2), (1, 2)].map(|(one, other)| labels[one] == labels[other]);
    let same = pairs.iter().filter(|same| **same).count();
    let agreement = &body["agreement"];
    assert_eq!((&agreement["pairs"], &agreement["alone"]), (&json!(3), &json!(["tiny-transformer:fp32"])));
    assert!((agreement["share"].as_f64().unwrap() - same as f64 / 3.0).abs() < 1e-6, "{agreement}");
    assert_eq!(agreement["differ"].as_array().unwrap().len(), 3 - same);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_logged() {
    let app = TestApp::start().await;
    compared(&app, request(&["tiny", "keywords"], &["shuffle", "cut"])).await;
    let list = Answer::of(app.get("/predictions").bearer_auth(TEACHER_KEY)).await;
    assert_eq!(list.body["predictions"], json!([]));
    assert!(!app.stored().windows(TEXT.len()).any(|bytes| bytes == TEXT.as_bytes()));
}
