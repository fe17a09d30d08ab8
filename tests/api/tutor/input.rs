//! Bad input: each kind gets its own problem, and what is only odd gets an answer.

use serde_json::{Value, json};

use super::{ask, asking};
use crate::mistral::FakeMistral;
use crate::support::{Answer, TestApp};

/// Each exercise with a body that fits, and the names of its texts.
fn exercises() -> [(&'static str, Value, &'static [&'static str]); 5] {
    [
        ("explain", json!({"concept": "porte d'oubli"}), &["concept"]),
        ("quiz", json!({"topic": "la cellule LSTM"}), &["topic"]),
        ("continue", json!({"text": "Un jour", "style": "narratif"}), &["text"]),
        ("answer", json!({"question": "Quand ?", "context": "La salle ouvre à midi."}), &["question", "context"]),
        ("sentiment", json!({"text": "Un film drôle."}), &["text"]),
    ]
}

fn with(body: &Value, field: &str, value: Value) -> Value {
    let mut body = body.clone();
    body[field] = value;
    body
}

async fn refused(app: &TestApp, name: &str, body: Value, expected: (u16, &str, &str)) {
    let answer = ask(app, name, body).await;
    let pointer = answer.body["errors"][0]["pointer"].as_str().unwrap_or_default();
    assert_eq!((answer.status.as_u16(), answer.problem(), pointer), expected, "{name}: {answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_that_do_not_do_are_named() {
    let fake = FakeMistral::start().await;
    let app = asking(&fake).await;
    for (name, body, texts) in exercises() {
        for text in texts {
            let pointer = &*format!("/{text}");
            for empty in ["", " \t\r\n\u{a0}\u{2003}"] {
                refused(&app, name, with(&body, text, json!(empty)), (422, "empty-text", pointer)).await;
            }
            let long = json!("mot ".repeat(1 << 18));
            refused(&app, name, with(&body, text, long), (413, "message-too-long", pointer)).await;
            for other in [json!(3), json!(null), json!(["a"]), json!({"a": 1}), json!(true)] {
                refused(&app, name, with(&body, text, other), (422, "invalid-field", pointer)).await;
            }
            let mut without = body.clone();
            without.as_object_mut().unwrap().remove(*text);
            refused(&app, name, without, (422, "invalid-field", "")).await;
        }
        refused(&app, name, with(&body, "temperature", json!(1)), (422, "invalid-field", "/temperature")).await;
    }
    assert_eq!(fake.requests().len(), 0, "nothing of it reaches the model");
}

#[tokio::test(flavor = "multi_thread")]
async fn wishes_that_do_not_fit_are_named() {
    let app = TestApp::teaching().await;
    let [(_, explain, _), (_, quiz, _), (_, continuation, _), (_, answer, _), _] = exercises();
    for (name, body, field, value) in [
        ("explain", &explain, "level", json!("génie")),
        ("explain", &explain, "level", json!(1)),
        ("explain", &explain, "language", json!("de")),
        ("quiz", &quiz, "level", json!("")),
        ("quiz", &quiz, "language", json!(3)),
        ("quiz", &quiz, "count", json!(0)),
        ("quiz", &quiz, "count", json!(11)),
        ("quiz", &quiz, "count", json!(-1)),
        ("quiz", &quiz, "count", json!(2.5)),
        ("quiz", &quiz, "count", json!("3")),
        ("continue", &continuation, "style", json!("poétique")),
        ("continue", &continuation, "style", json!(null)),
        ("continue", &continuation, "style", json!({"a": 1})),
        ("answer", &answer, "language", json!("it")),
    ] {
        let pointer = &*format!("/{field}");
        refused(&app, name, with(body, field, value), (422, "invalid-field", pointer)).await;
    }
    for (name, body, field) in
        [("explain", &explain, "level"), ("quiz", &quiz, "count"), ("answer", &answer, "language")]
    {
        assert_eq!(ask(&app, name, with(body, field, Value::Null)).await.status, 200, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_body_has_its_problem() {
    let app = TestApp::teaching().await;
    for (name, ..) in exercises() {
        for (body, kind, expected) in [
            (&b"{"[..], "application/json", (400, "invalid-json")),
            (b"", "application/json", (400, "invalid-json")),
            (b"{\"text\":\"\xff\"}", "application/json", (400, "invalid-utf8")),
            (b"[]", "application/json", (422, "invalid-field")),
            (b"{}", "text/plain", (415, "unsupported-media-type")),
        ] {
            let request = app.post(&format!("/tutor/{name}")).header("content-type", kind).body(body.to_vec());
            let answer = Answer::of(request).await;
            assert_eq!((answer.status.as_u16(), answer.problem()), expected, "{name}: {answer:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_speaks_the_student_s_language() {
    let app = TestApp::teaching().await;
    for (language, empty, long) in [
        (
            "fr",
            "Le champ « concept » est vide ou fait d'espaces.",
            "Le champ « concept » fait 20000 octets ; la limite est de 16384.",
        ),
        (
            "en",
            "The field 'concept' is empty or made of spaces.",
            "The field 'concept' has 20000 bytes; the limit is 16384.",
        ),
    ] {
        for (concept, detail) in [(" ".to_owned(), empty), ("a".repeat(20_000), long)] {
            let request = app.post("/tutor/explain").header("accept-language", language);
            let answer = Answer::of(request.json(&json!({"concept": concept}))).await;
            assert_eq!(answer.body["detail"], detail);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_characters_are_only_data() {
    let fake = FakeMistral::start().await;
    let app = asking(&fake).await;
    for odd in [
        "\0",
        "\u{1b}[31m",
        "\u{202e}",
        "\u{feff}",
        "\u{fffe}",
        "' OR 1=1 --",
        "\" NEAR/2 *",
        "{{7*7}}",
        "🙂👩‍💻",
        "%00%0a",
    ] {
        for (name, body, texts) in exercises() {
            let text = format!("{odd} porte d'oubli {odd}");
            let answer = ask(&app, name, with(&body, texts[0], json!(text))).await;
            let is_answer = answer.status == 200 || answer.status == 502;
            assert!(is_answer, "{odd:?}, {name}: {answer:?}");
        }
    }
    assert!(fake.requests().iter().all(|request| request.status == Some(200)), "the fake found every call valid");
}
