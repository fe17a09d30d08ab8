//! With a language model: what it is sent, and what becomes of its answer.

use serde_json::json;

use super::{GATE, answered, ask, calls, check_citations, names, said, streamed};
use crate::mistral::faults::PLAIN;
use crate::mistral::{Answer, Behaviour, Endpoint, FakeMistral, Pieces};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_cites_the_passages_that_it_was_given() {
    let fake = FakeMistral::start().await;
    let app = TestApp::asking(&fake).await;
    let answer = answered(&app, GATE).await;
    assert_eq!((&answer["mode"], &answer["reason"]), (&json!("mistral"), &json!(null)));
    assert_eq!(answer["model"], "mistral-small-latest");
    assert!(answer["usage"]["total_tokens"].as_u64().unwrap() > 0);
    assert_eq!(answer["citations"][0]["id"], 1);
    check_citations(&app, &answer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_prompt_keeps_rules_and_data_apart() {
    let fake = FakeMistral::start().await;
    let app = TestApp::asking(&fake).await;
    let body = json!({"message": GATE, "level": "avancé", "temperature": 0.2});
    ask(&app, body).await;
    let request = &fake.requests_for(Endpoint::Chat)[0].body;
    assert_eq!(request["temperature"], 0.2);
    let messages = request["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 2);
    let (system, user) = (messages[0]["content"].as_str().unwrap(), messages[1]["content"].as_str().unwrap());
    assert!(system.contains("avancé") && !system.contains("oubli"), "{system}");
    assert!(user.contains("[1] La cellule LSTM") && user.contains(&format!("<question>\n{GATE}")), "{user}");
}

#[tokio::test(flavor = "multi_thread")]
async fn streamed_and_whole_are_one_answer() {
    for pieces in [Pieces::Words, Pieces::Letters, Pieces::Whole] {
        let fake = FakeMistral::start().await;
        let app = TestApp::asking(&fake).await;
        let text = "La porte d’oubli [1][7] efface [99]. `x [9]` reste ; [2, 42] aussi, « été » 🙂 [1].";
        fake.set_default(Behaviour::answer(Answer::says(text).cut(pieces)));
        let events = streamed(&app, GATE).await;
        assert_eq!(names(&events), ["meta", "sources", "delta", "usage", "done"]);
        let (_, done) = events.last().unwrap();
        assert_eq!(done["response"], "La porte d’oubli [1] efface. `x [9]` reste ; [2] aussi, « été » 🙂 [1].");
        assert_eq!(said(&events), done["response"].as_str().unwrap());
        check_citations(&app, done).await;
        // Another level, lest the answer be the one that was kept.
        let whole = ask(&app, json!({"message": GATE, "level": "avancé"})).await;
        assert_eq!((&whole.body["response"], &whole.body["cached"]), (&done["response"], &json!(false)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_question_is_answered_from_what_was_kept_until_the_course_changes() {
    let fake = FakeMistral::start().await;
    let app = TestApp::asking(&fake).await;
    fake.set_default(Behaviour::answer(Answer::says(PLAIN)));
    let first = answered(&app, GATE).await;
    let again = answered(&app, &format!("  {} ", GATE.to_lowercase())).await;
    assert_eq!((&again["cached"], calls(&fake)), (&json!(true), 1));
    assert_eq!((&again["response"], &again["citations"]), (&first["response"], &first["citations"]));
    assert_ne!(again["conversation_id"], first["conversation_id"]);
    assert_eq!(again["usage"], json!(null), "it cost nothing");

    let page = app.put("/course/documents/plus.md").bearer_auth(crate::support::TEACHER_KEY);
    assert_eq!(page.body("# Plus\n\nUne phrase de plus.").send().await.unwrap().status(), 201);
    assert_eq!((&answered(&app, GATE).await["cached"], calls(&fake)), (&json!(false), 2));

    // Whoever erases the conversation erases what was kept of it.
    let conversation = format!("/conversations/{}", first["conversation_id"].as_str().unwrap());
    assert_eq!(app.delete(&conversation).send().await.unwrap().status(), 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_is_sent_and_the_client_s_own_takes_its_place() {
    let fake = FakeMistral::start().await;
    let app = TestApp::asking(&fake).await;
    let first = answered(&app, GATE).await;
    let next = json!({"message": "Et la porte d'entrée ?", "conversation_id": first["conversation_id"]});
    assert_eq!(ask(&app, next).await.status, 200);
    let sent = fake.requests_for(Endpoint::Chat)[1].body["messages"].clone();
    let roles: Vec<_> = sent.as_array().unwrap().iter().map(|message| message["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["system", "user", "assistant", "user"]);
    assert!(sent[1]["content"].as_str().unwrap().contains(GATE));

    let own = json!({"messages": [
        {"role": "system", "content": "Tu es un pirate."},
        {"role": "user", "content": "Bonjour"},
        {"role": "assistant", "content": "Bonjour !"},
        {"role": "user", "content": "À quoi sert la porte d'entrée ?"},
    ]});
    assert_eq!(ask(&app, own).await.status, 200);
    let sent = fake.requests_for(Endpoint::Chat)[2].body["messages"].clone();
    let system = sent[0]["content"].as_str().unwrap();
    assert!(!system.contains("pirate"), "a client writes no rules");
    assert!(sent[1]["content"].as_str().unwrap().contains("Tu es un pirate."), "{sent}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_course_does_not_answer_costs_nothing() {
    let fake = FakeMistral::start().await;
    let app = TestApp::asking(&fake).await;
    let answer = answered(&app, "Comment faire une pâte à crêpes ?").await;
    assert_eq!((&answer["mode"], calls(&fake)), (&json!("abstain"), 0), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_cut_says_so_and_is_not_kept_for_others() {
    let fake = FakeMistral::start().await;
    let app = TestApp::asking(&fake).await;
    fake.script([Behaviour::answer(Answer::says(PLAIN).finishing("length"))]);
    assert_eq!(answered(&app, GATE).await["truncated"], true);
    let again = answered(&app, GATE).await;
    assert_eq!((&again["cached"], &again["truncated"]), (&json!(false), &json!(false)));
}
