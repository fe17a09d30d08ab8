//! The web pages, embedded from `web/dist`: one document at each page's address, and the files that it loads.
//!
//! Without `web/dist`, each page says how to get it, and the other routes are what they were.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use rust_embed::{Embed, EmbeddedFile};

use super::etag::is_known;
use super::extract::Path;
use super::problem::Problem;
use super::route_not_found;
use super::state::App;

/// The pages' addresses: French words, since those of the API are English ones.
const PAGES: [&str; 9] =
    ["/", "/parcours", "/essayer", "/cellule", "/mots", "/modeles", "/erreurs", "/tuteur", "/enseignant"];

/// Nothing but this server's own files, and no script made of text: what a review or a language model says stays text.
/// Svelte and DOMPurify each make their markup through a policy of their own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
                      trusted-types svelte-trusted-html dompurify";

/// Shown where the pages were not built; it loads nothing.
const UNBUILT: &str = include_str!("unbuilt.html");

#[derive(Embed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Built;

/// The pages and their files.
pub(super) fn routes() -> Router<Arc<App>> {
    let pages = PAGES.iter().fold(Router::new(), |router, path| router.route(path, get(page)));
    pages.route("/favicon.svg", get(icon)).route("/assets/{*path}", get(asset))
}

async fn page(headers: HeaderMap) -> Response {
    document(Built::get("index.html"), &headers)
}

fn document(page: Option<EmbeddedFile>, headers: &HeaderMap) -> Response {
    let Some(page) = page else { return Html(UNBUILT).into_response() };
    let policy = [(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY))];
    (policy, revalidated(headers, "index.html", page)).into_response()
}

async fn icon(headers: HeaderMap) -> Result<Response, Problem> {
    let icon = Built::get("favicon.svg").ok_or_else(route_not_found)?;
    Ok(revalidated(&headers, "favicon.svg", icon))
}

/// A file whose name holds a hash of its content: it never changes.
async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let name = format!("assets/{path}");
    let asset = Built::get(&name).ok_or_else(route_not_found)?;
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    Ok(([(header::CACHE_CONTROL, forever)], sent(&headers, &name, asset)).into_response())
}

/// A file of a fixed name: kept by browsers, but asked for again each time.
fn revalidated(headers: &HeaderMap, name: &str, file: EmbeddedFile) -> Response {
    let digits: String = file.metadata.sha256_hash().iter().map(|byte| format!("{byte:02x}")).collect();
    let etag = format!("\"{digits}\"");
    let answer =
        if is_known(headers, &etag) { StatusCode::NOT_MODIFIED.into_response() } else { sent(headers, name, file) };
    let etag = HeaderValue::try_from(etag).expect("digits");
    ([(header::ETAG, etag), (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))], answer).into_response()
}

/// The file, or what the build compressed of it. Only gzip: browsers take Brotli over TLS alone, and a class asks without.
fn sent(headers: &HeaderMap, name: &str, file: EmbeddedFile) -> Response {
    let kind = HeaderValue::from_static(media_type(name));
    let vary = HeaderValue::from_static("accept-encoding");
    let mut answer = match Built::get(&format!("{name}.gz")).filter(|_| takes_gzip(headers)) {
        Some(smaller) => ([(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))], smaller.data).into_response(),
        None => file.data.into_response(),
    };
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    answer.headers_mut().insert(header::VARY, vary);
    answer
}

/// Whether `Accept-Encoding` names gzip, and not with the weight of 0 that refuses it (RFC 9110, 12.5.3).
fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse().ok()).unwrap_or(1.0_f32);
        name.trim().eq_ignore_ascii_case("gzip") && weight > 0.0
    })
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    #[test]
    fn the_pages_know_the_same_addresses() {
        let pages = PAGES.map(|path| format!("'{path}'")).join(", ");
        let line = format!("export const PATHS = [{pages}] as const;");
        assert!(include_str!("../../web/src/lib/route.svelte.ts").contains(&line), "{line}");
    }

    #[tokio::test]
    async fn without_the_pages_each_address_says_how_to_get_them() {
        let answer = document(None, &HeaderMap::new());
        assert_eq!(answer.status(), StatusCode::OK);
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        let body = String::from_utf8(body.to_vec()).unwrap();
        assert!(body.contains("<html lang=\"fr\">") && body.contains("<div lang=\"en\">"), "{body}");
        assert!(body.contains("cargo xtask setup"), "{body}");
        assert!(!body.contains("<style") && !body.contains("<script"), "{body}");
    }

    #[test]
    fn gzip_is_sent_to_who_takes_it() {
        let takes = |value: &'static str| {
            takes_gzip(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))]))
        };
        for yes in ["gzip", "gzip, deflate", "br;q=1.0, GZIP;q=0.5"] {
            assert!(takes(yes), "{yes}");
        }
        for no in ["", "br", "gzip;q=0", "identity"] {
            assert!(!takes(no), "{no}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }
}
