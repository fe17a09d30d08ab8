//! Why an answer is not the language model's: a name for programs, a sentence for the student.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::course::text::Language;
use crate::mistral::MistralError;

/// What made an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// The language model, from the passages.
    Mistral,
    /// The course's own sentences, verbatim.
    Extract,
    /// Nobody: the course does not answer.
    Abstain,
}

/// Why an answer is not the language model's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// No language model is set.
    NoKey,
    /// It cannot be reached, or fails.
    UpstreamDown,
    /// It did not answer in time.
    UpstreamTimeout,
    /// Too many calls at once, here or there.
    UpstreamBusy,
    /// It refuses the key, the plan or the request: waiting does not help.
    UpstreamRefused,
    /// Its answer broke off, was empty or unreadable.
    UpstreamUnreadable,
    /// The day's budget is spent.
    BudgetSpent,
    /// The budget cannot be kept.
    BudgetUnavailable,
    /// The course does not answer.
    NotInCourse,
    /// The message asks nothing: a greeting, thanks.
    NoQuestion,
    /// The message tries to take the tutor over.
    Attempt,
}

impl Mode {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Mistral, Self::Extract, Self::Abstain];

    /// Its name, as sent, stored and counted.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mistral => "mistral",
            Self::Extract => "extract",
            Self::Abstain => "abstain",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::NoKey,
        Self::UpstreamDown,
        Self::UpstreamTimeout,
        Self::UpstreamBusy,
        Self::UpstreamRefused,
        Self::UpstreamUnreadable,
        Self::BudgetSpent,
        Self::BudgetUnavailable,
        Self::NotInCourse,
        Self::NoQuestion,
        Self::Attempt,
    ];

    /// Its name, as sent and stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoKey => "no_key",
            Self::UpstreamDown => "upstream_down",
            Self::UpstreamTimeout => "upstream_timeout",
            Self::UpstreamBusy => "upstream_busy",
            Self::UpstreamRefused => "upstream_refused",
            Self::UpstreamUnreadable => "upstream_unreadable",
            Self::BudgetSpent => "budget_spent",
            Self::BudgetUnavailable => "budget_unavailable",
            Self::NotInCourse => "not_in_course",
            Self::NoQuestion => "no_question",
            Self::Attempt => "attempt",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }

    /// What opens an answer made of the course's sentences, in the student's language.
    pub fn opening(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::NoKey, Language::French) => "Sans clé Mistral, je cite le cours :",
            (Self::NoKey, Language::English) => "Without a Mistral key, I quote the course:",
            (Self::BudgetSpent, Language::French) => {
                "Le budget du jour pour le modèle de langage est dépensé ; je cite le cours :"
            }
            (Self::BudgetSpent, Language::English) => {
                "Today's budget for the language model is spent; I quote the course:"
            }
            (Self::UpstreamBusy, Language::French) => {
                "Le modèle de langage reçoit trop de questions en ce moment ; je cite le cours :"
            }
            (Self::UpstreamBusy, Language::English) => {
                "The language model gets too many questions just now; I quote the course:"
            }
            (Self::UpstreamTimeout, Language::French) => {
                "Le modèle de langage n'a pas répondu à temps ; je cite le cours :"
            }
            (Self::UpstreamTimeout, Language::English) => {
                "The language model did not answer in time; I quote the course:"
            }
            (Self::UpstreamRefused, Language::French) => {
                "Le modèle de langage refuse la demande (l'enseignant peut vérifier ses réglages) ; je cite le cours :"
            }
            (Self::UpstreamRefused, Language::English) => {
                "The language model refuses the request (the teacher can check its settings); I quote the course:"
            }
            (Self::UpstreamUnreadable, Language::French) => {
                "La réponse du modèle de langage s'est interrompue ; je cite le cours :"
            }
            (Self::UpstreamUnreadable, Language::English) => {
                "The language model's answer broke off; I quote the course:"
            }
            (Self::Attempt, Language::French) => {
                "Je garde mon rôle de tuteur, et mes consignes pour moi. Voici ce que dit le cours sur ce sujet :"
            }
            (Self::Attempt, Language::English) => {
                "I keep my role of tutor, and my instructions to myself. This is what the course says of the matter:"
            }
            (Self::UpstreamDown | Self::BudgetUnavailable | Self::NotInCourse | Self::NoQuestion, Language::French) => {
                "Le modèle de langage n'est pas joignable en ce moment ; je cite le cours :"
            }
            (
                Self::UpstreamDown | Self::BudgetUnavailable | Self::NotInCourse | Self::NoQuestion,
                Language::English,
            ) => "The language model cannot be reached just now; I quote the course:",
        }
    }
}

impl From<&MistralError> for Reason {
    fn from(error: &MistralError) -> Self {
        match error {
            MistralError::NotConfigured => Self::NoKey,
            MistralError::BudgetSpent { .. } => Self::BudgetSpent,
            MistralError::BudgetUnavailable => Self::BudgetUnavailable,
            MistralError::Busy | MistralError::RateLimited { .. } => Self::UpstreamBusy,
            MistralError::BreakerOpen { .. } | MistralError::Connect | MistralError::ServerFailed { .. } => {
                Self::UpstreamDown
            }
            MistralError::Timeout => Self::UpstreamTimeout,
            MistralError::BaseUrl
            | MistralError::Key
            | MistralError::NoCertificates
            | MistralError::KeyRefused { .. }
            | MistralError::QuotaExhausted
            | MistralError::ContextTooLong
            | MistralError::Refused { .. } => Self::UpstreamRefused,
            MistralError::Truncated | MistralError::Unreadable => Self::UpstreamUnreadable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_is_sent() {
        for reason in Reason::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.name());
        }
        for mode in Mode::ALL {
            assert_eq!(serde_json::to_value(mode).unwrap(), mode.name());
        }
    }
}
