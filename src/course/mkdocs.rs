//! What MkDocs adds to Markdown, taken off: front matter, admonitions and tabs (their bodies are indented, which Markdown
//! would read as code), headings without a space. Each byte that is left knows its place in the source.

use std::ops::Range;

/// More lines than this before the closing dashes are no front matter.
const MAX_FRONT_MATTER_LINES: usize = 200;

/// How far a body is indented behind its marker.
const INDENT: usize = 4;

/// Markdown that CommonMark's rules read as MkDocs' would.
#[derive(Debug, Default)]
pub(super) struct Plain {
    /// The Markdown.
    pub text: String,
    /// The front matter's title.
    pub title: Option<String>,
    /// Where runs of `text` begin, there and in the source.
    runs: Vec<(usize, usize)>,
}

impl Plain {
    /// Where `range` of the text stands in the source.
    pub fn in_source(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.place(range.start);
        if range.is_empty() { start..start } else { start..self.place(range.end - 1) + 1 }
    }

    fn place(&self, at: usize) -> usize {
        let run = self.runs.partition_point(|(begin, _)| *begin <= at).checked_sub(1);
        run.map_or(at, |run| self.runs[run].1 + (at - self.runs[run].0))
    }

    fn copy(&mut self, source: &str, range: Range<usize>) {
        self.runs.push((self.text.len(), range.start));
        self.text.push_str(&source[range]);
    }

    /// Ends the paragraph before, where the source does not.
    fn part(&mut self, at: usize) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.runs.push((self.text.len(), at));
            self.text.push('\n');
        }
    }
}

/// Takes off `source` what only MkDocs understands.
pub(super) fn unwrap(source: &str) -> Plain {
    let mut plain = Plain::default();
    let mut at = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let (front_matter, title) = front_matter(&source[at..]);
    at += front_matter;
    plain.title = title;
    // Columns that a line must be indented by to belong to the body that is open, innermost last.
    let mut bodies: Vec<usize> = Vec::new();
    let mut fence: Option<(char, usize)> = None;
    for line in source[at..].split_inclusive('\n') {
        let range = at..at + line.len();
        at = range.end;
        if line.trim().is_empty() {
            plain.copy(source, range);
            continue;
        }
        let indent = columns(line);
        while bodies.last().is_some_and(|least| indent < *least) {
            bodies.pop();
            fence = None;
            plain.part(range.start);
        }
        let start = range.start + bytes_of(line, bodies.len() * INDENT);
        let content = source[start..range.end].trim();
        let marks = fence_of(content);
        match (fence, marks) {
            (Some((open, least)), Some((mark, count))) => {
                if mark == open && count >= least && content.chars().all(|c| c == mark) {
                    fence = None;
                }
            }
            (None, Some(_)) => fence = marks,
            (Some(_), None) => {}
            (None, None) => {
                if let Some(title) = body_title(content) {
                    plain.part(range.start);
                    let from = source[range.clone()].find(title).map_or(range.end, |found| range.start + found);
                    plain.copy(source, from..from + title.len());
                    plain.part(range.end);
                    plain.part(range.end);
                    bodies.push(indent + INDENT);
                    continue;
                }
                if content == "[TOC]" {
                    continue;
                }
                let hashes = content.len() - content.trim_start_matches('#').len();
                // One `#` without a space is more often a tag or a comment than a title.
                if (2..=6).contains(&hashes) && !content[hashes..].starts_with(char::is_whitespace) {
                    let text = range.end - source[start..range.end].trim_start_matches([' ', '#']).len();
                    plain.copy(source, start..text);
                    plain.runs.push((plain.text.len(), text));
                    plain.text.push(' ');
                    plain.copy(source, text..range.end);
                    continue;
                }
            }
        }
        plain.copy(source, start..range.end);
    }
    plain
}

/// Where `text` holds a list of attributes, as MkDocs writes behind what they dress: `{ .md-button }`.
pub(super) fn attributes(text: &str) -> Option<Range<usize>> {
    let start = text.find('{')?;
    let end = start + text[start..].find('}')? + 1;
    let inside = text[start + 1..end - 1].trim_start_matches([':', ' ']);
    let is_list = inside.starts_with(['.', '#']) && !inside.contains(['(', ';', '{']);
    is_list.then_some(start..end)
}

/// The bytes of the front matter that `source` begins with, and its title.
fn front_matter(source: &str) -> (usize, Option<String>) {
    let mut lines = source.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| line.trim_end() == "---") else { return (0, None) };
    let (mut length, mut title) = (first.len(), None);
    for (number, line) in lines.enumerate().take(MAX_FRONT_MATTER_LINES) {
        length += line.len();
        match line.trim_end() {
            "---" | "..." => return (length, title),
            // A rule, with text below it.
            "" if number == 0 => break,
            line => {
                let value = line.strip_prefix("title:").map(|value| value.trim().trim_matches(['"', '\'']));
                title = title.or(value.filter(|value| !value.is_empty()).map(str::to_owned));
            }
        }
    }
    (0, None)
}

fn columns(line: &str) -> usize {
    let blanks = line.chars().take_while(|c| matches!(c, ' ' | '\t'));
    blanks.fold(0, |column, c| if c == '\t' { column + INDENT - column % INDENT } else { column + 1 })
}

/// How many bytes make up the first `wanted` columns of `line`, which is indented by at least that many.
fn bytes_of(line: &str, wanted: usize) -> usize {
    let mut column = 0;
    line.bytes()
        .take_while(|byte| {
            let goes_on = column < wanted;
            column = if *byte == b'\t' { column + INDENT - column % INDENT } else { column + 1 };
            goes_on
        })
        .count()
}

fn fence_of(content: &str) -> Option<(char, usize)> {
    let mark = content.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let count = content.len() - content.trim_start_matches(mark).len();
    (count >= 3).then_some((mark, count))
}

/// The title (perhaps empty) of the admonition, details or tab that `content` opens, if it opens one.
fn body_title(content: &str) -> Option<&str> {
    let markers = ["!!! ", "???+ ", "??? ", "===+ ", "===! ", "=== "];
    let marker = markers.iter().find(|marker| content.starts_with(**marker))?;
    let rest = content[marker.len()..].trim();
    let quoted = rest.split_once('"').and_then(|(_, title)| title.rsplit_once('"')).map(|(title, _)| title);
    // A tab has a title, and nothing before it: else it is a line that underlines a heading.
    if marker.starts_with('=') { quoted.filter(|_| rest.starts_with('"')) } else { Some(quoted.unwrap_or_default()) }
}
