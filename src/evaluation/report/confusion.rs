//! The confusion matrix as a table: counts, shares of each row, and colour.

use super::super::figures::Confusion;
use super::language::Language;
use super::markup::{section, short, table};
use super::{MAX_LABELS, MAX_NAME};

/// Shades of a cell; the page's style has one for each.
const SHADES: f64 = 10.0;

/// The matrix. Of more labels than a page can show, the first ones; then it says so.
pub(super) fn confusion(confusion: &Confusion, language: Language) -> String {
    let shown = confusion.labels.len().min(MAX_LABELS);
    let labels: Vec<String> = confusion.labels.iter().take(shown).map(|label| short(label, MAX_NAME)).collect();
    let corner = language.pick("vraie ↓ prédite →", "true ↓ predicted →");
    let head: Vec<&str> = std::iter::once(corner).chain(labels.iter().map(String::as_str)).collect();
    let rows = confusion.matrix.iter().zip(&labels).enumerate().map(|(gold, (counts, label))| {
        let all: u64 = counts.iter().sum();
        let cell = |(predicted, count): (usize, &u64)| {
            let share = if all > 0 { *count as f64 / all as f64 } else { 0.0 };
            let shade = (share * SHADES).round() as u32;
            let kind = if gold == predicted { "hit" } else { "miss" };
            let (count, share) = (language.count(*count), language.percent(share));
            format!("<span class=\"cell {kind} s{shade}\"><b>{count}</b> <small>{share}</small></span>")
        };
        std::iter::once(label.clone()).chain(counts.iter().take(shown).enumerate().map(cell)).collect()
    });
    let explained = language.pick(
        "Une ligne par vraie étiquette\u{a0}: ce que le modèle a répondu pour les textes qui l’ont, en nombre et en part de la \
         ligne. Sur la diagonale, il a raison.",
        "One row for each true label: what the model answered for the texts that have it, as a number and as a share of the \
         row. On the diagonal, it is right.",
    );
    let mut body = format!("<p>{explained}</p>{}", table("confusion", &head, rows));
    if shown < confusion.labels.len() {
        body += &format!(
            "<p class=\"note\">{}</p>",
            match language {
                Language::French => format!("Les {shown} premières étiquettes sur {}.", confusion.labels.len()),
                Language::English => format!("The first {shown} of {} labels.", confusion.labels.len()),
            }
        );
    }
    section(language.pick("Quelle étiquette est prise pour quelle autre", "Which label is taken for which"), &body)
}
