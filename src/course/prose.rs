//! Prose as it is read, each byte of it knowing where it stands in the source; cut into sentences at its end.

use std::mem;
use std::ops::Range;

use super::piece::{Kind, Piece};
use super::sentence;
use super::term;

/// Longest sentence, in bytes: what a passage may hold. A longer one is no sentence (a text without full stops) and is
/// cut between words.
const MAX_SENTENCE: usize = super::cut::MAX_BYTES;

/// A list item up to this long, in bytes, is one statement and is quoted whole: two or three lines.
const MAX_ITEM: usize = 300;

/// One block's text under construction.
#[derive(Debug, Default)]
pub(super) struct Prose {
    text: String,
    /// For each byte of `text`, the source that it came from. The bytes of inline code share one place, so that no cut
    /// falls between them.
    places: Vec<Range<usize>>,
    /// From the first markup to the last.
    extent: Option<Range<usize>>,
    /// Terms, with where they begin in `text`.
    terms: Vec<(usize, String)>,
    bold_from: Option<usize>,
    /// Whether a space came last, which reaches to what follows it.
    is_open: bool,
    /// Where the block begins when its list marker is counted.
    marker: Option<usize>,
    is_item: bool,
    has_words: bool,
    in_image: bool,
}

impl Prose {
    /// The prose of a list item whose marker begins at `marker`.
    pub fn of_item(marker: Option<usize>) -> Self {
        Self { marker, is_item: true, ..Self::default() }
    }

    /// Whether nothing readable has come yet.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The text so far.
    pub fn text(&self) -> &str {
        self.text.trim()
    }

    /// The text, its terms, and where it stands: for what is not cut into sentences.
    pub fn into_parts(self) -> (String, Vec<String>, Option<Range<usize>>) {
        let terms = self.terms.into_iter().map(|(_, term)| term).collect();
        (self.text.trim().replace('\n', " "), terms, self.extent)
    }

    /// Markup that is not read, such as the stars of bold words: it belongs to the sentence beside it.
    pub fn markup(&mut self, range: &Range<usize>) {
        self.join_lines(range.start);
        let extent = self.extent.get_or_insert_with(|| range.clone());
        extent.start = extent.start.min(range.start);
        extent.end = extent.end.max(range.end);
    }

    /// Markup that ends what was read: nothing where nothing was.
    pub fn markup_behind(&mut self, range: &Range<usize>) {
        if let Some(extent) = &mut self.extent {
            extent.end = extent.end.max(range.end);
        }
    }

    /// Text that stands in the source at `range`, byte for byte; where it does not, it is one inseparable thing.
    pub fn text_at(&mut self, text: &str, range: Range<usize>) {
        if text.len() != range.len() {
            return self.thing(text, range);
        }
        let words = text.trim();
        if !words.is_empty() {
            let lead = text.len() - text.trim_start().len();
            self.markup(&(range.start + lead..range.start + lead + words.len()));
        }
        for (at, c) in text.char_indices() {
            let start = range.start + at;
            self.push(c, start..start + c.len_utf8());
        }
    }

    /// Something inseparable, such as inline code or an entity.
    pub fn thing(&mut self, text: &str, range: Range<usize>) {
        self.markup(&range);
        for c in text.chars() {
            self.push(c, range.clone());
        }
    }

    /// The end of a line within the block: a space.
    pub fn soft_break(&mut self, range: Range<usize>) {
        self.push(' ', range);
    }

    /// The end of a line that is to be seen: sentences do not reach over it.
    pub fn hard_break(&mut self, mut range: Range<usize>) {
        if self.text.ends_with(' ') {
            self.text.pop();
            range.start = self.places.pop().map_or(range.start, |space| space.start);
        }
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
            self.places.push(range);
            self.is_open = true;
        }
    }

    /// Bold words begin.
    pub fn begin_bold(&mut self) {
        self.bold_from = Some(self.text.len());
    }

    /// Bold words end.
    pub fn end_bold(&mut self) {
        if let Some(from) = self.bold_from.take() {
            self.add_term(from);
        }
    }

    /// What has been read since `from` is a term, if it looks like one.
    pub fn add_term(&mut self, from: usize) {
        if let Some(term) = self.text.get(from..).and_then(term::of_bold) {
            self.terms.push((from, term.to_owned()));
        }
    }

    /// An image's description begins or ends: it is read, but it is no prose to quote.
    pub fn set_in_image(&mut self, in_image: bool) {
        self.in_image = in_image;
    }

    /// The block's sentences, which stand in `source`; nothing where there was nothing to read.
    pub fn finish(mut self, source: &str) -> Vec<Piece> {
        let Some(extent) = self.extent.take().filter(|_| !self.is_empty()) else { return Vec::new() };
        if self.is_item
            && let Some(term) = term::defined_by(&self.text)
            && self.terms.first().is_none_or(|(at, _)| *at > term.len())
        {
            self.terms.insert(0, (0, term.to_owned()));
        }
        let ends = self.ends();
        let mut pieces: Vec<Piece> = Vec::new();
        let mut terms = mem::take(&mut self.terms).into_iter().peekable();
        let mut from = 0;
        for end in ends {
            let sentence = self.text[from..end].trim();
            if !sentence.is_empty() {
                let opens_block = pieces.is_empty();
                let start = if opens_block { extent.start } else { self.start_of(from) };
                let stop = if end == self.text.len() { extent.end } else { self.end_of(end) };
                let Range { start, end: stop } = trimmed(source, start..stop);
                let own = std::iter::from_fn(|| terms.next_if(|(at, _)| *at < end)).map(|(_, term)| term);
                let quotable = self.has_words && sentence.contains(char::is_alphanumeric);
                let outer = if opens_block { self.marker.map_or(start, |marker| marker.min(start)) } else { start };
                pieces.push(Piece {
                    range: outer..stop,
                    text: sentence.to_owned(),
                    kind: Kind::Sentence { opens_block },
                    quotes: quotable.then_some(start..stop).into_iter().collect(),
                    terms: own.collect(),
                });
            }
            from = end;
        }
        pieces
    }

    fn push(&mut self, c: char, place: Range<usize>) {
        let c = if c.is_control() { ' ' } else { c };
        if c == ' ' && (self.text.is_empty() || self.text.ends_with([' ', '\n'])) {
            // A second space is not read, but the first one then reaches as far.
            self.join_lines(place.end);
            self.is_open = true;
            return;
        }
        self.has_words |= !self.in_image && c.is_alphanumeric();
        self.is_open = c == ' ';
        self.text.push(c);
        self.places.extend(std::iter::repeat_n(place, c.len_utf8()));
    }

    /// A line's end reaches to the next line's first word, over the marks of a quotation (`> `) and over indentation.
    fn join_lines(&mut self, next: usize) {
        if mem::take(&mut self.is_open)
            && let Some(last) = self.places.last_mut()
            && next > last.end
        {
            last.end = next;
        }
    }

    fn ends(&self) -> Vec<usize> {
        let is_one = self.is_item && self.text.len() <= MAX_ITEM;
        let whole = if is_one { vec![self.text.len()] } else { sentence::ends(&self.text) };
        let mut ends: Vec<usize> = Vec::new();
        for end in whole {
            if end < self.text.len() && self.is_inside(end) {
                continue;
            }
            let mut from = ends.last().copied().unwrap_or(0);
            while end - from > MAX_SENTENCE {
                let Some(cut) = self.cut_between_words(from) else { break };
                ends.push(cut);
                from = cut;
            }
            ends.push(end);
        }
        ends
    }

    /// Whether `at` lies within something inseparable.
    fn is_inside(&self, at: usize) -> bool {
        self.places[at - 1] == self.places[at]
    }

    fn cut_between_words(&self, from: usize) -> Option<usize> {
        let fits = |at: &usize| self.text.is_char_boundary(*at) && !self.is_inside(*at);
        let (near, far) = (from + MAX_SENTENCE / 2, from + MAX_SENTENCE);
        let spaces = (near..far).rev().filter(fits).find(|at| self.text[..*at].ends_with(char::is_whitespace));
        spaces.or_else(|| (near..far).rev().find(fits))
    }

    /// The source's place of a sentence that begins at `at`: behind the space that ends the one before.
    fn start_of(&self, at: usize) -> usize {
        if self.text[..at].ends_with(char::is_whitespace) { self.places[at - 1].end } else { self.places[at].start }
    }

    /// The source's place of the end of a sentence whose trailing space ends at `at`.
    fn end_of(&self, at: usize) -> usize {
        if self.text[..at].ends_with(char::is_whitespace) { self.places[at - 1].start } else { self.places[at - 1].end }
    }
}

/// `range` without the blanks around what stands there.
fn trimmed(source: &str, range: Range<usize>) -> Range<usize> {
    let Some(text) = source.get(range.clone()) else { return range };
    let start = range.start + text.len() - text.trim_start().len();
    start..start + text.trim().len()
}
