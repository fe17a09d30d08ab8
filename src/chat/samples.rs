//! Passages that the tests of this feature share.

use crate::course::Hit;

/// A passage made of `sentences`, each with the space behind it, under one heading, some way into its document.
pub(crate) fn hit(document: &str, heading: &str, sentences: &[&str]) -> Hit {
    const START: usize = 100;
    let quote = sentences.concat();
    let mut at = START;
    let mut ranges = Vec::new();
    for sentence in sentences {
        ranges.push(at..at + sentence.trim_end().len());
        at += sentence.len();
    }
    Hit {
        document: document.to_owned(),
        headings: vec!["Cours".to_owned(), heading.to_owned()],
        start: START,
        end: START + quote.len(),
        text: quote.as_str().into(),
        quote: quote.into(),
        sentences: ranges,
        score: 1.0,
        matched: Vec::new(),
        shown: Default::default(),
    }
}
