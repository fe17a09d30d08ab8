//! An evaluation as one page to hand out: HTML that needs nothing else, neither scripts nor a network. What people wrote
//! stands in it as text, cut to a bound, so that the page stays small whatever the data.

mod charts;
mod confusion;
mod gather;
mod language;
mod markup;
mod pick;
mod sentences;
mod slices;
mod summary;
mod svg;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::columns::Columns;
use super::description::Evaluation;
use super::duplicates::Duplicates;
use super::store::rows::Sentence;
use super::words::WordScore;
use gather::Counted;
pub use language::Language;
use markup::section;
use sentences::Shown;

/// The longest text shown, in characters.
const MAX_TEXT: usize = 300;
/// The longest label shown.
const MAX_NAME: usize = 40;
/// The longest name of an evaluation, slice or word shown.
const MAX_TITLE: usize = 120;
/// The most labels shown: a matrix of more is no longer read.
const MAX_LABELS: usize = 20;

const STYLE: &str = include_str!("style.css");

/// Everything that the page tells.
pub struct Report {
    /// The log has none.
    evaluation: Option<Evaluation>,
    columns: Arc<Columns>,
    counted: Counted,
    /// Null until the texts have been looked through, as is `duplicates`.
    words: Option<Vec<WordScore>>,
    duplicates: Option<Duplicates>,
    /// The rows to show of duplicates.
    twins: Vec<usize>,
    /// By their rows.
    sentences: BTreeMap<u64, Sentence>,
    written_at: Timestamp,
}

impl Report {
    /// The page, under a megabyte.
    pub fn html(&self, language: Language) -> String {
        let title = language.pick("Rapport d’évaluation", "Evaluation report");
        let name = self.evaluation.as_ref().map(|one| markup::short(&one.name, MAX_TITLE)).unwrap_or_default();
        let separator = if name.is_empty() { "" } else { ", " };
        format!(
            "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\">\
             <title>{title}{separator}{name}</title><style>{STYLE}</style></head><body><main>{}{}</main></body></html>\n",
            language.code(),
            summary::facts(self.evaluation.as_ref(), &self.counted.figures, language),
            if self.columns.is_empty() { String::new() } else { self.sections(language) },
        )
    }

    fn sections(&self, language: Language) -> String {
        let counted = &self.counted;
        let shown = Shown { columns: &self.columns, sentences: &self.sentences, language };
        let mut page = summary::figures(&counted.figures, language);
        page += &confusion::confusion(&counted.confusion, language);
        page += &self.charts(language);
        page += &slices::worst(&counted.worst, language);
        if let Some(words) = &self.words {
            page += &slices::words(words, language);
        }
        page += &shown.errors(&counted.picks);
        page += &shown.doubts(&counted.picks);
        if let Some(duplicates) = &self.duplicates {
            page += &shown.duplicates(duplicates, &self.twins);
        }
        page + &self.footer(language)
    }

    fn charts(&self, language: Language) -> String {
        let counted = &self.counted;
        let confidence =
            charts::reliability(&counted.reliability, language) + &charts::histogram(&counted.histogram, language);
        let mut html = section(language.pick("Ce que vaut sa confiance", "What its confidence is worth"), &confidence);
        if let Some(thresholds) = &counted.thresholds {
            let chart = charts::thresholds(thresholds, language);
            html += &section(language.pick("Et avec un autre seuil", "And with another threshold"), &chart);
        }
        html
    }

    fn footer(&self, language: Language) -> String {
        let explained = language.pick(
            "Un intervalle à 95\u{a0}% dit entre quelles valeurs la mesure resterait, le plus souvent, sur d’autres textes du \
             même genre\u{a0}: Wilson pour les parts, DeLong pour l’aire ROC, l’erreur type pour les moyennes, mille \
             rééchantillonnages pour le reste.",
            "A 95% interval says between which values the figure would mostly stay on other texts of the same kind: Wilson for \
             shares, DeLong for the ROC area, the standard error for means, a thousand resamples for the rest.",
        );
        let written = language.pick("Page écrite par Tramontane, le", "Written by Tramontane,");
        format!("<footer><p>{explained}</p><p>{written} {}.</p></footer>", language.moment(self.written_at))
    }
}
