//! The words that stand out among a model's errors, counted text by text in bounded memory.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::folded::Folded;

/// So many distinct words are counted at most, some 20 MB. French reviews have about 100,000 in a million texts.
const MAX_WORDS: usize = 200_000;

/// Words of more bytes are no words: links, laughter, noise. They are left out.
const MAX_WORD_BYTES: usize = 40;

/// A word, and what its presence has to do with errors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WordScore {
    /// The word, folded: without case and accents.
    pub word: String,
    /// How many texts have it.
    pub rows: u64,
    /// How many of them the model is wrong about.
    pub errors: u64,
    /// The logarithm of the odds that a text has the word, among wrong rows less among right ones, shrunk towards equal odds
    /// by an informative Dirichlet prior: the word's share of all texts, weighing as much as the smaller of both sides
    /// (Monroe, Colaresi and Quinn 2008, equations 15 and 16, with texts for words).
    pub log_odds: f64,
    /// `log_odds` in its standard errors (their equations 20 and 22): by this, words are ranked.
    pub z_score: f64,
}

/// In how many texts, and in how many wrong ones, each word stands. A word counts once a text. It has two letters at least,
/// and there is no list of words to leave out: the score does it.
///
/// Memory is bounded by lossy counting (Manku and Motwani 2002), with a bound on words for their bound on error: when there
/// are too many, the rarest half is dropped, and what a word had when it was dropped is the most that any count may lack.
#[derive(Debug, Default)]
pub struct Counter {
    counts: HashMap<Box<str>, Count>,
    texts: Side,
    /// The most texts that a word may have had before it was dropped.
    floor: u32,
}

/// A number of texts, right and wrong ones.
#[derive(Clone, Copy, Debug, Default)]
struct Side {
    right: u32,
    wrong: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    seen: Side,
    /// The most texts that it may have had before it was counted.
    missed: u32,
}

impl Side {
    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
    }

    fn both(self) -> u32 {
        self.right + self.wrong
    }
}

impl Counter {
    /// Counts the words of one text.
    pub fn add(&mut self, words: &Folded, is_wrong: bool) {
        self.add_within(words, is_wrong, MAX_WORDS);
    }

    /// Counts what `other` counted, of other texts.
    pub fn merge(&mut self, other: Self) {
        // What one of them does not have may have been dropped there.
        for (word, count) in &mut self.counts {
            if !other.counts.contains_key(word) {
                count.missed += other.floor;
            }
        }
        for (word, count) in other.counts {
            let mine = self.counts.entry(word).or_insert(Count { seen: Side::default(), missed: self.floor });
            mine.seen.add(count.seen);
            mine.missed += count.missed;
        }
        self.floor += other.floor;
        self.texts.add(other.texts);
        self.drop_rarest(MAX_WORDS);
    }

    /// The `limit` words that stand out most among the wrong texts, the first by their z-score; of equal ones, by the alphabet.
    /// None where all texts are right, or all wrong.
    pub fn top(&self, limit: usize) -> Vec<WordScore> {
        let mut scores: Vec<WordScore> =
            self.counts.iter().filter_map(|(word, count)| self.score(word, *count)).collect();
        scores.sort_by(|one, other| other.z_score.total_cmp(&one.z_score).then_with(|| one.word.cmp(&other.word)));
        scores.truncate(limit);
        scores
    }

    fn score(&self, word: &str, count: Count) -> Option<WordScore> {
        let (right, wrong) = (f64::from(self.texts.right), f64::from(self.texts.wrong));
        let weight = right.min(wrong);
        if weight == 0.0 {
            return None;
        }
        let prior = weight * f64::from(count.seen.both()) / (right + wrong);
        let odds = |having: f64, texts: f64| ((having + prior) / (texts + weight - having - prior)).ln();
        let (having_right, having_wrong) = (f64::from(count.seen.right), f64::from(count.seen.wrong));
        // A word of every text has no odds.
        let log_odds = odds(having_wrong, wrong) - odds(having_right, right);
        let z_score = log_odds / (1.0 / (having_wrong + prior) + 1.0 / (having_right + prior)).sqrt();
        (log_odds.is_finite() && log_odds > 0.0).then(|| WordScore {
            word: word.to_owned(),
            rows: u64::from(count.seen.both()),
            errors: u64::from(count.seen.wrong),
            log_odds,
            z_score,
        })
    }

    fn add_within(&mut self, words: &Folded, is_wrong: bool, max_words: usize) {
        let one = Side { right: u32::from(!is_wrong), wrong: u32::from(is_wrong) };
        self.texts.add(one);
        let mut distinct: Vec<&str> = words.words().filter(|word| counts(word)).collect();
        distinct.sort_unstable();
        distinct.dedup();
        for word in distinct {
            if let Some(count) = self.counts.get_mut(word) {
                count.seen.add(one);
            } else {
                self.counts.insert(word.into(), Count { seen: one, missed: self.floor });
            }
        }
        self.drop_rarest(max_words);
    }

    fn drop_rarest(&mut self, max_words: usize) {
        if self.counts.len() <= max_words {
            return;
        }
        let most = |count: &Count| count.seen.both() + count.missed;
        let mut had: Vec<u32> = self.counts.values().map(most).collect();
        let (_, middle, _) = had.select_nth_unstable(max_words / 2);
        self.floor = self.floor.max(*middle);
        self.counts.retain(|_, count| most(count) > self.floor);
    }
}

/// Whether `word` has two letters and is not endless.
fn counts(word: &str) -> bool {
    word.len() <= MAX_WORD_BYTES && word.chars().filter(|c| c.is_alphabetic()).nth(1).is_some()
}

/// Tells which of the marked words a text has.
#[derive(Debug)]
pub struct Marker(HashMap<String, u64>);

impl Marker {
    /// Of these words, at most 64, as [`Counter::top`] writes them. The first has the lowest bit.
    pub fn of(words: &[String]) -> Self {
        debug_assert!(words.len() <= 64);
        Self(words.iter().enumerate().map(|(place, word)| (word.clone(), 1 << place)).collect())
    }

    /// One bit for each marked word that is among `words`.
    pub fn marks(&self, words: &Folded) -> u64 {
        words.words().filter_map(|word| self.0.get(word)).fold(0, |marks, bit| marks | bit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counter(texts: &[(&str, bool)]) -> Counter {
        let mut counter = Counter::default();
        texts.iter().for_each(|(text, is_wrong)| counter.add(&Folded::of(text), *is_wrong));
        counter
    }

    #[test]
    fn a_word_counts_once_a_text_in_any_spelling() {
        let counter = counter(&[("Très, TRES, très lent", true), ("tres beau", false), ("a b 12", false)]);
        let top = counter.top(10);
        assert_eq!(
            top.iter().map(|score| (score.word.as_str(), score.rows, score.errors)).collect::<Vec<_>>(),
            [("lent", 1, 1), ("tres", 2, 1),]
        );
    }

    #[test]
    fn the_score_is_the_paper_s() {
        // 4 wrong texts of which 3 have the word, 8 right ones of which 2 do: the prior is 4 · 5/12 of 4 texts.
        let mut texts = vec![("pas", true); 3];
        texts.extend([("oui", true), ("pas", false), ("pas", false)]);
        texts.extend([("oui", false); 6]);
        let score = counter(&texts).top(1).remove(0);
        let prior: f64 = 4.0 * 5.0 / 12.0;
        let log_odds = ((3.0 + prior) / (8.0 - 3.0 - prior)).ln() - ((2.0 + prior) / (12.0 - 2.0 - prior)).ln();
        assert_eq!(score.word, "pas");
        assert!((score.log_odds - log_odds).abs() < 1e-12, "{score:?}");
        let deviation = (1.0 / (3.0 + prior) + 1.0 / (2.0 + prior)).sqrt();
        assert!((score.z_score - log_odds / deviation).abs() < 1e-12, "{score:?}");
    }

    #[test]
    fn nothing_stands_out_where_all_is_right_or_all_wrong() {
        assert_eq!(counter(&[("bon film", false)]).top(5), []);
        assert_eq!(counter(&[("bon film", true)]).top(5), []);
        assert_eq!(counter(&[]).top(5), []);
    }

    #[test]
    fn counting_in_parts_gives_the_same() {
        let (one, two) = ([("pas bon", true), ("tout bon", false)], [("pas beau", true), ("bien beau", false)]);
        let mut merged = counter(&one);
        merged.merge(counter(&two));
        assert_eq!(merged.top(9), counter(&[one, two].concat()).top(9));
    }

    #[test]
    fn memory_is_bounded_and_frequent_words_survive() {
        let mut counter = Counter::default();
        for number in 0..5_000 {
            counter.add_within(&Folded::of(&format!("pas mot{number}")), number % 2 == 0, 100);
            assert!(counter.counts.len() <= 100);
        }
        let kept = counter.counts["pas"];
        assert_eq!((kept.seen.both(), kept.missed), (5_000, 0));
        // A hundred places, refilled by words of one text each: the bound grows by one each time, as in lossy counting.
        assert!((1..=5_000 / 98).contains(&counter.floor), "{}", counter.floor);
        counter.add_within(&Folded::of("tardif"), true, 100);
        assert_eq!(counter.counts["tardif"].missed, counter.floor);
    }

    #[test]
    fn marks_follow_the_words_order() {
        let marker = Marker::of(&["pas".to_owned(), "n'".to_owned(), "tres".to_owned()]);
        assert_eq!(marker.marks(&Folded::of("Ce n’est PAS bon")), 0b011);
        assert_eq!(marker.marks(&Folded::of("Très bon passage")), 0b100);
    }
}
