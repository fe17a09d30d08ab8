//! Questions for this feature's tests.

use super::Asked;
use crate::chat::citations::Citation;
use crate::tutor::samples::hit;

/// A question of three choices, of which the one at `right` is.
pub(super) fn asked(question: &str, right: usize) -> Asked {
    Asked {
        question: question.to_owned(),
        choices: ["a", "b", "c"].map(str::to_owned).to_vec(),
        right,
        praise: "Juste.".to_owned(),
        correction: "Non.".to_owned(),
        citation: Citation::of_passage(1, &hit("a.md", "Une phrase.")),
    }
}
