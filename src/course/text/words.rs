//! Words: a text cut at what is neither letter nor digit, each word folded, with its place in the text.

use std::borrow::Cow;
use std::ops::Range;

use super::fold::{fold, is_apostrophe, is_of_word};

/// What French leaves before an apostrophe (`l'`, `qu'`), which is no word to look for.
const ELIDED: [&str; 14] =
    ["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu"];

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// Folded.
    pub form: Cow<'a, str>,
    /// Where it stands in the text, in bytes.
    pub at: Range<usize>,
    /// What joins it to the word before: a hyphen, an underscore, or nothing within one name. The two then also
    /// count as one word, as others write them.
    pub joined: bool,
}

/// The words of `text`, in order. Elided articles and pronouns are left out; a name in camel case is cut at its humps, and before a number.
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut rest = 0;
    let mut previous_end = None;
    std::iter::from_fn(move || {
        loop {
            let start = rest + text[rest..].find(is_of_word)?;
            let run = text[start..].find(|c| !is_of_word(c)).map_or(text.len(), |length| start + length);
            let end = start + hump(&text[start..run]);
            rest = end;
            let follower = text[end..].chars().next();
            let form = fold(&text[start..end]);
            if end == run && follower.is_some_and(is_apostrophe) && ELIDED.contains(&&*form) {
                continue;
            }
            let joined = previous_end.is_some_and(|previous: usize| {
                matches!(&text[previous..start], "" | "-" | "_" | "\u{2010}" | "\u{2011}")
            });
            previous_end = Some(end);
            if !form.is_empty() {
                return Some(Word { form, at: start..end, joined });
            }
        }
    })
}

/// The length of the first part of a name such as `MaxPooling` or `GPT4`; of the whole of any other word.
fn hump(word: &str) -> usize {
    if !word.is_ascii() {
        return word.len();
    }
    let bytes = word.as_bytes();
    let small = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_lowercase);
    let found = (2..bytes.len()).find(|&at| {
        // Two small letters on either side: `MaxPooling` has a hump, `ReLU`, `SimpleRNN` and `iPhone` have none.
        let capital =
            bytes[at].is_ascii_uppercase() && small(at - 1) && small(at - 2) && small(at + 1) && small(at + 2);
        let number = at > 2 && bytes[at].is_ascii_digit() && bytes[..at].iter().all(u8::is_ascii_alphabetic);
        capital || number
    });
    found.unwrap_or(word.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<String> {
        words(text).map(|word| word.form.into_owned()).collect()
    }

    #[test]
    fn elisions_fall_away() {
        assert_eq!(
            forms("L'oubli d’un état, qu'est-ce que c'est ?"),
            ["oubli", "un", "etat", "est", "ce", "que", "est"]
        );
        assert_eq!(forms("aujourd'hui, don't"), ["aujourd", "hui", "don", "t"]);
    }

    #[test]
    fn places_are_the_text_s_own() {
        let text = "Été 😀 : la porte-d’oubli, 95 %";
        let places: Vec<_> = words(text).map(|word| &text[word.at]).collect();
        assert_eq!(places, ["Été", "la", "porte", "oubli", "95"]);
    }

    #[test]
    fn compounds_are_cut_and_known_as_such() {
        let joined = |text| words(text).map(|word| (word.form.into_owned(), word.joined)).collect::<Vec<_>>();
        let pair = |a: &str, b: &str| vec![(a.to_owned(), false), (b.to_owned(), true)];
        assert_eq!(joined("sur-apprentissage"), pair("sur", "apprentissage"));
        assert_eq!(joined("batch_size"), pair("batch", "size"));
        assert_eq!(joined("MaxPooling"), pair("max", "pooling"));
        assert_eq!(joined("GPT-4"), pair("gpt", "4"));
        assert_eq!(joined("GPT4"), pair("gpt", "4"));
        assert_eq!(forms("SimpleRNN ReLU iPhone LSTM H2"), ["simplernn", "relu", "iphone", "lstm", "h2"]);
        assert_eq!(joined("sur apprentissage")[1], ("apprentissage".to_owned(), false));
    }

    #[test]
    fn any_text_is_cut_without_harm() {
        for text in ["", "'", "’’’", "\u{301}", "\u{200b}\u{ad}", "a\u{301}'", "🏳️‍🌈", "\0\u{feff}", "---", "字漢"]
        {
            for word in words(text) {
                assert!(!word.form.is_empty() && word.at.end <= text.len(), "{text:?}: {word:?}");
            }
        }
    }
}
