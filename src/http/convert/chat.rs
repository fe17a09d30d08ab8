//! The chat's errors into problems.

use crate::chain::Chain;
use crate::chat::ChatError;
use crate::http::problem::{Kind, Problem};

impl From<ChatError> for Problem {
    fn from(error: ChatError) -> Self {
        match error {
            ChatError::Empty => {
                Self::new(Kind::EmptyText, "Le message ne contient pas de question.", "The message holds no question.")
            }
            ChatError::TooLong { bytes, limit } => Self::new(
                Kind::MessageTooLong,
                format!("Le message fait {bytes} octets ; la limite est de {limit}."),
                format!("The message has {bytes} bytes; the limit is {limit}."),
            ),
            ChatError::UnknownConversation => Self::new(
                Kind::UnknownConversation,
                "Aucune conversation ne porte ce numéro : elle n'a pas eu lieu, ou elle a été effacée.",
                "No conversation has this id: it did not take place, or it was erased.",
            ),
            ChatError::UnknownAnswer => Self::new(
                Kind::UnknownAnswer,
                "Aucune réponse de cette conversation ne porte ce numéro.",
                "No answer of this conversation has this id.",
            ),
            ChatError::Course(error) => error.into(),
            ChatError::Locked | ChatError::DiskFull | ChatError::Database(_) => {
                tracing::warn!(cause = %Chain(&error), "conversations are not to be had");
                Self::new(
                    Kind::StorageUnavailable,
                    "Les conversations ne peuvent pas être lues ou écrites pour le moment.",
                    "Conversations cannot be read or written just now.",
                )
            }
            ChatError::Damaged { .. } => Self::internal(&error),
        }
    }
}
