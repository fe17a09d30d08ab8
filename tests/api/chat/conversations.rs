//! `/conversations/{id}`: read, judged, erased, and kept no longer than promised.

use serde_json::{Value, json};

use super::{GATE, answered, ask};
use crate::mistral::FakeMistral;
use crate::support::{Answer, TestApp};

async fn read(app: &TestApp, id: &Value) -> Answer {
    Answer::of(app.get(&format!("/conversations/{}", id.as_str().unwrap()))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_is_kept_in_order_with_its_citations() {
    let app = TestApp::teaching().await;
    let first = answered(&app, GATE).await;
    app.advance_ms(1000);
    ask(&app, json!({"message": "Et la porte d'entrée ?", "conversation_id": first["conversation_id"]})).await;
    let kept = read(&app, &first["conversation_id"]).await;
    assert_eq!(kept.status, 200);
    let messages = kept.body["messages"].as_array().unwrap();
    let said: Vec<_> = messages.iter().map(|message| message["role"].as_str().unwrap()).collect();
    assert_eq!(said, ["user", "assistant", "user", "assistant"]);
    assert_eq!((&messages[0]["content"], &messages[1]["id"]), (&json!(GATE), &first["message_id"]));
    assert_eq!((&messages[1]["citations"], &messages[1]["mode"]), (&first["citations"], &json!("extract")));
    assert_eq!(kept.body["updated_at"], "2026-11-24T10:00:01.000Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_lead_back_to_the_beginning() {
    let app = TestApp::teaching().await;
    let first = answered(&app, "Sur la porte d'oubli").await;
    for number in 1..4 {
        let question = format!("Sur la porte d'oubli, {number}");
        ask(&app, json!({"message": question, "conversation_id": first["conversation_id"]})).await;
    }
    let mut address = format!("/conversations/{}?limit=3", first["conversation_id"].as_str().unwrap());
    let mut pages = Vec::new();
    loop {
        let page = Answer::of(app.get(&address)).await;
        let texts = page.body["messages"].as_array().unwrap().iter().map(|message| message["role"].clone());
        pages.push(texts.collect::<Vec<_>>());
        let Some(link) = page.header("link") else { break };
        address = link.strip_prefix('<').unwrap().split('>').next().unwrap().to_owned();
    }
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 2]);
    assert_eq!(pages[2], ["user", "assistant"]);
    for query in ["limit=0", "limit=201", "limit=x", "cursor=x", "page=2"] {
        let address = format!("/conversations/{}?{query}", first["conversation_id"].as_str().unwrap());
        assert_eq!(Answer::of(app.get(&address)).await.problem(), "invalid-parameter", "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_gets_a_thumb() {
    let app = TestApp::teaching().await;
    let answer = answered(&app, GATE).await;
    let (conversation, message) = (answer["conversation_id"].as_str().unwrap(), answer["message_id"].as_str().unwrap());
    let address = format!("/conversations/{conversation}/messages/{message}/feedback");
    for thumb in [json!("up"), json!("down"), json!(null)] {
        let judged = Answer::of(app.put(&address).json(&json!({"thumb": thumb}))).await;
        assert_eq!(judged.status, 204, "{judged:?}");
        assert_eq!(read(&app, &answer["conversation_id"]).await.body["messages"][1]["thumb"], thumb);
    }
    for body in [json!({}), json!({"thumb": "sideways"}), json!({"thumb": true})] {
        assert_eq!(Answer::of(app.put(&address).json(&body)).await.problem(), "invalid-field", "{body}");
    }
    let question = read(&app, &answer["conversation_id"]).await.body["messages"][0]["id"].clone();
    for other in [question.as_str().unwrap(), conversation] {
        let address = format!("/conversations/{conversation}/messages/{other}/feedback");
        assert_eq!(Answer::of(app.put(&address).json(&json!({"thumb": "up"}))).await.problem(), "unknown-answer");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn erased_nothing_is_left() {
    let fake = FakeMistral::start().await;
    let mut app = TestApp::asking(&fake).await;
    let secret = "Zorglub";
    let answer = answered(&app, &format!("{GATE} demande {secret}")).await;
    let address = format!("/conversations/{}", answer["conversation_id"].as_str().unwrap());
    assert_eq!(Answer::of(app.delete(&address)).await.status, 204);
    for gone in [Answer::of(app.get(&address)).await, Answer::of(app.delete(&address)).await] {
        assert_eq!((gone.status.as_u16(), gone.problem()), (404, "unknown-conversation"));
    }
    let next = ask(&app, json!({"message": GATE, "conversation_id": answer["conversation_id"]})).await;
    assert_eq!(next.problem(), "unknown-conversation");
    app.stop().await;
    let stored = app.stored();
    assert!(!stored.is_empty() && !stored.windows(secret.len()).any(|window| window == secret.as_bytes()));
}
