//! Paths, keys and bodies: what is refused before anything scripted is looked at.

use axum::http::Method;
use axum::http::request::Parts;
use serde_json::{Value, json};

use super::refusals::{self, Refusal};
use super::script::{Call, Dialect, Endpoint, Step, Steps, json as reply};
use super::state::Shared;
use super::{KEY, control, models, validation};

/// Which route a path is, if it is one.
pub fn endpoint(path: &str) -> Option<Endpoint> {
    match path {
        "/v1/chat/completions" => Some(Endpoint::Chat),
        "/v1/embeddings" => Some(Endpoint::Embeddings),
        "/v1/models" => Some(Endpoint::Models),
        _ => path.strip_prefix("/v1/models/").map(|_| Endpoint::Models),
    }
}

/// The headers of every reply of Mistral's; of others' replies, none.
pub fn always(dialect: Dialect, number: usize) -> Vec<(&'static str, String)> {
    if dialect == Dialect::Compatible {
        return Vec::new();
    }
    let id = refusals::request_id(number);
    let any = "*".to_owned();
    vec![("mistral-correlation-id", id.clone()), ("x-kong-request-id", id), ("access-control-allow-origin", any)]
}

/// What is done with a request.
pub fn steps(shared: &Shared, number: usize, head: &Parts, body: &[u8]) -> Steps {
    if let Some(path) = head.uri.path().strip_prefix(control::PREFIX) {
        return boxed(control::steps(shared, path, body));
    }
    match call(shared, number, head, body) {
        Err(refusal) => boxed(refusal.steps()),
        Ok(call) => match shared.next(call.endpoint) {
            Some(behaviour) => behaviour.steps(&call),
            None => boxed(listed(&call)),
        },
    }
}

/// The request as a call that Mistral takes.
fn call(shared: &Shared, number: usize, head: &Parts, body: &[u8]) -> Result<Call, Refusal> {
    let path = head.uri.path();
    let Some(below) = path.strip_prefix("/v1/") else {
        return Err(refusals::gateway(404, "no Route matched with those values", number));
    };
    let dialect = shared.dialect();
    if dialect == Dialect::Mistral {
        authorize(head, number)?;
    }
    let endpoint = endpoint(path).ok_or_else(|| refusals::detail(404, "Not Found"))?;
    let wanted = if endpoint == Endpoint::Models { Method::GET } else { Method::POST };
    if head.method != wanted {
        return Err(refusals::detail(405, "Method Not Allowed"));
    }
    let body = if endpoint == Endpoint::Models { Value::Null } else { parsed(head, body)? };
    let call = Call { endpoint, dialect, path: below.to_owned(), headers: head.headers.clone(), body, number };
    validation::check(&call, shared.context())?;
    Ok(call)
}

fn authorize(head: &Parts, number: usize) -> Result<(), Refusal> {
    let value = head.headers.get("authorization").and_then(|value| value.to_str().ok());
    match value.and_then(|value| value.strip_prefix("Bearer ")) {
        None => Err(refusals::gateway(401, "Unauthorized", number)),
        Some(KEY) => Ok(()),
        Some(_) => Err(refusals::invalid_key()),
    }
}

fn parsed(head: &Parts, body: &[u8]) -> Result<Value, Refusal> {
    let kind = head.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().map(str::trim) != Some("application/json") {
        let message = "Input should be a valid dictionary or object to extract fields from";
        let input = String::from_utf8_lossy(body).into_owned();
        let problem = json!({"type": "model_attributes_type", "loc": ["body"], "msg": message, "input": input});
        return Err(refusals::validation(&[problem]));
    }
    serde_json::from_slice(body).map_err(|error| {
        let problem = json!({
            "type": "json_invalid",
            "loc": ["body", error.column()],
            "msg": "JSON decode error",
            "input": {},
            "ctx": {"error": "Expecting value"},
        });
        refusals::validation(&[problem])
    })
}

/// The list of models, or the one that is named.
fn listed(call: &Call) -> Vec<Step> {
    match call.path.strip_prefix("models/") {
        None => reply(200, &models::list()),
        Some(id) => match models::find(id) {
            Some(model) => reply(200, &model.card(id)),
            None => refusals::error(404, "invalid_model", "1500", &format!("Model not found: {id}")).steps(),
        },
    }
}

fn boxed(steps: Vec<Step>) -> Steps {
    Box::new(steps.into_iter())
}
