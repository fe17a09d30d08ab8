//! The client that tests and measurements speak HTTP with.

use std::sync::Arc;

use reqwest::ClientBuilder;
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};

/// A client without limits of time: a test that hangs is stopped by its runner. It trusts no certificate, as everything
/// that tests speak to is on this machine and in the clear.
pub fn builder() -> ClientBuilder {
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring knows the protocol's versions")
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy()
}
