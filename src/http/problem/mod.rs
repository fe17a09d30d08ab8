//! Every error a client can get, as RFC 9457 `application/problem+json`, in French or English.
//!
//! A handler answers with a [`Problem`]; [`super::edge`] writes its body, since only there the request's language and id
//! are known.

mod kind;
mod language;
mod protocol;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

pub use kind::Kind;
pub use language::Language;
pub use protocol::{ProtocolError, is_spoken_at};

use crate::chain::Chain;

/// A sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bilingual {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// Both sentences.
    pub fn new(fr: impl Into<String>, en: impl Into<String>) -> Self {
        Self { fr: fr.into(), en: en.into() }
    }

    fn pick(&self, language: Language) -> &str {
        match language {
            Language::French => &self.fr,
            Language::English => &self.en,
        }
    }
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// JSON pointer (RFC 6901) into the body, or the parameter's name.
    pub pointer: String,
    /// What is wrong.
    pub detail: Bilingual,
}

/// An error on its way to the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which.
    pub kind: Kind,
    /// This occurrence, explained; what is wrong and what to do.
    pub detail: Bilingual,
    /// Field by field.
    pub errors: Vec<FieldError>,
    /// Seconds after which to try again.
    pub retry_after: Option<u64>,
    /// Methods that the address takes, for a 405.
    pub allow: Option<HeaderValue>,
}

impl Problem {
    /// A problem with its explanation. One that is a matter of waiting says how long: a second, which is many times
    /// what a full queue takes to empty by a place.
    pub fn new(kind: Kind, fr: impl Into<String>, en: impl Into<String>) -> Self {
        let retry_after = (kind.status() == StatusCode::SERVICE_UNAVAILABLE).then_some(1);
        Self { kind, detail: Bilingual::new(fr, en), errors: Vec::new(), retry_after, allow: None }
    }

    /// A fault of ours: the cause goes to the log, and nothing of it to the client.
    pub fn internal(cause: &dyn std::error::Error) -> Self {
        tracing::error!(cause = %Chain(cause), "internal error");
        Self::new(
            Kind::Internal,
            "Le serveur a rencontré une erreur ; le numéro de requête aide à la retrouver.",
            "The server met an error; the request's id helps to find it.",
        )
    }

    /// A field's fault.
    pub fn field(pointer: impl Into<String>, fr: impl Into<String>, en: impl Into<String>) -> Self {
        let detail = Bilingual::new(fr, en);
        let mut problem = Self::new(Kind::InvalidField, detail.fr.clone(), detail.en.clone());
        problem.errors.push(FieldError { pointer: pointer.into(), detail });
        problem
    }

    /// The same problem, said of the field at `pointer`.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.errors.push(FieldError { pointer: pointer.into(), detail: self.detail.clone() });
        self
    }

    /// The same problem, said of the text at `pointer` if it is about a text.
    #[must_use]
    pub fn at_text(self, pointer: &str) -> Self {
        match self.kind {
            Kind::EmptyText | Kind::TextTooLarge => self.at(pointer),
            _ => self,
        }
    }

    /// The body's content.
    pub fn document(&self, language: Language, instance: Option<&str>, request_id: Option<&str>) -> ProblemDocument {
        ProblemDocument {
            r#type: format!("/problems/{}", self.kind.slug()),
            title: self.kind.title().pick(language).to_owned(),
            status: self.kind.status().as_u16(),
            detail: self.detail.pick(language).to_owned(),
            instance: instance.map(str::to_owned),
            request_id: request_id.map(str::to_owned),
            errors: self
                .errors
                .iter()
                .map(|error| FieldDocument {
                    pointer: error.pointer.clone(),
                    detail: error.detail.pick(language).to_owned(),
                })
                .collect(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.kind.status().into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(allow) = self.allow.clone() {
            headers.insert(header::ALLOW, allow);
        }
        if self.kind == Kind::TeacherOnly {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"teacher\""));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// An error, as RFC 9457 writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// Which problem; a relative address whose page explains it.
    #[schema(format = "uri-reference", example = "/problems/empty-text")]
    r#type: String,
    /// The problem in a few words, in the client's language.
    title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// This occurrence, explained.
    detail: String,
    /// The path that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    /// The request's id, as in the `X-Request-Id` header and the server's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// Field by field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<FieldDocument>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FieldProblem)]
struct FieldDocument {
    /// JSON pointer into the body, or the parameter's name.
    #[schema(example = "/text")]
    pointer: String,
    /// What is wrong.
    detail: String,
}
