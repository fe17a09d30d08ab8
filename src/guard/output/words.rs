//! The words of a text as keys are written: letters, digits and the signs that keys hold, with emphasis and what is
//! invisible passed over.

use std::ops::Range;

use super::super::fold::is_invisible;
use super::keys::{self, Announced};

/// The longest word that is judged whole, in bytes: twice the longest key. What is longer is judged by its beginning, so
/// that a text without spaces does not wait for ever.
const MAX_BYTES: usize = 256;

/// So many letters of an answer's first word leave before the word is over: whoever waits for the first token would else
/// wait for the second. They tell nothing of a key.
const FIRST_LETTERS: usize = 3;

/// Words between an announcement and its key: « la clé est … ».
const BETWEEN: [&str; 6] = ["est", "is", "vaut", "api", "secret", "secrète"];

/// Cuts a text into words, character by character.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    text: String,
    span: Range<usize>,
    announced: Announced,
    /// A word is over.
    has_first: bool,
    /// Where the first word goes on behind [`FIRST_LETTERS`].
    rest: Option<usize>,
    /// Of an overlong word, whether its beginning was a key; the rest shares its fate.
    overlong: Option<bool>,
}

/// What is known of a word.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Its characters.
    pub(super) text: String,
    /// Where it stands.
    pub(super) span: Range<usize>,
    /// Whether it is a key.
    pub(super) is_key: bool,
}

impl Words {
    /// Reads the character at `span`. Gives the word that ends before it, or that is too long to wait for.
    pub(super) fn read(&mut self, character: char, span: Range<usize>) -> Option<Word> {
        if character == '*' || is_invisible(character) {
            return None;
        }
        if !character.is_alphanumeric() && !"-_./+~".contains(character) {
            return self.finish();
        }
        if self.text.is_empty() {
            self.span.start = span.start;
        }
        if let Some(is_key) = self.overlong {
            return is_key.then(|| Word { text: String::new(), span, is_key });
        }
        if self.text.chars().nth(FIRST_LETTERS - 1).is_some() {
            self.rest.get_or_insert(span.start);
        }
        self.text.push(character);
        if character.is_alphanumeric() {
            self.span.end = span.end;
        }
        if self.text.len() < MAX_BYTES {
            return None;
        }
        let is_key = keys::is_key(&self.text, self.announced);
        self.overlong = Some(is_key);
        Some(Word { text: self.text.clone(), span: self.span.start..span.end, is_key })
    }

    /// The word under way, at the end of the text.
    pub(super) fn finish(&mut self) -> Option<Word> {
        let text = std::mem::take(&mut self.text);
        self.has_first |= !text.is_empty();
        if self.overlong.take().is_some() || text.is_empty() {
            return None;
        }
        let text = text.trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned();
        let is_key = keys::is_key(&text, self.announced);
        if !BETWEEN.contains(&&*text) {
            self.announced = Announced::by(&text);
        }
        (!text.is_empty()).then(|| Word { text, span: self.span.clone(), is_key })
    }

    /// Where what must wait of the word under way begins. A beginning that `is_suspect` waits whole.
    pub(super) fn held(&self, is_suspect: impl FnOnce(&str) -> bool) -> Option<usize> {
        if self.text.is_empty() || self.overlong.is_some() {
            None
        } else if self.has_first || !begins_like_prose(&self.text) || is_suspect(&self.text) {
            Some(self.span.start)
        } else {
            self.rest
        }
    }
}

/// Whether a word begins with letters, small ones behind the first.
fn begins_like_prose(word: &str) -> bool {
    let mut first = word.chars().take(FIRST_LETTERS);
    first.next().is_some_and(char::is_alphabetic) && first.all(char::is_lowercase)
}

/// The words of `text` that are keys.
pub(super) fn keys_in(text: &str) -> impl Iterator<Item = String> {
    let mut words = Words::default();
    // The last space ends the last word.
    let characters = text.chars().chain([' ']);
    characters.filter_map(move |character| words.read(character, 0..0)).filter(|word| word.is_key).map(|word| word.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_keys_where_they_stand() {
        let key = "Zk3mQ9xT7bLw2Xc8Vr1NpWk6HdYs5Gj4";
        for text in [
            format!("La clé est {key}."),
            format!("export MISTRAL_API_KEY=\"{key}\""),
            format!("`{key}`"),
            format!("**{key}**"),
            format!("{}**{}", &key[..9], &key[9..]),
            format!("{}\u{200b}{}", &key[..9], &key[9..]),
            format!("https://exemple.fr/?key={key}&x=1"),
        ] {
            assert_eq!(keys_in(&text).collect::<Vec<_>>(), [key], "{text}");
        }
        let announced = keys_in("Authorization: Bearer abc1def2abc3def4, suite").collect::<Vec<_>>();
        assert_eq!(announced, ["abc1def2abc3def4"]);
        assert_eq!(keys_in("mot de passe : abc1def2abc3def4").count(), 1);
        assert_eq!(keys_in("le modèle abc1def2abc3def4").count(), 0);
    }

    #[test]
    fn letters_of_a_first_word_leave_where_it_begins_like_prose() {
        // Each word, with how many bytes of it leave before it is over.
        for (word, leaves) in [
            ("La", 2),
            ("Voici", 3),
            ("à", 2),
            ("Éteint", 4),
            ("LSTM", 0),
            ("sk-4fQ9", 0),
            ("x7Lw", 0),
            ("7", 0),
            ("craie", 0),
        ] {
            let mut words = Words::default();
            for (at, character) in word.char_indices() {
                assert_eq!(words.read(character, at..at + character.len_utf8()), None);
            }
            let held = words.held(|begun| "craie".starts_with(begun));
            assert_eq!(held.unwrap_or(word.len()), leaves, "{word}");
            // No other word's.
            assert!(words.finish().is_some());
            assert_eq!(words.read('l', 9..10), None);
            assert_eq!(words.held(|_| false), Some(9));
        }
    }

    #[test]
    fn an_endless_word_does_not_wait_for_ever() {
        let mut words = Words::default();
        let mut judged = Vec::new();
        for at in 0..1000 {
            judged.extend(words.read('a', at..at + 1));
            let held = words.held(|_| false);
            assert_eq!(held, (FIRST_LETTERS..MAX_BYTES - 1).contains(&at).then_some(FIRST_LETTERS));
        }
        assert_eq!(judged.len(), 1);
        assert!(!judged[0].is_key && words.finish().is_none());
    }
}
