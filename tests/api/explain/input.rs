//! What `/explain` refuses, and what it reads of an odd text.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_does_not_fit_is_refused_with_its_field() {
    let app = TestApp::start().await;
    let wrong = [
        (json!({"text": "Nul.", "unit": "all"}), 422, "invalid-field"),
        (json!({"text": 3}), 422, "invalid-field"),
        (json!({"model": "tiny"}), 422, "invalid-field"),
        (json!({"text": "Nul.", "influence": "yes"}), 422, "invalid-field"),
        (json!({"text": " \n "}), 422, "empty-text"),
        (json!({"text": "Nul.", "model": "absent"}), 404, "unknown-model"),
        (json!({"text": "Nul.", "label": "neutre"}), 409, "unknown-label"),
    ];
    for (body, status, problem) in wrong {
        let answer = app.explain(body.clone()).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (status, problem), "{body}");
    }
    let answer = app.explain(json!({"text": ""})).await;
    assert_eq!(answer.body["errors"][0]["pointer"], "/text");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_server_refuses_at_once() {
    let app = TestApp::with(|config, _| config.inference.queue_capacity = 0).await;
    let answer = app.explain(json!({"text": "Nul."})).await;
    assert_eq!((answer.status.as_u16(), answer.problem()), (503, "overloaded"));
    assert_eq!(answer.header("retry-after"), Some("1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_that_asks_for_every_unit_at_once_is_answered() {
    let app = TestApp::start().await;
    let text = "Un film long, mais magnifique. ".repeat(8);
    let asked = (0..35).map(|number| app.explain(json!({"text": format!("{text}{number}"), "units": "all"})));
    for answer in futures_util::future::join_all(asked).await {
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_label_can_be_explained() {
    let app = TestApp::start().await;
    let explain = async |label| app.explain(json!({"text": "Nul.", "model": "tiny", "label": label})).await.body;
    let own = explain(json!(null)).await;
    assert_eq!(own["target"], own["label"]);
    for label in ["negative", "positive"] {
        let answer = explain(json!(label)).await;
        assert_eq!((&answer["target"], &answer["label"]), (&json!(label), &own["label"]));
        assert_eq!(answer["score"], own["score"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn offsets_are_the_sent_text_s_whatever_is_in_it() {
    let app = TestApp::start().await;
    let text = "😀 Un film\u{a0}drôle 👨‍👩‍👧 !";
    let answer = app.explain(json!({"text": text, "model": "tiny"})).await.body;
    let tokenized =
        crate::support::Answer::of(app.post("/tokenize").json(&json!({"text": text, "model": "tiny"}))).await;
    let tokens = answer["tokens"].as_array().unwrap();
    for (token, known) in tokens.iter().zip(tokenized.body["tokens"].as_array().unwrap()) {
        for field in ["token", "id", "start", "end", "unknown", "special"] {
            assert_eq!(token[field], known[field], "{field}");
        }
        assert_eq!(token["padding"], false);
    }
    assert_eq!(tokens.len(), tokenized.body["tokens"].as_array().unwrap().len());
    assert_eq!(tokens.len(), answer["layers"][0]["hidden"].as_array().unwrap().len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_too_long_is_explained_as_far_as_it_is_read() {
    let app = TestApp::start().await;
    let text = "Un film drôle. ".repeat(30);
    let answer = app.explain(json!({"text": text, "model": "tiny-rnn"})).await.body;
    assert_eq!(answer["truncated"], true);
    assert_eq!(answer["tokens"].as_array().unwrap().len(), 16);
    assert_eq!(answer["layers"][0]["hidden"].as_array().unwrap().len(), 16);
    assert!(answer["total"].as_u64().unwrap() > 100, "{}", answer["total"]);
    let predicted = app.predict(json!({"text": text, "model": "tiny-rnn", "log": false})).await.body;
    assert_eq!(answer["score"], predicted["score"]);
}
