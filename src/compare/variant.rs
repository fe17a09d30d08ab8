//! The edits by name, and what they make of a text.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::edits;

/// An edit of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// The words in orders drawn by chance, as `seed` has it: up to 20.
    Shuffle,
    /// The last word first.
    Reverse,
    /// Without the words that negate: *n'est pas mauvais* becomes *est mauvais*.
    DropNegation,
    /// Without punctuation.
    DropPunctuation,
    /// In capitals.
    Uppercase,
    /// Without accents.
    StripAccents,
    /// As far as each word; of a long text, at 100 places.
    Cut,
}

/// One text that an edit makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EditedText {
    pub(super) text: String,
    /// How many words of the original it keeps, where it is a beginning.
    pub(super) words: Option<usize>,
}

impl Variant {
    /// Whether the edit makes several texts of one.
    pub(super) fn makes_several(self) -> bool {
        matches!(self, Self::Shuffle | Self::Cut)
    }

    /// What it makes of `text`: nothing where it changes nothing.
    pub(super) fn texts(self, text: &str, seed: u64) -> Vec<EditedText> {
        let one = |edited: String| if edited == text { Vec::new() } else { vec![EditedText::of(edited)] };
        match self {
            Self::Shuffle => edits::shuffle(text, seed).into_iter().map(EditedText::of).collect(),
            Self::Reverse => one(edits::reverse(text)),
            Self::DropNegation => one(edits::drop_negation(text)),
            Self::DropPunctuation => one(edits::drop_punctuation(text)),
            Self::Uppercase => one(edits::uppercase(text)),
            Self::StripAccents => one(edits::strip_accents(text)),
            Self::Cut => {
                let cuts = edits::cut(text).into_iter();
                cuts.map(|(words, text)| EditedText { text, words: Some(words) }).collect()
            }
        }
    }
}

impl EditedText {
    fn of(text: String) -> Self {
        Self { text, words: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Variant; 7] = [
        Variant::Shuffle,
        Variant::Reverse,
        Variant::DropNegation,
        Variant::DropPunctuation,
        Variant::Uppercase,
        Variant::StripAccents,
        Variant::Cut,
    ];

    #[test]
    fn a_text_that_has_nothing_to_edit_makes_none() {
        for variant in ALL {
            assert_eq!(variant.texts("NUL", 1), [], "{variant:?}");
            assert_eq!(variant.texts("🎬", 1), [], "{variant:?}");
        }
    }

    #[test]
    fn a_text_that_has_something_makes_it() {
        for variant in ALL {
            let texts = variant.texts("Ce n’est pas raté !", 1);
            assert_eq!(texts.len() > 1, variant.makes_several(), "{variant:?}");
            assert!(texts.iter().all(|edited| edited.text != "Ce n’est pas raté !"), "{variant:?}");
        }
    }
}
