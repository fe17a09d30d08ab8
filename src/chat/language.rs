//! The language of a question, hence of its answer. Questions are too short for a detector by letters; the
//! little words tell, or nothing does (« LSTM vs GRU ? »).

use std::cmp::Ordering;

use crate::course::text::{Language, words};

/// Folded words of English that French does not have.
const ENGLISH: [&str; 58] = [
    "the", "what", "how", "why", "when", "where", "which", "who", "is", "are", "was", "were", "does", "do", "did",
    "can", "could", "should", "would", "will", "an", "of", "and", "or", "not", "it", "its", "this", "that", "these",
    "those", "with", "without", "from", "for", "to", "in", "by", "between", "about", "explain", "describe", "tell",
    "give", "show", "please", "hello", "hi", "thanks", "thank", "you", "my", "your", "me", "mean", "means", "work",
    "works",
];

/// Folded words of French that English does not have.
const FRENCH: [&str; 64] = [
    "le",
    "la",
    "les",
    "un",
    "une",
    "des",
    "du",
    "de",
    "et",
    "ou",
    "est",
    "sont",
    "que",
    "qu",
    "qui",
    "quoi",
    "quel",
    "quelle",
    "quels",
    "quelles",
    "comment",
    "pourquoi",
    "quand",
    "combien",
    "ce",
    "cet",
    "cette",
    "ces",
    "il",
    "elle",
    "ils",
    "elles",
    "je",
    "tu",
    "nous",
    "vous",
    "mon",
    "ma",
    "mes",
    "ton",
    "ta",
    "sert",
    "dans",
    "avec",
    "sans",
    "pour",
    "par",
    "sur",
    "entre",
    "pas",
    "ne",
    "explique",
    "expliquer",
    "donne",
    "donner",
    "bonjour",
    "salut",
    "merci",
    "koi",
    "pk",
    "stp",
    "svp",
    "cest",
    "se",
];

/// The language in which `question` is to be answered, where its words tell.
pub fn of(question: &str) -> Option<Language> {
    let (mut english, mut french) = (0, 0);
    for word in words(question) {
        english += usize::from(ENGLISH.contains(&&*word.form));
        french += usize::from(FRENCH.contains(&&*word.form));
    }
    // An elision (« l'oubli », « c'est ») is French, and no word of its own here.
    for word in question.split(char::is_whitespace) {
        let word = word.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let head = word.split_once(['\'', '’']).map(|(head, _)| head);
        french += usize::from(matches!(head, Some("l" | "d" | "c" | "j" | "n" | "s" | "m" | "qu")));
    }
    match english.cmp(&french) {
        Ordering::Greater => Some(Language::English),
        Ordering::Less => Some(Language::French),
        Ordering::Equal => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_words_tell() {
        for question in ["LSTM vs GRU", "dropout ?", ""] {
            assert_eq!(of(question), None, "{question:?}");
        }
        for question in [
            "À quoi sert la porte d’oubli ?",
            "c koi un epoch",
            "overfitting, c'est quoi",
            "Explique le batch size",
            "what c'est le dropout",
        ] {
            assert_eq!(of(question), Some(Language::French), "{question:?}");
        }
        for question in [
            "What is the forget gate for?",
            "Explain dropout to me",
            "how does an LSTM work",
            "Difference between LSTM and GRU?",
            "What's an epoch?",
            "Hello!",
        ] {
            assert_eq!(of(question), Some(Language::English), "{question:?}");
        }
    }
}
