//! An edit as it is sent: its texts, and what became of the answers.

use serde::Serialize;
use utoipa::ToSchema;

use super::answer::split;
use crate::compare::{Edited, Run, Shift, Variant};
use crate::http::problem::{Language, ProblemDocument};

/// An edit, and what it changed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VariantAnswer {
    /// Which.
    variant: Variant,
    /// Whether it leaves the text as it is; then nothing is run.
    unchanged: bool,
    /// Of `shuffle`: each model's changes, summed up. Null of the others.
    summary: Option<Vec<SummaryAnswer>>,
    /// Each text that it makes.
    runs: Vec<RunAnswer>,
}

/// One model's changes over several texts.
#[derive(Debug, Serialize, ToSchema)]
struct SummaryAnswer {
    /// Whose.
    model: String,
    /// How many.
    runs: usize,
    /// Their mean.
    mean: f32,
    /// Their standard deviation (with n - 1).
    spread: f32,
    /// The least.
    lowest: f32,
    /// The greatest.
    highest: f32,
    /// How many texts got another label than the original.
    flipped: usize,
}

/// One edited text.
#[derive(Debug, Serialize, ToSchema)]
struct RunAnswer {
    /// The text.
    #[schema(example = "Ce film est mauvais.")]
    text: String,
    /// Of `cut`: how many words it keeps.
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<usize>,
    /// What became of each model's answer.
    answers: Vec<ShiftAnswer>,
}

/// What a model says of an edited text, or `error`.
#[derive(Debug, Serialize, ToSchema)]
struct ShiftAnswer {
    /// Whose.
    model: String,
    /// The most probable label now.
    label: Option<String>,
    /// Its probability.
    score: Option<f32>,
    /// The label that the original got (`positive`, where it got none).
    target: Option<String>,
    /// The probability of that label now.
    probability: Option<f32>,
    /// What the edit added to it; negative where it fell.
    change: Option<f32>,
    /// Why there is no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ProblemDocument>,
}

impl VariantAnswer {
    pub(super) fn new(edited: Edited, language: Language) -> Self {
        let Edited { variant, runs, summary } = edited;
        let summary = summary.map(|summary| {
            let sums = summary.into_iter().map(|sum| SummaryAnswer {
                model: sum.model,
                runs: sum.runs,
                mean: sum.mean,
                spread: sum.spread,
                lowest: sum.lowest,
                highest: sum.highest,
                flipped: sum.flipped,
            });
            sums.collect()
        });
        let unchanged = runs.is_empty();
        let runs = runs.into_iter().map(|Run { text, words, shifts }| RunAnswer {
            text,
            words,
            answers: shifts.into_iter().map(|shift| ShiftAnswer::new(shift, language)).collect(),
        });
        Self { variant, unchanged, summary, runs: runs.collect() }
    }
}

impl ShiftAnswer {
    fn new(shift: Shift, language: Language) -> Self {
        let (change, error) = split(shift.change, language);
        let (label, score, target, probability, change) = change.map_or_else(Default::default, |change| {
            (change.label, Some(change.score), Some(change.target), Some(change.probability), Some(change.change))
        });
        Self { model: shift.model, label, score, target, probability, change, error }
    }
}
