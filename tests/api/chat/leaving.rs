//! A client that leaves: the call upstream is closed at once, and what it saw is kept.

use serde_json::{Value, json};

use super::GATE;
use crate::mistral::{Answer as Said, Behaviour, FakeMistral, Gate, faults};
use crate::support::{Answer, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn after_the_first_words() {
    let fake = FakeMistral::start().await;
    let mut app = TestApp::asking_with(&fake, |config, _| config.mistral.embedding_model = String::new()).await;
    fake.set_default(faults::named("silent_midway").unwrap().behaviour());
    let mut response = app.post("/chat").json(&json!({"message": GATE, "stream": true})).send().await.unwrap();
    let mut seen = String::new();
    while !seen.contains("event: delta") {
        seen.push_str(&String::from_utf8_lossy(&response.chunk().await.unwrap().unwrap()));
    }
    drop(response);
    fake.until(|counts| counts.closed_early == 1).await;
    let meta = seen.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
    let meta: Value = serde_json::from_str(meta).unwrap();
    let address = format!("/conversations/{}", meta["conversation_id"].as_str().unwrap());
    // The server writes what was seen beside its other work; its stop waits for it.
    let data = app.dir.path().join("data");
    app.stop().await;
    let again = TestApp::with(|config, _| config.data_dir = data).await;
    let kept = Answer::of(again.get(&address)).await;
    assert_eq!(kept.body["messages"][1]["partial"], true, "{kept:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_first_words() {
    let fake = FakeMistral::start().await;
    let app = TestApp::asking_with(&fake, |config, _| config.mistral.embedding_model = String::new()).await;
    let gate = Gate::closed();
    fake.set_default(Behaviour::answer(Said::tutor()).held(&gate));
    let asking = |stream: bool| app.post("/chat").json(&json!({"message": GATE, "stream": stream})).send();
    let under_way = async || fake.until(|counts| counts.open == 1).await;

    // The head of a stream comes before the model's first word.
    let response = asking(true).await.unwrap();
    under_way().await;
    drop(response);
    fake.until(|counts| counts.closed_early == 1).await;

    tokio::select! {
        answer = asking(false) => panic!("{answer:?}"),
        _ = under_way() => {}
    }
    fake.until(|counts| counts.closed_early == 2).await;
}
