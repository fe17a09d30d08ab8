//! What a reader of a format makes of a document, in order: headings, sentences, and blocks that stay whole.

use std::ops::Range;

/// The smallest part of a document that a cut leaves whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its place in the source, with its list marker where it has one. Pieces do not overlap, and stand in order.
    pub range: Range<usize>,
    /// What a person reads there.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// What can be quoted of it: a sentence of prose, a table's rows; not headings, code, or an image's description.
    pub quotes: Vec<Range<usize>>,
    /// Words set in bold, and terms that it defines.
    pub terms: Vec<String>,
}

/// What a piece is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A heading, of level 1 to 6.
    Heading(u8),
    /// A sentence, or a list item.
    Sentence {
        /// Whether a paragraph or a list item begins with it.
        opens_block: bool,
    },
    /// Code or a table.
    Whole,
}

/// A document as its format's reader leaves it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outline {
    /// The title that the document gives itself outside its headings.
    pub title: Option<String>,
    /// Its content.
    pub pieces: Vec<Piece>,
}

impl Piece {
    /// Whether a new block begins here.
    pub fn opens_block(&self) -> bool {
        self.kind != Kind::Sentence { opens_block: false }
    }

    /// How much it adds to a passage, in bytes, what parts it from the next one included; headings do not count.
    pub fn size(&self) -> usize {
        if matches!(self.kind, Kind::Heading(_)) { 0 } else { self.text.len() + 1 }
    }
}
