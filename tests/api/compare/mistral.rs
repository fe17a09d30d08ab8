//! The language model beside the networks: with a key, without one, and when it fails.

use serde_json::{Value, json};

use super::{TEXT, ask, compared, each, of, request};
use crate::mistral::faults;
use crate::mistral::{self, Behaviour, FakeMistral};
use crate::support::{Answer, TestApp};

/// A server that asks `fake` for answers, once each, and nobody for vectors.
async fn asking(fake: &FakeMistral) -> TestApp {
    TestApp::asking_with(fake, |config, _| {
        config.mistral.embedding_model.clear();
        config.mistral.retries = 0;
    })
    .await
}

fn judges(label: &str, score: f64) -> Behaviour {
    Behaviour::answer(mistral::Answer::says(json!({"label": label, "score": score}).to_string()))
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_key_it_answers_among_the_others() {
    let fake = FakeMistral::start().await;
    let app = asking(&fake).await;
    fake.script([judges("negative", 0.75)]);
    let body = compared(&app, json!({"text": TEXT, "variants": ["shuffle", "uppercase"]})).await;
    let answer = of(&body["answers"], "mistral");
    assert_eq!((&answer["label"], &answer["score"]), (&json!("negative"), &json!(0.75)));
    assert_eq!(answer["scores"], json!({"negative": 0.75, "positive": 0.25}));
    assert_eq!((&answer["model_type"], &answer["bytes"]), (&json!("language_model"), &Value::Null));
    assert_eq!(answer["language_model"], "mistral-small-latest");
    assert!(answer["usage"]["total_tokens"].as_u64().unwrap() > 0);
    // Unasked, it judges no edits: each is paid for.
    assert_eq!(fake.requests().len(), 1);
    assert!(body["variants"].as_array().unwrap().iter().all(|variant| {
        let mut runs = variant["runs"].as_array().unwrap().iter();
        runs.all(|run| !each(&run["answers"], "model").contains(&&json!("mistral")))
    }));
}

#[tokio::test(flavor = "multi_thread")]
async fn named_it_judges_the_edits_of_one_text() {
    let fake = FakeMistral::start().await;
    let app = asking(&fake).await;
    fake.set_default(judges("positive", 0.9));
    let variants = ["shuffle", "cut", "drop_negation", "strip_accents"];
    let body = compared(&app, request(&["mistral", "keywords"], &variants)).await;
    assert_eq!(fake.requests().len(), 3);
    for (at, runs) in [(0, 20), (1, 6), (2, 1), (3, 1)] {
        let of_variant = &body["variants"][at];
        assert_eq!(of_variant["runs"].as_array().unwrap().len(), runs);
        let judged = of(&of_variant["runs"][0]["answers"], "mistral");
        assert_eq!(judged["change"] == json!(0.0), runs == 1, "{judged}");
    }
    assert_eq!(each(&body["variants"][0]["summary"], "model"), ["keywords"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_it_says_so_and_the_others_answer() {
    let app = TestApp::start().await;
    for (language, title) in [("fr", "Il faut une clé de Mistral"), ("en", "A Mistral key is needed")] {
        let body = request(&["tiny", "mistral", "keywords"], &["uppercase"]);
        let answer = Answer::of(app.post("/compare").header("accept-language", language).json(&body)).await;
        let answers = &answer.body["answers"];
        let error = &of(answers, "mistral")["error"];
        assert_eq!((&error["type"], &error["title"]), (&json!("/problems/mistral-key-missing"), &json!(title)));
        assert!(of(answers, "tiny:int8")["label"].is_string() && of(answers, "keywords")["label"].is_string());
        assert_eq!(answer.body["agreement"]["alone"], json!(["mistral"]));
        let edited = &answer.body["variants"][0]["runs"][0]["answers"];
        assert_eq!(each(edited, "model"), ["tiny:int8", "keywords"]);
    }
    let unasked = compared(&app, json!({"text": TEXT})).await;
    assert!(of(&unasked["answers"], "mistral").is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn its_failure_costs_its_own_answer() {
    for (name, problem) in
        [("unauthorized", "mistral-refused"), ("reset", "mistral-unavailable"), ("unstructured", "mistral-unreadable")]
    {
        let fake = FakeMistral::start().await;
        let app = asking(&fake).await;
        fake.set_default(faults::named(name).unwrap().behaviour());
        let body = compared(&app, json!({"text": TEXT})).await;
        let answer = of(&body["answers"], "mistral");
        assert_eq!(answer["error"]["type"], format!("/problems/{problem}"), "{name}: {answer}");
        assert_eq!((&answer["label"], &answer["score"]), (&Value::Null, &Value::Null));
        assert!(of(&body["answers"], "tiny:int8")["label"].is_string(), "{name}");
        assert!(!body.to_string().contains(fake.key()), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_it_is_waited_for_no_longer_than_a_request_may_take() {
    let fake = FakeMistral::start().await;
    fake.set_default(faults::named("silent").unwrap().behaviour());
    let app = TestApp::asking_with(&fake, |config, _| {
        config.mistral.embedding_model.clear();
        config.http.request_timeout_s = 1;
    })
    .await;
    let answer = ask(&app, json!({"text": TEXT, "models": ["tiny", "mistral"]})).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(of(&answer.body["answers"], "mistral")["error"]["type"], "/problems/mistral-unavailable");
    assert!(of(&answer.body["answers"], "tiny:int8")["label"].is_string());
    fake.until(|counts| counts.closed_early == 1).await;
}
