//! The embeddings' errors into problems.

use crate::embeddings::{EmbeddingError, MAX_WORD_CHARS, NotAWord};
use crate::http::problem::{Kind, Problem};
use crate::runtime::InferError;

/// Unknown words that a detail names; more would bury the rest.
const NAMED: usize = 20;

impl From<EmbeddingError> for Problem {
    fn from(error: EmbeddingError) -> Self {
        match error {
            EmbeddingError::UnknownModel(error) => error.into(),
            EmbeddingError::Infer(error) => error.into(),
            EmbeddingError::Open(error) => error.into(),
            EmbeddingError::Tokenize(error) => Self::internal(&error),
            EmbeddingError::NoEmbedding => Self::new(
                Kind::NoEmbedding,
                "Le graphe de ce modèle ne contient pas de matrice de vecteurs de mots lisible (elle est peut-être quantifiée).",
                "This model's graph holds no readable matrix of word vectors (it may be quantised).",
            ),
            EmbeddingError::NoAxis => Self::new(
                Kind::NoEmbedding,
                "Le vocabulaire de ce modèle a trop peu de mots entiers pour un axe du négatif au positif.",
                "This model's vocabulary has too few whole words for an axis from negative to positive.",
            ),
            EmbeddingError::UnknownWords { words } => unknown(&words),
            EmbeddingError::NotAWord(fault) => not_a_word(fault),
            EmbeddingError::Count { count, least, most } => Self::new(
                Kind::WordCount,
                format!("Il y a {count} mots ; il en faut de {least} à {most}."),
                format!("There are {count} words; {least} to {most} are needed."),
            ),
            EmbeddingError::Groups { count, least, most } => Self::field(
                "/groups",
                format!("Il y a {count} groupes ; il en faut de {least} à {most}."),
                format!("There are {count} groups; {least} to {most} are needed."),
            ),
            EmbeddingError::Repeated { word } => Self::field(
                "/groups",
                format!("Le mot « {word} » est à deux places : chaque mot n'appartient qu'à un groupe."),
                format!("The word '{word}' is in two places: each word belongs to one group."),
            ),
            EmbeddingError::Name { group } => Self::field(
                format!("/groups/{group}/name"),
                "Le nom d'un groupe n'est ni vide, ni long, ni celui d'un autre.",
                "A group's name is neither empty, nor long, nor another's.",
            ),
            EmbeddingError::Busy => Self::new(
                Kind::Overloaded,
                "D'autres cartes sont en cours de calcul. Réessayez dans un instant.",
                "Other maps are being worked out. Try again in a moment.",
            ),
            EmbeddingError::Stopped => InferError::Stopping.into(),
        }
    }
}

fn unknown(words: &[String]) -> Problem {
    let named = words.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = words.len().saturating_sub(NAMED);
    let (and_fr, and_en) = match more {
        0 => (String::new(), String::new()),
        more => (format!(" et {more} autres"), format!(" and {more} more")),
    };
    Problem::new(
        Kind::UnknownWord,
        format!("Le vocabulaire de ce modèle ne connaît pas, même en morceaux : {named}{and_fr}."),
        format!("This model's vocabulary does not know, not even in pieces: {named}{and_en}."),
    )
}

fn not_a_word(fault: NotAWord) -> Problem {
    let (fr, en) = match fault {
        NotAWord::Empty => {
            ("Il faut un mot : celui-ci est vide.".to_owned(), "A word is needed; this one is empty.".to_owned())
        }
        NotAWord::TooLong => (
            format!("Un mot a {MAX_WORD_CHARS} caractères au plus."),
            format!("A word has {MAX_WORD_CHARS} characters at most."),
        ),
        NotAWord::Spaces => (
            "Un seul mot à la fois : celui-ci contient une espace.".to_owned(),
            "One word at a time: this one holds a space.".to_owned(),
        ),
    };
    Problem::new(Kind::InvalidParameter, fr, en)
}
