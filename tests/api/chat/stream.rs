//! The stream itself: its head, and what stands in it.

use serde_json::json;

use super::{GATE, events, names, said};
use crate::mistral::faults::{self, PLAIN};
use crate::mistral::{Answer, Behaviour, FakeMistral, Gate};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_on_the_way_keeps_it_back() {
    let app = TestApp::teaching().await;
    let response = app.post("/chat").json(&json!({"message": GATE, "stream": true})).send().await.unwrap();
    let headers = response.headers();
    assert_eq!(
        (&headers["content-type"], &headers["x-accel-buffering"]),
        (&"text/event-stream".parse().unwrap(), &"no".parse().unwrap())
    );
    assert_eq!(headers["cache-control"], "no-store");
    assert!(headers.get("content-length").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn words_leave_as_they_come() {
    let fake = FakeMistral::start().await;
    let app = TestApp::asking(&fake).await;
    let gate = Gate::closed();
    fake.script([Behaviour::answer(Answer::says(PLAIN)).dripped(&gate)]);
    let mut response = app.post("/chat").json(&json!({"message": GATE, "stream": true})).send().await.unwrap();
    let mut seen = String::new();
    // The first words of twenty; the last ones stay behind the gate.
    gate.pass(12);
    while !seen.contains("event: delta") {
        seen.push_str(std::str::from_utf8(&response.chunk().await.unwrap().unwrap()).unwrap());
    }
    assert!(seen.starts_with("event: meta\n") && !seen.contains("event: done"), "{seen}");
    gate.open();
    while let Some(chunk) = response.chunk().await.unwrap() {
        seen.push_str(&String::from_utf8_lossy(&chunk));
    }
    assert!(seen.contains("event: done"), "{seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_breaks_off_ends_with_an_error_in_the_reader_s_language() {
    for (language, words) in [("fr", "s'est interrompue"), ("en", "broke off")] {
        let fake = FakeMistral::start().await;
        let app = TestApp::asking(&fake).await;
        fake.script([faults::named("truncated").unwrap().behaviour()]);
        let request = app.post("/chat").header("accept-language", language);
        let events = events(request.json(&json!({"message": GATE, "stream": true}))).await;
        assert_eq!(names(&events), ["meta", "sources", "delta", "error"]);
        let (_, error) = events.last().unwrap();
        assert_eq!((&error["type"], &error["status"]), (&json!("/problems/mistral-unreadable"), &json!(502)));
        assert!(error["detail"].as_str().unwrap().contains(words), "{error}");

        // What was shown is in the conversation, marked.
        let conversation = events[0].1["conversation_id"].as_str().unwrap();
        let kept = app.get(&format!("/conversations/{conversation}")).send().await.unwrap();
        let kept: serde_json::Value = kept.json().await.unwrap();
        let answer = &kept["messages"][1];
        assert_eq!((&answer["partial"], answer["content"].as_str().unwrap()), (&json!(true), &*said(&events)));
    }
}
