//! The last word first.

use super::order::{reordered, spans};

/// `text` with its words in the opposite order.
pub(in crate::compare) fn reverse(text: &str) -> String {
    let spans = spans(text);
    let order: Vec<usize> = (0..spans.len()).rev().collect();
    reordered(text, &spans, &order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_comes_first() {
        assert_eq!(reverse("Ce film n’est pas mauvais !"), "mauvais ! pas n’est film Ce");
        assert_eq!(reverse("Not bad at all."), "all. at bad Not");
        assert_eq!(reverse("Bravo 🎬"), "🎬 Bravo");
    }

    #[test]
    fn a_word_alone_stays() {
        for text in ["Nul.", "", " ", "très très"] {
            assert_eq!(reverse(text), text);
        }
    }
}
