//! Tokens, counted roughly and always alike: what a limit or a usage is measured in.

/// Letters that make one token, about. French runs a little above four.
const LETTERS: usize = 5;
/// What the template puts around each message.
pub const PER_MESSAGE: usize = 4;

/// The tokens of a text: its words in pieces, and each sign by itself.
pub fn count(text: &str) -> usize {
    let (mut tokens, mut letters) = (0, 0);
    for c in text.chars() {
        if c.is_alphanumeric() {
            letters += 1;
        } else {
            tokens += usize::div_ceil(letters, LETTERS) + usize::from(!c.is_whitespace());
            letters = 0;
        }
    }
    tokens + usize::div_ceil(letters, LETTERS)
}
