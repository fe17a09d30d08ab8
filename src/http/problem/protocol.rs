//! The same problems where clients of Mistral and OpenAI speak: in one body that both of their protocols read.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Kind, Problem};

/// Under it, errors are the protocol's.
const PREFIX: &str = "/v1";

/// An error: Mistral's clients read the outer fields, OpenAI's read `error`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProtocolError {
    /// Always `error`.
    #[schema(example = "error")]
    object: &'static str,
    /// What is wrong, in French and in English.
    message: String,
    /// `invalid_request_error`, `rate_limit_error` or `server_error`.
    #[schema(example = "invalid_request_error")]
    r#type: &'static str,
    /// The field at fault.
    #[schema(example = "messages.0.content")]
    param: Option<String>,
    /// Which problem: `model_not_found`, or the last part of an address under `/problems/`.
    #[schema(example = "invalid-field")]
    code: &'static str,
    /// The request's id, as in the `X-Request-Id` header and the server's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// Field by field, as Mistral's validation says it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    detail: Vec<ProtocolField>,
    /// The same, as OpenAI says it.
    error: ProtocolErrorBody,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
struct ProtocolErrorBody {
    message: String,
    r#type: &'static str,
    param: Option<String>,
    code: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
struct ProtocolField {
    r#type: &'static str,
    loc: Vec<String>,
    msg: String,
}

/// Whether errors at this path are the protocol's.
pub fn is_spoken_at(path: &str) -> bool {
    path.strip_prefix(PREFIX).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl ProtocolError {
    /// What is said of `problem`. Both languages: the clients do not say which their person reads.
    pub fn of(problem: &Problem, request_id: Option<&str>) -> Self {
        let message = format!("{} / {}", problem.detail.fr, problem.detail.en);
        let r#type = match problem.kind.status().as_u16() {
            429 => "rate_limit_error",
            500.. => "server_error",
            _ => "invalid_request_error",
        };
        let code = match problem.kind {
            // The name that programs look for.
            Kind::UnknownModel => "model_not_found",
            kind => kind.slug(),
        };
        let steps = |pointer: &str| pointer.split('/').skip(1).map(str::to_owned).collect::<Vec<_>>();
        let param = problem.errors.first().map(|error| steps(&error.pointer).join("."));
        let detail = problem.errors.iter().map(|error| ProtocolField {
            r#type: code,
            loc: [vec!["body".to_owned()], steps(&error.pointer)].concat(),
            msg: format!("{} / {}", error.detail.fr, error.detail.en),
        });
        Self {
            object: "error",
            message: message.clone(),
            r#type,
            param: param.clone(),
            code,
            request_id: request_id.map(str::to_owned),
            detail: detail.collect(),
            error: ProtocolErrorBody { message, r#type, param, code },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_protocol_s_own_paths_speak_it() {
        for (path, is_spoken) in [("/v1", true), ("/v1/embeddings", true), ("/v10", false), ("/models", false)] {
            assert_eq!(is_spoken_at(path), is_spoken, "{path}");
        }
    }
}
