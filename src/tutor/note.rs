//! What an answer says of itself, in the student's language: why it is shorter or plainer than it could be.

use crate::chat::Reason;
use crate::course::text::Language;

/// A part of an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// What it is.
    Definition,
    /// One case.
    Example,
    /// What it is good for.
    Use,
}

/// Why the course's own sentences answer.
pub(super) fn from_course(language: Language, reason: Reason) -> String {
    match (reason, language) {
        (Reason::UpstreamUnreadable, Language::French) => {
            return "La réponse du modèle de langage est inutilisable ; je cite le cours.".to_owned();
        }
        (Reason::UpstreamUnreadable, Language::English) => {
            return "The language model's answer is unusable; I quote the course.".to_owned();
        }
        _ => {}
    }
    let opening = reason.opening(language).trim_end_matches(|c: char| c == ':' || c.is_whitespace());
    format!("{opening}.")
}

/// Why a sentence of the context answers.
pub(super) fn from_context(language: Language, reason: Reason) -> &'static str {
    match (reason, language) {
        (Reason::NoKey, Language::French) => {
            "Sans clé Mistral : la réponse est la phrase du contexte qui partage le plus avec la question."
        }
        (Reason::NoKey, Language::English) => {
            "Without a Mistral key: the answer is the sentence of the context that shares most with the question."
        }
        (Reason::Attempt, Language::French) => {
            "Ces textes veulent donner des ordres : le modèle de langage n'est pas appelé, et la réponse est la phrase du \
             contexte qui partage le plus avec la question."
        }
        (Reason::Attempt, Language::English) => {
            "These texts want to give orders: the language model is not called, and the answer is the sentence of the \
             context that shares most with the question."
        }
        (_, Language::French) => {
            "Le modèle de langage n'est pas disponible en ce moment : la réponse est la phrase du contexte qui partage \
             le plus avec la question."
        }
        (_, Language::English) => {
            "The language model is not available just now: the answer is the sentence of the context that shares most \
             with the question."
        }
    }
}

/// A note, and another behind it.
pub(super) fn joined(first: &str, second: Option<String>) -> String {
    second.map_or_else(|| first.to_owned(), |second| format!("{first} {second}"))
}

/// The course does not speak of it.
pub(super) fn not_in_course(language: Language, reason: Reason) -> &'static str {
    match (reason, language) {
        (Reason::Attempt, Language::French) => {
            "Je garde mon rôle de tuteur, et mes consignes pour moi. Donnez-moi une notion du cours."
        }
        (Reason::Attempt, Language::English) => {
            "I keep my role of tutor, and my instructions to myself. Give me a notion of the course."
        }
        (_, Language::French) => {
            "Le cours n'en parle pas. Essayez un autre mot, ou /course/search pour voir ce qu'il contient."
        }
        (_, Language::English) => {
            "The course does not speak of it. Try another word, or /course/search to see what it holds."
        }
    }
}

/// Parts of an explanation that the course has no sentence for, and the section to read instead.
pub(super) fn missing(language: Language, parts: &[Part], section: Option<&str>) -> String {
    let named = |part: &Part| match (part, language) {
        (Part::Definition, Language::French) => "une définition",
        (Part::Definition, Language::English) => "a definition",
        (Part::Example, Language::French) => "un exemple",
        (Part::Example, Language::English) => "an example",
        (Part::Use, Language::French) => "un usage",
        (Part::Use, Language::English) => "a use",
    };
    let list = parts.iter().map(named).collect::<Vec<_>>().join(", ");
    match (language, section) {
        (Language::French, None) => format!("Aucune phrase du cours n'a été reconnue pour : {list}."),
        (Language::French, Some(section)) => {
            format!("Aucune phrase du cours n'a été reconnue pour : {list}. À lire : « {section} ».")
        }
        (Language::English, None) => format!("No sentence of the course was recognised for: {list}."),
        (Language::English, Some(section)) => {
            format!("No sentence of the course was recognised for: {list}. To read: '{section}'.")
        }
    }
}

/// Fewer questions than asked for.
pub(super) fn fewer_questions(language: Language, made: usize) -> String {
    match (language, made) {
        (Language::French, 0) => "Sur ce sujet, il ne donne pas matière à un quiz.".to_owned(),
        (Language::French, 1) => "Sur ce sujet, il donne matière à une question.".to_owned(),
        (Language::French, _) => format!("Sur ce sujet, il donne matière à {made} questions."),
        (Language::English, 0) => "On this topic, it has no matter for a quiz.".to_owned(),
        (Language::English, 1) => "On this topic, it has matter for one question.".to_owned(),
        (Language::English, _) => format!("On this topic, it has matter for {made} questions."),
    }
}
