//! A block of code, which stays whole; and what is said in one that shows Markdown, as a notebook's text cells are shown.

use std::ops::Range;

use pulldown_cmark::CodeBlockKind;

use super::markdown;
use super::piece::{Kind, Piece};

/// A block of code under construction.
#[derive(Debug)]
pub(super) struct Code {
    /// The code so far.
    pub text: String,
    shows_markdown: bool,
}

impl Code {
    /// A block that is fenced or indented as `kind` says. One that is itself shown by another is only code.
    pub fn new(kind: &CodeBlockKind<'_>, is_shown: bool) -> Self {
        let shows_markdown =
            !is_shown && matches!(kind, CodeBlockKind::Fenced(name) if matches!(&**name, "markdown" | "md"));
        Self { text: String::new(), shows_markdown }
    }

    /// The block, which stands in `source` at `range`, its fences included; nothing where it is empty.
    pub fn finish(self, source: &str, range: Range<usize>) -> Option<Piece> {
        let (mut quotes, mut terms) = (Vec::new(), Vec::new());
        let place = source[range.clone()].find(&self.text).map(|found| range.start + found);
        if let Some(offset) = place.filter(|_| self.shows_markdown) {
            for piece in markdown::pieces(&self.text, true) {
                quotes.extend(piece.quotes.iter().map(|quote| quote.start + offset..quote.end + offset));
                terms.extend(piece.terms);
            }
        }
        let text = self.text.trim_end().to_owned();
        (!text.is_empty()).then_some(Piece { range, text, kind: Kind::Whole, quotes, terms })
    }
}
