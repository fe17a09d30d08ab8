//! What an edit changed: of one run, and over several.

use super::Missing;
use super::verdict::Verdict;

/// One of those asked, on an edited text.
#[derive(Debug)]
pub struct Shift {
    /// Its name.
    pub model: String,
    /// What it says now.
    pub change: Result<Change, Missing>,
}

/// What it says of the edited text, against what it said of the original.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The most probable label now.
    pub label: Option<String>,
    /// Its probability.
    pub score: f32,
    /// The label that the original got.
    pub target: String,
    /// The probability of that label now.
    pub probability: f32,
    /// What was added to it; negative where it fell.
    pub change: f32,
}

/// The changes over several texts of one edit.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Whose.
    pub model: String,
    /// How many.
    pub runs: usize,
    /// Their mean.
    pub mean: f32,
    /// Their standard deviation (with n - 1); 0 of a single one.
    pub spread: f32,
    /// The least.
    pub lowest: f32,
    /// The greatest.
    pub highest: f32,
    /// How many runs got another label than the original.
    pub flipped: usize,
}

impl Change {
    /// What changed from `original` to `edited`.
    pub(super) fn between(original: &Verdict, edited: &Verdict) -> Self {
        let target = original.target();
        let was = original.probability(target).unwrap_or_default();
        // One model has one set of labels.
        let probability = edited.probability(target).unwrap_or_default();
        Self {
            label: edited.label.clone(),
            score: edited.score,
            target: target.to_owned(),
            probability,
            change: probability - was,
        }
    }
}

impl Summary {
    /// Sums up the changes of `model`, whose original got the label `label`; none where there is none.
    pub(super) fn of(model: &str, label: Option<&str>, changes: &[&Change]) -> Option<Self> {
        let count = changes.len() as f64;
        let values = || changes.iter().map(|one| f64::from(one.change));
        let mean = values().sum::<f64>() / count;
        let squares: f64 = values().map(|value| (value - mean).powi(2)).sum();
        let spread = if changes.len() > 1 { (squares / (count - 1.0)).sqrt() } else { 0.0 };
        Some(Self {
            model: model.to_owned(),
            runs: changes.len(),
            mean: mean as f32,
            spread: spread as f32,
            lowest: changes.iter().map(|one| one.change).min_by(f32::total_cmp)?,
            highest: changes.iter().map(|one| one.change).max_by(f32::total_cmp)?,
            flipped: changes.iter().filter(|one| one.label.as_deref() != label).count(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(change: f32, label: &str) -> Change {
        Change { label: Some(label.to_owned()), score: 0.5, target: "positive".to_owned(), probability: 0.5, change }
    }

    #[test]
    fn changes_are_summed_up() {
        let changes = [change(-0.5, "negative"), change(0.25, "positive"), change(-0.125, "positive")];
        let summary = Summary::of("m", Some("positive"), &changes.iter().collect::<Vec<_>>()).unwrap();
        assert!((summary.mean + 0.125).abs() < 1e-6 && (summary.spread - 0.375).abs() < 1e-6, "{summary:?}");
        assert_eq!((summary.lowest, summary.highest, summary.flipped, summary.runs), (-0.5, 0.25, 1, 3));
    }

    #[test]
    fn one_change_has_no_spread_and_none_has_no_summary() {
        assert_eq!(Summary::of("m", None, &[&change(0.5, "positive")]).unwrap().spread, 0.0);
        assert_eq!(Summary::of("m", None, &[]), None);
    }
}
