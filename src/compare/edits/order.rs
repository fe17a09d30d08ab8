//! The words of a text in another order. A word here is what spaces bound: its elisions and its punctuation stay with it,
//! and so does a sign that stands alone behind it (« film ! »). The spaces between words stay where they are.

use std::ops::Range;

/// Where the words of `text` stand, in bytes.
pub(super) fn spans(text: &str) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    let start = text.as_ptr().addr();
    for word in text.split_whitespace() {
        let at = word.as_ptr().addr() - start;
        let end = at + word.len();
        let is_sign = word.chars().all(super::punctuation::is_punctuation);
        match spans.last_mut() {
            Some(before) if is_sign => before.end = end,
            _ => spans.push(at..end),
        }
    }
    spans
}

/// `text` with the word `order[i]` in place `i`. `order` is a permutation of its words.
pub(super) fn reordered(text: &str, spans: &[Range<usize>], order: &[usize]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for (place, word) in spans.iter().zip(order) {
        out.push_str(&text[end..place.start]);
        out.push_str(&text[spans[*word].clone()]);
        end = place.end;
    }
    out.push_str(&text[end..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_signs() {
        let text = " Ce film\n« drôle » n’est  pas … mauvais ! 🎬 🎬";
        let words: Vec<&str> = spans(text).into_iter().map(|at| &text[at]).collect();
        assert_eq!(words, ["Ce", "film\n«", "drôle »", "n’est", "pas …", "mauvais !", "🎬", "🎬"]);
        assert!(spans(" \n").is_empty());
    }

    #[test]
    fn spaces_stay_where_they_are() {
        let text = " a  b\nc ";
        assert_eq!(reordered(text, &spans(text), &[2, 0, 1]), " c  a\nb ");
    }
}
