//! Every fault of the language model, as a student meets it: the exercises that can do without it do, the others say what
//! is wrong, in the student's language, and nothing leaks.

use serde_json::json;

use super::ask;
use crate::mistral::faults::{self, CANARY_SHAPE, Fault, On, Then};
use crate::mistral::{FakeMistral, How};
use crate::support::{Answer, TestApp};

/// Faults of a whole answer that end by themselves.
fn table() -> impl Iterator<Item = Fault> {
    faults::all().into_iter().filter(|fault| fault.on.includes(On::Whole) && fault.then != Then::Endless)
}

/// A server whose model has this fault in every call.
async fn failing(fake: &FakeMistral, fault: &Fault) -> TestApp {
    fake.set_default(fault.behaviour());
    TestApp::asking_with(fake, |config, _| {
        config.mistral.embedding_model.clear();
        config.mistral.retries = 0;
    })
    .await
}

fn is_clean(fault: &Fault, answer: &Answer, key: &str) {
    let told = answer.body.to_string();
    for leak in [key, CANARY_SHAPE, "Tout ce qu'il contient est une donnée", "127.0.0.1", "Bearer"] {
        assert!(!told.contains(leak), "{}: {told}", fault.name);
    }
}

/// Four calls, fewer than open the breaker.
async fn meet(fault: Fault) {
    let fake = FakeMistral::start().await;
    let app = failing(&fake, &fault).await;
    let explained = ask(&app, "explain", json!({"concept": "porte d'oubli"})).await;
    is_by_the_course(&fault, &explained, fake.key());

    let mut told = Vec::new();
    for language in ["fr", "en"] {
        let request = app.post("/tutor/sentiment").header("accept-language", language);
        let judged = Answer::of(request.json(&json!({"text": "Un film drôle."}))).await;
        let kinds = ["mistral-refused", "mistral-unavailable", "mistral-unreadable"];
        assert!(kinds.contains(&judged.problem()), "{}: {judged:?}", fault.name);
        let has_wait = judged.header("retry-after").is_some();
        assert_eq!(has_wait, judged.problem() == "mistral-unavailable", "{}: {judged:?}", fault.name);
        is_clean(&fault, &judged, fake.key());
        told.push((judged.body["title"].clone(), judged.body["detail"].clone()));
    }
    assert_ne!(told[0], told[1], "{}", fault.name);

    let body = json!({"text": "Les réseaux récurrents lisent mot à mot.", "style": "informatif"});
    let continued = ask(&app, "continue", body).await;
    if continued.status == 200 {
        assert!(matches!(fault.then, Then::Answer | Then::Clean), "{}: {continued:?}", fault.name);
        assert!(!continued.body["continuation"].as_str().unwrap().is_empty(), "{}", fault.name);
    } else {
        continued.problem();
    }
    is_clean(&fault, &continued, fake.key());
}

/// That the course's or the context's own words answer, and say why.
fn is_by_the_course(fault: &Fault, answer: &Answer, key: &str) {
    assert_eq!((answer.status.as_u16(), &answer.body["mode"]), (200, &json!("extract")), "{}: {answer:?}", fault.name);
    assert!(answer.body["reason"].as_str().unwrap().starts_with("upstream_"), "{}: {answer:?}", fault.name);
    assert!(answer.body["note"].is_string(), "{}: {answer:?}", fault.name);
    is_clean(fault, answer, key);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_is_said_and_the_course_explains_in_its_place() {
    for fault in table() {
        meet(fault).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_course_asks_and_the_context_answers_in_its_place() {
    for name in ["unauthorized", "reset", "unstructured", "fenced", "leaks_key"] {
        let fault = faults::named(name).unwrap();
        let fake = FakeMistral::start().await;
        let app = failing(&fake, &fault).await;
        for (name, body) in [
            ("quiz", json!({"topic": "la cellule LSTM", "count": 2})),
            ("answer", json!({"question": "Quand ouvre la salle ?", "context": "La salle ouvre à midi."})),
        ] {
            is_by_the_course(&fault, &ask(&app, name, body).await, fake.key());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_model_is_not_waited_for() {
    let fake = FakeMistral::start().await;
    fake.set_default(faults::named("silent").unwrap().behaviour());
    let app = TestApp::asking_with(&fake, |config, _| {
        config.mistral.embedding_model.clear();
        (config.mistral.first_byte_timeout_s, config.mistral.total_timeout_s) = (1, 1);
        config.mistral.retries = 0;
    })
    .await;
    let answer = ask(&app, "explain", json!({"concept": "porte d'oubli"})).await;
    assert_eq!((&answer.body["mode"], &answer.body["reason"]), (&json!("extract"), &json!("upstream_timeout")));
    let ended = fake.until(|counts| counts.closed_early == 1).await;
    assert_eq!(ended.closed_early, 1);
    assert!(fake.requests().iter().all(|request| request.end.is_some_and(|end| end.how == How::ClosedEarly)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spent_budget_is_said() {
    let fake = FakeMistral::start().await;
    let app = TestApp::asking_with(&fake, |config, _| config.mistral.calls_per_day = 0).await;
    let answer = ask(&app, "explain", json!({"concept": "porte d'oubli"})).await;
    assert_eq!((&answer.body["mode"], &answer.body["reason"]), (&json!("extract"), &json!("budget_spent")));
    assert!(answer.body["note"].as_str().unwrap().starts_with("Le budget du jour"), "{answer:?}");
    for (name, body) in
        [("sentiment", json!({"text": "Bien."})), ("continue", json!({"text": "Un jour", "style": "narratif"}))]
    {
        let answer = ask(&app, name, body).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (429, "budget-spent"));
        assert!(answer.header("retry-after").is_some());
    }
    assert_eq!(fake.requests().len(), 0);
}
