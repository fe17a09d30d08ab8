//! The baseline: counts opinion words of our own small French and English list, and nothing else. It does not know negation,
//! order or context, on purpose: what a network does better must show against something.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::edits::words;

const LEXICON: &str = include_str!("lexicon.txt");

static WEIGHTS: LazyLock<HashMap<&'static str, i32>> = LazyLock::new(|| entries().collect());

/// A word of the list that a text has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// In lower case.
    pub word: String,
    /// What the list says of it: 2 strongly for, 1 for, -1 against, -2 strongly against.
    pub weight: i32,
    /// How often the text has it.
    pub count: u32,
}

/// What the list makes of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Count {
    /// The words found, in alphabetical order.
    pub(super) matched: Vec<Match>,
    /// The probability of a positive text: the sigmoid of the sum of the weights. Half where nothing tips the scales.
    pub(super) positive: f32,
}

/// Weighs the words of `text`. They are matched in lower case, whole, and with their accents.
pub(super) fn weigh(text: &str) -> Count {
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    for at in words(text) {
        let form: String = text[at].nfc().flat_map(char::to_lowercase).collect();
        if WEIGHTS.contains_key(form.as_str()) {
            *found.entry(form).or_default() += 1;
        }
    }
    let matched = found.into_iter().map(|(word, count)| Match { weight: WEIGHTS[word.as_str()], word, count });
    let matched: Vec<Match> = matched.collect();
    // Whole numbers: their sum is the same in any order, to the last bit.
    let sum: i64 = matched.iter().map(|one| i64::from(one.weight) * i64::from(one.count)).sum();
    let positive = 1.0 / (1.0 + (-(sum as f64)).exp());
    Count { matched, positive: positive as f32 }
}

/// Words of the list.
pub(super) fn size() -> u64 {
    WEIGHTS.len() as u64
}

/// Its size, in bytes.
pub(super) fn bytes() -> u64 {
    LEXICON.len() as u64
}

fn entries() -> impl Iterator<Item = (&'static str, i32)> {
    let lines = LEXICON.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| {
        let mut words = line.split_whitespace();
        let weight = words.next().and_then(|weight| weight.parse().ok()).unwrap_or_default();
        words.map(move |word| (word, weight))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, i32, u32)> {
        weigh(text).matched.into_iter().map(|one| (one.word, one.weight, one.count)).collect()
    }

    #[test]
    fn the_list_is_sound() {
        let mut seen = HashMap::new();
        for (word, weight) in entries() {
            assert!(matches!(weight, -2 | -1 | 1 | 2), "{word}");
            assert!(word.chars().all(char::is_alphabetic) && word.to_lowercase() == word, "{word}");
            assert_eq!(seen.insert(word, weight), None, "{word} stands twice");
        }
        assert!(seen.len() > 500, "{}", seen.len());
        let balance: i32 = seen.values().map(|weight| weight.signum()).sum();
        assert!(balance.abs() < 120, "{balance}");
    }

    #[test]
    fn words_are_found_whole_in_any_case() {
        assert_eq!(found("Un film DRÔLE, drôle ; jamais raté !"), [("drôle".into(), 1, 2), ("raté".into(), -2, 1)]);
        assert_eq!(found("dro\u{302}le"), [("drôle".into(), 1, 1)]);
        assert_eq!(found("A goodbye, goodness! drolement 🎬"), []);
    }

    #[test]
    fn negation_is_none_of_its_business() {
        let plain = weigh("Ce film est mauvais");
        let negated = weigh("Ce film n'est pas mauvais");
        assert_eq!(plain, negated);
        assert!(negated.positive < 0.5);
        assert!(weigh("not bad at all").positive < 0.5);
    }

    #[test]
    fn nothing_found_tips_no_scales() {
        for text in ["", "🎬", "Une histoire de marins.", "drôle et raté et joli"] {
            assert!((weigh(text).positive - 0.5).abs() < f32::EPSILON, "{text}");
        }
    }
}
