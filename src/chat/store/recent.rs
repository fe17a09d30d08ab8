//! The end of a conversation, for the next prompt.

use sqlx::Row as _;
use uuid::Uuid;

use super::bytes;
use crate::chat::{ChatError, Reason};
use crate::mistral::{Message, Role};
use crate::storage::Reader;

/// Messages taken: six questions with their answers. What lies further back is rarely meant, and costs tokens.
const MAX_MESSAGES: i64 = 12;

/// The last messages of the conversation called `id`, in order, without attempts to take the tutor over; none where there
/// is no such conversation.
pub(in crate::chat) async fn recent(reader: &Reader, id: Uuid) -> Result<Option<Vec<Message>>, ChatError> {
    let rows =
        sqlx::query("SELECT role, content, reason FROM messages WHERE conversation = ? ORDER BY seq DESC LIMIT ?")
            .bind(bytes(id))
            .bind(MAX_MESSAGES)
            .fetch_all(reader)
            .await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let mut messages = Vec::with_capacity(rows.len());
    for row in rows.iter().rev() {
        let reason: Option<&str> = row.try_get(2)?;
        if reason == Some(Reason::Attempt.name()) {
            // The question that it answers stands before it.
            messages.pop();
            continue;
        }
        let role = if row.try_get::<&str, _>(0)? == "user" { Role::User } else { Role::Assistant };
        messages.push(Message { role, content: row.try_get(1)? });
    }
    Ok(Some(messages))
}
