//! French or English, as the client prefers.

use axum::http::HeaderValue;

/// The language of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Unless the client prefers English.
    French,
    /// Where `Accept-Language` prefers it to French.
    English,
}

impl Language {
    /// Reads `Accept-Language` (RFC 9110, 12.5.4).
    pub fn accepted(header: Option<&HeaderValue>) -> Self {
        let text = header.and_then(|value| value.to_str().ok()).unwrap_or_default();
        let quality = |wanted: &str| {
            let ranges = text.split(',').filter_map(|range| {
                let mut parts = range.split(';').map(str::trim);
                let tag = parts.next()?.split('-').next()?;
                let quality = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |q| q.parse().ok());
                (tag.eq_ignore_ascii_case(wanted)).then_some(quality.unwrap_or(0.0_f32))
            });
            ranges.fold(0.0_f32, f32::max)
        };
        if quality("en") > quality("fr") { Self::English } else { Self::French }
    }

    /// As `Content-Language` writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_is_spoken_unless_english_is_preferred() {
        let language = |text: &'static str| Language::accepted(Some(&HeaderValue::from_static(text)));
        assert_eq!(Language::accepted(None), Language::French);
        assert_eq!(language("en-GB,en;q=0.9"), Language::English);
        assert_eq!(language("en;q=0.5, fr;q=0.8"), Language::French);
        assert_eq!(language("fr;q=0.1, en;q=0.2"), Language::English);
        assert_eq!(language("*"), Language::French);
        assert_eq!(language("en;q=what"), Language::French);
    }
}
