//! Extractors that refuse as problems: a JSON body, a query, a path, the teacher's key.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

use super::problem::{Kind, Problem};
use super::state::{App, Limits};

/// A JSON body.
#[derive(Clone, Copy, Debug)]
pub struct JsonBody<T>(pub T);

/// The query string.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

/// The path's parameters.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

/// Proof that the request carries the teacher's key.
#[derive(Clone, Copy, Debug)]
pub struct Teacher(());

impl<T: DeserializeOwned> FromRequest<Arc<App>> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        if media_type(request.headers()) != Some("application/json") {
            return Err(unsupported("application/json"));
        }
        let bytes = read(request.into_body(), app.limits).await?;
        parse(&bytes).map(Self)
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<Arc<App>> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let query = axum::extract::Query::<T>::from_request_parts(parts, app).await;
        query.map(|axum::extract::Query(query)| Self(query)).map_err(|rejection: QueryRejection| {
            let reason = rejection.body_text();
            let reason = reason.trim_start_matches("Failed to deserialize query string: ").to_owned();
            Problem::new(
                Kind::InvalidParameter,
                format!("Un paramètre après le « ? » ne convient pas : {reason}."),
                format!("A parameter after the '?' does not fit: {reason}."),
            )
        })
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<Arc<App>> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, app).await;
        path.map(|axum::extract::Path(path)| Self(path)).map_err(|rejection: PathRejection| {
            let reason = rejection.body_text();
            Problem::new(
                Kind::InvalidParameter,
                format!("Une partie de l'adresse ne convient pas : {reason}."),
                format!("A part of the address does not fit: {reason}."),
            )
        })
    }
}

impl FromRequestParts<Arc<App>> for Teacher {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let given = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let key = given.and_then(|value| value.split_once(' '));
        match key {
            Some((scheme, key)) if scheme.eq_ignore_ascii_case("bearer") && app.teacher.verify(key.trim()) => {
                Ok(Self(()))
            }
            _ => Err(Problem::new(
                Kind::TeacherOnly,
                "Il faut la clé de l'enseignant : en-tête « Authorization: Bearer … ».",
                "The teacher's key is needed: header 'Authorization: Bearer ...'.",
            )),
        }
    }
}

/// The body's media type, without its parameters.
pub(super) fn media_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').next().map(str::trim)
}

/// A content type that the route does not read.
pub(super) fn unsupported(wanted: &str) -> Problem {
    Problem::new(
        Kind::UnsupportedMediaType,
        format!("Il faut l'en-tête « Content-Type: {wanted} »."),
        format!("The header 'Content-Type: {wanted}' is needed."),
    )
}

/// The whole body, within the limits of size and time.
pub(super) async fn read(body: Body, limits: Limits) -> Result<Bytes, Problem> {
    let limited = Limited::new(body, limits.body_bytes).collect();
    let collected = tokio::time::timeout(limits.timeout, limited).await.map_err(|_| {
        let seconds = limits.timeout.as_secs();
        Problem::new(
            Kind::BodyTimeout,
            format!("Le corps n'est pas arrivé en entier en {seconds} secondes."),
            format!("The body did not arrive whole within {seconds} seconds."),
        )
    })?;
    match collected {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            let limit = limits.body_bytes;
            Err(Problem::new(
                Kind::BodyTooLarge,
                format!("Le corps dépasse {limit} octets. Pour de longues listes, envoyez du NDJSON."),
                format!("The body is over {limit} bytes. For long lists, send NDJSON."),
            ))
        }
        Err(_) => Err(Problem::new(
            Kind::InvalidJson,
            "Le corps s'est interrompu avant sa fin.",
            "The body broke off before its end.",
        )),
    }
}

/// `bytes` as JSON of the wanted form, or the precise reason why not.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // The path to a fault costs time to track, so only a body at fault is read that way.
    match serde_json::from_slice(bytes) {
        Ok(value) => Ok(value),
        Err(error) => Err(explain::<T>(bytes, &error)),
    }
}

fn explain<T: DeserializeOwned>(bytes: &[u8], error: &serde_json::Error) -> Problem {
    if let Err(utf8) = std::str::from_utf8(bytes) {
        let at = utf8.valid_up_to();
        return Problem::new(
            Kind::InvalidUtf8,
            format!("L'octet {at} du corps n'est pas de l'UTF-8."),
            format!("Byte {at} of the body is not UTF-8."),
        );
    }
    // An enum's wrong type counts as bad syntax for serde_json, though the JSON is sound.
    if !error.is_data() && serde_json::from_slice::<serde_json::Value>(bytes).is_err() {
        return Problem::new(
            Kind::InvalidJson,
            format!("Le corps n'est pas du JSON valide : {error}."),
            format!("The body is not valid JSON: {error}."),
        );
    }
    let deserializer = &mut serde_json::Deserializer::from_slice(bytes);
    let (pointer, reason) = match serde_path_to_error::deserialize::<_, T>(deserializer) {
        Ok(_) => (String::new(), error.to_string()),
        Err(error) => (pointer(error.path()), error.into_inner().to_string()),
    };
    Problem::field(pointer, format!("Champ refusé : {reason}."), format!("Field refused: {reason}."))
}

/// A path as a JSON pointer (RFC 6901).
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        pointer.push('/');
        match segment {
            Segment::Seq { index } => pointer.push_str(&index.to_string()),
            Segment::Map { key } => pointer.push_str(&key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { variant } => pointer.push_str(variant),
            Segment::Unknown => pointer.push('?'),
        }
    }
    pointer
}
