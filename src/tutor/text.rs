//! Texts as an exercise reads them: without markup, in sentences, as the stems of the words that carry meaning.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::course::sentence_ends;
use crate::course::text::{Language, is_stop_word, words};

/// What a person reads in `source`, a piece of a Markdown, HTML or text document: without its markup, on one line.
pub(super) fn plain(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    for event in Parser::new(source) {
        match event {
            Event::Text(piece) | Event::Code(piece) => text.push_str(&piece),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph | TagEnd::Item) => text.push(' '),
            // A sentence that begins with a year (« 2024. ») is no list.
            Event::Start(Tag::List(Some(number))) => text.push_str(&format!("{number}. ")),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The terms set in bold in `source`, as a person reads them, in order.
pub(super) fn bold_terms(source: &str) -> Vec<String> {
    let mut terms = Vec::new();
    let mut open: Option<String> = None;
    for event in Parser::new(source) {
        match event {
            Event::Start(Tag::Strong) => open = Some(String::new()),
            Event::End(TagEnd::Strong) => terms.extend(open.take()),
            Event::InlineHtml(tag) => match tag.trim_matches(['<', '>']).to_ascii_lowercase().as_str() {
                "b" | "strong" => open = Some(String::new()),
                "/b" | "/strong" => terms.extend(open.take()),
                _ => {}
            },
            Event::Text(piece) | Event::Code(piece) => open.iter_mut().for_each(|term| term.push_str(&piece)),
            _ => {}
        }
    }
    let trimmed = terms.iter().map(|term| term.trim_matches(|c: char| c.is_whitespace() || ".,:;".contains(c)));
    trimmed.filter(|term| !term.is_empty()).map(str::to_owned).collect()
}

/// The headings in `source`, a piece of a Markdown document, as a person reads them.
pub(super) fn headings(source: &str) -> Vec<String> {
    let mut headings = Vec::new();
    let mut open: Option<String> = None;
    for event in Parser::new(source) {
        match event {
            Event::Start(Tag::Heading { .. }) => open = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => headings.extend(open.take()),
            Event::Text(piece) | Event::Code(piece) => open.iter_mut().for_each(|heading| heading.push_str(&piece)),
            _ => {}
        }
    }
    headings
}

/// The sentences of a text without markup, as byte ranges without the space around them.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let text = unwrapped(text);
    let mut start = 0;
    let pieces = sentence_ends(&text).into_iter().map(|end| {
        let piece = &text[start..end];
        let at = start + piece.len() - piece.trim_start().len()..start + piece.trim_end().len();
        start = end;
        at
    });
    pieces.filter(|at| at.start < at.end).collect()
}

/// The stems of the words of `text` that carry meaning, each once, in order. One stemmer for whatever language: what
/// counts is that a word meets itself.
pub(super) fn stems(text: &str) -> Vec<String> {
    let mut stems: Vec<String> = Vec::new();
    for word in words(text).filter(|word| !is_stop_word(&word.form)) {
        let stem = Language::French.stem(&word.form);
        if !stems.contains(&stem) {
            stems.push(stem);
        }
    }
    stems
}

/// `text`, of the same length in bytes, with its lines joined where a sentence goes on: an e-mail's lines end anywhere.
fn unwrapped(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let goes_on = c == '\n' && text[at + 1..].trim_start_matches([' ', '\t']).starts_with(char::is_lowercase);
        joined.push(if goes_on { ' ' } else { c });
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_falls_away() {
        assert_eq!(plain("La **porte d'oubli** lit\n`h` et [l'entrée](x.md)."), "La porte d'oubli lit h et l'entrée.");
        assert_eq!(plain("Un <b>gradient</b> &amp; sa <i>norme</i>."), "Un gradient & sa norme.");
        assert_eq!(plain("- un point"), "un point");
        assert_eq!(plain("2024. Une année."), "2024. Une année.");
        assert_eq!(plain("a * b < c"), "a * b < c");
    }

    #[test]
    fn terms_are_what_stands_in_bold() {
        assert_eq!(bold_terms("La **porte d'oubli** et le __gradient__ :"), ["porte d'oubli", "gradient"]);
        assert_eq!(bold_terms("Un <strong>réseau</strong>, **`LSTM` :**"), ["réseau", "LSTM"]);
        assert_eq!(bold_terms("rien, *ni* cela"), [""; 0]);
    }

    #[test]
    fn headings_are_read_without_their_markup() {
        assert_eq!(headings("# Un\n\nTexte.\n\n## La **porte** `h`\n\nSuite."), ["Un", "La porte h"]);
    }

    #[test]
    fn sentences_end_where_they_end() {
        let cut = |text: &'static str| sentences(text).into_iter().map(|at| &text[at]).collect::<Vec<_>>();
        assert_eq!(cut("Un mot. Deux mots ! Trois ?"), ["Un mot.", "Deux mots !", "Trois ?"]);
        assert_eq!(cut("Selon M. Martin, cela va. Oui."), ["Selon M. Martin, cela va.", "Oui."]);
        assert_eq!(cut("Une ligne\nUne autre"), ["Une ligne", "Une autre"]);
        assert_eq!(cut("Une ligne\n  et sa suite. Fin."), ["Une ligne\n  et sa suite.", "Fin."]);
        assert_eq!(cut("  \n "), [""; 0]);
    }

    #[test]
    fn stems_leave_stop_words_out() {
        assert_eq!(stems("À quoi sert la porte de ces portes ?"), ["sert", "port"]);
    }
}
