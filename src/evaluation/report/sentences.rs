//! Errors as sentences, labels that are probably wrong, and texts that are there twice.

use std::collections::BTreeMap;

use super::super::columns::Columns;
use super::super::duplicates::Duplicates;
use super::super::store::rows::Sentence;
use super::language::Language;
use super::markup::{section, short};
use super::pick::Picks;
use super::{MAX_NAME, MAX_TEXT};

/// What sentences are shown with.
pub(super) struct Shown<'a> {
    pub(super) columns: &'a Columns,
    /// By their rows.
    pub(super) sentences: &'a BTreeMap<u64, Sentence>,
    pub(super) language: Language,
}

impl Shown<'_> {
    /// The model's errors: surest first, nearest to the border, and some by chance.
    pub(super) fn errors(&self, picks: &Picks) -> String {
        let pick = |fr, en| self.language.pick(fr, en);
        let mut body = format!(
            "<p>{}</p>",
            pick(
                "Des textes dont l’étiquette n’est pas en doute, et que le modèle classe mal.",
                "Texts whose label is not in doubt, and about which the model is wrong.",
            )
        );
        let lists = [
            (pick("Les plus sûres", "The surest"), &picks.surest),
            (pick("Les plus hésitantes", "The most hesitant"), &picks.border),
            (pick("Au hasard", "At random"), &picks.random),
        ];
        for (name, rows) in lists.into_iter().filter(|(_, rows)| !rows.is_empty()) {
            body += &format!("<h3>{name}</h3>{}", self.list(rows));
        }
        if picks.surest.is_empty() {
            body = format!("<p>{}</p>", pick("Il n’y en a pas.", "There are none."));
        }
        section(pick("Des erreurs", "Errors"), &body)
    }

    /// Labels that are probably wrong, apart.
    pub(super) fn doubts(&self, picks: &Picks) -> String {
        let count = self.language.count(picks.doubtful);
        let explained = match self.language {
            Language::French => format!(
                "Pour {count} textes, le modèle contredit l’étiquette avec assurance. Ou bien l’étiquette est fausse, ou bien \
                 c’est là son erreur la plus sûre\u{a0}: il faut les relire (apprentissage confiant, Northcutt et al., 2021)."
            ),
            Language::English => format!(
                "For {count} texts, the model contradicts the label with confidence. Either the label is wrong, or this is \
                 the model’s surest error: read them (confident learning, Northcutt et al., 2021)."
            ),
        };
        let heading = self.language.pick("Des étiquettes douteuses", "Doubtful labels");
        section(heading, &format!("<p>{explained}</p>{}", self.list(&picks.doubts)))
    }

    /// What is there twice, those first whose labels differ.
    pub(super) fn duplicates(&self, duplicates: &Duplicates, rows: &[usize]) -> String {
        let count = |number| self.language.count(number);
        let (groups, surplus, conflicts) =
            (count(duplicates.count), count(duplicates.surplus_rows), count(duplicates.conflicts));
        let told = match self.language {
            Language::French => format!(
                "Groupes de textes identiques ou presque\u{a0}: {groups}. Textes en trop\u{a0}: {surplus}. Groupes dont les \
                 étiquettes se contredisent\u{a0}: {conflicts}."
            ),
            Language::English => format!(
                "Groups of texts that are the same, or nearly: {groups}. Texts too many: {surplus}. Groups whose labels \
                 contradict each other: {conflicts}."
            ),
        };
        let heading = self.language.pick("Des textes en double", "Texts that are there twice");
        let shown = if duplicates.conflicts > 0 { self.list(rows) } else { String::new() };
        section(heading, &format!("<p>{told}</p>{shown}"))
    }

    fn list(&self, rows: &[usize]) -> String {
        let items: String = rows.iter().map(|row| self.item(*row)).collect();
        if items.is_empty() { items } else { format!("<ol class=\"texts\">{items}</ol>") }
    }

    fn item(&self, row: usize) -> String {
        let Some(sentence) = self.sentences.get(&(row as u64)) else { return String::new() };
        let (columns, language) = (self.columns, self.language);
        let label = |place: u8| short(&columns.labels[usize::from(place)], MAX_NAME);
        let (gold, predicted) = (label(columns.gold[row]), label(columns.predicted[row]));
        let sure = language.percent(f64::from(columns.confidence(row)));
        let number = language.count(sentence.number);
        let told = match language {
            Language::French => {
                format!(
                    "étiquette\u{a0}: <b>{gold}</b>, réponse\u{a0}: <b>{predicted}</b> à {sure}, texte n°\u{a0}{number}"
                )
            }
            Language::English => format!("label: <b>{gold}</b>, answer: <b>{predicted}</b> at {sure}, row {number}"),
        };
        format!("<li><q>{}</q><small>{told}</small></li>", short(&sentence.text, MAX_TEXT))
    }
}
