//! The language model's errors into problems.

use std::time::Duration;

use crate::http::problem::{Kind, Problem};
use crate::mistral::MistralError;

impl From<MistralError> for Problem {
    fn from(error: MistralError) -> Self {
        let rest = |retry_after: Option<Duration>, fr: &str, en: &str| {
            let mut problem = Self::new(Kind::MistralUnavailable, fr, en);
            // A second is too short for a model that fails.
            problem.retry_after = Some(retry_after.map_or(5, whole_seconds));
            problem
        };
        match error {
            MistralError::NotConfigured => Self::new(
                Kind::MistralKeyMissing,
                "Aucun modèle de langage n'est réglé sur ce serveur.",
                "No language model is set on this server.",
            ),
            MistralError::BudgetSpent { retry_after } => {
                let mut problem = Self::new(
                    Kind::BudgetSpent,
                    "Les appels ou les jetons prévus pour aujourd'hui sont dépensés. Le compte repart à minuit (UTC).",
                    "The calls or tokens meant for today are spent. The count starts anew at midnight (UTC).",
                );
                problem.retry_after = Some(whole_seconds(retry_after));
                problem
            }
            MistralError::BudgetUnavailable => Self::new(
                Kind::StorageUnavailable,
                "Le budget ne peut pas être tenu, donc le modèle de langage n'est pas appelé.",
                "The budget cannot be kept, so the language model is not called.",
            ),
            MistralError::Busy => rest(
                None,
                "Trop de questions sont en cours. Réessayez dans quelques secondes.",
                "Too many questions are under way. Try again in a few seconds.",
            ),
            MistralError::BreakerOpen { retry_after } => rest(
                Some(retry_after),
                "Le modèle de langage a échoué plusieurs fois de suite ; il est laissé en paix un moment.",
                "The language model failed several times in a row; it is left in peace for a while.",
            ),
            MistralError::Connect => {
                rest(None, "Le modèle de langage est injoignable.", "The language model cannot be reached.")
            }
            MistralError::Timeout => rest(
                None,
                "Le modèle de langage n'a pas répondu à temps.",
                "The language model did not answer in time.",
            ),
            MistralError::RateLimited { retry_after } => rest(
                retry_after,
                "Le modèle de langage reçoit trop de demandes.",
                "The language model gets too many requests.",
            ),
            MistralError::ServerFailed { .. } => {
                rest(None, "Le modèle de langage est en panne.", "The language model fails.")
            }
            MistralError::KeyRefused { .. } => Self::new(
                Kind::MistralRefused,
                "La clé de ce serveur est refusée. L'enseignant la vérifie.",
                "This server's key is refused. The teacher checks it.",
            ),
            MistralError::QuotaExhausted => Self::new(
                Kind::MistralRefused,
                "Le forfait de la clé ne permet pas cet appel : modèle non compris, ou mois dépensé.",
                "The key's plan does not allow this call: the model is not part of it, or the month is spent.",
            ),
            MistralError::ContextTooLong => Self::new(
                Kind::MistralRefused,
                "La demande est trop longue pour le modèle. Raccourcissez-la, ou commencez une autre conversation.",
                "The request is too long for the model. Shorten it, or begin another conversation.",
            ),
            MistralError::Refused { .. } => Self::new(
                Kind::MistralRefused,
                "Le modèle de langage refuse la demande : le modèle réglé n'existe peut-être pas.",
                "The language model refuses the request: the model that is set may not exist.",
            ),
            MistralError::Truncated => Self::new(
                Kind::MistralUnreadable,
                "La réponse du modèle de langage s'est interrompue.",
                "The language model's answer broke off.",
            ),
            MistralError::Unreadable => Self::new(
                Kind::MistralUnreadable,
                "La réponse du modèle de langage est illisible.",
                "The language model's answer cannot be read.",
            ),
            MistralError::BaseUrl | MistralError::Key | MistralError::NoCertificates => Self::internal(&error),
        }
    }
}

/// Rounded up: whoever comes back earlier is refused again.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}
