//! Words by which a sentence shows what it does, all of them folded.

use crate::course::text::Word;

/// What follows a concept where it is defined, whatever comes next.
const DEFINES: &[&str] = &[
    "designe",
    "designent",
    "appelle",
    "nomme",
    "signifie",
    "consiste",
    "correspond",
    "decide",
    "means",
    "denotes",
    "called",
    "refers",
    "decides",
];
/// What defines it before a determiner: « l'oubli est un filtre », not « l'oubli est utile ».
const COPULAS: &[&str] = &["est", "sont", "is", "are"];
const DETERMINERS: &[&str] = &["un", "une", "le", "la", "les", "des", "ce", "celui", "celle", "a", "an", "the"];

/// What an example says, in one word or two.
const ILLUSTRATES: &[&[&str]] = &[
    &["par", "exemple"],
    &["imaginons"],
    &["imaginez"],
    &["prenons"],
    &["prenez"],
    &["supposons"],
    &["supposez"],
    &["for", "example"],
    &["for", "instance"],
    &["imagine"],
    &["suppose"],
];

/// What follows a concept that is good for something.
const SERVES: &[&str] = &[
    "sert",
    "servent",
    "servir",
    "permet",
    "permettent",
    "utilise",
    "utilisent",
    "utilisee",
    "utilisees",
    "emploie",
    "emploient",
    "application",
    "applications",
    "aide",
    "aident",
    "evite",
    "evitent",
    "resout",
    "used",
    "useful",
    "serves",
    "lets",
    "allows",
    "helps",
    "avoids",
    "solves",
];
/// The question to which a definition is the answer.
const ASKS_WHAT: &[&[&str]] =
    &[&["est", "ce", "que"], &["est", "ce", "qu"], &["definition"], &["what", "is"], &["what", "are"]];

/// Whether the word at `place` opens a definition of what stands before it.
pub(super) fn defines(text: &str, said: &[Word<'_>], place: usize) -> bool {
    let form = &*said[place].form;
    let is_determined = || {
        said.get(place + 1).is_some_and(|next| {
            // The elided article is no word of its own.
            DETERMINERS.contains(&&*next.form) || text[..next.at.start].ends_with(['\'', '’'])
        })
    };
    // « Il se produit quand », not « il produit une suite ».
    let happens = || form == "produit" && place > 0 && said[place - 1].form == "se";
    DEFINES.contains(&form) || happens() || (COPULAS.contains(&form) && is_determined())
}

/// Whether `form` says of what stands before it that it is good for something.
pub(super) fn serves(form: &str) -> bool {
    SERVES.contains(&form)
}

/// Whether a sentence of these words gives an example.
pub(super) fn illustrates(forms: &[String]) -> bool {
    holds(forms, ILLUSTRATES)
}

/// Whether a sentence of these words begins with what announces an example.
pub(super) fn begins_by_illustrating(forms: &[String]) -> bool {
    ILLUSTRATES.iter().any(|saying| forms.iter().take(saying.len()).eq(saying.iter()))
}

/// Whether a sentence that begins with `form` needs those behind it to be an example.
pub(super) fn begins_a_story(form: &str) -> bool {
    ILLUSTRATES.iter().any(|saying| *saying == [form])
}

/// Whether a heading of these words asks what something is.
pub(super) fn asks_what(forms: &[String]) -> bool {
    holds(forms, ASKS_WHAT)
}

fn holds(forms: &[String], sayings: &[&[&str]]) -> bool {
    sayings.iter().any(|saying| forms.windows(saying.len()).any(|run| run.iter().eq(saying.iter())))
}
