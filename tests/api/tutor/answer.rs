//! `POST /tutor/answer`.

use serde_json::{Value, json};

use super::{ATTEMPT, asked, asking, events, told, writes};
use crate::mistral::FakeMistral;
use crate::support::TestApp;

const CONTEXT: &str = "Été comme hiver, la bibliothèque est au nord du lycée. Elle ouvre à neuf heures 😀.";
const REFUSALS: [(&str, &str); 2] = [
    ("fr", "Le contexte donné ne permet pas de répondre à cette question."),
    ("en", "The given context does not answer this question."),
];

/// That the quote stands in the context where it says, in characters.
fn is_verbatim(quote: &Value) {
    let place = |name: &str| usize::try_from(quote[name].as_u64().unwrap()).unwrap();
    let stands: String = CONTEXT.chars().skip(place("start")).take(place("end") - place("start")).collect();
    assert_eq!(quote["text"], stands, "{quote}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_model_answers_from_the_context() {
    let fake = FakeMistral::start().await;
    let app = asking(&fake).await;
    fake.script([writes(&json!({"found": true, "quote": "elle ouvre à neuf heures", "reply": "À neuf heures."}))]);
    let body = asked(&app, "answer", json!({"question": "Quand ouvre-t-elle ?", "context": CONTEXT})).await;
    assert_eq!(
        (&body["answer"], &body["found"], &body["mode"]),
        (&json!("À neuf heures."), &json!(true), &json!("mistral"))
    );
    assert_eq!(body["quote"]["text"], "Elle ouvre à neuf heures");
    is_verbatim(&body["quote"]);
    let format = &fake.requests()[0].body["response_format"];
    assert_eq!((&format["type"], &format["json_schema"]["name"]), (&json!("json_schema"), &json!("answer")));
    let (system, user) = told(&fake, 0);
    assert!(system.contains("seulement d'après le texte"), "{system}");
    assert_eq!(user, json!({"question": "Quand ouvre-t-elle ?", "context": CONTEXT}));

    fake.script([writes(&json!({"found": true, "quote": "Elle ferme à midi", "reply": "À neuf heures."}))]);
    let body = asked(&app, "answer", json!({"question": "Quand ?", "context": CONTEXT})).await;
    assert_eq!((&body["found"], &body["quote"]), (&json!(true), &Value::Null), "no place is invented");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_context_lacks_is_refused_with_the_fixed_sentence() {
    let fake = FakeMistral::start().await;
    let with_model = asking(&fake).await;
    let without = TestApp::teaching().await;
    for (language, refusal) in REFUSALS {
        let question = json!({"question": "Qui dirige le club ?", "context": CONTEXT, "language": language});
        fake.script([writes(&json!({"found": false, "quote": "", "reply": "Sans doute M. Morel."}))]);
        for app in [&with_model, &without] {
            let body = asked(app, "answer", question.clone()).await;
            assert_eq!((&body["answer"], &body["found"]), (&json!(refusal), &json!(false)), "{body}");
            assert_eq!(body["quote"], Value::Null);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_the_context_s_own_sentence_answers() {
    let app = TestApp::teaching().await;
    let body = asked(&app, "answer", json!({"question": "Quand ouvre la bibliothèque ?", "context": CONTEXT})).await;
    assert_eq!((&body["answer"], &body["mode"]), (&json!("Elle ouvre à neuf heures 😀."), &json!("extract")), "{body}");
    assert_eq!(body["reason"], "no_key");
    assert!(body["note"].as_str().unwrap().starts_with("Sans clé Mistral"), "{body}");
    is_verbatim(&body["quote"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_in_either_text_gets_no_model() {
    let fake = FakeMistral::start().await;
    let app = asking(&fake).await;
    for (question, context) in
        [(ATTEMPT, CONTEXT.to_owned()), ("Quand ouvre la bibliothèque ?", format!("{CONTEXT} {ATTEMPT}"))]
    {
        let body = asked(&app, "answer", json!({"question": question, "context": context})).await;
        assert_eq!((&body["mode"], &body["reason"]), (&json!("extract"), &json!("attempt")), "{body}");
    }
    assert_eq!(fake.requests().len(), 0);
    let events = events(&app).await;
    assert!(events.len() == 2 && events.iter().all(|(_, route)| route == "/tutor/answer"), "{events:?}");
}
