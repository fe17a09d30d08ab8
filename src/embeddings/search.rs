//! The vocabulary, page by page: all of it, or what holds a few letters, whatever their case and accents.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use utoipa::ToSchema;

use crate::runtime::vocabulary::{Entry, Vocabulary};

/// The most entries of a page: some 20 KB.
pub const MAX_LIMIT: usize = 200;
/// The longest search, in characters: no token is longer.
pub const MAX_QUERY_CHARS: usize = 100;

/// An entry of a vocabulary.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct VocabularyEntry {
    /// Its number: its row in the embedding.
    #[schema(example = 451)]
    pub id: u32,
    /// As the vocabulary writes it.
    #[schema(example = "film")]
    pub token: String,
    /// In byte pair encoding, the place of the merge that makes it: the lower, the more frequent in the training texts.
    /// Null where the tokenizer says nothing of frequency; a list of words is usually in its order, and `id` then is the
    /// rank.
    #[schema(example = 97)]
    pub rank: Option<u32>,
    /// Whether it stands for no text: padding, a beginning, a mask.
    pub special: bool,
    /// Whether it stands for everything that the vocabulary lacks.
    pub unknown: bool,
    /// Whether it only goes on a word that another token begins.
    pub piece: bool,
}

/// Where a page of a vocabulary ended: how well its last entry fits, and its id. Opaque to clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor(Fit, u32);

/// How well an entry fits a search, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Whole,
    Beginning,
    Within,
}

/// A page of a vocabulary.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Those that are the search, then those that begin with it, then those that hold it; by id.
    pub entries: Vec<VocabularyEntry>,
    /// Where the next page begins, unless this is the last.
    pub next: Option<Cursor>,
    /// Entries of all pages.
    pub total: usize,
}

/// The page after `after` of the entries that fit `query`, all of them where it is empty.
pub(super) fn page(vocabulary: &Vocabulary, query: &str, after: Option<Cursor>, limit: usize) -> Page {
    let query = folded(query);
    let mut fitting: Vec<(Cursor, &Entry)> =
        vocabulary.entries().iter().filter_map(|entry| Some((Cursor(fit(entry, &query)?, entry.id), entry))).collect();
    fitting.sort_unstable_by_key(|(cursor, _)| *cursor);
    let total = fitting.len();
    let begin = fitting.partition_point(|(cursor, _)| after.is_some_and(|after| *cursor <= after));
    let rest = &fitting[begin..];
    let shown = &rest[..limit.min(rest.len())];
    let next = if shown.len() < rest.len() { shown.last().map(|(cursor, _)| *cursor) } else { None };
    Page { entries: shown.iter().map(|(_, entry)| VocabularyEntry::of(entry)).collect(), next, total }
}

impl VocabularyEntry {
    fn of(entry: &Entry) -> Self {
        Self {
            id: entry.id,
            token: entry.token.clone(),
            rank: entry.rank,
            special: entry.special,
            unknown: entry.unknown,
            piece: entry.piece,
        }
    }
}

fn fit(entry: &Entry, query: &str) -> Option<Fit> {
    let of_text = fit_text(&folded(&entry.text), query);
    if entry.text == entry.token {
        return of_text;
    }
    // As the vocabulary writes it, too: `##ment`.
    [of_text, fit_text(&folded(&entry.token), query)].into_iter().flatten().min()
}

fn fit_text(text: &str, query: &str) -> Option<Fit> {
    let at = text.find(query)?;
    Some(match at {
        0 if text.len() == query.len() => Fit::Whole,
        0 => Fit::Beginning,
        _ => Fit::Within,
    })
}

/// `text` without case and accents, ligatures in two letters. What is an accent alone stays.
fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfkd().flat_map(char::to_lowercase).filter(|letter| !is_combining_mark(*letter)) {
        match letter {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            letter => folded.push(letter),
        }
    }
    if folded.is_empty() { text.to_owned() } else { folded }
}

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:02x}{:08x}", self.0 as u8, self.1)
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (fit, id) = text.split_at_checked(2).ok_or(NotACursor)?;
        let fit = match fit {
            "00" => Fit::Whole,
            "01" => Fit::Beginning,
            "02" => Fit::Within,
            _ => return Err(NotACursor),
        };
        let is_hexadecimal = id.len() == 8 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if !is_hexadecimal {
            return Err(NotACursor);
        }
        Ok(Self(fit, u32::from_str_radix(id, 16).map_err(|_| NotACursor)?))
    }
}

/// A text that no page ended with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor that a page ended with")]
pub struct NotACursor;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embeddings::samples::opened;

    fn tokens(page: &Page) -> Vec<&str> {
        page.entries.iter().map(|entry| entry.token.as_str()).collect()
    }

    #[test]
    fn what_is_the_search_comes_before_what_begins_with_it_and_what_holds_it() {
        let opened = opened("tiny");
        let vocabulary = opened.tokenizer().vocabulary();
        assert_eq!(tokens(&page(vocabulary, "Un", None, 100))[..2], ["un", "une"]);
        assert_eq!(tokens(&page(vocabulary, "EMOUVANT", None, 100)), ["émouvant", "émouvante"]);
        assert_eq!(tokens(&page(vocabulary, "mouv", None, 100)), ["émouvant", "émouvante"]);
        assert_eq!(tokens(&page(vocabulary, "e\u{301}mouvante", None, 100)), ["émouvante"]);
        assert_eq!(tokens(&page(vocabulary, "😍", None, 100)), ["😍"]);
        assert_eq!(page(vocabulary, "zzz", None, 100), Page { entries: vec![], next: None, total: 0 });
    }

    #[test]
    fn pages_join_to_the_whole() {
        let opened = opened("tiny");
        let vocabulary = opened.tokenizer().vocabulary();
        for query in ["", "e"] {
            let whole = page(vocabulary, query, None, usize::MAX);
            let (mut joined, mut after) = (Vec::new(), None);
            loop {
                let part = page(vocabulary, query, after, 7);
                assert_eq!(part.total, whole.total);
                joined.extend(part.entries);
                let Some(next) = part.next else { break };
                after = Some(next.to_string().parse().unwrap());
            }
            assert_eq!(joined, whole.entries);
        }
        assert_eq!(page(vocabulary, "", None, usize::MAX).total, 73);
    }

    #[test]
    fn pieces_are_found_by_their_letters_and_by_their_sign() {
        let opened = opened("tiny-transformer");
        let vocabulary = opened.tokenizer().vocabulary();
        assert_eq!(tokens(&page(vocabulary, "ing", None, 10)), ["##ing"]);
        assert_eq!(tokens(&page(vocabulary, "##in", None, 10)), ["##ing"]);
        assert!(page(vocabulary, "ing", None, 10).entries[0].piece);
    }

    #[test]
    fn a_cursor_is_read_back_and_anything_else_is_not_one() {
        let cursor = Cursor(Fit::Within, 0xbeef);
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for text in ["", "0", "0é", "0300000000", "00+0000000", "000000000", "00000000000", "000000000G"] {
            assert_eq!(text.parse::<Cursor>(), Err(NotACursor), "{text:?}");
        }
    }
}
