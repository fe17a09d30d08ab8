//! Questions that lean on the one before (« et la deuxième ? »): what to look for then. Pure.

use super::terms::stems;
use crate::course::text::{is_weak_word, words};

/// Folded openings that carry an earlier question on.
const OPENINGS: &str = "et mais alors donc ok oui non and but so then ok yes no";

/// Folded words that stand for something said before.
const POINTERS: &str = "il elle ils elles ca cela celui celle ceux celles ceci lequel laquelle lesquels lesquelles y en \
    premier premiere deuxieme second seconde troisieme dernier derniere autre autres resume reformule \
    simplifie detaille developpe continue encore it they them this that these those one ones first second third last \
    other simpler again";

/// More words than this of its own, and a question stands by itself whatever it points to.
const MAX_WORDS: usize = 4;

/// Whether `question` is too short, or points too much, to be understood by itself.
pub fn leans(question: &str) -> bool {
    let among = |list: &str, form: &str| list.split_whitespace().any(|word| word == form);
    let own = words(question).filter(|word| !is_weak_word(&word.form) && !among(POINTERS, &word.form));
    let own: String = own.map(|word| word.form.into_owned() + " ").collect();
    let own = stems(&own).len();
    let mut forms = words(question).map(|word| word.form);
    let opens = forms.next().is_some_and(|form| among(OPENINGS, &form) || among(POINTERS, &form));
    own == 0 || (own <= MAX_WORDS && (opens || forms.any(|form| among(POINTERS, &form))))
}

/// What to look for: the question, behind the one before where it leans on it.
pub fn query(question: &str, previous: Option<&str>) -> String {
    match previous {
        Some(previous) if leans(question) => both(question, previous),
        _ => question.to_owned(),
    }
}

/// The words of both.
pub fn both(question: &str, previous: &str) -> String {
    format!("{previous} {question}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_pointing_questions_lean() {
        for question in [
            "Et la deuxième ?",
            "et le GRU ?",
            "pourquoi ?",
            "Donne un exemple",
            "C'est quoi ?",
            "À quoi ça sert ?",
            "why?",
        ] {
            assert!(leans(question), "{question}");
        }
        for question in [
            "C'est quoi un epoch ?",
            "À quoi sert la porte d’oubli ?",
            "LSTM",
            "Comment le gradient disparaît dans un réseau récurrent et pourquoi cela gêne l'apprentissage ?",
        ] {
            assert!(!leans(question), "{question}");
        }
        assert_eq!(query("et le GRU ?", Some("À quoi sert un LSTM ?")), "À quoi sert un LSTM ? et le GRU ?");
        assert_eq!(query("et le GRU ?", None), "et le GRU ?");
    }
}
