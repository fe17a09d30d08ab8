//! The passages that are ranked for a question: those that have its rarest words. Pure.

use super::corpus::{Corpus, Place, Stem};
use super::query::Query;

/// Passages that are proposed, about: each costs a microsecond or two, and a word that half the course has tells them apart
/// by little. The rarest words come first.
const MAX_CANDIDATES: usize = 400;

/// With fewer than these, the next word is taken however frequent it is: the rarest may be the one that misleads.
const MIN_CANDIDATES: usize = 100;

/// The places of the passages that have a word of `query`, or what may stand for it, in order.
pub(super) fn of(corpus: &Corpus, query: &Query) -> Vec<Place> {
    let variants = query.terms.iter().flat_map(|term| &term.variants);
    let mut phrases: Vec<(usize, &[Stem])> =
        variants.map(|variant| (with_rarest(corpus, &variant.stems).len(), &*variant.stems)).collect();
    phrases.sort_unstable();
    phrases.dedup();
    let mut proposed = 0;
    let affordable = phrases.iter().take_while(|(passages, _)| {
        let affordable = proposed < MIN_CANDIDATES || proposed + passages <= MAX_CANDIDATES;
        proposed += passages;
        affordable
    });
    let with = |stems| with_rarest(corpus, stems).iter().copied().filter(|place| corpus.has(*place, stems));
    let mut places: Vec<Place> = affordable.flat_map(|(_, stems)| with(stems)).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// The passages that have the rarest of `stems`.
fn with_rarest<'c>(corpus: &'c Corpus, stems: &[Stem]) -> &'c [Place] {
    stems.iter().map(|stem| corpus.passages_with(*stem)).min_by_key(|with| with.len()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::corpus::samples::corpus;

    fn places(passages: &[(&str, &str)], question: &str) -> Vec<Place> {
        let corpus = corpus(passages);
        of(&corpus, &Query::read(question, &corpus))
    }

    #[test]
    fn what_has_a_word_is_proposed_once_and_in_order() {
        let passages =
            [("La porte", "Elle oublie."), ("", "Rien."), ("L'oubli", "La porte oublie."), ("", "Une porte.")];
        assert_eq!(places(&passages, "la porte qui oublie"), [0, 2, 3]);
        assert_eq!(places(&passages, "zyklop"), [0; 0]);
        assert_eq!(places(&passages, ""), [0; 0]);
    }

    #[test]
    fn a_phrase_stands_in_one_field_and_in_its_order() {
        let passages =
            [("Le taux", "d'apprentissage"), ("", "Le taux d'apprentissage."), ("", "L'apprentissage du taux.")];
        let corpus = corpus(&passages);
        let stems: Vec<Stem> = ["taux", "apprentissage"].iter().map(|word| corpus.stems_of(word)[0]).collect();
        assert_eq!((0..3).filter(|place| corpus.has(*place, &stems)).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn frequent_words_propose_nothing_once_rare_ones_have() {
        let passages: Vec<(&str, &str)> = (0..1000).map(|n| ("", if n < 120 { "rare mot" } else { "mot" })).collect();
        assert_eq!(places(&passages, "mot rare").len(), 120);
        assert_eq!(places(&passages, "mot").len(), 1000);
    }
}
