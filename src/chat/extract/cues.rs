//! Little words that tell what a question wants, and what a sentence does.

use crate::course::text::{fold, words};

/// What a question wants to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// What something is.
    Definition,
    /// What it is for.
    Purpose,
    /// Why something is so.
    Cause,
    /// Nothing that its words betray.
    Anything,
}

/// Openings that mean nothing without the sentence before.
const LEANING: &str = "il elle ils elles ce cela ca celui celle ceux celles cet cette ces sa son ses leur leurs ainsi donc mais \
    or car puis ensuite enfin autrement cependant pourtant inversement it they this these that those its \
    their so but however then thus";

/// Folded sayings, between bars.
const DEFINES: &str = "est un | est une | est le | est la | est l | sont des | sont les | designe | designent | consiste | \
    consistent | s appelle | appelle | nomme | se definit | signifie | c est | is a | is an | is the | means | \
    refers to";
const SERVES: &str = "sert | servent | permet | permettent | afin | pour | decide | decident | role | evite | dose | aide | allows \
    | lets | used to | decides";
const EXPLAINS: &str = "car | parce | puisque | donc | cause | causes | raison | a force | faute de | si bien | because | since | \
    therefore | due to";

const ASKS_PURPOSE: &str = "sert | servent | servir | utilite | but | role | interet | what for | purpose";
const ASKS_CAUSE: &str = "pourquoi | pk | pq | raison | why | cause";
const ASKS_DEFINITION: &str = "c est quoi | est quoi | est ce que c est | qu est ce | est ce qu | definition | definir | definis | c koi | \
    koi | signifie | veut dire | what is | what s | define | mean";

/// Words that ask and name nothing, folded: what a question wants of its subject, whatever the subject.
const ASKING: &str = "sert servent servir serve utilite role interet but permet permettent permettre signifie signifient \
    signifier signification fonctionne fonctionnent fonctionner fonctionnement marche marchent marcher definition \
    definir definit definis mean means meaning purpose work works define";

/// Openings that end as an invitation does, and are none.
const NO_INVITATIONS: [&str; 4] = ["chez", "assez", "nez", "jetons"];

/// Whether the folded word `form` asks and names nothing.
pub(super) fn only_asks(form: &str) -> bool {
    ASKING.split(' ').any(|asking| asking == form)
}

impl Wanted {
    /// What `question` wants.
    pub(super) fn by(question: &str) -> Self {
        let question = spaced(question);
        if holds(&question, ASKS_PURPOSE) {
            Self::Purpose
        } else if holds(&question, ASKS_CAUSE) {
            Self::Cause
        } else if holds(&question, ASKS_DEFINITION) {
            Self::Definition
        } else {
            Self::Anything
        }
    }

    /// How much more a sentence is worth for what it does; a definition helps whatever is asked.
    pub(super) fn worth(self, sentence: &str) -> f64 {
        // Who wants to know why is not told what to do.
        if self != Self::Anything && opens_with(sentence, "ez") {
            return 0.6;
        }
        let sentence = spaced(sentence);
        let defines = holds(&sentence, DEFINES);
        let does = match self {
            Self::Definition => defines,
            Self::Purpose => holds(&sentence, SERVES),
            Self::Cause => holds(&sentence, EXPLAINS),
            Self::Anything => false,
        };
        if does {
            1.4
        } else if defines {
            1.15
        } else {
            1.0
        }
    }
}

/// Whether the sentence opens with a word that points to the one before it.
pub(super) fn leans_on_its_predecessor(sentence: &str) -> bool {
    let opening = sentence.trim_start().to_lowercase();
    // « C'est », « S'il » : an elision is no word.
    let is_elided = ["c'", "c’", "s'i", "s’i"].iter().any(|elision| opening.starts_with(elision));
    is_elided || words(sentence).next().is_some_and(|word| LEANING.split(' ').any(|leaning| leaning == word.form))
}

/// Whether the sentence announces what is done together (« Examinons », « Prenons »), and says nothing of it yet.
pub(super) fn invites(sentence: &str) -> bool {
    opens_with(sentence, "ons") && !opens_with(sentence, "ions")
}

/// Whether the first word is a verb that ends so: « Essayez », « Examinons ».
fn opens_with(sentence: &str, ending: &str) -> bool {
    words(sentence).next().is_some_and(|word| word.form.ends_with(ending) && !NO_INVITATIONS.contains(&&*word.form))
}

/// The words of `text`, folded, with a space around each.
fn spaced(text: &str) -> String {
    let mut spaced = String::from(" ");
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        spaced.push_str(&fold(word));
        spaced.push(' ');
    }
    spaced
}

/// Whether `text`, spaced, has one of the sayings.
fn holds(text: &str, sayings: &str) -> bool {
    sayings.split('|').any(|saying| {
        text.match_indices(saying.trim())
            .any(|(at, found)| text[..at].ends_with(' ') && text[at + found.len()..].starts_with(' '))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_tell_what_they_want() {
        for (question, wanted) in [
            ("À quoi sert la porte d’oubli ?", Wanted::Purpose),
            ("C'est quoi un epoch ?", Wanted::Definition),
            ("qu'est-ce que le dropout", Wanted::Definition),
            ("Pourquoi le gradient disparaît-il ?", Wanted::Cause),
            ("What is a gate?", Wanted::Definition),
            ("LSTM", Wanted::Anything),
        ] {
            assert_eq!(Wanted::by(question), wanted, "{question}");
        }
    }

    #[test]
    fn who_asks_why_is_not_told_what_to_do() {
        let (told, said) = ("Essayez de réduire le pas du gradient.", "Le gradient disparaît à force de produits.");
        assert!(Wanted::Cause.worth(told) < 1.0 && Wanted::Cause.worth(said) > 1.0);
        assert!(Wanted::Anything.worth(told) >= 1.0 && Wanted::Cause.worth("Chez le LSTM, rien ne se perd.") >= 1.0);
        assert!(
            invites("Examinons une phrase.") && !invites("Les jetons comptent.") && !invites("Conclusions du jour")
        );
    }

    #[test]
    fn pronouns_lean() {
        for sentence in ["Elle efface.", "C’est la porte.", "Cette porte écrit.", "It forgets."] {
            assert!(leans_on_its_predecessor(sentence), "{sentence}");
        }
        for sentence in ["La porte écrit.", "Un GRU oublie.", ""] {
            assert!(!leans_on_its_predecessor(sentence), "{sentence}");
        }
    }
}
