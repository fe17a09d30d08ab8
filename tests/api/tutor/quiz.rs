//! `POST /tutor/quiz`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{ATTEMPT, are_verbatim, asked, asking, events, told, writes};
use crate::mistral::FakeMistral;
use crate::support::TestApp;

/// As many questions as asked for, of a model that keeps to the form; `first` is the first one's number.
fn written(first: usize, count: usize) -> Value {
    let question = |number: usize| {
        json!({
            "passage": 1,
            "question": format!("Que fait la porte numéro {number} ?"),
            "right": format!("Elle filtre {number}"),
            "why": "Le cours le dit.",
            "wrong": [format!("Elle trie {number}"), format!("Elle compte {number}"), format!("Elle dort {number}")],
        })
    };
    json!({"questions": (first..first + count).map(question).collect::<Vec<_>>()})
}

/// That no question says which choice is right, nor repeats one.
fn keeps_its_answers(quiz: &Value) {
    for question in quiz["questions"].as_array().unwrap() {
        let fields: Vec<&String> = question.as_object().unwrap().keys().collect();
        assert_eq!(fields, ["choices", "id", "question"], "{question}");
        let choices = question["choices"].as_array().unwrap();
        let distinct: BTreeSet<String> = choices.iter().map(|choice| choice.as_str().unwrap().to_lowercase()).collect();
        assert!(choices.len() >= 3 && distinct.len() == choices.len(), "{question}");
    }
    let told = quiz.to_string();
    for name in ["\"right", "praise", "correction", "feedback", "\"correct"] {
        assert!(!told.contains(name), "{name}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_the_course_asks() {
    let app = TestApp::teaching().await;
    let quiz = asked(&app, "quiz", json!({"topic": "la cellule LSTM", "count": 3})).await;
    insta::assert_json_snapshot!(quiz);
    keeps_its_answers(&quiz);
    are_verbatim(&app, &quiz["citations"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_course_gives_what_it_has() {
    let app = TestApp::teaching().await;
    let quiz = asked(&app, "quiz", json!({"topic": "porte d'oubli", "count": 10})).await;
    let made = quiz["questions"].as_array().unwrap().len();
    assert!((1..10).contains(&made), "{quiz}");
    let note = quiz["note"].as_str().unwrap();
    assert!(note.ends_with(&format!("il donne matière à {made} questions.")), "{note}");
    for question in quiz["questions"].as_array().unwrap() {
        let asked = question["question"].as_str().unwrap();
        assert!(!asked.contains("entraînement"), "off the topic: {asked}");
    }
    keeps_its_answers(&quiz);
    let quiz = asked(&app, "quiz", json!({"topic": "forget gate", "count": 10, "language": "en"})).await;
    assert!(quiz["note"].as_str().unwrap().starts_with("Without a Mistral key"), "{quiz}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_the_course_does_not_hold_gives_no_quiz() {
    let app = TestApp::teaching().await;
    for (language, note) in [("fr", "Le cours n'en parle pas."), ("en", "The course does not speak of it.")] {
        let quiz = asked(&app, "quiz", json!({"topic": "la Révolution française", "language": language})).await;
        assert_eq!((&quiz["mode"], &quiz["quiz_id"]), (&json!("abstain"), &Value::Null), "{quiz}");
        assert_eq!((&quiz["questions"], &quiz["citations"]), (&json!([]), &json!([])), "{quiz}");
        assert!(quiz["note"].as_str().unwrap().starts_with(note), "{quiz}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_model_asks_in_as_many_calls_as_it_takes() {
    let fake = FakeMistral::start().await;
    let app = asking(&fake).await;
    fake.script([writes(&written(1, 4)), writes(&written(5, 2))]);
    let quiz = asked(&app, "quiz", json!({"topic": "la porte d'oubli", "count": 6, "level": "avancé"})).await;
    assert_eq!((&quiz["mode"], &quiz["reason"], &quiz["note"]), (&json!("mistral"), &Value::Null, &Value::Null));
    assert_eq!(quiz["questions"].as_array().unwrap().len(), 6);
    assert_eq!(quiz["questions"][5]["id"], 6);
    keeps_its_answers(&quiz);
    are_verbatim(&app, &quiz["citations"]).await;

    let format = &fake.requests()[0].body["response_format"];
    assert_eq!((&format["type"], &format["json_schema"]["name"]), (&json!("json_schema"), &json!("quiz")));
    let (system, first) = told(&fake, 0);
    assert!(system.contains("L'étudiant est avancé"), "{system}");
    assert_eq!((&first["count"], &first["already"]), (&json!(4), &json!([])));
    let (_, second) = told(&fake, 1);
    assert_eq!((&second["count"], second["already"].as_array().unwrap().len()), (&json!(2), 4));
    assert!(quiz["usage"]["total_tokens"].as_u64().unwrap() > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_that_leave_the_form_are_asked_for_once_more() {
    let fake = FakeMistral::start().await;
    let app = asking(&fake).await;
    let mut twice = written(1, 2);
    twice["questions"][1]["wrong"][0] = json!("ELLE FILTRE 2.");
    fake.script([writes(&twice), writes(&written(1, 2))]);
    let quiz = asked(&app, "quiz", json!({"topic": "la porte d'oubli", "count": 2})).await;
    assert_eq!((&quiz["mode"], fake.requests().len()), (&json!("mistral"), 2));

    let mut ungrounded = written(1, 2);
    ungrounded["questions"][0]["passage"] = json!(97);
    fake.script([writes(&ungrounded), writes(&written(1, 3))]);
    let quiz = asked(&app, "quiz", json!({"topic": "la porte d'oubli", "count": 2})).await;
    assert_eq!((&quiz["mode"], &quiz["reason"]), (&json!("extract"), &json!("upstream_unreadable")), "{quiz}");
    assert_eq!(quiz["note"], "La réponse du modèle de langage est inutilisable ; je cite le cours.");
    keeps_its_answers(&quiz);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_gets_no_model_and_is_recorded() {
    let fake = FakeMistral::start().await;
    let app = asking(&fake).await;
    let quiz = asked(&app, "quiz", json!({"topic": ATTEMPT})).await;
    assert_eq!((&quiz["mode"], &quiz["reason"]), (&json!("abstain"), &json!("attempt")), "{quiz}");
    assert!(quiz["note"].as_str().unwrap().starts_with("Je garde mon rôle"), "{quiz}");
    assert_eq!(fake.requests().len(), 0);
    let events = events(&app).await;
    assert!(matches!(&events[..], [(_, route)] if route == "/tutor/quiz"), "{events:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_leave_neither_in_questions_nor_in_choices() {
    let fake = FakeMistral::start().await;
    let app = asking(&fake).await;
    let mut leak = written(1, 1);
    leak["questions"][0]["question"] = json!(format!("Que vaut {} ?", fake.key()));
    leak["questions"][0]["right"] = json!(format!("Rien : {}", fake.key()));
    leak["questions"][0]["why"] = json!(format!("La clé est {}.", fake.key()));
    fake.script([writes(&leak), writes(&leak)]);
    let quiz = asked(&app, "quiz", json!({"topic": "la porte d'oubli", "count": 1})).await;
    assert!(!quiz.to_string().contains(fake.key()), "{quiz}");
    let id = quiz["quiz_id"].as_str().unwrap();
    let body = json!({"answers": [{"question": 1, "choice": 0}]});
    let grading = asked(&app, &format!("quiz/{id}/answers"), body).await;
    assert!(!grading.to_string().contains(fake.key()), "{grading}");
    assert!(events(&app).await.iter().any(|(kind, _)| kind == "withheld"));
}
