//! `/evaluations`: a labelled file in, figures, slices and sentences out.

mod compare;
mod create;
mod erase;
mod errors;
mod export;
mod figures;
mod live;
mod report;
mod slices;

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

/// Reviews whose labels the small model agrees with, but for the last two.
const REVIEWS: &str = "text,label,source\n\
    \"Un film brillant, vraiment.\",positive,classe\n\
    Une histoire nulle.,negative,classe\n\
    \"Un film drôle,\nmalgré tout\",positive,forum\n\
    Nul.,negative,forum\n\
    Un récit brillant !,negative,forum\n\
    Une fin nulle.,positive,classe\n";

/// Sends a file of `kind`, `csv` or `x-ndjson`.
fn send(app: &TestApp, kind: &str, query: &str, file: impl Into<reqwest::Body>) -> RequestBuilder {
    let kind = if kind == "csv" { "text/csv" } else { "application/x-ndjson" };
    app.post(&format!("/evaluations{query}")).header("content-type", kind).body(file)
}

/// Sends a file, follows it to its end, and gives its address.
async fn evaluated(app: &TestApp, kind: &str, query: &str, file: impl Into<reqwest::Body>) -> String {
    let answer = Answer::of(send(app, kind, query, file)).await;
    assert_eq!(answer.status, 202, "{answer:?}");
    let location = answer.header("location").unwrap().to_owned();
    let last = followed(app, &location).await.pop().unwrap();
    assert_eq!(last.0, "done", "{last:?}");
    location
}

/// The events of the evaluation at `location`, to the last.
async fn followed(app: &TestApp, location: &str) -> Vec<(String, Value)> {
    let text = app.get(&format!("{location}/events")).send().await.unwrap().text().await.unwrap();
    let events = text.split("\n\n").filter(|event| event.starts_with("event: "));
    let event = |event: &str| {
        let (name, data) = event.split_once("\ndata: ").unwrap();
        (name.trim_start_matches("event: ").to_owned(), serde_json::from_str(data).unwrap())
    };
    events.map(event).collect()
}

/// The reviews, evaluated by the small model.
async fn with_reviews() -> (TestApp, String) {
    let app = TestApp::start().await;
    let location = evaluated(&app, "csv", "?model=tiny:fp32&name=critiques", REVIEWS).await;
    (app, location)
}

async fn get(app: &TestApp, address: &str) -> Value {
    let answer = Answer::of(app.get(address)).await;
    assert_eq!(answer.status, 200, "{address}: {answer:?}");
    answer.body
}

/// NDJSON of texts with their labels.
fn lines<'a>(rows: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    rows.into_iter().map(|(text, label)| format!("{}\n", json!({"text": text, "label": label}))).collect()
}
