//! Whole and streamed, with a language model and without.

use insta::assert_json_snapshot;
use serde_json::{Value, json};

use super::{ask, chunks, open, said, stream, text};
use crate::mistral::{self, Behaviour, FakeMistral, Pieces};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_answer_of_the_language_model() {
    let fake = FakeMistral::start().await;
    let app = TestApp::asking(&fake).await;
    assert_json_snapshot!(ask(&app, json!({})).await.body, {".id" => "[id]", ".usage" => "[usage]"});
}

#[tokio::test(flavor = "multi_thread")]
async fn a_streamed_answer_of_the_language_model() {
    let fake = FakeMistral::start().await;
    let app = TestApp::asking(&fake).await;
    // In one piece: how later ones are gathered is a matter of time.
    let said = "La porte d’oubli filtre la mémoire [1]. Rien de plus [9].";
    fake.set_default(Behaviour::answer(mistral::Answer::in_pieces(&[said])));
    let events = stream(&app, json!({})).await;
    assert_eq!(events.last().unwrap(), "[DONE]");
    let ids: std::collections::HashSet<_> = chunks(&events).iter().map(|chunk| chunk["id"].to_string()).collect();
    assert_eq!(ids.len(), 1);
    assert_json_snapshot!(chunks(&events), {"[].id" => "[id]", "[].usage" => "[usage]"});
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_answer_of_the_course() {
    let app = TestApp::teaching().await;
    assert_json_snapshot!(ask(&app, json!({})).await.body, {".id" => "[id]", ".usage" => "[usage]"});
}

#[tokio::test(flavor = "multi_thread")]
async fn a_streamed_answer_of_the_course() {
    let app = TestApp::teaching().await;
    let events = stream(&app, json!({})).await;
    assert_eq!(events.last().unwrap(), "[DONE]");
    assert_json_snapshot!(chunks(&events), {"[].id" => "[id]", "[].usage" => "[usage]"});
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_course_does_not_answer_is_not_answered() {
    let fake = FakeMistral::start().await;
    let app = TestApp::asking(&fake).await;
    let question = json!({"messages": [{"role": "user", "content": "Quelle est la capitale du Pérou ?"}]});
    let answer = ask(&app, question.clone()).await;
    assert_eq!((&answer.body["mode"], &answer.body["reason"]), (&json!("abstain"), &json!("not_in_course")));
    assert_eq!(answer.body["choices"][0]["finish_reason"], "stop");
    assert_eq!(text(&stream(&app, question).await), said(&answer));
    assert!(fake.requests_for(mistral::Endpoint::Chat).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn streamed_and_whole_say_the_same_however_it_is_cut() {
    let fake = FakeMistral::start().await;
    let app = TestApp::asking(&fake).await;
    for pieces in [Pieces::Words, Pieces::Letters, Pieces::Whole] {
        let answer = || Behaviour::answer(mistral::Answer::tutor().cut(pieces.clone()));
        fake.script([answer(), answer()]);
        // A setting of one's own: an answer that was given before is not given again.
        let settings = json!({"max_tokens": 300});
        let whole = ask(&app, settings.clone()).await;
        let streamed = stream(&app, settings).await;
        assert_eq!(text(&streamed), said(&whole));
        let last = &chunks(&streamed)[chunks(&streamed).len() - 1];
        for field in ["usage", "mode", "citations"] {
            assert_eq!(last[field], whole.body[field], "{field}");
        }
        assert_eq!(fake.scripted(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_told_where_the_client_wants_them() {
    let app = TestApp::teaching().await;
    let usages = async |options: Value| {
        let told = chunks(&stream(&app, json!({"stream_options": options})).await);
        told.iter().map(|chunk| chunk["usage"]["total_tokens"].as_u64()).collect::<Vec<_>>()
    };
    let [None, None, Some(total)] = usages(Value::Null).await[..] else { panic!("not at the end") };
    assert!(total > 0);
    assert_eq!(usages(json!({})).await, [None, None, Some(total)]);
    assert_eq!(usages(json!({"include_usage": true})).await, [None, None, None, Some(total)]);
    assert_eq!(usages(json!({"include_usage": false})).await, [None, None, None]);
    let apart = chunks(&stream(&app, json!({"stream_options": {"include_usage": true}})).await);
    assert_eq!(apart[3]["choices"], json!([]));
    assert_eq!(apart[2]["choices"][0]["finish_reason"], "stop");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_s_own_count_is_passed_on_and_its_limit_told() {
    let fake = FakeMistral::start().await;
    let app = TestApp::asking(&fake).await;
    let short = ask(&app, json!({"max_completion_tokens": 5, "max_tokens": 700})).await;
    assert_eq!(short.body["choices"][0]["finish_reason"], "length");
    assert_eq!(short.body["usage"]["completion_tokens"], 5);
    assert_eq!(fake.requests()[fake.requests().len() - 1].body["max_tokens"], 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_passes_through_proxies_at_once() {
    let app = TestApp::teaching().await;
    let response = open(&app, json!({})).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert_eq!(response.headers()["x-accel-buffering"], "no");
    assert_eq!(response.headers()["cache-control"], "no-store");
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_reach_the_language_model_and_nothing_else_does() {
    let fake = FakeMistral::start().await;
    let app = TestApp::asking(&fake).await;
    let settings = json!({"temperature": 0.5, "stop": "FIN", "seed": 7, "top_p": 0.9, "presence_penalty": 1,
        "user": "zoe@example.org", "metadata": {"a": "b"}, "store": true, "reasoning_effort": "high", "tools": [],
        "tool_choice": "auto", "n": 1, "logprobs": false, "response_format": {"type": "text"}, "level": "Expert",
        "anything": {"else": [1, 2]}});
    said(&ask(&app, settings).await);
    let sent = fake.requests()[fake.requests().len() - 1].body.clone();
    let mut names: Vec<_> = sent.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["max_tokens", "messages", "model", "random_seed", "stop", "stream", "temperature"]);
    assert_eq!((&sent["stop"], &sent["random_seed"]), (&json!(["FIN"]), &json!(7)));
    assert!(sent["messages"][0]["content"].as_str().unwrap().contains("avancé"), "{sent}");
}
