//! One text before several readers: networks, a word list, a language model; and edits of it, to see what each relies on.
//! Records no prediction.

mod agreement;
mod change;
mod edits;
mod error;
mod lexicon;
mod run;
mod subject;
mod variant;
mod verdict;

use std::time::Instant;

pub use agreement::Agreement;
pub use change::{Change, Shift, Summary};
pub use error::{CompareError, Missing};
pub use lexicon::Match;
pub use run::compare;
pub use subject::About;
pub use variant::Variant;
pub use verdict::{Detail, Verdict};

use crate::chat::Origin;

/// The word list's name, as `models` takes it. A folder of this name is asked for as `keywords:fp32`.
pub const KEYWORDS: &str = "keywords";

/// The language model's name, as `models` takes it.
pub const MISTRAL: &str = "mistral";

/// Most models of a comparison. With the 125 texts that the edits may make, 2,000 runs: some seconds of two cores.
pub const MAX_MODELS: usize = 16;

/// Largest text that is edited, in bytes: some 2,500 words, several times what a network reads. The edits make up to 125
/// texts of it, which all stand in the answer.
pub const MAX_EDITED_BYTES: usize = 16 << 10;

/// What is to be compared.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The text.
    pub text: &'a str,
    /// Names as `/predict` takes them, [`KEYWORDS`] and [`MISTRAL`]; without them, all that speak the text's language.
    pub models: Option<&'a [String]>,
    /// The edits, each once.
    pub variants: &'a [Variant],
    /// Fixes the orders of [`Variant::Shuffle`].
    pub seed: u64,
    /// When the answer is of no more use.
    pub deadline: Instant,
    /// Where the text came in, for the tutor's security events.
    pub origin: &'a Origin,
}

/// The answers.
#[derive(Debug)]
pub struct Comparison {
    /// The language detected in the text (ISO 639-1, among those served), where the detector is confident.
    pub language: Option<&'static str>,
    /// In the order of the models.
    pub answers: Vec<Answer>,
    /// How far they say the same.
    pub agreement: Agreement,
    /// In the order of the edits asked for.
    pub variants: Vec<Edited>,
}

/// One model's answer.
#[derive(Debug)]
pub struct Answer {
    /// What it is.
    pub about: About,
    /// What it says.
    pub verdict: Result<Verdict, Missing>,
}

/// An edit, and what it changed.
#[derive(Debug)]
pub struct Edited {
    /// Which.
    pub variant: Variant,
    /// Each text that it made; none where it changes nothing, and nothing is run again.
    pub runs: Vec<Run>,
    /// Of shuffles: each model's changes, summed up.
    pub summary: Option<Vec<Summary>>,
}

/// One edited text.
#[derive(Debug)]
pub struct Run {
    /// The text.
    pub text: String,
    /// How many words of the original it keeps, where it is a beginning.
    pub words: Option<usize>,
    /// What became of the answers, for each model that had one.
    pub shifts: Vec<Shift>,
}
