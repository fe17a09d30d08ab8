//! The words that tell what a text is about, and how much each tells.

use std::collections::{HashMap, HashSet};

use crate::course::text::{Language, is_stop_word, words};

/// The stems of the words of `text` that carry meaning, each once, in order. One stemmer for whatever language: what
/// counts is that a word meets itself.
pub(super) fn stems(text: &str) -> Vec<String> {
    let mut seen = HashSet::new();
    let meaningful = words(text).filter(|word| !is_stop_word(&word.form));
    let stems = meaningful.map(|word| Language::French.stem(&word.form));
    stems.filter(|stem| seen.insert(stem.clone())).collect()
}

/// How much a stem tells one text of a few from the others.
#[derive(Debug, Default)]
pub(super) struct Weights {
    texts: f64,
    holding: HashMap<String, f64>,
}

impl Weights {
    /// Weights among texts given as their stems.
    pub(super) fn of<'a>(texts: impl Iterator<Item = &'a [String]>) -> Self {
        let mut weights = Self::default();
        for stems in texts {
            weights.texts += 1.0;
            for stem in stems {
                *weights.holding.entry(stem.clone()).or_default() += 1.0;
            }
        }
        weights
    }

    /// Above 0; a stem that every text holds tells least (inverse document frequency, as in BM25).
    pub(super) fn of_stem(&self, stem: &str) -> f64 {
        let holding = self.holding.get(stem).copied().unwrap_or_default();
        (1.0 + (self.texts - holding + 0.5) / (holding + 0.5)).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_and_repetitions_fall_away() {
        assert_eq!(stems("La porte, les portes et l'oubli"), ["port", "oubl"]);
    }

    #[test]
    fn rare_stems_weigh_more() {
        let texts = [vec!["a".to_owned(), "b".to_owned()], vec!["a".to_owned()]];
        let weights = Weights::of(texts.iter().map(Vec::as_slice));
        assert!(weights.of_stem("c") > weights.of_stem("b") && weights.of_stem("b") > weights.of_stem("a"));
        assert!(weights.of_stem("a") > 0.0);
    }
}
