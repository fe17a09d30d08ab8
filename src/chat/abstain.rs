//! What is said where nothing is answered: that the course does not say, and where it comes closest. Pure.

use super::prompt::not_in_course;
use super::reason::Reason;
use crate::course::Hit;
use crate::course::text::{Language, words};

/// Sections suggested.
const MAX_SECTIONS: usize = 3;

/// Folded words of greetings and thanks; a message made of them asks nothing.
const COURTESIES: [&str; 32] = [
    "bonjour", "bonsoir", "salut", "coucou", "hello", "hi", "hey", "cc", "slt", "bjr", "merci", "thanks", "thank",
    "you", "beaucoup", "bien", "ok", "okay", "super", "parfait", "good", "morning", "great", "very", "much", "a",
    "tous", "toi", "vous", "au", "revoir", "bye",
];

/// Whether `message` asks nothing.
pub fn is_courtesy(message: &str) -> bool {
    let mut count = 0;
    words(message).all(|word| {
        count += 1;
        COURTESIES.contains(&&*word.form)
    }) && count > 0
}

/// What is said to a student whose message is not answered, for this reason. `near` are the passages that came closest.
pub fn said(reason: Reason, language: Language, near: &[Hit]) -> String {
    let opening = match (reason, language) {
        (Reason::NoQuestion, Language::French) => return "Bonjour ! Posez-moi une question sur le cours.".to_owned(),
        (Reason::NoQuestion, Language::English) => return "Hello! Ask me a question about the course.".to_owned(),
        (Reason::Attempt, Language::French) => {
            return "Je garde mon rôle de tuteur, et mes consignes pour moi. Posez-moi une question sur le cours."
                .to_owned();
        }
        (Reason::Attempt, Language::English) => {
            return "I keep my role of tutor, and my instructions to myself. Ask me a question about the course."
                .to_owned();
        }
        _ => not_in_course(language),
    };
    let sections = sections(near);
    let rest = match (language, sections.is_empty()) {
        (Language::French, true) => "Essayez avec d'autres mots.".to_owned(),
        (Language::English, true) => "Try other words.".to_owned(),
        (Language::French, false) => {
            let list = sections.iter().map(|section| format!("« {section} »")).collect::<Vec<_>>().join(", ");
            format!("Ses sections les plus proches : {list}.")
        }
        (Language::English, false) => {
            let list = sections.iter().map(|section| format!("\"{section}\"")).collect::<Vec<_>>().join(", ");
            format!("Its closest sections: {list}.")
        }
    };
    format!("{opening} {rest}")
}

/// The nearest headings, each once.
fn sections(near: &[Hit]) -> Vec<String> {
    let mut sections: Vec<String> = Vec::new();
    for hit in near {
        let Some(section) = hit.headings.last() else { continue };
        let section = section.split_whitespace().collect::<Vec<_>>().join(" ");
        if !section.is_empty() && !sections.contains(&section) {
            sections.push(section);
        }
    }
    sections.truncate(MAX_SECTIONS);
    sections
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::samples::hit;

    #[test]
    fn suggests_the_nearest_sections_once_each() {
        let near = ["Portes", "Portes", "GRU", "Attention", "Limites"].map(|heading| hit("a.md", heading, &["x"]));
        assert_eq!(
            said(Reason::NotInCourse, Language::French, &near),
            "Le cours ne répond pas à cette question. Ses sections les plus proches : « Portes », « GRU », « Attention »."
        );
        assert_eq!(
            said(Reason::NotInCourse, Language::English, &near[..1]),
            "The course does not answer this question. Its closest sections: \"Portes\"."
        );
        assert_eq!(
            said(Reason::NotInCourse, Language::French, &[]),
            "Le cours ne répond pas à cette question. Essayez avec d'autres mots."
        );
    }

    #[test]
    fn courtesies_ask_nothing() {
        for message in ["Bonjour !", "merci beaucoup", "Hello :)", "OK, super"] {
            assert!(is_courtesy(message), "{message}");
        }
        for message in ["Bonjour, c'est quoi un LSTM ?", "?", "", "ok pourquoi"] {
            assert!(!is_courtesy(message), "{message}");
        }
    }
}
