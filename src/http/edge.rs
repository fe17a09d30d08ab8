//! What happens to every request and answer, whatever the route: ids, trace, metrics, log line, security headers, and a
//! problem's body. Texts are never logged.

use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument;

use super::problem::{Language, Problem, ProtocolError, is_spoken_at};
use super::state::App;
use crate::telemetry::RequestLabels;

/// The request's id, in and out.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// W3C trace context, passed on.
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
/// Longest id taken from a client; it is stored with each prediction.
const MAX_REQUEST_ID: usize = 128;

/// The request's id, for handlers.
#[derive(Clone, Debug)]
pub struct RequestId(pub Arc<str>);

/// The middleware.
pub async fn edge(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let headers = request.headers();
    let id: Arc<str> = given_id(headers).map_or_else(|| app.clock.next_id().to_string().into(), Arc::from);
    let trace = headers.get(TRACEPARENT).filter(|value| is_traceparent(value)).cloned();
    let language = Language::accepted(headers.get(header::ACCEPT_LANGUAGE));
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    request.extensions_mut().insert(RequestId(Arc::clone(&id)));

    let span = tracing::info_span!("request", %id, %method, route, trace_id = tracing::field::Empty);
    if let Some(trace) = trace.as_ref().and_then(|value| value.to_str().ok()) {
        span.record("trace_id", trace.split('-').nth(1));
    }
    let mut response = next.run(request).instrument(span.clone()).await;

    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        response = describe(response, &problem, language, &path, &id);
    }
    finish(response.headers_mut(), &id, trace, app.draining.is_on());
    let status = response.status();
    let elapsed = began.elapsed();
    app.metrics.request_duration.observe(elapsed.as_secs_f64());
    let labels = RequestLabels { method: counted(&method), route, status: status.as_u16() };
    app.metrics.requests.get_or_create(&labels).inc();
    let duration_ms = elapsed.as_secs_f64() * 1e3;
    if status == StatusCode::INTERNAL_SERVER_ERROR {
        tracing::error!(parent: &span, status = status.as_u16(), duration_ms, "answered");
    } else {
        tracing::debug!(parent: &span, status = status.as_u16(), duration_ms, "answered");
    }
    response
}

/// The answer to a handler that panicked.
pub fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    #[derive(Debug, thiserror::Error)]
    #[error("a handler panicked")]
    struct Panicked;
    Problem::internal(&Panicked).into_response()
}

fn describe(response: Response, problem: &Problem, language: Language, path: &str, id: &str) -> Response {
    let (parts, _) = response.into_parts();
    let (body, content_type, languages) = if is_spoken_at(path) {
        (Json(ProtocolError::of(problem, Some(id))).into_response(), "application/json", "fr, en")
    } else {
        let document = problem.document(language, Some(path), Some(id));
        (Json(document).into_response(), "application/problem+json", language.code())
    };
    let mut described = (parts.status, body).into_response();
    // The handler's headers (Retry-After, Allow) stay; the body's are the document's.
    let mut headers = parts.headers;
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(languages));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    *described.headers_mut() = headers;
    described
}

fn finish(headers: &mut HeaderMap, id: &str, trace: Option<HeaderValue>, draining: bool) {
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, id);
    }
    if let Some(trace) = trace {
        headers.insert(TRACEPARENT, trace);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    // Predictions are personal: no cache keeps one, unless a route says that its answer is not.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    let nothing = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(nothing);
    if draining {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
}

fn given_id(headers: &HeaderMap) -> Option<&str> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    (!id.is_empty() && id.len() <= MAX_REQUEST_ID && id.bytes().all(plain)).then_some(id)
}

/// `version-traceid-parentid-flags` in lower-case hexadecimal (W3C Trace Context, 3.2).
fn is_traceparent(value: &HeaderValue) -> bool {
    let Ok(text) = value.to_str() else { return false };
    let hexadecimal = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    let parts: Vec<&str> = text.split('-').collect();
    matches!(parts.as_slice(), [version, trace, parent, flags]
        if version.len() == 2 && *version != "ff" && trace.len() == 32 && parent.len() == 16 && flags.len() == 2
            && parts.iter().all(|part| hexadecimal(part)) && trace.bytes().any(|byte| byte != b'0'))
}

fn counted(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::TRACE => "TRACE",
        Method::CONNECT => "CONNECT",
        _ => "OTHER",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_well_formed_trace_is_passed_on() {
        let check = |text: &'static str| is_traceparent(&HeaderValue::from_static(text));
        assert!(check("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
        assert!(!check("00-00000000000000000000000000000000-00f067aa0ba902b7-01"));
        assert!(!check("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"));
        assert!(!check("00-4bf92f3577b34da6a3ce929d0e0e4736-01"));
    }
}
