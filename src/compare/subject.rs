//! Whose answers are compared: names into networks, the word list and the language model.

use super::{Ask, CompareError, KEYWORDS, MAX_MODELS, MISTRAL, lexicon};
use crate::models::Chosen;
use crate::sentiment::Predictor;

/// Somebody who answers.
#[derive(Clone, Debug)]
pub(super) enum Subject {
    /// A network that is served.
    Network(Chosen),
    /// The word list.
    Keywords,
    /// The language model. It judges edits only where it was named: each is a call that is paid for.
    Mistral {
        /// Whether it does.
        edits: bool,
    },
}

/// What an answer comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// As `models` takes it; of a network, with the graph that answered.
    pub model: String,
    /// `lstm`, `bilstm`, ... of a network; `keywords`; `language_model`.
    pub model_type: String,
    /// Size on disk, in bytes: of a network, its graph. Unknown of a language model.
    pub bytes: Option<u64>,
    /// Trained numbers; of the word list, its words. Unknown of a language model.
    pub parameters: Option<u64>,
}

impl Subject {
    pub(super) fn about(&self) -> About {
        match self {
            Self::Network(chosen) => About {
                model: self.name(),
                model_type: chosen.model.model_type.clone(),
                bytes: Some(chosen.variant().bytes),
                parameters: Some(chosen.model.graph.parameters),
            },
            Self::Keywords => About {
                model: self.name(),
                model_type: "keywords".to_owned(),
                bytes: Some(lexicon::bytes()),
                parameters: Some(lexicon::size()),
            },
            Self::Mistral { .. } => {
                About { model: self.name(), model_type: "language_model".to_owned(), bytes: None, parameters: None }
            }
        }
    }

    /// Its name in the answer, and nobody else's.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Network(chosen) => format!("{}:{}", chosen.model.name, chosen.variant().precision),
            Self::Keywords => KEYWORDS.to_owned(),
            Self::Mistral { .. } => MISTRAL.to_owned(),
        }
    }
}

/// Those asked for; else every network of the text's language, the word list and, where there is one, the language model.
pub(super) fn subjects(predictor: &Predictor, ask: &Ask<'_>, has_mistral: bool) -> Result<Vec<Subject>, CompareError> {
    let Some(names) = ask.models else {
        let mut subjects = of_language(predictor, ask.text)?;
        subjects.push(Subject::Keywords);
        subjects.extend(has_mistral.then_some(Subject::Mistral { edits: false }));
        return Ok(subjects);
    };
    if !(1..=MAX_MODELS).contains(&names.len()) {
        return Err(CompareError::Models { count: names.len(), limit: MAX_MODELS });
    }
    let mut subjects: Vec<Subject> = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        let subject = match name.as_str() {
            KEYWORDS => Subject::Keywords,
            MISTRAL => Subject::Mistral { edits: true },
            name => Subject::Network(predictor.registry().choose(Some(name), None)?),
        };
        if subjects.iter().any(|one| one.name() == subject.name()) {
            return Err(CompareError::ModelTwice { index });
        }
        subjects.push(subject);
    }
    Ok(subjects)
}

/// The networks of the text's language, or of that of the model which `/predict` would take. One that says no language
/// answers only where it is that model.
fn of_language(predictor: &Predictor, text: &str) -> Result<Vec<Subject>, CompareError> {
    let (chosen, detected) = predictor.choose(text, None)?;
    let Some(language) = detected.or(chosen.model.language.as_deref()) else {
        return Ok(vec![Subject::Network(chosen)]);
    };
    let listing = predictor.registry().list();
    let speaks = listing.models.iter().filter(|model| model.language.as_deref() == Some(language));
    // Two places are the word list's and the language model's.
    let names = speaks.map(|model| model.name.as_str()).take(MAX_MODELS - 2);
    let networks = names.map(|name| Ok(Subject::Network(predictor.registry().choose(Some(name), None)?)));
    networks.collect()
}
