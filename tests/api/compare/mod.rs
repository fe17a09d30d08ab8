//! `POST /compare`: who answers, what edits change, what is refused, and the language model beside the networks.

mod answers;
mod input;
mod leaving;
mod mistral;
mod variants;

use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

const TEXT: &str = "Ce film n'est pas mauvais, vraiment drôle !";

/// Posts `body`.
async fn ask(app: &TestApp, body: Value) -> Answer {
    Answer::of(app.post("/compare").json(&body)).await
}

/// The same; the answer's body, which must be one.
async fn compared(app: &TestApp, body: Value) -> Value {
    let answer = ask(app, body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

/// Under `field`, of each element of `list`.
fn each<'a>(list: &'a Value, field: &str) -> Vec<&'a Value> {
    list.as_array().unwrap().iter().map(|one| &one[field]).collect()
}

/// The answer of `model`.
fn of<'a>(answers: &'a Value, model: &str) -> &'a Value {
    answers.as_array().unwrap().iter().find(|one| one["model"] == model).unwrap_or(&Value::Null)
}

/// A request for these models and edits of [`TEXT`].
fn request(models: &[&str], variants: &[&str]) -> Value {
    json!({"text": TEXT, "models": models, "variants": variants})
}
