//! Erasing a conversation, for good: its messages, and the answers kept from it.

use uuid::Uuid;

use super::bytes;
use crate::chat::ChatError;
use crate::storage::Storage;

/// Erases the conversation called `id`. Its bytes are overwritten in the file and gone from the write-ahead log.
///
/// # Errors
/// [`ChatError::UnknownConversation`] where there is none, or the database fails.
pub async fn erase(storage: &Storage, id: Uuid) -> Result<(), ChatError> {
    let erased = sqlx::query("DELETE FROM conversations WHERE id = ?")
        .bind(bytes(id))
        .execute(&mut *storage.write().await)
        .await?
        .rows_affected();
    if erased == 0 {
        return Err(ChatError::UnknownConversation);
    }
    if !storage.empty_log().await? {
        // The hourly retention empties it at the latest.
        tracing::warn!("a reader keeps an erased conversation in the database's log a little longer");
    }
    Ok(())
}
