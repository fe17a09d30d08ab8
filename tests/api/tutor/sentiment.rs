//! `POST /tutor/sentiment`.

use serde_json::json;

use super::{ATTEMPT, ask, asked, asking, events, told, writes};
use crate::mistral::FakeMistral;
use crate::support::{Answer, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn the_model_s_label_and_score_come_back() {
    let fake = FakeMistral::start().await;
    let app = asking(&fake).await;
    fake.script([writes(&json!({"label": "negative", "score": 0.9}))]);
    let body = asked(&app, "sentiment", json!({"text": "Un film long et plat."})).await;
    assert_eq!((&body["label"], &body["score"]), (&json!("negative"), &json!(0.9)));
    assert_eq!(body["model"], "mistral-small-latest");
    assert!(body["usage"]["total_tokens"].as_u64().unwrap() > 0);
    let schema = &fake.requests()[0].body["response_format"]["json_schema"]["schema"];
    assert_eq!(schema["properties"]["label"]["enum"], json!(["positive", "negative"]));
    assert_eq!(told(&fake, 0).1, json!({"text": "Un film long et plat."}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_judgement_out_of_form_is_asked_for_once_more() {
    let fake = FakeMistral::start().await;
    let app = asking(&fake).await;
    fake.script([writes(&json!({"label": "mitigé", "score": 0.5})), writes(&json!({"label": "positive", "score": 1}))]);
    assert_eq!(asked(&app, "sentiment", json!({"text": "Un film."})).await["label"], "positive");
    fake.script([1.5, -0.1].map(|score| writes(&json!({"label": "positive", "score": score}))));
    let answer = ask(&app, "sentiment", json!({"text": "Un film."})).await;
    assert_eq!((answer.status.as_u16(), answer.problem()), (502, "mistral-unreadable"));
    assert_eq!(fake.requests().len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn json_in_a_fence_is_read() {
    let fake = FakeMistral::start().await;
    let app = asking(&fake).await;
    let fenced = "```json\n{\"label\": \"positive\", \"score\": 0.8}\n```";
    fake.script([crate::mistral::Behaviour::answer(crate::mistral::Answer::says(fenced))]);
    assert_eq!(asked(&app, "sentiment", json!({"text": "Un film."})).await["score"], 0.8);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_it_is_said_what_is_missing() {
    let app = TestApp::teaching().await;
    for (language, title) in [("fr", "Il faut une clé de Mistral"), ("en", "A Mistral key is needed")] {
        let request = app.post("/tutor/sentiment").header("accept-language", language);
        let answer = Answer::of(request.json(&json!({"text": "Un film."}))).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (409, "mistral-key-missing"));
        assert_eq!(answer.body["title"], title);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_is_judged_and_recorded() {
    let fake = FakeMistral::start().await;
    let app = asking(&fake).await;
    fake.script([writes(&json!({"label": "negative", "score": 0.6}))]);
    asked(&app, "sentiment", json!({"text": ATTEMPT})).await;
    let events = events(&app).await;
    assert!(matches!(&events[..], [(_, route)] if route == "/tutor/sentiment"), "{events:?}");
}
