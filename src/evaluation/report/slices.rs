//! The slices that go wrong most, and the words of errors.

use super::super::slices::{Slice, Worst};
use super::super::words::WordScore;
use super::MAX_TITLE;
use super::language::Language;
use super::markup::{section, short, table};
use super::summary::range;

/// Slices shown: a page is read, a list of fifty is not.
const MAX_SLICES: usize = 10;
/// Words shown.
const MAX_WORDS: usize = 12;
/// From here on chance alone is no likely reason: twice the standard error.
const MIN_Z_SCORE: f64 = 2.0;

/// The worst slices.
pub(super) fn worst(worst: &Worst, language: Language) -> String {
    let heading = language.pick("Les textes qui posent problème", "The texts that go wrong");
    if worst.slices.is_empty() {
        let none = language.pick(
            "Aucun genre de textes ne se distingue des autres au-delà du hasard.",
            "No kind of text stands out from the others beyond chance.",
        );
        return section(heading, &format!("<p>{none}</p>"));
    }
    let looked_at = language.count(worst.looked_at);
    let explained = match language {
        Language::French => format!(
            "Parmi {looked_at} genres de textes examinés, ceux où le modèle se trompe nettement plus qu’ailleurs. Un indice \
             comme la négation est trouvé par ses mots\u{a0}: il dit où regarder, non pourquoi le modèle se trompe."
        ),
        Language::English => format!(
            "Of {looked_at} kinds of texts looked at, those about which the model is wrong clearly more often than elsewhere. \
             A cue such as negation is found by its words: it says where to look, not why the model is wrong."
        ),
    };
    let head = [
        language.pick("Textes", "Texts"),
        language.pick("Nombre", "Number"),
        language.pick("Erreurs", "Errors"),
        language.pick("Taux d’erreur", "Error rate"),
        language.pick("Ailleurs", "Elsewhere"),
        language.pick("Hasard seul", "By chance"),
    ];
    let rows = worst.slices.iter().take(MAX_SLICES).map(|slice| row(slice, language));
    let note = language.pick(
        "«\u{a0}Hasard seul\u{a0}»\u{a0}: la probabilité que le hasard écarte autant les deux taux, corrigée du nombre de genres \
         examinés (Holm).",
        "“By chance”: how likely chance alone would set both rates so far apart, corrected for the number of kinds looked at \
         (Holm).",
    );
    let table = table("numbers", &head, rows);
    section(heading, &format!("<p>{explained}</p>{table}<p class=\"note\">{note}</p>"))
}

fn row(slice: &Slice, language: Language) -> Vec<String> {
    let percent = |share: Option<f64>| share.map(|share| language.percent(share)).unwrap_or_default();
    let within = slice.interval.map(|interval| range(interval, language, true)).unwrap_or_default();
    vec![
        short(language.pick(&slice.said.fr, &slice.said.en), MAX_TITLE),
        language.count(slice.rows),
        language.count(slice.errors),
        format!("{} <small>{within}</small>", percent(slice.error_rate)),
        percent(slice.rest_error_rate),
        slice.p_adjusted.map(|chance| language.chance(chance)).unwrap_or_default(),
    ]
}

/// The words that stand out among errors.
pub(super) fn words(words: &[WordScore], language: Language) -> String {
    let heading = language.pick("Les mots des erreurs", "The words of errors");
    let told: Vec<&WordScore> = words.iter().take(MAX_WORDS).filter(|word| word.z_score >= MIN_Z_SCORE).collect();
    if told.is_empty() {
        let none = language.pick("Aucun mot ne se distingue.", "No word stands out.");
        return section(heading, &format!("<p>{none}</p>"));
    }
    let explained = language.pick(
        "Les mots plus fréquents dans les textes mal classés que dans les autres, les plus nets d’abord\u{a0}; sans accents ni \
         majuscules.",
        "The words that are more frequent in texts that went wrong than in the others, the clearest first; without accents \
         and capitals.",
    );
    let head = [
        language.pick("Mot", "Word"),
        language.pick("Textes", "Texts"),
        language.pick("Erreurs", "Errors"),
        language.pick("Taux d’erreur", "Error rate"),
        "z",
    ];
    let rows = told.into_iter().map(|word| {
        vec![
            short(&word.word, MAX_TITLE),
            language.count(word.rows),
            language.count(word.errors),
            if word.rows > 0 { language.percent(word.errors as f64 / word.rows as f64) } else { String::new() },
            language.decimal(word.z_score, 1),
        ]
    });
    section(heading, &format!("<p>{explained}</p>{}", table("numbers", &head, rows)))
}
