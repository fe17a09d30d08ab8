//! `POST /v1/chat/completions`: its fields, and what they say together.

use serde_json::Value;

use super::super::refusals::{self, Refusal};
use super::super::script::{Call, Dialect};
use super::super::{models, tokens};
use super::fields::{Check, Field, Kind, Range};
use super::messages::{self, MESSAGE};

/// Mistral's own limit.
const MAX_TOOLS: usize = 128;

/// Every field there is.
pub const FIELDS: &[Field] = &[
    Field::required("model", Kind::Text),
    Field::required("messages", Kind::List(&MESSAGE, 0, usize::MAX)),
    Field::nullable("temperature", Kind::Number(Range { least: 0.0, open: false, most: 1.5 })),
    Field::nullable("top_p", Kind::Number(Range { least: 0.0, open: true, most: 1.0 })),
    Field::nullable("max_tokens", Kind::Whole(0)),
    Field::optional("stream", Kind::Flag),
    Field::nullable("stop", Kind::Own(stop)),
    Field::nullable("random_seed", Kind::Whole(0)),
    Field::nullable("metadata", Kind::Map),
    Field::optional("response_format", Kind::Fields(RESPONSE_FORMAT)),
    // An empty list was refused for some models.
    Field::nullable("tools", Kind::List(&Kind::Own(tool), 1, MAX_TOOLS)),
    Field::optional("tool_choice", Kind::Own(tool_choice)),
    Field::optional("parallel_tool_calls", Kind::Flag),
    Field::nullable("presence_penalty", PENALTY),
    Field::nullable("frequency_penalty", PENALTY),
    Field::nullable("n", Kind::Whole(1)),
    Field::nullable(
        "prediction",
        Kind::Fields(&[Field::optional("type", Kind::Choice(&["content"])), Field::optional("content", Kind::Text)]),
    ),
    Field::nullable("reasoning_effort", Kind::Choice(&["none", "minimal", "low", "medium", "high", "xhigh", "max"])),
    Field::nullable("prompt_mode", Kind::Choice(&["reasoning"])),
    Field::nullable("guardrails", Kind::List(&Kind::Fields(GUARDRAIL), 0, usize::MAX)),
    Field::nullable("prompt_cache_key", Kind::Text),
    Field::nullable("service_tier", Kind::Choice(&["auto", "standard_only"])),
    Field::optional("safe_prompt", Kind::Flag),
    Field::nullable("min_tokens", Kind::Whole(0)),
    Field::nullable("repetition_penalty", Kind::Any),
    Field::nullable("top_k", Kind::Any),
    Field::nullable("logprobs", Kind::Any),
    Field::nullable("top_logprobs", Kind::Any),
    Field::nullable("prompt_logprobs", Kind::Any),
    Field::nullable("top_prompt_logprobs", Kind::Any),
];

const PENALTY: Kind = Kind::Number(Range { least: -2.0, open: false, most: 2.0 });

const RESPONSE_FORMAT: &[Field] = &[
    Field::optional("type", Kind::Choice(&["text", "json_object", "json_schema"])),
    Field::nullable(
        "json_schema",
        Kind::Fields(&[
            Field::required("name", Kind::Text),
            Field::required("schema", Kind::Map),
            Field::nullable("description", Kind::Text),
            Field::optional("strict", Kind::Flag),
        ]),
    ),
];

const GUARDRAIL: &[Field] = &[
    Field::optional("block_on_error", Kind::Flag),
    Field::nullable(
        "moderation_llm_v2",
        Kind::Fields(&[
            Field::nullable("custom_category_thresholds", Kind::Map),
            Field::optional("ignore_other_categories", Kind::Flag),
            Field::optional("action", Kind::Choice(&["none", "block"])),
        ]),
    ),
];

const FUNCTION_TOOL: &[Field] = &[
    Field::optional("type", Kind::Choice(&["function"])),
    Field::required(
        "function",
        Kind::Fields(&[
            Field::required("name", Kind::Text),
            Field::required("parameters", Kind::Map),
            Field::optional("description", Kind::Text),
            Field::optional("strict", Kind::Flag),
        ]),
    ),
];

/// Refuses what only the whole request shows to be wrong.
pub fn sense(call: &Call, context: Option<usize>) -> Result<(), Refusal> {
    let body = &call.body;
    let id = body["model"].as_str().unwrap_or_default();
    let model = match (models::chatting(id), call.dialect) {
        (Some(model), _) => Some(model),
        (None, Dialect::Compatible) => None,
        (None, Dialect::Mistral) => return Err(refusals::unknown_model(id)),
    };
    messages::order(body["messages"].as_array().map(Vec::as_slice).unwrap_or_default())?;
    if ["logprobs", "top_logprobs"].iter().any(|name| body[*name] == true || body[*name].is_number()) {
        return Err(refusals::invalid_args("Logprobs are not enabled for this model"));
    }
    if body["n"].as_u64() > Some(1) && (model.is_some_and(|model| !model.several) || body["prediction"].is_object()) {
        return Err(refusals::invalid_args("n is not supported for this request"));
    }
    formatted(body)?;
    let prompt = prompt_tokens(call);
    let asked = body["max_tokens"].as_u64().and_then(|tokens| usize::try_from(tokens).ok()).unwrap_or(0);
    match context.or(model.map(|model| model.context)) {
        Some(context) if prompt + asked > context => Err(refusals::too_long(prompt, context)),
        _ => Ok(()),
    }
}

/// The tokens of a call's messages, with what the template adds.
pub fn prompt_tokens(call: &Call) -> usize {
    call.messages().iter().map(|(_, text)| tokens::count(text) + tokens::PER_MESSAGE).sum()
}

fn formatted(body: &Value) -> Result<(), Refusal> {
    let (format, tools) = (&body["response_format"], body["tools"].is_array());
    let kind = format["type"].as_str().unwrap_or("text");
    if kind == "json_schema" && !format["json_schema"].is_object() {
        return Err(refusals::invalid_args("response_format of type json_schema needs a json_schema"));
    }
    let choice = &body["tool_choice"];
    if kind != "text" && tools && !(choice.is_null() || *choice == "auto") {
        return Err(refusals::invalid_args("Only tool_choice auto is supported with this response_format"));
    }
    Ok(())
}

fn stop(check: &mut Check, value: &Value) {
    if value.is_array() {
        check.value(value, &Kind::List(&Kind::Text, 0, usize::MAX));
    } else {
        check.value(value, &Kind::Text);
    }
}

fn tool(check: &mut Check, value: &Value) {
    // The server's own tools (web search, code, images) are not ours to check.
    if value["type"].as_str().is_none_or(|kind| kind == "function") {
        check.object(value, FUNCTION_TOOL);
    }
}

fn tool_choice(check: &mut Check, value: &Value) {
    const NAMED: &[Field] = &[
        Field::optional("type", Kind::Choice(&["function"])),
        Field::required("function", Kind::Fields(&[Field::required("name", Kind::Text)])),
    ];
    if value.is_object() {
        check.object(value, NAMED);
    } else {
        check.value(value, &Kind::Choice(&["auto", "none", "any", "required"]));
    }
}
