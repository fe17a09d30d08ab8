//! Scripts, records, clients that leave, and a server that goes down and comes back.

use futures_util::StreamExt;
use serde_json::{Value, json};

use super::{Caller, question, text};
use crate::mistral::{Answer, Behaviour, Endpoint, Gate, How, faults};

#[tokio::test]
async fn scripts_are_met_in_order_and_by_valid_calls_only() {
    let caller = Caller::start().await;
    caller.fake.script([
        Behaviour::reply(500, json!({})),
        Behaviour::answer(Answer::says("Oui.")).with_headers(vec![("x-test", "1".to_owned())]),
    ]);
    assert_eq!(caller.chat(json!({"temperature": 9})).await.0, 422);
    assert_eq!(caller.fake.scripted(), 2);
    assert_eq!(caller.chat(json!({})).await.0, 500);
    let response = caller.post("/v1/chat/completions", &question(json!({}))).await;
    assert_eq!(response.headers()["x-test"], "1");
    assert_eq!(caller.chat(json!({})).await.0, 200);
    caller.fake.set_default(Behaviour::reply(503, json!({})));
    assert_eq!(caller.chat(json!({})).await.0, 503);
    caller.fake.reset();
    assert_eq!(caller.chat(json!({})).await.0, 200);
}

#[tokio::test]
async fn what_came_is_remembered() {
    let caller = Caller::start().await;
    caller.chat(json!({"temperature": 0.5})).await;
    caller.get("/v1/models?provider=x").await;
    let requests = caller.fake.requests();
    assert_eq!((requests[0].method.as_str(), requests[0].path.as_str()), ("POST", "/v1/chat/completions"));
    assert_eq!(requests[0].body["temperature"], 0.5);
    assert_eq!(requests[0].header("authorization").unwrap(), format!("Bearer {}", caller.fake.key()));
    assert_eq!((requests[0].status, requests[0].pieces), (Some(200), 1));
    assert_eq!(requests[0].end.unwrap().how, How::Finished);
    assert_eq!(requests[1].path, "/v1/models?provider=x");
    assert!(requests[0].arrived <= requests[1].arrived);
    assert_eq!(caller.fake.requests_for(Endpoint::Models).len(), 1);
}

#[tokio::test]
async fn a_client_that_leaves_before_the_first_byte_is_seen() {
    let caller = Caller::start().await;
    let gate = Gate::closed();
    caller.fake.script([Behaviour::answer(Answer::tutor()).held(&gate)]);
    tokio::select! {
        _ = caller.chat(json!({})) => panic!("the gate is closed"),
        counts = caller.fake.until(|counts| counts.open == 1) => assert_eq!(counts.calls, 1),
    }
    let counts = caller.fake.until(|counts| counts.closed_early == 1).await;
    assert_eq!((counts.open, counts.finished, counts.peak), (0, 0, 1));
    let request = caller.fake.requests().remove(0);
    assert_eq!((request.status, request.pieces), (None, 0));
    assert!(request.closed_early_after().is_some());
}

#[tokio::test]
async fn a_client_that_leaves_midway_is_seen() {
    let caller = Caller::start().await;
    let gate = Gate::closed();
    caller.fake.script([Behaviour::answer(Answer::says("un deux trois")).dripped(&gate)]);
    gate.pass(2);
    let response = caller.post("/v1/chat/completions", &question(json!({"stream": true}))).await;
    let mut pieces = response.bytes_stream();
    let first = pieces.next().await.unwrap().unwrap();
    assert!(first.starts_with(b"data: {"));
    pieces.next().await.unwrap().unwrap();
    drop(pieces);
    caller.fake.until(|counts| counts.closed_early == 1).await;
    let request = caller.fake.requests().remove(0);
    assert_eq!((request.status, request.pieces), (Some(200), 2));
}

#[tokio::test]
async fn a_drip_flows_once_its_gate_is_open() {
    let caller = Caller::start().await;
    let gate = Gate::closed();
    gate.open();
    let paced = Behaviour::answer(Answer::says("un deux")).dripped(&gate).paced(std::time::Duration::ZERO);
    caller.fake.script([paced]);
    assert_eq!(text(&caller.stream(json!({})).await), "un deux");
}

#[tokio::test]
async fn a_closed_fake_refuses_and_comes_back_on_its_port() {
    let caller = Caller::start().await;
    assert_eq!(caller.chat(json!({})).await.0, 200);
    caller.fake.close().await;
    let refused = caller.client.get(caller.fake.url()).send().await.unwrap_err();
    assert!(refused.is_connect());
    caller.fake.open().await;
    assert_eq!(caller.chat(json!({})).await.0, 200);
    assert_eq!(caller.fake.counts().calls, 2);
}

#[tokio::test]
async fn other_programs_script_it_by_name() {
    let caller = Caller::start().await;
    let (status, body) =
        caller.posted("/fake/script", &json!({"chat": ["capacity", "plain"], "models": ["failed"]})).await;
    assert_eq!((status.as_u16(), body), (200, json!({"scripted": 3})));
    assert_eq!(caller.posted("/fake/script", &json!({"chat": ["no such"]})).await.0, 400);
    assert_eq!(caller.posted("/fake/nowhere", &json!({})).await.0, 404);
    assert_eq!(caller.chat(json!({})).await.1["code"], "3505");
    assert_eq!(caller.get("/v1/models").await.status(), 500);
    caller.posted("/fake/reset", &json!({})).await;
    assert_eq!(caller.fake.scripted(), 0);
    let told: Value = caller.get("/fake/requests").await.json().await.unwrap();
    assert_eq!(told[3]["status"], 429);
    assert_eq!(told[3]["end"], "Finished");
    let listed: Value = caller.get("/fake/faults").await.json().await.unwrap();
    assert_eq!(listed.as_array().unwrap().len(), faults::all().len());
}
