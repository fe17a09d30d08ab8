//! HTML into pieces: a whole document, or the markup inside a Markdown one. Scripts, styles and menus are not read.

use std::mem;
use std::ops::Range;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Span, Token, Tokenizer};

use super::entity;
use super::piece::{Kind, Outline, Piece};
use super::prose::Prose;
use super::table::Table;

/// Elements that are not read.
const SKIPPED: [&str; 7] = ["script", "style", "template", "noscript", "svg", "nav", "select"];

/// Elements that stand within a line; any other begins and ends a block.
const INLINE: [&str; 29] = [
    "a", "abbr", "bdi", "bdo", "cite", "code", "data", "del", "em", "font", "i", "img", "input", "ins", "kbd", "label",
    "mark", "q", "s", "samp", "small", "span", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// Reads a whole document.
pub(super) fn read(source: &str) -> Outline {
    let mut reader = Reader { source, ..Reader::default() };
    reader.read(0..source.len());
    Outline { title: reader.title, pieces: reader.pieces }
}

/// Reads the markup that stands in `source` at `range`.
pub(super) fn pieces(source: &str, range: Range<usize>) -> Vec<Piece> {
    let mut reader = Reader { source, ..Reader::default() };
    reader.read(range);
    reader.pieces
}

#[derive(Debug, Default)]
struct Reader<'s> {
    source: &'s str,
    title: Option<String>,
    pieces: Vec<Piece>,
    prose: Prose,
    /// The element that is not read, and how many of its name are open.
    skipped: Option<(String, usize)>,
    in_title: bool,
    /// The open heading's level, and where it begins.
    heading: Option<(u8, usize)>,
    whole: Option<Whole>,
}

/// What no cut divides, as far as it is read.
#[derive(Debug)]
struct Whole {
    name: &'static str,
    /// How many of its name are open.
    depth: usize,
    start: usize,
    /// Of a `pre`.
    text: String,
    /// Of a `table`.
    table: Table,
}

impl Reader<'_> {
    fn read(&mut self, part: Range<usize>) {
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        let place = |span: Span<usize>| part.start + span.start..part.start + span.end;
        for token in Tokenizer::new_with_emitter(&self.source[part.clone()], emitter).flatten() {
            match token {
                Token::StartTag(tag) => {
                    self.start(&String::from_utf8_lossy(&tag.name), tag.self_closing, &place(tag.span));
                }
                Token::EndTag(tag) => self.end(&String::from_utf8_lossy(&tag.name), &place(tag.span)),
                Token::String(string) => {
                    let range = place(string.span);
                    self.text(self.source.get(range.clone()).unwrap_or_default(), range.start);
                }
                Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
            }
        }
        self.close_whole(part.end);
        self.flush();
    }

    fn start(&mut self, name: &str, is_closed: bool, range: &Range<usize>) {
        if let Some((skipped, depth)) = &mut self.skipped {
            *depth += usize::from(skipped == name && !is_closed);
            return;
        }
        match name {
            "title" => {
                self.flush();
                self.in_title = true;
            }
            "br" => self.prose.hard_break(range.clone()),
            "b" | "strong" | "dfn" => {
                self.prose.markup(range);
                self.prose.begin_bold();
            }
            "table" => self.open_whole("table", range.start),
            "pre" => self.open_whole("pre", range.start),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.whole.is_none() => {
                self.flush();
                self.heading = Some((name.as_bytes()[1] - b'0', range.start));
            }
            "li" | "dt" | "dd" if self.whole.is_none() => {
                self.flush();
                self.prose = Prose::of_item(None);
                if name == "dt" {
                    self.prose.begin_bold();
                }
            }
            _ if SKIPPED.contains(&name) => self.skipped = (!is_closed).then(|| (name.to_owned(), 1)),
            _ if INLINE.contains(&name) => self.prose.markup(range),
            _ => self.part(name),
        }
    }

    fn end(&mut self, name: &str, range: &Range<usize>) {
        if let Some((skipped, depth)) = &mut self.skipped {
            *depth -= usize::from(skipped == name);
            if *depth == 0 {
                self.skipped = None;
            }
            return;
        }
        match name {
            "title" => {
                let title = mem::take(&mut self.prose).text().to_owned();
                self.title = mem::take(&mut self.in_title).then_some(title).filter(|title| !title.is_empty());
            }
            "b" | "strong" | "dfn" => {
                self.prose.end_bold();
                self.prose.markup_behind(range);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.whole.is_none() => self.end_heading(range.end),
            "table" | "pre" => self.close_one(name, range.end),
            _ if INLINE.contains(&name) => self.prose.markup_behind(range),
            "dt" => self.prose.end_bold(),
            _ => self.part(name),
        }
    }

    /// Text, its entities decoded one by one, so that what stands around them keeps its place.
    fn text(&mut self, raw: &str, start: usize) {
        if self.skipped.is_some() {
            return;
        }
        let mut from = 0;
        while from < raw.len() {
            let entity = raw[from..].find('&').map(|found| from + found);
            let until = entity.unwrap_or(raw.len());
            self.words(&raw[from..until], start + from);
            from = until;
            if entity.is_some() {
                let length = entity::length(&raw[from..]);
                let code = &raw[from..from + length];
                match entity::decoded(code).filter(|decoded| decoded != code) {
                    Some(decoded) => self.thing(&decoded, start + from..start + from + length),
                    None => self.words(code, start + from),
                }
                from += length;
            }
        }
    }

    fn words(&mut self, text: &str, start: usize) {
        match &mut self.whole {
            Some(Whole { name: "pre", text: whole, .. }) => whole.push_str(text),
            _ => self.prose.text_at(text, start..start + text.len()),
        }
    }

    fn thing(&mut self, text: &str, range: Range<usize>) {
        match &mut self.whole {
            Some(Whole { name: "pre", text: whole, .. }) => whole.push_str(text),
            _ => self.prose.thing(text, range),
        }
    }

    /// A block begins or ends.
    fn part(&mut self, name: &str) {
        let Some(whole) = &mut self.whole else { return self.flush() };
        if whole.name == "table" && matches!(name, "td" | "th" | "tr") {
            let cell = mem::take(&mut self.prose);
            if !cell.is_empty() {
                whole.table.end_cell(cell);
            }
            if name == "tr" {
                whole.table.end_row();
            }
        }
    }

    fn open_whole(&mut self, name: &'static str, start: usize) {
        match &mut self.whole {
            Some(whole) => whole.depth += usize::from(whole.name == name),
            None => {
                self.flush();
                self.whole = Some(Whole { name, depth: 1, start, text: String::new(), table: Table::default() });
            }
        }
    }

    fn close_one(&mut self, name: &str, end: usize) {
        if let Some(whole) = self.whole.as_mut().filter(|whole| whole.name == name) {
            whole.depth -= 1;
            if whole.depth == 0 {
                self.close_whole(end);
            }
        }
    }

    fn close_whole(&mut self, end: usize) {
        self.part("td");
        let Some(Whole { start, text, table, .. }) = self.whole.take() else { return };
        self.pieces.extend(table.finish(start..end));
        let text = text.trim_end().to_owned();
        if !text.is_empty() {
            let (quotes, terms) = (Vec::new(), Vec::new());
            self.pieces.push(Piece { range: start..end, text, kind: Kind::Whole, quotes, terms });
        }
    }

    fn end_heading(&mut self, end: usize) {
        let Some((level, start)) = self.heading.take() else { return self.flush() };
        let (text, ..) = mem::take(&mut self.prose).into_parts();
        if !text.is_empty() {
            self.pieces.push(Piece {
                range: start..end,
                text,
                kind: Kind::Heading(level),
                quotes: Vec::new(),
                terms: Vec::new(),
            });
        }
    }

    fn flush(&mut self) {
        // A heading that is not closed is text.
        self.heading = None;
        self.pieces.extend(mem::take(&mut self.prose).finish(self.source));
    }
}
