//! What a student thinks of an answer.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::bytes;
use crate::chat::ChatError;
use crate::storage::Storage;

/// What a student thinks of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Thumb {
    /// It helped.
    Up,
    /// It did not.
    Down,
}

impl Thumb {
    /// Its name, as sent and stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::Up, Self::Down].into_iter().find(|thumb| thumb.name() == name)
    }
}

/// Notes what a student thinks of the answer called `message`, in place of an earlier opinion; `None` takes it away.
///
/// # Errors
/// [`ChatError::UnknownAnswer`] where the conversation has no such answer, or the database fails.
pub async fn judge(
    storage: &Storage,
    conversation: Uuid,
    message: Uuid,
    thumb: Option<Thumb>,
) -> Result<(), ChatError> {
    let judged = sqlx::query("UPDATE messages SET thumb = ? WHERE id = ? AND conversation = ? AND role = 'assistant'")
        .bind(thumb.map(Thumb::name))
        .bind(bytes(message))
        .bind(bytes(conversation))
        .execute(&mut *storage.write().await)
        .await?
        .rows_affected();
    if judged == 0 { Err(ChatError::UnknownAnswer) } else { Ok(()) }
}
