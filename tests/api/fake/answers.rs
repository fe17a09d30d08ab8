//! What the fake answers: the tutor, forms, ends, counts.

use serde_json::{Value, json};

use super::{Caller, text};
use crate::mistral::{Answer, Behaviour, Dialect, Pieces};

const TUTOR: &str = "Voici ce que dit le cours : La porte d’oubli filtre [1]. Il ajoute : L’état porte la mémoire [2]. Relis ces passages, puis explique-les avec tes mots.";

#[tokio::test]
async fn a_whole_answer_has_mistral_s_shape() {
    let caller = Caller::start().await;
    let (status, answer) = caller.chat(json!({})).await;
    assert_eq!(status, 200);
    insta::assert_json_snapshot!(answer);
}

#[tokio::test]
async fn a_stream_says_the_same_and_ends_with_usage() {
    let caller = Caller::start().await;
    let events = caller.stream(json!({})).await;
    assert_eq!(text(&events), TUTOR);
    assert_eq!(events.last().unwrap(), "[DONE]");
    let chunks: Vec<Value> =
        events[..events.len() - 1].iter().map(|event| serde_json::from_str(event).unwrap()).collect();
    insta::assert_json_snapshot!([&chunks[0], &chunks[1], chunks.last().unwrap()]);
    assert!(chunks[..chunks.len() - 1].iter().all(|chunk| chunk.get("usage").is_none()));
}

#[tokio::test]
async fn a_schema_is_answered_with_an_instance() {
    let caller = Caller::start().await;
    let schema = json!({
        "type": "object",
        "properties": {
            "questions": {"type": "array", "minItems": 2, "items": {"$ref": "#/$defs/question"}},
            "niveau": {"enum": ["débutant", "avancé"]},
            "score": {"type": "number", "minimum": 0.5, "maximum": 1},
            "note": {"anyOf": [{"type": "null"}, {"type": "string"}]},
            "court": {"type": ["string", "null"], "maxLength": 6},
        },
        "required": ["questions", "niveau", "score", "note", "court"],
        "additionalProperties": false,
        "$defs": {"question": {
            "type": "object",
            "properties": {
                "texte": {"type": "string", "minLength": 40},
                "passage": {"type": "integer", "exclusiveMinimum": 0},
                "vrai": {"type": "boolean"},
                "sorte": {"const": "ouverte"},
            },
        }},
    });
    let format = json!({"type": "json_schema", "json_schema": {"name": "quiz", "schema": schema, "strict": true}});
    let (_, answer) = caller.chat(json!({"response_format": format})).await;
    let content = answer["choices"][0]["message"]["content"].as_str().unwrap();
    insta::assert_json_snapshot!(serde_json::from_str::<Value>(content).unwrap());
}

#[tokio::test]
async fn an_object_comes_only_where_the_prompt_asks_for_json() {
    let caller = Caller::start().await;
    let format = json!({"type": "json_object"});
    let (_, blank) = caller.chat(json!({"response_format": format, "max_tokens": 3})).await;
    assert!(blank["choices"][0]["message"]["content"].as_str().unwrap().trim().is_empty());
    let asked = json!([{"role": "user", "content": "Réponds en JSON."}]);
    let (_, answer) = caller.chat(json!({"response_format": format, "messages": asked})).await;
    let content: Value = serde_json::from_str(answer["choices"][0]["message"]["content"].as_str().unwrap()).unwrap();
    assert!(content["reponse"].is_string());
}

#[tokio::test]
async fn lengths_stops_and_prefixes_are_kept() {
    let caller = Caller::start().await;
    let (_, short) = caller.chat(json!({"max_tokens": 4})).await;
    assert_eq!(short["choices"][0]["message"]["content"], "Voici ce que dit");
    assert_eq!(short["choices"][0]["finish_reason"], "length");
    assert_eq!(short["usage"]["completion_tokens"], 4);
    let (_, stopped) = caller.chat(json!({"stop": ["cours", "absent"]})).await;
    assert_eq!(stopped["choices"][0]["message"]["content"], "Voici ce que dit le ");
    let messages = json!([{"role": "user", "content": "?"}, {"role": "assistant", "content": "Donc ", "prefix": true}]);
    let (_, begun) = caller.chat(json!({"messages": messages})).await;
    assert!(begun["choices"][0]["message"]["content"].as_str().unwrap().starts_with("Donc Bonjour"));
}

#[tokio::test]
async fn several_choices_interleave_and_the_last_has_the_usage() {
    let caller = Caller::start().await;
    caller.fake.set_default(Behaviour::answer(Answer::says("un deux").ending_apart()));
    let events = caller.stream(json!({"n": 2})).await;
    let chunks: Vec<Value> = events.iter().filter_map(|event| serde_json::from_str(event).ok()).collect();
    let of = |chunk: &Value| (chunk["choices"][0]["index"].as_u64().unwrap(), chunk.get("usage").is_some());
    let seen: Vec<_> = chunks.iter().map(of).collect();
    let pair = [(0, false), (1, false)];
    assert_eq!(seen, [pair, pair, pair, [(0, false), (1, true)]].concat());
}

#[tokio::test]
async fn thoughts_come_as_chunks_before_the_answer() {
    let caller = Caller::start().await;
    let (_, answer) = caller.chat(json!({"reasoning_effort": "high"})).await;
    let content = &answer["choices"][0]["message"]["content"];
    assert_eq!((&content[0]["type"], &content[1]["text"]), (&json!("thinking"), &json!(TUTOR)));
    let events = caller.stream(json!({"reasoning_effort": "high"})).await;
    assert!(events[1].contains("\"thinking\""));
    assert_eq!(text(&events), TUTOR);
}

#[tokio::test]
async fn texts_are_cut_as_scripted() {
    let caller = Caller::start().await;
    caller.fake.script([
        Behaviour::answer(Answer::says("[1].").cut(Pieces::Letters)),
        Behaviour::answer(Answer::in_pieces(&["[", "1]."]).listed()),
        Behaviour::answer(Answer::tells(|call| call.messages()[1].1.clone()).cut(Pieces::Whole)),
    ]);
    assert_eq!(caller.stream(json!({})).await.len(), 1 + 4 + 1);
    assert!(caller.stream(json!({})).await[1].contains(r#"[{"text":"[","type":"text"}]"#));
    assert_eq!(text(&caller.stream(json!({})).await), "À quoi sert la porte d’oubli ?");
}

#[tokio::test]
async fn other_servers_give_usage_when_asked_and_apart() {
    let caller = Caller::start().await;
    caller.fake.set_dialect(Dialect::Compatible);
    let plain = caller.stream(json!({"model": "llama", "seed": 1})).await;
    assert!(plain.iter().all(|event| !event.contains("usage") && !event.contains("\"p\"")));
    let asked = caller.stream(json!({"model": "llama", "stream_options": {"include_usage": true}})).await;
    let last: Value = serde_json::from_str(&asked[asked.len() - 2]).unwrap();
    assert_eq!(last["choices"], json!([]));
    assert!(last["usage"]["total_tokens"].as_u64() > Some(0));
}

#[tokio::test]
async fn a_model_that_goes_is_announced_on_whole_answers_only() {
    let caller = Caller::start().await;
    let mut body = super::question(json!({"model": "mistral-medium-2508"}));
    let response = caller.post("/v1/chat/completions", &body).await;
    assert_eq!(response.headers()["x-model-deprecation-timestamp"], "2026-08-31T12:00:00Z");
    body["stream"] = true.into();
    let response = caller.post("/v1/chat/completions", &body).await;
    assert!(!response.headers().contains_key("x-model-deprecation-timestamp"));
}
