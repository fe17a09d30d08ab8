//! The figures of an evaluation, for a person at a terminal.

use std::fmt::Write as _;

use crate::evaluation::Evaluation;
use crate::evaluation::figures::{Confusion, Figures};
use crate::evaluation::interval::Estimate;
use crate::evaluation::slices::Worst;

/// Slices told: what fits a screen.
const MAX_SLICES: usize = 8;

pub(super) fn table(evaluation: &Evaluation, figures: &Figures, confusion: &Confusion, worst: &Worst) -> String {
    let mut text = String::new();
    let (name, model) = (&evaluation.name, evaluation.model_name());
    let _ = writeln!(text, "{name}, read by {model}: {} rows, {} refused\n", figures.rows, evaluation.refused);
    let figure = |text: &mut String, name: &str, figure: &Option<Estimate>| {
        let _ = writeln!(text, "{name:<18} {}", estimate(figure));
    };
    figure(&mut text, "accuracy", &figures.accuracy);
    figure(&mut text, "macro F1", &figures.macro_f1);
    figure(&mut text, "Matthews", &figures.matthews);
    figure(&mut text, "ROC AUC", &figures.roc_auc);
    figure(&mut text, "log loss", &figures.log_loss);
    figure(&mut text, "Brier", &figures.brier);
    figure(&mut text, "ECE", &figures.ece);

    let width = confusion.labels.iter().map(|label| label.chars().count()).max().unwrap_or_default().max(12);
    let head: Vec<String> = confusion.labels.iter().map(|label| format!("{label:>width$}")).collect();
    let _ = writeln!(text, "\n{:<width$} {}", "predicted:", head.join(" "));
    for (label, row) in confusion.labels.iter().zip(&confusion.matrix) {
        let row: Vec<String> = row.iter().map(|count| format!("{count:>width$}")).collect();
        let _ = writeln!(text, "{label:<width$} {}", row.join(" "));
    }

    if !worst.slices.is_empty() {
        let _ = writeln!(text, "\n{:>6} {:>7} {:>7}  worst slices", "rows", "errors", "rate");
        for slice in worst.slices.iter().take(MAX_SLICES) {
            let rate = slice.error_rate.unwrap_or_default();
            let _ = writeln!(text, "{:>6} {:>7} {rate:>7.3}  {}", slice.rows, slice.errors, slice.said.en);
        }
    }
    let _ =
        writeln!(text, "\nid {}: a server shows its errors at /evaluations/{}/errors", evaluation.id, evaluation.id);
    text
}

fn estimate(estimate: &Option<Estimate>) -> String {
    match estimate {
        None => "-".to_owned(),
        Some(Estimate { value, interval: None }) => format!("{value:.3}"),
        Some(Estimate { value, interval: Some(interval) }) => {
            format!("{value:.3}  [{:.3}, {:.3}]", interval.low, interval.high)
        }
    }
}
