//! Tokens, estimated from above without the model's tokenizer: a prompt that fits by this count fits.

/// Letters that a token holds at least, over a text. Mistral's tokenizers take four and more of French prose; three
/// leaves room for names and rare words.
const LETTERS: usize = 3;

/// What the template puts around a message.
pub const PER_MESSAGE: usize = 6;

/// The most tokens that `text` is, but for texts made to deceive: words in pieces of three bytes, every digit and sign by
/// itself, every byte of what is neither Latin letter nor common sign.
pub fn at_most(text: &str) -> usize {
    let (mut tokens, mut letters) = (0, 0);
    let mut after_space = false;
    for c in text.chars() {
        // Latin letters, with their accents.
        if c.is_alphabetic() && u32::from(c) < 0x250 {
            letters += c.len_utf8();
            after_space = false;
            continue;
        }
        tokens += usize::div_ceil(letters, LETTERS);
        letters = 0;
        let is_space = c.is_whitespace();
        tokens += match c {
            // A single space belongs to the word behind it; runs of them cost.
            ' ' => usize::from(after_space),
            _ if c.is_ascii() => 1,
            _ => c.len_utf8(),
        };
        after_space = is_space;
    }
    tokens + usize::div_ceil(letters, LETTERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_words_digits_signs_and_bytes() {
        for (text, tokens) in [
            ("", 0),
            ("le chat", 1 + 2),
            ("porte d’oubli", 2 + 1 + 3 + 2),
            ("2026", 4),
            ("a  b", 1 + 1 + 1),
            ("été", 2),
            ("漢字", 6),
            ("x = y_1;\n", 1 + 1 + 1 + 1 + 1 + 1 + 1),
        ] {
            assert_eq!(at_most(text), tokens, "{text:?}");
        }
    }

    #[test]
    fn prose_is_not_counted_far_too_high() {
        let text = "La porte d'oubli décide de ce que la cellule garde de son état, et de ce qu'elle efface.";
        assert!((20..=40).contains(&at_most(text)), "{}", at_most(text));
    }
}
