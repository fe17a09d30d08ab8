//! `POST /v1/embeddings`: its fields, and its limits.

use serde_json::Value;

use super::super::embeddings::texts;
use super::super::refusals::{self, Refusal};
use super::super::script::{Call, Dialect};
use super::super::{models, tokens};
use super::fields::{Check, Field, Kind};

/// 257 were refused.
const MAX_INPUTS: usize = 256;
/// The sum over a request's texts.
const MAX_TOKENS: usize = 16_384;

/// Every field there is.
pub const FIELDS: &[Field] = &[
    Field::required("model", Kind::Text),
    Field::required("input", Kind::Own(input)),
    Field::nullable("output_dimension", Kind::Whole(1)),
    Field::optional("output_dtype", Kind::Choice(&["float", "int8", "uint8", "binary", "ubinary"])),
    Field::optional("encoding_format", Kind::Choice(&["float", "base64"])),
    Field::nullable("metadata", Kind::Map),
];

/// Refuses what is too much, or what the model does not do.
pub fn sense(call: &Call) -> Result<(), Refusal> {
    let body = &call.body;
    let id = body["model"].as_str().unwrap_or_default();
    let (model, choice) = match (models::embedding(id), call.dialect) {
        (Some((model, choice)), _) => (Some(model), choice),
        (None, Dialect::Compatible) => (None, true),
        (None, Dialect::Mistral) => return Err(refusals::unknown_model(id)),
    };
    if !choice && !body["output_dimension"].is_null() {
        return Err(refusals::invalid_args("output_dimension is not supported for this model"));
    }
    if body["output_dtype"].as_str().is_some_and(|kind| kind != "float") {
        return Err(refusals::invalid_args("output_dtype is not supported for this model"));
    }
    let texts = texts(body);
    if texts.len() > MAX_INPUTS {
        return Err(refusals::invalid_prompt("Too many inputs in request, split into more batches."));
    }
    let lengths: Vec<usize> = texts.iter().map(|text| tokens::count(text)).collect();
    if let Some(model) = model
        && let Some(index) = lengths.iter().position(|length| *length > model.context)
    {
        let (length, context) = (lengths[index], model.context);
        let message = format!("Input id {index} has {length} tokens, exceeding max {context} tokens.");
        return Err(refusals::invalid_prompt(&message));
    }
    let sum: usize = lengths.iter().sum();
    if sum > MAX_TOKENS {
        return Err(refusals::invalid_prompt(&format!("Too many tokens in batch. Max is {MAX_TOKENS} got {sum}")));
    }
    Ok(())
}

fn input(check: &mut Check, value: &Value) {
    if value.is_array() {
        check.value(value, &Kind::List(&Kind::Text, 1, usize::MAX));
    } else {
        check.value(value, &Kind::Text);
    }
}
