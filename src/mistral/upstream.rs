//! One server of the protocol: its address, its key, the connections to it, and what a reply's head says. It follows no
//! redirect, which would carry the key elsewhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::address::Address;
use super::attempts::Failure;
use super::body::Dialect;
use super::breaker::Breaker;
use super::budget::Reach;
use super::retry::Advice;
use super::{MistralError, refusal};
use crate::clock::Clock;

/// On every reply of Mistral's, and on nobody else's.
const CORRELATION_ID: &str = "mistral-correlation-id";

/// Most that is read of a refusal: ten times what any known one says.
const MAX_REFUSAL_BYTES: usize = 64 << 10;

/// How long an idle connection is kept: between two questions of a student who reads the answer, and less than the minute
/// after which many servers and proxies drop theirs.
const IDLE: Duration = Duration::from_secs(50);

/// What an answer is asked to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One JSON object.
    Whole,
    /// Events, as it is written.
    Streamed,
}

/// A server. Cheap to clone; the clones share its connections and its breaker.
#[derive(Clone, Debug)]
pub struct Upstream {
    http: Client,
    address: Address,
    /// Marked sensitive: its `Debug` does not show it.
    authorization: Option<HeaderValue>,
    /// Keeps calls back while the server fails.
    pub breaker: Breaker,
    /// It has answered, and not as Mistral does.
    is_other: Arc<AtomicBool>,
    clock: Clock,
}

impl Upstream {
    /// A server at `base_url`; a key that is empty, as an unfilled variable is, counts as none.
    ///
    /// # Errors
    /// When the address or the key cannot be one, or there are no certificates to know an encrypted server by.
    pub fn new(
        base_url: &str,
        key: Option<&SecretString>,
        connect_timeout: Duration,
        breaker: Breaker,
        clock: Clock,
    ) -> Result<Self, MistralError> {
        let address = Address::parse(base_url)?;
        let authorization = key.map(|key| key.expose_secret().trim()).filter(|key| !key.is_empty());
        let authorization = authorization.map(bearer).transpose()?;
        let is_usable = authorization.is_some() || !address.is_mistral();
        let builder = Client::builder()
            .tls_backend_preconfigured(tls(is_usable && address.is_encrypted())?)
            .redirect(Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .connect_timeout(connect_timeout)
            .pool_idle_timeout(IDLE);
        // A server spoken to in the clear is on this machine or its network; a proxy would only read along.
        let builder = if address.is_encrypted() { builder } else { builder.no_proxy() };
        let http = builder.build().map_err(|_| MistralError::NoCertificates)?;
        Ok(Self { http, address, authorization, breaker, is_other: Arc::default(), clock })
    }

    /// Whether it can be asked: Mistral's wants a key, another may not.
    pub fn is_usable(&self) -> bool {
        self.authorization.is_some() || !self.address.is_mistral()
    }

    /// How to speak to it. A host of another name may still be a way to Mistral's, which refuses what others want; so
    /// the difference is made by what has answered.
    pub fn dialect(&self) -> Dialect {
        if self.is_other.load(Ordering::Relaxed) { Dialect::Other } else { Dialect::Mistral }
    }

    /// Asks, and gives the reply with its first bytes.
    ///
    /// # Errors
    /// With what an attempt's failure means.
    pub async fn post(&self, route: &str, body: Bytes, form: Form) -> Result<(Response, Bytes), Failure> {
        let accept = match form {
            Form::Whole => "application/json",
            Form::Streamed => "text/event-stream",
        };
        let mut request = self.http.post(self.address.of(route)).body(body);
        request = request.header(CONTENT_TYPE, "application/json").header(ACCEPT, accept);
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        let mut response = request.send().await.map_err(|error| {
            let reach = if error.is_connect() { Reach::Nothing } else { Reach::Unknown };
            Failure { error: MistralError::Connect, advice: Advice::Again, reach }
        })?;
        let status = response.status();
        if status != StatusCode::OK {
            return Err(self.refused(response).await);
        }
        let headers = response.headers();
        let is_mistral = self.address.is_mistral() || headers.contains_key(CORRELATION_ID);
        self.is_other.store(!is_mistral, Ordering::Relaxed);
        if !is_of(form, headers) {
            return Err(Failure { error: MistralError::Unreadable, advice: Advice::Never, reach: Reach::Unknown });
        }
        match response.chunk().await {
            Ok(Some(first)) => Ok((response, first)),
            Ok(None) => Err(Failure { error: MistralError::Truncated, advice: Advice::Never, reach: Reach::Unknown }),
            // Nothing was lost that a second attempt could not bring.
            Err(_) => Err(Failure { error: MistralError::Truncated, advice: Advice::Again, reach: Reach::Unknown }),
        }
    }

    async fn refused(&self, mut response: Response) -> Failure {
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = Vec::new();
        while body.len() < MAX_REFUSAL_BYTES
            && let Ok(Some(bytes)) = response.chunk().await
        {
            body.extend_from_slice(&bytes);
        }
        // Mistral's support asks for this id. Only what is one is written: the rest of a reply may hold anything.
        let id = headers.get(CORRELATION_ID).and_then(|id| id.to_str().ok()).and_then(|id| Uuid::parse_str(id).ok());
        tracing::info!(status = status.as_u16(), correlation_id = id.map(tracing::field::display), "refused upstream");
        let refusal = refusal::of(status, &headers, &body, self.clock.now().as_second());
        Failure { error: refusal.error, advice: refusal.advice, reach: Reach::Refused }
    }
}

fn bearer(key: &str) -> Result<HeaderValue, MistralError> {
    let mut value = HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| MistralError::Key)?;
    value.set_sensitive(true);
    Ok(value)
}

/// TLS by ring, trusting whom the system trusts: a school's own authority among them. Where no encrypted server is asked,
/// nobody, so that a machine without certificates still starts.
fn tls(is_needed: bool) -> Result<ClientConfig, MistralError> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| MistralError::NoCertificates)?;
    let builder = if is_needed {
        builder.with_platform_verifier().map_err(|_| MistralError::NoCertificates)?
    } else {
        builder.with_root_certificates(RootCertStore::empty())
    };
    Ok(builder.with_no_client_auth())
}

/// Whether a reply may be what was asked for: not a page of a portal, nor events for an object or the other way round.
/// A reply that does not say passes.
fn is_of(form: Form, headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) else { return true };
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match form {
        Form::Whole => kind == "application/json",
        Form::Streamed => kind == "text/event-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_no_answer() {
        let kinds = [
            (None, true, true),
            (Some("application/json"), true, false),
            (Some("application/json; charset=utf-8"), true, false),
            (Some("text/event-stream; charset=utf-8"), false, true),
            (Some("Text/Event-Stream"), false, true),
            (Some("application/x-ndjson"), false, false),
            (Some("text/html"), false, false),
        ];
        for (kind, whole, streamed) in kinds {
            let mut headers = HeaderMap::new();
            if let Some(kind) = kind {
                headers.insert(CONTENT_TYPE, kind.parse().unwrap());
            }
            assert_eq!((is_of(Form::Whole, &headers), is_of(Form::Streamed, &headers)), (whole, streamed), "{kind:?}");
        }
    }

    #[test]
    fn a_key_is_not_shown() {
        let shown = format!("{:?}", bearer("not-to-be-seen").unwrap());
        assert!(!shown.contains("seen"), "{shown}");
        assert_eq!(bearer("two\nlines").unwrap_err(), MistralError::Key);
    }
}
