//! Scripting from outside the process, for programs in other languages: `POST /fake/script` with
//! `{"chat": ["rate_limited", ...]}` queues faults by name, `GET /fake/requests` tells what came.

use serde_json::{Value, json};

use super::faults::{self, Fault};
use super::record::Recorded;
use super::script::{Endpoint, Step, json as reply};
use super::state::Shared;

/// Where these routes lie; Mistral has nothing there.
pub const PREFIX: &str = "/fake/";

/// The reply to such a call.
pub fn steps(shared: &Shared, path: &str, body: &[u8]) -> Vec<Step> {
    match path {
        "script" => match script(shared, body) {
            Ok(()) => reply(200, &json!({"scripted": shared.scripted()})),
            Err(reason) => reply(400, &json!({"detail": reason})),
        },
        "reset" => {
            shared.reset();
            reply(200, &json!({}))
        }
        "requests" => reply(200, &shared.requests().iter().map(told).collect()),
        "faults" => {
            let told = |fault: &Fault| {
                let (on, then) = (format!("{:?}", fault.on), format!("{:?}", fault.then));
                json!({"name": fault.name, "about": fault.about, "on": on, "then": then})
            };
            reply(200, &faults::all().iter().map(told).collect())
        }
        _ => reply(404, &json!({"detail": "Not Found"})),
    }
}

fn script(shared: &Shared, body: &[u8]) -> Result<(), String> {
    let body: Value = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    for (name, endpoint) in
        [("chat", Endpoint::Chat), ("embeddings", Endpoint::Embeddings), ("models", Endpoint::Models)]
    {
        for fault in body[name].as_array().into_iter().flatten() {
            let fault = fault.as_str().and_then(faults::named).ok_or_else(|| format!("no fault is named {fault}"))?;
            shared.script(endpoint, [fault.behaviour()]);
        }
    }
    Ok(())
}

/// A record without its headers, which hold keys.
fn told(recorded: &Recorded) -> Value {
    json!({
        "path": recorded.path,
        "body": recorded.body,
        "status": recorded.status,
        "pieces": recorded.pieces,
        "end": recorded.end.map(|end| format!("{:?}", end.how)),
    })
}
