//! Spelling: from a word that the course does not have to the words that it has, one edit away (a letter more, less, other
//! or swapped with its neighbour; Damerau 1964). Doubled letters count as one, so that `aprentissage` costs nothing.
//!
//! Two words are one edit apart only if they meet after each loses at most one letter, so the index holds every word
//! under itself less one letter, and a look-up costs as many steps as the word has letters.

use std::hash::{DefaultHasher, Hash, Hasher};

/// Shorter words have too many neighbours for a guess to be worth anything.
const MIN_LETTERS: usize = 4;

/// In shorter words than this, another letter makes another word (`mois`, `mots`): there, only a letter lost, added or swapped
/// after the first is mended.
const MIN_LETTERS_TO_REPLACE: usize = 6;

/// Words with their spelling neighbours.
#[derive(Debug, Default)]
pub struct Dictionary {
    words: Vec<Entry>,
    /// The hash of a word less at most one letter, with the word's place; sorted.
    shorter: Vec<(u32, u32)>,
}

#[derive(Debug)]
struct Entry {
    word: Box<str>,
    squeezed: Box<str>,
    count: u32,
}

/// A guess at what was meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guess<'a> {
    /// The word.
    pub word: &'a str,
    /// Edits away, doubled letters aside: 0 or 1.
    pub edits: usize,
    /// How often the course has it.
    pub count: u32,
}

impl Dictionary {
    /// A dictionary of folded words, each with how often it occurs.
    pub fn new<'a>(words: impl IntoIterator<Item = (&'a str, u32)>) -> Self {
        let words: Vec<Entry> = words
            .into_iter()
            .filter(|(word, _)| word.chars().count() >= MIN_LETTERS && !word.bytes().any(|byte| byte.is_ascii_digit()))
            .map(|(word, count)| Entry { word: word.into(), squeezed: squeeze(word).into(), count })
            .collect();
        let mut shorter = Vec::with_capacity(words.len() * 9);
        for (place, entry) in words.iter().enumerate() {
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            each_shorter(&entry.squeezed, |hash| shorter.push((hash, place)));
        }
        shorter.sort_unstable();
        shorter.dedup();
        Self { words, shorter }
    }

    /// What `word` may have been meant to be, the most likely first: fewest edits, then most frequent.
    pub fn guesses(&self, word: &str) -> Vec<Guess<'_>> {
        if word.chars().count() < MIN_LETTERS || word.bytes().any(|byte| byte.is_ascii_digit()) {
            return Vec::new();
        }
        let squeezed = squeeze(word);
        let mut places = Vec::new();
        each_shorter(&squeezed, |hash| {
            let from = self.shorter.partition_point(|(other, _)| *other < hash);
            let same = self.shorter[from..].iter().take_while(|(other, _)| *other == hash);
            places.extend(same.map(|(_, place)| *place));
        });
        places.sort_unstable();
        places.dedup();
        let entries = places.into_iter().filter_map(|place| self.words.get(place as usize));
        let mut guesses: Vec<Guess<'_>> = entries
            .filter_map(|entry| {
                let edits = edits(&squeezed, &entry.squeezed)?;
                let replaced = edits == 1 && is_replaced(&squeezed, &entry.squeezed);
                if replaced && squeezed.chars().count() < MIN_LETTERS_TO_REPLACE {
                    return None;
                }
                Some(Guess { word: &entry.word, edits, count: entry.count })
            })
            .collect();
        // The first letter is the one that people get right.
        let first = |guess: &Guess<'_>| guess.word.chars().next() != word.chars().next();
        guesses.sort_by_key(|guess| (guess.edits, first(guess), std::cmp::Reverse(guess.count), guess.word));
        guesses
    }
}

/// `word` with each run of one letter cut to that letter.
fn squeeze(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    letters.dedup();
    letters.into_iter().collect()
}

/// Calls `each` with the hash of `word`, and of `word` without each of its letters.
fn each_shorter(word: &str, mut each: impl FnMut(u32)) {
    each(hash(word.chars()));
    for (at, _) in word.char_indices() {
        each(hash(word.char_indices().filter(|(other, _)| *other != at).map(|(_, letter)| letter)));
    }
}

fn hash(letters: impl Iterator<Item = char>) -> u32 {
    let mut hasher = DefaultHasher::new();
    letters.for_each(|letter| letter.hash(&mut hasher));
    // Half of it: a collision is found out when the words are compared.
    (hasher.finish() >> 32) as u32
}

/// 0 or 1, if that many edits part the two words.
fn edits(a: &str, b: &str) -> Option<usize> {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (rest_a, rest_b) = (&a[same..], &b[same..]);
    let apart = match (rest_a, rest_b) {
        ([], []) => return Some(0),
        ([_, tail_a @ ..], [_, tail_b @ ..]) if tail_a == tail_b => true,
        ([_, tail_a @ ..], _) if tail_a == rest_b => true,
        (_, [_, tail_b @ ..]) if rest_a == tail_b => true,
        ([x, y, tail_a @ ..], [u, v, tail_b @ ..]) => (x, y) == (v, u) && tail_a == tail_b,
        _ => false,
    };
    apart.then_some(1)
}

/// Whether one letter stands in the other's place, or the first is another.
fn is_replaced(a: &str, b: &str) -> bool {
    let differ = a.chars().zip(b.chars()).filter(|(a, b)| a != b).count();
    a.chars().next() != b.chars().next() || a.chars().count() == b.chars().count() && differ == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(word: &str) -> Option<String> {
        let words =
            [("gradient", 30), ("surapprentissage", 4), ("couche", 50), ("couches", 40), ("bouche", 90), ("mots", 9)];
        Dictionary::new(words).guesses(word).first().map(|guess| guess.word.to_owned())
    }

    #[test]
    fn one_edit_is_mended() {
        for (typed, meant) in [
            ("gradiant", "gradient"),
            ("gradent", "gradient"),
            ("graddient", "gradient"),
            ("grdaient", "gradient"),
            ("gradiemnt", "gradient"),
            ("suraprentissage", "surapprentissage"),
            ("surraprentisage", "surapprentissage"),
            ("couhce", "couche"),
        ] {
            assert_eq!(first(typed).as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn two_edits_and_short_words_are_left_alone() {
        for typed in ["gardiant", "mois", "notes", "rnm", "rn", "", "g", "zzzz", "2222", "😀😀😀😀"] {
            assert_eq!(first(typed), None, "{typed}");
        }
    }

    #[test]
    fn the_first_letter_then_the_more_frequent_word_wins() {
        assert_eq!(first("couchee").as_deref(), Some("couche"));
        assert_eq!(first("bouches").as_deref(), Some("bouche"));
        assert_eq!(first("couchez").as_deref(), Some("couche"));
    }
}
