//! The course's two front-ends, as they are.

use serde_json::json;

use super::{GATE, ask};
use crate::mistral::{Endpoint, FakeMistral};
use crate::support::TestApp;

const EMAIL: &str = "camille@lycee.example";
const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64)";

#[tokio::test(flavor = "multi_thread")]
async fn one_sends_a_message_and_who_sends_it_and_reads_the_response() {
    let fake = FakeMistral::start().await;
    let mut app = TestApp::asking(&fake).await;
    let body = json!({
        "message": GATE, "email": EMAIL, "timestamp": "2026-11-24T10:00:00Z", "browser": BROWSER,
        "url": "https://cours.example/chat?eleve=42", "sessionId": "seance-abc-123",
    });
    let answer = ask(&app, body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.body["response"].as_str().unwrap().contains("cours"));

    // Nothing of it goes upstream or into the database.
    let sent = format!("{:?}", fake.requests().iter().map(|call| (&call.headers, &call.body)).collect::<Vec<_>>());
    app.stop().await;
    let stored = app.stored();
    let holds = |text: &str| stored.windows(text.len()).any(|window| window == text.as_bytes());
    for secret in [EMAIL, BROWSER, "eleve=42", "seance-abc-123"] {
        assert!(!sent.contains(secret) && !holds(secret), "{secret}");
    }
    assert!(holds("porte d’oubli"), "the question is");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_sends_messages_a_level_and_a_temperature() {
    let fake = FakeMistral::start().await;
    let app = TestApp::asking(&fake).await;
    let body = json!({
        "messages": [
            {"role": "assistant", "content": "Bonjour, je suis le tuteur."},
            {"role": "user", "content": GATE, "id": 7},
        ],
        "user_level": "intermediate", "temperature": 0.7,
    });
    let answer = ask(&app, body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.body["response"].is_string() && answer.body["conversation_id"].is_string());
    assert_eq!(answer.body["level"], "intermédiaire");
    assert_eq!(fake.requests_for(Endpoint::Chat)[0].body["temperature"], 0.7);
}
