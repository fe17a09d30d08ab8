//! The evaluations' errors into problems, and what is wrong with a row of a labelled file.

use crate::chain::Chain;
use crate::evaluation::EvaluationError;
use crate::evaluation::slices::ConditionError;
use crate::evaluation::source::Fault;
use crate::http::problem::{Kind, Problem};
use crate::runtime::InferError;

/// Columns that a detail names; more would bury the rest.
const NAMED: usize = 20;

impl From<EvaluationError> for Problem {
    fn from(error: EvaluationError) -> Self {
        match error {
            EvaluationError::Unknown => Self::new(
                Kind::UnknownEvaluation,
                "Aucune évaluation ne porte ce numéro, ou elle a été effacée.",
                "No evaluation has this id, or it was erased.",
            ),
            EvaluationError::UnknownRow { row } => Self::new(
                Kind::UnknownRow,
                format!("L'évaluation n'a pas de ligne {row}."),
                format!("The evaluation has no row {row}."),
            ),
            EvaluationError::UnknownLabel { label, labels } => unknown_label(&label, &labels).at("/label"),
            EvaluationError::EmptyFile => {
                Self::new(Kind::EmptyFile, "Le fichier n'a aucune ligne à lire.", "The file has no row to read.")
            }
            EvaluationError::Header { columns } => {
                let named: Vec<String> = columns.iter().take(NAMED).map(|name| format!("« {name} »")).collect();
                let (fr, en) = (named.join(", "), named.join(", ").replace("« ", "'").replace(" »", "'"));
                Self::new(
                    Kind::UnreadableTable,
                    format!("Il faut les colonnes « text » et « label » ; la première ligne a {fr}."),
                    format!("The columns 'text' and 'label' are needed; the first line has {en}."),
                )
            }
            EvaluationError::TooLarge { rows, bytes } => {
                let gigabytes = bytes >> 30;
                Self::new(
                    Kind::FileTooLarge,
                    format!("Une évaluation prend {rows} lignes et {gigabytes} Gio au plus."),
                    format!("An evaluation takes {rows} rows and {gigabytes} GiB at most."),
                )
            }
            EvaluationError::TooMany { limit } => Self {
                retry_after: Some(60),
                ..Self::new(
                    Kind::EvaluationsWaiting,
                    format!("{limit} évaluations attendent déjà leur tour."),
                    format!("{limit} evaluations wait for their turn already."),
                )
            },
            EvaluationError::NotFinished => Self::new(
                Kind::EvaluationUnfinished,
                "Cela se dit d'une évaluation finie, et celle-ci ne l'est pas encore.",
                "This is told of a finished evaluation, and this one is not yet.",
            ),
            EvaluationError::OtherRows => Self::new(
                Kind::OtherRows,
                "Les textes ou les étiquettes des deux évaluations diffèrent : on ne peut pas les comparer ligne à ligne.",
                "The texts or labels of the two evaluations differ: they cannot be compared row by row.",
            ),
            EvaluationError::NotBinary { labels } => Self::new(
                Kind::NotBinary,
                format!("Ce modèle a {labels} étiquettes ; il en faut deux."),
                format!("This model has {labels} labels; two are needed."),
            ),
            EvaluationError::NothingToFit { rows, needed } => Self::new(
                Kind::NothingToFit,
                format!(
                    "La moitié à ajuster a {rows} lignes ; il en faut {needed}, que le modèle n'a pas toutes bonnes, et de \
                     chaque étiquette."
                ),
                format!(
                    "The half to fit has {rows} rows; {needed} are needed, of each label, and not all of them right."
                ),
            ),
            EvaluationError::NotStored(error) => (&*error).into(),
            EvaluationError::BrokenOff => Self::new(
                Kind::InvalidJson,
                "Le corps s'est interrompu avant sa fin ; rien n'a été gardé.",
                "The body broke off before its end; nothing was kept.",
            ),
            EvaluationError::UnknownModel(error) => error.into(),
            EvaluationError::DiskFull => unavailable(&error, "Le disque est plein.", "The disk is full."),
            EvaluationError::Locked => unavailable(
                &error,
                "La base est occupée par un autre programme.",
                "The database is held by another program.",
            ),
            EvaluationError::Database(_) => unavailable(&error, "La base est en panne.", "The database fails."),
            EvaluationError::File(_) => unavailable(
                &error,
                "Le fichier ne peut pas être gardé ou relu.",
                "The file cannot be kept or read again.",
            ),
            EvaluationError::Damaged { .. } => Self::internal(&error),
            EvaluationError::Stopping => InferError::Stopping.into(),
        }
    }
}

impl From<ConditionError> for Problem {
    fn from(error: ConditionError) -> Self {
        let (fr, en) = match &error {
            ConditionError::Malformed(written) => (
                format!("« where » : « {written} » n'est pas une condition, comme « negation=yes »."),
                format!("'where': '{written}' is no condition, such as 'negation=yes'."),
            ),
            ConditionError::NoAttribute(name) => (
                format!("« where » : le fichier n'a pas de colonne « {name} », ou elle a trop de valeurs."),
                format!("'where': the file has no column '{name}', or it has too many values."),
            ),
            ConditionError::NoValue(value) => (
                format!("« where » : aucune ligne n'a la valeur « {value} »."),
                format!("'where': no row has the value '{value}'."),
            ),
            ConditionError::NoWord(word) => (
                format!(
                    "« where » : « {word} » n'est pas parmi les 64 premiers mots de /words ; « q » cherche les autres."
                ),
                format!("'where': '{word}' is not among the first 64 words of /words; 'q' searches others."),
            ),
        };
        Self::new(Kind::InvalidParameter, fr, en)
    }
}

impl From<&Fault> for Problem {
    fn from(fault: &Fault) -> Self {
        match fault {
            Fault::NotUtf8 => Self::new(
                Kind::InvalidUtf8,
                "La ligne n'est pas de l'UTF-8 valide : le fichier est sans doute en Latin-1.",
                "The row is not valid UTF-8: the file is probably in Latin-1.",
            ),
            Fault::NotJson { reason } => Self::new(
                Kind::InvalidJson,
                format!("La ligne n'est pas un objet JSON : {reason}."),
                format!("The row is not a JSON object: {reason}."),
            ),
            Fault::TooLong { limit } => Self::new(
                Kind::TextTooLarge,
                format!("La ligne ou son texte dépasse {limit} octets ; un guillemet est peut-être resté ouvert."),
                format!("The row or its text is over {limit} bytes; a quotation mark may have been left open."),
            ),
            Fault::WrongWidth { fields, columns } => Self::new(
                Kind::InvalidField,
                format!("La ligne a {fields} champs, et l'en-tête {columns}."),
                format!("The row has {fields} fields, and the header {columns}."),
            ),
            Fault::NoText => Self::field("/text", "Il manque le texte.", "The text is missing."),
            Fault::EmptyText => {
                Self::new(Kind::EmptyText, "Le texte n'a rien à lire.", "The text has nothing to read.").at("/text")
            }
            Fault::NoLabel => Self::field("/label", "Il manque l'étiquette.", "The label is missing."),
            Fault::UnknownLabel { label } => Self::new(
                Kind::UnknownLabel,
                format!("Le modèle n'a pas d'étiquette « {label} »."),
                format!("The model has no label '{label}'."),
            )
            .at("/label"),
            Fault::Unreadable { reason } => Self::new(
                Kind::InvalidField,
                format!("Le texte ne peut pas être lu : {reason}."),
                format!("The text cannot be read: {reason}."),
            ),
        }
    }
}

fn unknown_label(label: &str, labels: &[String]) -> Problem {
    let known = labels.join(", ");
    Problem::new(
        Kind::UnknownLabel,
        format!("Le modèle n'a pas d'étiquette « {label} » ; il a {known}."),
        format!("The model has no label '{label}'; it has {known}."),
    )
}

fn unavailable(error: &EvaluationError, fr: &str, en: &str) -> Problem {
    tracing::warn!(cause = %Chain(error), "an evaluation is not to be had");
    Problem::new(
        Kind::StorageUnavailable,
        format!("{fr} Rien n'a été perdu : réessayez."),
        format!("{en} Nothing was lost: try again."),
    )
}
