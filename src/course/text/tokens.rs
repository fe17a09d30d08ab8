//! Tokens: what the index has of a text. Stop words are left out, and a compound counts as its parts and as one word.

use std::collections::HashMap;

use super::{Language, fold, is_stop_word, words};

/// A word as the index has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Folded.
    pub form: String,
    /// Its stem.
    pub stem: String,
}

/// The tokens of `text`, in order.
pub fn tokens(text: &str, language: Language) -> Vec<Token> {
    // A text repeats its words, and stemming one costs as much as reading ten.
    let mut stems: HashMap<String, String> = HashMap::new();
    let mut tokens = Vec::new();
    let mut before = String::new();
    for word in words(text) {
        let form = word.form.into_owned();
        let compound = word.joined.then(|| compound(&before, &form));
        let alone = (!is_stop_word(&form)).then(|| form.clone());
        for form in compound.into_iter().chain(alone) {
            let stem = stems.entry(form.clone()).or_insert_with(|| language.stem(&form)).clone();
            tokens.push(Token { form, stem });
        }
        before = form;
    }
    tokens
}

/// The two parts of a compound as one word.
pub fn compound(first: &str, second: &str) -> String {
    // Folded again for its length.
    fold(&format!("{first}{second}")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_go_and_compounds_count_thrice() {
        let forms = |text| tokens(text, Language::French).into_iter().map(|token| token.form).collect::<Vec<_>>();
        assert_eq!(
            forms("Le sur-apprentissage, c'est l'auto-encodeur."),
            ["surapprentissage", "apprentissage", "auto", "autoencodeur", "encodeur"]
        );
        let token = &tokens("des réseaux", Language::French)[0];
        assert_eq!((&*token.form, &*token.stem), ("reseaux", "reseau"));
    }
}
