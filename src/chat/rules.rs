//! The rules of every level and language, made once, with what must not leave under each.

use std::sync::Arc;

use secrecy::SecretString;
use sha2::{Digest, Sha256};

use super::prompt::Counted;
use super::{Level, prompt};
use crate::course::text::Language;
use crate::guard::{Canary, OutputFilter, Withheld};

/// The rules of one level and language.
#[derive(Debug)]
pub(super) struct Rules {
    language: Language,
    level: Level,
    /// The system prompt.
    pub(super) text: Counted,
    /// What tells these rules from others and from those of another version, whatever their canary.
    pub(super) digest: [u8; 32],
    withheld: Arc<Withheld>,
}

/// All of them.
#[derive(Debug)]
pub(super) struct AllRules(Vec<Rules>);

impl AllRules {
    /// Rules with this canary; neither they nor `secrets` leave in an answer.
    pub(super) fn new(canary: &Canary, secrets: &[SecretString]) -> Self {
        let mut secrets = secrets.to_vec();
        secrets.push(canary.secret());
        let make = |language, level| {
            let text = prompt::rules(language, level, canary.word());
            let withheld = Arc::new(Withheld::new(&text, &[prompt::not_in_course(language)], &secrets));
            let digest = Sha256::digest(prompt::rules(language, level, "")).into();
            Rules { language, level, text: Counted::new(text), digest, withheld }
        };
        let levels = [Level::Beginner, Level::Intermediate, Level::Advanced];
        let of_language = |language| levels.map(|level| make(language, level));
        Self([Language::French, Language::English].into_iter().flat_map(of_language).collect())
    }

    /// The rules for this student.
    pub(super) fn of(&self, language: Language, level: Level) -> &Rules {
        let fitting = self.0.iter().find(|rules| rules.language == language && rules.level == level);
        fitting.expect("there are rules for every level and language")
    }
}

impl Rules {
    /// A filter for an answer given under these rules.
    pub(super) fn filter(&self) -> OutputFilter {
        OutputFilter::with(Arc::clone(&self.withheld))
    }
}
