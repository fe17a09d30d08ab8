//! What stands in a text that may make it hard to read: a negation, a contrast, a question. Found by words and signs, in
//! French and English, so a cue says where to look and not what is meant.

mod find;
mod lexicon;

pub use find::{of, of_words, words_of};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One thing that may stand in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cue {
    /// A word that negates: « ne… pas », « jamais », `not`.
    Negation,
    /// A word that turns: « mais », « pourtant », `however`.
    Contrast,
    /// A word that strengthens: « très », « vraiment », `very`.
    Intensifier,
    /// A question mark.
    Question,
    /// An exclamation mark.
    Exclamation,
    /// What often marks irony: « bravo » before a complaint, quotation marks around praise, `/s`.
    Irony,
    /// A set phrase whose words say something else: « à couper le souffle », `waste of time`.
    Idiom,
}

impl Cue {
    /// All of them; the place of one is its bit.
    pub const ALL: [Self; 7] = [
        Self::Negation,
        Self::Contrast,
        Self::Intensifier,
        Self::Question,
        Self::Exclamation,
        Self::Irony,
        Self::Idiom,
    ];

    /// Its name, as JSON has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Negation => "negation",
            Self::Contrast => "contrast",
            Self::Intensifier => "intensifier",
            Self::Question => "question",
            Self::Exclamation => "exclamation",
            Self::Irony => "irony",
            Self::Idiom => "idiom",
        }
    }
}

/// The cues of one text, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cues(u32);

impl Cues {
    /// From the number that [`Self::bits`] gave.
    pub fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// As a number, to be stored.
    pub fn bits(self) -> u32 {
        self.0
    }

    /// Whether `cue` is among them.
    pub fn has(self, cue: Cue) -> bool {
        self.0 & (1 << cue as u32) != 0
    }

    /// With `cue` among them.
    pub fn with(self, cue: Cue) -> Self {
        Self(self.0 | 1 << cue as u32)
    }
}
