//! Which words are terms: those that an author set in bold, and those that a list defines.

/// More words than this in bold are no term but a sentence that somebody shouts.
const MAX_WORDS: usize = 6;

/// Fewer words than this behind a colon define nothing.
const MIN_DEFINITION_WORDS: usize = 3;

/// The term that `bold` words are, without the marks around them.
pub(super) fn of_bold(bold: &str) -> Option<&str> {
    let term = bold.trim_matches(|c: char| !c.is_alphanumeric() && !"()+#".contains(c));
    let term = if term.contains('(') { term } else { term.trim_end_matches(')') };
    is_short(term).then_some(term)
}

/// The term that a list's `item` defines: "Neurone : une unité de calcul ...".
pub(super) fn defined_by(item: &str) -> Option<&str> {
    let (term, definition) = item.split_once(':')?;
    let term = term.trim();
    let defines = definition.split_whitespace().count() >= MIN_DEFINITION_WORDS;
    let is_name = term.starts_with(char::is_alphabetic) && !term.contains(['?', '.', ',', '"']);
    (defines && is_name && is_short(term)).then_some(term)
}

fn is_short(term: &str) -> bool {
    term.contains(char::is_alphabetic) && term.split_whitespace().count() <= MAX_WORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bold_words_are_terms_and_bold_sentences_are_not() {
        for (bold, term) in [
            ("Porte d'oubli :", Some("Porte d'oubli")),
            ("« LSTM »", Some("LSTM")),
            ("Perte (loss)", Some("Perte (loss)")),
            ("C++", Some("C++")),
            ("42", None),
            ("Ne jamais entraîner un réseau sur le jeu de test", None),
            ("", None),
        ] {
            assert_eq!(of_bold(bold), term, "{bold}");
        }
    }

    #[test]
    fn an_item_may_define_its_first_words() {
        for (item, term) in [
            ("Neurone : une unité de calcul", Some("Neurone")),
            ("Taux d'apprentissage\u{a0}: la taille d'un pas", Some("Taux d'apprentissage")),
            ("Lire : oui", None),
            ("Que fait-il ? Ceci : il lit tout", None),
            ("3 : un nombre de portes", None),
            ("Sans deux-points ici", None),
        ] {
            assert_eq!(defined_by(item), term, "{item}");
        }
    }
}
