//! The words in an order drawn by chance: what a bag of words cannot notice.

use std::collections::BTreeSet;

use super::order::{reordered, spans};
use crate::random::Random;

/// Shuffles of a text. The mean of twenty is known to a quarter of their spread, and they take a network some
/// milliseconds.
const MAX_SHUFFLES: usize = 20;

/// Draws for each shuffle wanted. A text of three words has five other orders: this many draws find them all, save by rare
/// chance.
const DRAWS: usize = 5;

/// Orders of the words of `text` other than its own, all different: [`MAX_SHUFFLES`], or as many as a short text has. The
/// same `seed` draws the same.
pub(in crate::compare) fn shuffle(text: &str, seed: u64) -> Vec<String> {
    let spans = spans(text);
    let mut random = Random::seeded(seed);
    let mut seen = BTreeSet::from([text.to_owned()]);
    let mut shuffles = Vec::new();
    for _ in 0..MAX_SHUFFLES * DRAWS {
        let mut order: Vec<usize> = (0..spans.len()).collect();
        random.shuffle(&mut order);
        let shuffled = reordered(text, &spans, &order);
        if seen.insert(shuffled.clone()) {
            shuffles.push(shuffled);
        }
        if shuffles.len() == MAX_SHUFFLES {
            break;
        }
    }
    shuffles
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "L’histoire traîne, mais les acteurs n'ont jamais été aussi drôles !";

    #[test]
    fn a_seed_fixes_the_orders_and_another_changes_them() {
        assert_eq!(shuffle(TEXT, 1), shuffle(TEXT, 1));
        assert_ne!(shuffle(TEXT, 1), shuffle(TEXT, 2));
        assert_eq!(shuffle(TEXT, 1).len(), MAX_SHUFFLES);
    }

    #[test]
    fn a_shuffle_has_the_text_s_words_in_an_order_of_its_own() {
        let sorted = |text: &str| {
            let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
            words.sort();
            words
        };
        let shuffles = shuffle(TEXT, 7);
        let distinct: BTreeSet<&String> = shuffles.iter().collect();
        assert_eq!(distinct.len(), shuffles.len());
        for shuffled in &shuffles {
            assert_ne!(shuffled, TEXT);
            assert_eq!(sorted(shuffled), sorted(TEXT));
        }
    }

    #[test]
    fn a_short_text_has_as_many_as_it_has() {
        assert_eq!(shuffle("pas mal", 1), ["mal pas"]);
        assert_eq!(shuffle("not bad film", 1).len(), 5);
        for text in ["", " ", "Nul !", "très très", "🎬"] {
            assert_eq!(shuffle(text, 1), [""; 0], "{text}");
        }
    }
}
