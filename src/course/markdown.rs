//! Markdown into pieces: CommonMark with tables, and what MkDocs adds to it.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::code::Code;
use super::html;
use super::mkdocs;
use super::piece::{Kind, Outline, Piece};
use super::prose::Prose;
use super::table::Table;

/// A line underlined with dashes is a heading up to this many bytes; more is a paragraph above a rule without the empty
/// line that would part them.
const MAX_UNDERLINED: usize = 120;

/// Reads `source`.
pub(super) fn read(source: &str) -> Outline {
    let plain = mkdocs::unwrap(source);
    let mut pieces = pieces(&plain.text, false);
    for piece in &mut pieces {
        piece.range = plain.in_source(&piece.range);
        for quote in &mut piece.quotes {
            *quote = plain.in_source(quote);
        }
    }
    Outline { title: plain.title, pieces }
}

/// The pieces of CommonMark `source`, which may be what a block of code shows.
pub(super) fn pieces(source: &str, is_shown: bool) -> Vec<Piece> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST;
    let mut reader = Reader { source, is_shown, ..Reader::default() };
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        reader.take(event, range);
    }
    reader.flush();
    reader.pieces
}

#[derive(Debug, Default)]
struct Reader<'s> {
    source: &'s str,
    is_shown: bool,
    pieces: Vec<Piece>,
    /// The block being read.
    prose: Option<Prose>,
    /// Where the list item that no text has opened yet begins.
    marker: Option<usize>,
    /// Lists, quotations and the like around the present place.
    depth: usize,
    /// Items among them.
    items: usize,
    /// The block that no cut divides, as far as it is read.
    whole: Option<Whole>,
    /// A defined term waits for its definition.
    in_definition: bool,
}

#[derive(Debug)]
enum Whole {
    Code(Code),
    Table(Table),
    Html,
}

impl Reader<'_> {
    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, &range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text(&text, range),
            Event::Code(code) | Event::InlineMath(code) | Event::DisplayMath(code) => self.inline().thing(&code, range),
            Event::SoftBreak => self.inline().soft_break(range),
            Event::HardBreak => self.inline().hard_break(range),
            Event::InlineHtml(tag) => self.inline_html(&tag, range),
            Event::Rule => self.flush(),
            Event::Html(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Emphasis | Tag::Strikethrough | Tag::Superscript | Tag::Subscript | Tag::Link { .. } => {
                self.inline().markup(range);
            }
            Tag::Strong => {
                self.inline().markup(range);
                self.inline().begin_bold();
            }
            Tag::Image { .. } => {
                self.inline().markup(range);
                self.inline().set_in_image(true);
            }
            Tag::TableHead | Tag::TableRow | Tag::TableCell | Tag::MetadataBlock(_) => {}
            Tag::Paragraph if self.in_definition => {}
            Tag::DefinitionListDefinition if self.in_definition => {
                self.open_item(None);
                self.inline().thing(" : ", range.start..range.start + 1);
            }
            Tag::Paragraph | Tag::Heading { .. } | Tag::DefinitionListTitle => self.flush(),
            Tag::Item | Tag::DefinitionListDefinition => {
                self.flush();
                self.open_item(Some(range.start));
            }
            Tag::List(_) | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_) | Tag::DefinitionList => {
                self.flush();
                self.depth += 1;
            }
            Tag::CodeBlock(kind) => self.open_whole(Whole::Code(Code::new(kind, self.is_shown))),
            Tag::Table(_) => self.open_whole(Whole::Table(Table::default())),
            Tag::HtmlBlock => self.open_whole(Whole::Html),
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript | TagEnd::Link => {}
            TagEnd::Strong => self.inline().end_bold(),
            TagEnd::Image => self.inline().set_in_image(false),
            TagEnd::MetadataBlock(_) => {}
            TagEnd::Paragraph => self.flush(),
            TagEnd::Heading(level) => self.end_heading(level, range),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::TableHead | TagEnd::TableRow => self.end_row(),
            TagEnd::CodeBlock | TagEnd::Table | TagEnd::HtmlBlock => self.end_whole(range),
            TagEnd::DefinitionListTitle => {
                self.inline().add_term(0);
                self.in_definition = true;
            }
            TagEnd::Item | TagEnd::DefinitionListDefinition => {
                self.flush();
                self.marker = None;
                self.depth -= 1;
                self.items -= 1;
            }
            TagEnd::List(_) | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition | TagEnd::DefinitionList => {
                self.flush();
                self.depth -= 1;
            }
        }
    }

    fn open_item(&mut self, marker: Option<usize>) {
        self.marker = marker;
        self.depth += 1;
        self.items += 1;
    }

    fn open_whole(&mut self, whole: Whole) {
        self.flush();
        self.whole = Some(whole);
    }

    /// The block being read; a new one where none is.
    fn inline(&mut self) -> &mut Prose {
        let (is_item, marker) = (self.items > 0, &mut self.marker);
        self.prose.get_or_insert_with(|| if is_item { Prose::of_item(marker.take()) } else { Prose::default() })
    }

    fn flush(&mut self) {
        self.in_definition = false;
        self.pieces.extend(self.prose.take().map(|prose| prose.finish(self.source)).unwrap_or_default());
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if let Some(Whole::Code(code)) = &mut self.whole {
            code.text.push_str(text);
        } else if self.source.get(range.clone()) != Some(text) {
            self.inline().thing(text, range);
        } else if let Some(list) = mkdocs::attributes(text) {
            self.inline().text_at(&text[..list.start], range.start..range.start + list.start);
            self.inline().text_at(&text[list.end..], range.start + list.end..range.end);
        } else {
            self.inline().text_at(text, range);
        }
    }

    fn inline_html(&mut self, tag: &str, range: Range<usize>) {
        let name = tag.trim_start_matches(['<', '/']).trim_end_matches(['>', '/', ' ']).to_ascii_lowercase();
        let is_end = tag.starts_with("</");
        match (name.as_str(), is_end) {
            ("br", _) => self.inline().hard_break(range),
            ("b" | "strong" | "dfn", true) => self.inline().end_bold(),
            (name, _) => {
                self.inline().markup(&range);
                if matches!(name, "b" | "strong" | "dfn") {
                    self.inline().begin_bold();
                }
            }
        }
    }

    fn end_heading(&mut self, level: HeadingLevel, range: Range<usize>) {
        let Some(prose) = self.prose.take() else { return };
        let text = prose.text();
        let line = self.source[range.clone()].trim_end().rsplit('\n').next().unwrap_or_default();
        let is_underlined = !self.source[range.start..].starts_with('#');
        // One dash below a line is an empty list item.
        if is_underlined && (text.len() > MAX_UNDERLINED || text.ends_with('.') || line.trim().len() < 3) {
            self.pieces.extend(prose.finish(self.source));
        } else if !text.is_empty() {
            let (text, ..) = prose.into_parts();
            let kind = if self.depth > 0 { Kind::Sentence { opens_block: true } } else { Kind::Heading(level as u8) };
            let range = self.trimmed(range);
            self.pieces.push(Piece { range, text, kind, quotes: Vec::new(), terms: Vec::new() });
        }
    }

    fn end_cell(&mut self) {
        let cell = self.prose.take().unwrap_or_default();
        if let Some(Whole::Table(table)) = &mut self.whole {
            table.end_cell(cell);
        }
    }

    fn end_row(&mut self) {
        if let Some(Whole::Table(table)) = &mut self.whole {
            table.end_row();
        }
    }

    fn end_whole(&mut self, range: Range<usize>) {
        // With its first line's indentation, without which the others would seem to be indented.
        let indented = self.source[..range.start].trim_end_matches([' ', '\t']).len();
        let start = if self.source[..indented].ends_with('\n') { indented } else { range.start };
        let start = self.marker.take().unwrap_or(start);
        let range = self.trimmed(start..range.end);
        match self.whole.take() {
            Some(Whole::Code(code)) => self.pieces.extend(code.finish(self.source, range)),
            Some(Whole::Table(table)) => self.pieces.extend(table.finish(range)),
            Some(Whole::Html) | None => self.pieces.extend(html::pieces(self.source, range)),
        }
    }

    /// `range` without the empty lines at its end.
    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        range.start..range.start + self.source[range].trim_end().len()
    }
}
