//! The words for a picture: whole words of the vocabulary, the most frequent first. No punctuation, no number, no piece,
//! and no beginning that byte pair encoding goes on.

use super::word::Opened;

/// The fewest letters: shorter ones are articles and single letters, or the beginning of many words.
const MIN_LETTERS: usize = 3;

/// Up to `count` words, in the vocabulary's order: by frequency in a list of words, by merges in byte pair encoding.
pub(super) fn frequent_words(opened: &Opened, count: usize) -> Vec<String> {
    let tokenizer = opened.tokenizer();
    let words = tokenizer.vocabulary().entries().iter().filter(|entry| {
        let is_word = !entry.special && !entry.unknown && !entry.piece && !entry.goes_on;
        let letters = entry.text.chars().take_while(|letter| letter.is_alphabetic()).count();
        is_word && letters >= MIN_LETTERS && letters == entry.text.chars().count() && opened.row(entry.id).is_some()
    });
    // The last word on what a word is has the tokenizer: as a text, it must become this very entry.
    let reads_back = words.filter(|entry| tokenizer.pieces(&entry.text).is_ok_and(|ids| ids == [entry.id]));
    reads_back.map(|entry| entry.text.clone()).take(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embeddings::samples::opened;

    #[test]
    fn only_whole_words_are_chosen_in_the_vocabulary_s_order() {
        let words = frequent_words(&opened("tiny"), 100);
        assert_eq!(words[..3], ["brillant", "brillante", "drôle"]);
        for no_word in ["[PAD]", "[UNK]", ".", "😍", "et", "à"] {
            assert!(!words.iter().any(|word| word == no_word), "{no_word}");
        }
        assert_eq!(frequent_words(&opened("tiny"), 2), words[..2]);
        let words = frequent_words(&opened("tiny-transformer"), 100);
        assert_eq!(words[..3], ["the", "film", "was"]);
        assert!(!words.iter().any(|word| word == "ing" || word.starts_with('#')), "{words:?}");
    }
}
