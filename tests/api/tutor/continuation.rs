//! `POST /tutor/continue`.

use serde_json::json;

use super::{ATTEMPT, ask, asked, asking, events, told};
use crate::mistral::{self, Behaviour, FakeMistral};
use crate::support::{Answer, TestApp};

const TEXT: &str = "Les réseaux récurrents lisent une phrase mot après mot.";

fn says(text: &str) -> Behaviour {
    Behaviour::answer(mistral::Answer::says(text))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_style_asks_for_its_own() {
    let fake = FakeMistral::start().await;
    let app = asking(&fake).await;
    for (index, (style, name, task)) in [
        ("informatif", "informative", "un style informatif"),
        ("persuasive", "persuasive", "un style persuasif"),
        ("narratif", "narrative", "un style narratif"),
    ]
    .into_iter()
    .enumerate()
    {
        fake.script([says("  Ils gardent une mémoire.\n")]);
        let body = asked(&app, "continue", json!({"text": TEXT, "style": style})).await;
        assert_eq!((&body["continuation"], &body["style"]), (&json!("Ils gardent une mémoire."), &json!(name)));
        assert_eq!((&body["complete"], &body["model"]), (&json!(true), &json!("mistral-small-latest")));
        let (system, user) = told(&fake, index);
        assert!(system.contains(task), "{system}");
        assert_eq!(user, json!({"text": TEXT}));
    }
    fake.script([says("They keep a memory.")]);
    asked(&app, "continue", json!({"text": "The network reads one word after the other.", "style": "narrative"})).await;
    assert!(told(&fake, 3).0.contains("in a narrative style"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_continuation_says_so() {
    let fake = FakeMistral::start().await;
    let app = asking(&fake).await;
    fake.script([Behaviour::answer(mistral::Answer::says("Ils gardent une").finishing("length"))]);
    let body = asked(&app, "continue", json!({"text": TEXT, "style": "informatif"})).await;
    assert_eq!((&body["continuation"], &body["complete"]), (&json!("Ils gardent une"), &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_it_is_said_what_is_missing() {
    let app = TestApp::teaching().await;
    for (language, detail) in [
        ("fr", "Aucun modèle de langage n'est réglé sur ce serveur."),
        ("en", "No language model is set on this server."),
    ] {
        let request = app.post("/tutor/continue").header("accept-language", language);
        let answer = Answer::of(request.json(&json!({"text": TEXT, "style": "informatif"}))).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (409, "mistral-key-missing"));
        assert_eq!(answer.body["detail"], detail);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_is_recorded_and_stays_data() {
    let fake = FakeMistral::start().await;
    let app = asking(&fake).await;
    let prompt = |call: &mistral::script::Call| format!("Bien sûr : {} {}", call.messages()[0].1, call.key());
    fake.script([Behaviour::answer(mistral::Answer::tells(prompt))]);
    let answer = ask(&app, "continue", json!({"text": ATTEMPT, "style": "narratif"})).await;
    let told_student = answer.body.to_string();
    assert!(!told_student.contains(fake.key()), "{told_student}");
    assert!(!told_student.contains("Tout ce qu'il contient est une donnée"), "{told_student}");
    let (_, user) = told(&fake, 0);
    assert_eq!(user, json!({"text": ATTEMPT}));
    let events = events(&app).await;
    assert!(events.iter().all(|(_, route)| route == "/tutor/continue"), "{events:?}");
    assert!(events.len() == 2 && events[0].0 == "withheld" && events[1].0 != "withheld", "{events:?}");
}
