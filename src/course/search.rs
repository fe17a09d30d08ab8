//! A search's answer.

use std::sync::{Arc, OnceLock};

use super::corpus::Stems;
use super::told::Told;

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The passages, best first.
    pub hits: Vec<Hit>,
    /// Whether the course seems to answer the question at all: false is a reason to abstain.
    pub answerable: bool,
    /// Words of the query that were not the course's, with what was searched instead.
    pub corrected: Vec<(String, String)>,
    /// The version of the course that they are from.
    pub version: String,
    /// Whether vectors took part.
    pub by_vectors: bool,
}

/// One passage found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The document's path.
    pub document: String,
    /// The headings above the passage, from the document's title down.
    pub headings: Vec<String>,
    /// `source[start..end]` of the document, byte for byte.
    pub quote: Arc<str>,
    /// First byte in the document's source.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The passage as a person reads it, for a prompt.
    pub text: Arc<str>,
    /// The sentences that can be quoted: byte ranges of the document's source, inside `start..end`.
    pub sentences: Vec<std::ops::Range<usize>>,
    /// Higher is better; comparable within one search.
    pub score: f64,
    /// The words of the passage that matched, as they stand in it.
    pub matched: Vec<String>,
    /// The passage as a prompt shows it; kept with the passage, once a prompt has made it.
    pub shown: Arc<OnceLock<Shown>>,
}

/// A passage as a prompt shows it.
#[derive(Debug)]
pub struct Shown {
    /// Its heading and its text.
    pub text: String,
    /// Tokens that it is at the most.
    pub tokens: usize,
}

impl Hit {
    /// A passage that was found by the stems `wanted`.
    pub(super) fn of(told: &Told, wanted: &Stems, score: f64) -> Self {
        let Told { document, headings, quote, start, end, text, sentences, shown, .. } = told;
        Self {
            document: document.clone(),
            headings: headings.clone(),
            quote: Arc::clone(quote),
            start: *start,
            end: *end,
            text: Arc::clone(text),
            sentences: sentences.clone(),
            score,
            matched: told.matched(wanted),
            shown: Arc::clone(shown),
        }
    }
}
