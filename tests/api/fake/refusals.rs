//! What the fake refuses, and in which words.

use serde_json::{Value, json};

use super::{Caller, question};
use crate::mistral::Dialect;

/// Status and code, or the kind of the first problem and where it is.
fn refusal((status, body): (reqwest::StatusCode, Value)) -> String {
    let problem = &body["detail"][0];
    if problem.is_object() {
        return format!("{} {} {}", status.as_u16(), problem["type"].as_str().unwrap(), problem["loc"]);
    }
    format!("{} {}", status.as_u16(), body["code"].as_str().unwrap_or_default())
}

#[tokio::test]
async fn keys_are_looked_at_first() {
    let caller = Caller::start().await;
    let url = format!("{}/v1/chat/completions", caller.fake.url());
    let (none, bare, wrong) = (
        caller.client.post(&url).send().await.unwrap(),
        caller.client.post(&url).header("authorization", caller.fake.key()).send().await.unwrap(),
        caller.client.post(&url).bearer_auth("another").send().await.unwrap(),
    );
    for (number, response) in [none, bare].into_iter().enumerate() {
        assert_eq!(response.status(), 401);
        let id = response.headers()["mistral-correlation-id"].to_str().unwrap().to_owned();
        assert!(id.ends_with(&number.to_string()));
        assert_eq!(response.json::<Value>().await.unwrap(), json!({"message": "Unauthorized", "request_id": id}));
    }
    assert_eq!(wrong.json::<Value>().await.unwrap(), json!({"detail": "Invalid API Key"}));
}

#[tokio::test]
async fn paths_without_their_version_do_not_exist() {
    let caller = Caller::start().await;
    for (path, status, body) in [
        ("/chat/completions", 404, "no Route matched with those values"),
        ("/v1/v1/chat/completions", 404, "Not Found"),
        ("/v1/models", 405, "Method Not Allowed"),
    ] {
        let response = caller.post(path, &question(json!({}))).await;
        assert_eq!(response.status(), status);
        assert!(response.text().await.unwrap().contains(body));
    }
}

#[tokio::test]
async fn an_unknown_field_is_refused_in_pydantic_s_words() {
    let caller = Caller::start().await;
    let (status, body) = caller.chat(json!({"store": false})).await;
    assert_eq!(status, 422);
    let problem = json!({"type": "extra_forbidden", "loc": ["body", "store"], "msg": "Extra inputs are not permitted", "input": false});
    assert_eq!(body, json!({"detail": [problem]}));
}

#[tokio::test]
async fn fields_have_types_and_ranges() {
    let caller = Caller::start().await;
    let message = |message: Value| json!({"messages": [message]});
    for (change, expected) in [
        (json!({"model": null}), r#"422 string_type ["body","model"]"#),
        (json!({"messages": "?"}), r#"422 list_type ["body","messages"]"#),
        (json!({"temperature": 1.6}), r#"422 less_than_equal ["body","temperature"]"#),
        (json!({"temperature": -0.1}), r#"422 greater_than_equal ["body","temperature"]"#),
        (json!({"temperature": "0"}), r#"422 float_type ["body","temperature"]"#),
        (json!({"top_p": 0}), r#"422 greater_than ["body","top_p"]"#),
        (json!({"max_tokens": -1}), r#"422 greater_than_equal ["body","max_tokens"]"#),
        (json!({"max_tokens": 1.5}), r#"422 int_type ["body","max_tokens"]"#),
        (json!({"stream": "yes"}), r#"422 bool_type ["body","stream"]"#),
        (json!({"stream_options": {"include_usage": true}}), r#"422 extra_forbidden ["body","stream_options"]"#),
        (json!({"max_completion_tokens": 5}), r#"422 extra_forbidden ["body","max_completion_tokens"]"#),
        (json!({"seed": 5}), r#"422 extra_forbidden ["body","seed"]"#),
        (json!({"stop": 5}), r#"422 string_type ["body","stop"]"#),
        (json!({"tools": []}), r#"422 too_short ["body","tools"]"#),
        (
            json!({"tools": [{"type": "function", "function": {"name": "f"}}]}),
            r#"422 missing ["body","tools",0,"function","parameters"]"#,
        ),
        (json!({"tool_choice": "maybe"}), r#"422 literal_error ["body","tool_choice"]"#),
        (json!({"metadata": 3}), r#"422 dict_type ["body","metadata"]"#),
        (json!({"response_format": {"type": "xml"}}), r#"422 literal_error ["body","response_format","type"]"#),
        (
            json!({"response_format": {"type": "json_schema", "json_schema": {"schema": {}}}}),
            r#"422 missing ["body","response_format","json_schema","name"]"#,
        ),
        (message(json!({"role": "developer", "content": "?"})), r#"422 union_tag_invalid ["body","messages",0]"#),
        (message(json!({"content": "?"})), r#"422 union_tag_not_found ["body","messages",0]"#),
        (message(json!({"role": "user"})), r#"422 missing ["body","messages",0,"user","content"]"#),
        (message(json!({"role": "user", "content": 3})), r#"422 string_type ["body","messages",0,"user","content"]"#),
        (
            message(json!({"role": "user", "content": "?", "name": "a"})),
            r#"422 extra_forbidden ["body","messages",0,"user","name"]"#,
        ),
        (
            message(json!({"role": "user", "content": [{"type": "text", "text": "?", "x": 1}]})),
            r#"422 extra_forbidden ["body","messages",0,"user","content",0,"text","x"]"#,
        ),
    ] {
        assert_eq!(refusal(caller.chat(change.clone()).await), expected, "{change}");
    }
}

#[tokio::test]
async fn what_the_fields_say_together_is_refused_by_its_code() {
    let caller = Caller::start().await;
    let messages = |roles: &[&str]| {
        let messages = roles.iter().map(|role| json!({"role": role, "content": "?"}));
        json!({"messages": messages.collect::<Vec<_>>()})
    };
    for (change, expected) in [
        (json!({"model": "mistral-tiny"}), "400 1500"),
        (json!({"model": "mistral-embed"}), "400 1500"),
        (messages(&[]), "400 3230"),
        (messages(&["system"]), "400 3230"),
        (messages(&["user", "assistant"]), "400 3230"),
        (messages(&["user", "tool"]), "400 3230"),
        (messages(&["user", "assistant", "tool", "user"]), "400 3230"),
        (messages(&["user", "assistant", "system", "user"]), "400 3230"),
        (messages(&["system", "user", "user", "assistant", "user"]), "200 "),
        (messages(&["user", "assistant", "tool"]), "200 "),
        (json!({"messages": [{"role": "assistant", "content": ""}, {"role": "user", "content": "?"}]}), "400 3240"),
        (json!({"logprobs": true}), "400 3051"),
        (json!({"n": 2, "model": "mistral-large-latest"}), "400 3051"),
        (json!({"response_format": {"type": "json_schema"}}), "400 3051"),
        (json!({"max_tokens": 262_144}), "400 3051"),
    ] {
        assert_eq!(refusal(caller.chat(change.clone()).await), expected, "{change}");
    }
    caller.fake.set_context(20);
    let (_, body) = caller.chat(json!({})).await;
    assert_eq!(body["message"], "Prompt contains 59 tokens, too large for model with 20 maximum context length");
}

#[tokio::test]
async fn bodies_are_json_and_say_so() {
    let caller = Caller::start().await;
    let url = format!("{}/v1/chat/completions", caller.fake.url());
    let post = |kind: &'static str, body: &'static str| {
        let request = caller.client.post(&url).bearer_auth(caller.fake.key()).header("content-type", kind).body(body);
        async {
            refusal((reqwest::StatusCode::UNPROCESSABLE_ENTITY, request.send().await.unwrap().json().await.unwrap()))
        }
    };
    assert_eq!(post("text/plain", "{}").await, r#"422 model_attributes_type ["body"]"#);
    assert_eq!(post("application/json", "{\"model\": }").await, r#"422 json_invalid ["body",11]"#);
    assert_eq!(post("application/json; charset=utf-8", "[]").await, r#"422 model_attributes_type ["body"]"#);
}

#[tokio::test]
async fn other_servers_take_unknown_fields_and_no_key() {
    let caller = Caller::start().await;
    caller.fake.set_dialect(Dialect::Compatible);
    let url = format!("{}/v1/chat/completions", caller.fake.url());
    let response = caller.client.post(url).json(&question(json!({"seed": 1, "model": "m"}))).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(refusal(caller.chat(json!({"temperature": 2})).await), r#"422 less_than_equal ["body","temperature"]"#);
}
