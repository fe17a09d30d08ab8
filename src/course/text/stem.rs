//! Stems: what the forms of a word have in common, by the Snowball rules of its language.

use rust_stemmers::{Algorithm, Stemmer};

/// A language whose words are stemmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// French: also of whatever is not clearly English.
    French,
    /// English.
    English,
}

impl Language {
    /// The language with this code (ISO 639-1).
    pub fn of(code: Option<&str>) -> Self {
        if code == Some("en") { Self::English } else { Self::French }
    }

    /// Its code (ISO 639-1).
    pub fn code(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }

    /// The stem of a folded word.
    pub fn stem(self, form: &str) -> String {
        let algorithm = match self {
            Self::French => Algorithm::French,
            Self::English => Algorithm::English,
        };
        Stemmer::create(algorithm).stem(form).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_meet() {
        let same = |language: Language, forms: &[&str]| {
            let stems: Vec<_> = forms.iter().map(|form| language.stem(form)).collect();
            assert!(stems.iter().all(|stem| *stem == stems[0]), "{stems:?}");
        };
        same(Language::French, &["reseau", "reseaux"]);
        same(Language::French, &["recurrent", "recurrents", "recurrente", "recurrentes"]);
        same(Language::French, &["entrainer", "entraine", "entraines", "entrainement"]);
        same(Language::English, &["gate", "gates", "gated"]);
        same(Language::English, &["training", "train", "trained"]);
    }
}
