//! A passage: the unit that is indexed, found and cited.

use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// CommonMark, with tables.
    Markdown,
    /// HTML.
    Html,
    /// Plain text.
    Text,
}

impl Format {
    /// The format that a file's name tells, by its extension.
    pub fn of(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "md" | "markdown" => Some(Self::Markdown),
            "html" | "htm" => Some(Self::Html),
            "txt" | "text" => Some(Self::Text),
            _ => None,
        }
    }

    /// Its name, as stored and as sent.
    pub fn name(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Text => "text",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::Markdown, Self::Html, Self::Text].into_iter().find(|format| format.name() == name)
    }
}

/// A part of a document about one thing: a section, or a piece of a long one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The headings above it, from the document's title down.
    pub headings: Vec<String>,
    /// Its first byte in the document's source, its own heading's line included.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// What a person reads there, without markup: for the index and for a prompt.
    pub text: String,
    /// What can be quoted of `source[start..end]`, as byte ranges of the source, in order, each verbatim: the sentences
    /// of its prose, and its tables' rows where a cell says something. Not headings, nor code.
    pub sentences: Vec<std::ops::Range<usize>>,
    /// Words set in bold, and terms that the passage defines, as a person reads them.
    pub terms: Vec<String>,
}

impl Passage {
    /// What its vector is made of: the same text under the same headings has the same hash, whatever its document.
    pub(super) fn sha256(&self) -> String {
        let mut hash = Sha256::new();
        for heading in &self.headings {
            hash.update(heading);
            hash.update("\n");
        }
        hash.update("\n");
        hash.update(&self.text);
        hexadecimal(&hash.finalize())
    }
}

/// `bytes` in hexadecimal.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
