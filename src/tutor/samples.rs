//! Passages for this feature's tests.

use super::text::sentences;
use crate::course::Hit;

/// A passage that is all of its document, `source`.
pub(super) fn hit(document: &str, source: &str) -> Hit {
    Hit {
        document: document.to_owned(),
        headings: vec!["Cours".to_owned(), document.to_owned()],
        quote: source.into(),
        start: 0,
        end: source.len(),
        text: super::text::plain(source).into(),
        sentences: sentences(source),
        score: 1.0,
        matched: Vec::new(),
        shown: Default::default(),
    }
}
