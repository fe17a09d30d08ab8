//! The sentence of a context that answers a question, by the words they share; none where they share too little.

use std::ops::Range;

use super::super::text::{sentences, stems};
use crate::course::text::{Language, is_weak_word, words};

/// The share of the question's meaning that a sentence must have. On 1,898 questions on encyclopedia paragraphs, three
/// in four of the sentences then given hold the answer, and nine in ten questions are refused on another paragraph of the
/// same article; at half, nearly all are refused there, but two in three on their own paragraph as well.
const MIN_SHARE: f64 = 0.3;

/// What a word of the sentence before counts: « La salle est au nord. Elle ouvre à neuf heures. »
const BEFORE: f64 = 0.5;

/// What a word of the question counts that asks rather than names (« combien de temps »).
const OF_WEAK_WORD: f64 = 0.3;

/// The best sentence of `context` for `question`, in bytes.
pub(super) fn best_sentence(question: &str, context: &str) -> Option<Range<usize>> {
    let wanted = stems(question);
    let weak: Vec<String> =
        words(question).filter(|word| is_weak_word(&word.form)).map(|word| Language::French.stem(&word.form)).collect();
    let at = sentences(context);
    let said: Vec<Vec<String>> = at.iter().map(|at| stems(&context[at.clone()])).collect();
    // As in a search: a word of every sentence tells nothing apart, one that the context lacks weighs most.
    let total = count(said.len());
    let weights = wanted.iter().map(|stem| {
        let sentences_with = count(said.iter().filter(|said| said.contains(stem)).count());
        let factor = if weak.contains(stem) { OF_WEAK_WORD } else { 1.0 };
        factor * (1.0 + (total - sentences_with + 0.5) / (sentences_with + 0.5)).ln()
    });
    let weights: Vec<f64> = weights.collect();
    let share = |place: usize| {
        let part = wanted.iter().zip(&weights).map(|(stem, weight)| {
            let before = place.checked_sub(1).is_some_and(|before| said[before].contains(stem));
            let here = said[place].contains(stem);
            if here {
                *weight
            } else if before {
                BEFORE * weight
            } else {
                0.0
            }
        });
        part.sum::<f64>() / weights.iter().sum::<f64>()
    };
    // What only the sentence before says is no answer.
    let candidates = (0..said.len()).filter(|&place| wanted.iter().any(|stem| said[place].contains(stem)));
    let best = candidates.map(|place| (place, share(place))).max_by(|(left, one), (right, other)| {
        // The first of equals.
        one.total_cmp(other).then(right.cmp(left))
    });
    best.filter(|(_, share)| *share >= MIN_SHARE).map(|(place, _)| at[place].clone())
}

fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXT: &str = "La bibliothèque se trouve au nord du lycée. Elle ouvre à neuf heures. Le prêt dure trois \
        semaines. M. Morel prête aussi des tablettes.";

    fn answered(question: &str) -> Option<&'static str> {
        best_sentence(question, CONTEXT).map(|at| &CONTEXT[at])
    }

    #[test]
    fn the_sentence_that_answers_is_found() {
        assert_eq!(answered("Combien de temps dure un prêt ?"), Some("Le prêt dure trois semaines."));
        assert_eq!(answered("Quand ouvre la bibliothèque ?"), Some("Elle ouvre à neuf heures."));
        assert_eq!(answered("Qui prête des tablettes ?"), Some("M. Morel prête aussi des tablettes."));
        assert_eq!(answered("Où se trouve la bibliotheque"), Some("La bibliothèque se trouve au nord du lycée."));
    }

    #[test]
    fn what_the_context_lacks_is_not_found() {
        assert_eq!(answered("Qui dirige le club d'échecs du lycée ?"), None);
        assert_eq!(answered("Quelle est la capitale du Portugal ?"), None);
        assert_eq!(answered("Pourquoi ?"), None);
        assert_eq!(best_sentence("Où est la salle ?", "…"), None);
    }
}
