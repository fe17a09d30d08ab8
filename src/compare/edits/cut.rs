//! The text as far as each of its words: how a reader's judgement grows.

use super::order::spans;

/// Places where a text is cut. After each word of a sentence or two; a curve over a long review needs no more points.
const MAX_CUTS: usize = 100;

/// The beginnings of `text`, each with its number of words: after every word but the last or, of a longer text, at
/// [`MAX_CUTS`] places evenly spread.
pub(in crate::compare) fn cut(text: &str) -> Vec<(usize, String)> {
    let spans = spans(text);
    let cuts = spans.len().saturating_sub(1);
    let places = cuts.min(MAX_CUTS);
    let counts = (1..=places).map(|place| if cuts == places { place } else { place * spans.len() / (places + 1) });
    counts.map(|words| (words, text[..spans[words - 1].end].to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_ends_a_beginning() {
        let cuts = cut("Ce film n’est pas mauvais !");
        let texts: Vec<&str> = cuts.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["Ce", "Ce film", "Ce film n’est", "Ce film n’est pas"]);
        assert_eq!(cuts[2].0, 3);
    }

    #[test]
    fn a_long_text_is_cut_evenly() {
        let text = vec!["mot"; 1_000].join(" ");
        let cuts = cut(&text);
        assert_eq!(cuts.len(), MAX_CUTS);
        let steps: Vec<usize> = cuts.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
        assert!(steps.iter().all(|step| (9..=10).contains(step)), "{steps:?}");
        assert!(cuts.iter().all(|(words, text)| text.split_whitespace().count() == *words));
    }

    #[test]
    fn one_word_has_no_beginning() {
        for text in ["", "Nul !", "🎬"] {
            assert_eq!(cut(text), []);
        }
    }
}
