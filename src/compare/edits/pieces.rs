//! A text as its words and what stands between them, so that a word can be taken out or put otherwise and the rest stay.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word, and what stands before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Spaces and punctuation between the word before and this one.
    pub(super) gap: String,
    /// As it is written.
    pub(super) word: String,
    /// In lower case, its accents composed.
    pub(super) form: String,
}

/// A whole text: its words with what stands before each, and what stands behind the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pieces {
    pub(super) words: Vec<Piece>,
    pub(super) tail: String,
}

/// Where the words of `text` stand, in bytes: runs of letters. An apostrophe or a hyphen ends a word.
pub(in crate::compare) fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(char::is_alphabetic)?;
        let after = |c: char| !c.is_alphabetic() && !is_combining_mark(c);
        rest = text[start..].find(after).map_or(text.len(), |length| start + length);
        Some(start..rest)
    })
}

/// Whether `c` is an apostrophe, as keyboards and typesetters write it.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '‘' | '`' | '´')
}

impl Pieces {
    pub(super) fn of(text: &str) -> Self {
        let mut end = 0;
        let pieces = words(text).map(|at| {
            let word = &text[at.clone()];
            let gap = text[end..at.start].to_owned();
            end = at.end;
            Piece { gap, word: word.to_owned(), form: word.nfc().flat_map(char::to_lowercase).collect() }
        });
        let words = pieces.collect();
        Self { words, tail: text[end..].to_owned() }
    }

    /// The form of word `at`; nothing where there is none.
    pub(super) fn form(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |piece| &piece.form)
    }

    /// What stands behind word `at`.
    pub(super) fn gap_after(&self, at: usize) -> &str {
        self.words.get(at + 1).map_or(&self.tail, |next| &next.gap)
    }

    /// Whether an apostrophe ties word `at` to the next.
    pub(super) fn is_elided(&self, at: usize) -> bool {
        at + 1 < self.words.len() && is_one_apostrophe(self.gap_after(at))
    }

    /// The text, without the words for which `drops` is set. What stood around one closes up.
    pub(super) fn without(&self, drops: &[bool]) -> String {
        let mut text = String::new();
        let mut kept: Option<&Piece> = None;
        let mut gap = String::new();
        let mut has_dropped = false;
        for (at, (piece, &drop)) in self.words.iter().zip(drops).enumerate() {
            if !has_dropped {
                gap.push_str(&piece.gap);
            }
            if drop {
                // An apostrophe goes with the word that it shortens.
                let after = if self.is_elided(at) { "" } else { self.gap_after(at) };
                gap = joined(&gap, after, text.is_empty(), at + 1 == self.words.len());
                has_dropped = true;
                continue;
            }
            match kept {
                Some(before) if has_dropped => tie(&mut text, &before.form, &gap, &piece.form),
                _ => text.push_str(&gap),
            }
            text.push_str(&piece.word);
            (kept, has_dropped) = (Some(piece), false);
            gap.clear();
        }
        text.push_str(if has_dropped { &gap } else { &self.tail });
        text
    }
}

fn is_one_apostrophe(gap: &str) -> bool {
    let mut chars = gap.chars();
    chars.next().is_some_and(is_apostrophe) && chars.next().is_none()
}

/// What stands in the place of a word that went, between `before` and `after`: one space of the two, and none before a
/// comma that had none.
fn joined(before: &str, after: &str, opens: bool, closes: bool) -> String {
    let blank = before.chars().all(char::is_whitespace);
    let touches = after.chars().next().is_some_and(|c| !c.is_whitespace());
    if blank && (touches && !before.is_empty() || closes && after.trim().is_empty()) {
        return after.to_owned();
    }
    let has_space = before.ends_with(|c: char| c.is_whitespace() || is_apostrophe(c)) || (opens && before.is_empty());
    let after = if has_space { after.trim_start() } else { after };
    format!("{before}{after}")
}

/// Writes `gap` between two words that have become neighbours, as French spells them: « je ai » is « j'ai », « qu'film »
/// is « que film ».
fn tie(text: &mut String, before: &str, gap: &str, next: &str) {
    let vowel = next.starts_with(['a', 'e', 'i', 'o', 'u', 'à', 'â', 'é', 'è', 'ê', 'î', 'ô', 'œ']) || next == "y";
    let elides = match before {
        "je" | "de" | "que" => vowel,
        "ce" => next.starts_with(['e', 'é']),
        _ => false,
    };
    if elides && !gap.is_empty() && gap.chars().all(char::is_whitespace) {
        text.pop();
        text.push('\'');
    } else if is_one_apostrophe(gap) && !vowel && matches!(before, "qu" | "d") {
        text.push_str("e ");
    } else {
        text.push_str(gap);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(text: &str, dropped: &[&str]) -> String {
        let pieces = Pieces::of(text);
        let drops: Vec<bool> = pieces.words.iter().map(|piece| dropped.contains(&&*piece.form)).collect();
        pieces.without(&drops)
    }

    #[test]
    fn nothing_dropped_is_the_text_itself() {
        for text in ["", " ", "…", "Un film, « drôle » !  Non ?\n", "L’été — 8,5/10 🎬", "de\u{301}ja\u{300} vu"]
        {
            assert_eq!(without(text, &[]), text);
        }
    }

    #[test]
    fn words_are_runs_of_letters() {
        let text = "N’est-ce pas, 3 de\u{301}jà-vu ?";
        let found: Vec<&str> = words(text).map(|at| &text[at]).collect();
        assert_eq!(found, ["N", "est", "ce", "pas", "de\u{301}jà", "vu"]);
    }

    #[test]
    fn the_gap_closes() {
        assert_eq!(without("un mot de trop", &["mot"]), "un de trop");
        assert_eq!(without("mot de trop", &["mot"]), "de trop");
        assert_eq!(without("un mot, de trop", &["mot"]), "un, de trop");
        assert_eq!(without("de trop, mot", &["mot"]), "de trop, ");
        assert_eq!(without("un mot !", &["mot"]), "un !");
        assert_eq!(without("un  mot\n", &["mot"]), "un\n");
        assert_eq!(without("mot mot", &["mot"]), "");
        assert_eq!(without("« mot juste »", &["mot"]), "« juste »");
    }

    #[test]
    fn new_neighbours_are_spelt_as_french_does() {
        assert_eq!(without("je mot aime", &["mot"]), "j'aime");
        assert_eq!(without("Ce mot est", &["mot"]), "C'est");
        assert_eq!(without("qu'mot film", &["mot"]), "que film");
        assert_eq!(without("qu’mot acteur", &["mot"]), "qu’acteur");
    }
}
