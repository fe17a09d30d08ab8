//! A table as it is read: a line for each row, its cells parted by bars.

use std::mem;
use std::ops::Range;

use super::piece::{Kind, Piece};
use super::prose::Prose;

/// A row with a cell of as many words says something by itself, and can be quoted; one of names and figures cannot.
const MIN_QUOTED_WORDS: usize = 5;

/// A table under construction.
#[derive(Debug, Default)]
pub(super) struct Table {
    text: String,
    terms: Vec<String>,
    quotes: Vec<Range<usize>>,
    /// Rows that have ended. The first one names the columns: it defines no term, and says nothing by itself.
    rows: usize,
    /// From the present row's first word to its last.
    row: Option<Range<usize>>,
    is_quotable: bool,
}

impl Table {
    /// A cell ends.
    pub fn end_cell(&mut self, cell: Prose) {
        let (text, terms, extent) = cell.into_parts();
        let separator = if self.text.is_empty() || self.text.ends_with('\n') { "" } else { " | " };
        self.text.push_str(separator);
        self.text.push_str(&text);
        self.is_quotable |= text.split_whitespace().count() >= MIN_QUOTED_WORDS;
        if self.rows > 0 {
            self.terms.extend(terms);
        }
        if let Some(extent) = extent {
            let start = self.row.as_ref().map_or(extent.start, |row| row.start);
            self.row = Some(start..extent.end);
        }
    }

    /// A row ends.
    pub fn end_row(&mut self) {
        let Some(row) = self.row.take() else { return };
        self.text.push('\n');
        if mem::take(&mut self.is_quotable) && self.rows > 0 {
            self.quotes.push(row);
        }
        self.rows += 1;
    }

    /// The table, which stands at `range`; nothing where it is empty.
    pub fn finish(mut self, range: Range<usize>) -> Option<Piece> {
        self.end_row();
        let text = self.text.trim_end().to_owned();
        let piece = Piece { range, text, kind: Kind::Whole, quotes: self.quotes, terms: self.terms };
        (!piece.text.is_empty()).then_some(piece)
    }
}
