//! Whether a client has an answer already, by the tag that it was given with it.

use axum::http::{HeaderMap, header};

/// Whether the request's `If-None-Match` names `etag`: one of a list, weak or not (RFC 9110, 13.1.2).
pub fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let Some(known) = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()) else { return false };
    known.split(',').map(str::trim).any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == etag)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_tag_is_known_alone_in_a_list_or_weak() {
        let asks = |value: &'static str| {
            let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(value))]);
            is_known(&headers, "\"one\"")
        };
        for known in ["\"one\"", "\"two\", \"one\"", "W/\"one\"", "*"] {
            assert!(asks(known), "{known}");
        }
        for unknown in ["\"two\"", "one", "\"one\"x"] {
            assert!(!asks(unknown), "{unknown}");
        }
        assert!(!is_known(&HeaderMap::new(), "\"one\""));
    }
}
