//! A conversation as its owner reads it: its last messages, or those before, in order.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use sqlx::Row as _;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Thumb, bytes};
use crate::chat::citations::Citation;
use crate::chat::{ChatError, Mode, Reason};
use crate::clock::time_of;
use crate::mistral::Role;
use crate::storage::{Reader, Row};

/// The most messages in a page: at the longest messages allowed, 3 MB.
pub const MAX_LIMIT: u32 = 200;

/// A page of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// Its id: whoever knows it may read it, go on with it and erase it.
    pub id: Uuid,
    /// When it was last added to.
    pub updated_at: Timestamp,
    /// Oldest first.
    pub messages: Vec<Stored>,
    /// Where the messages before these are; none before the first.
    pub before: Option<Cursor>,
}

/// A message of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ConversationMessage)]
pub struct Stored {
    /// Its id; an answer's is where a thumb goes.
    #[schema(example = "0199e2a4-7c1b-7f3a-9d55-2f6a1c0e8b48")]
    pub id: Uuid,
    /// Who speaks: `user` or `assistant`.
    pub role: Role,
    /// What is said.
    #[schema(example = "À quoi sert la porte d’oubli ?")]
    pub content: String,
    /// When.
    #[serde(serialize_with = "rfc3339")]
    #[schema(value_type = String, format = DateTime, example = "2026-11-24T10:00:00.123Z")]
    pub created_at: Timestamp,
    /// Of an answer: what made it.
    pub mode: Option<Mode>,
    /// Of an answer: why it is not the language model's.
    pub reason: Option<Reason>,
    /// Of an answer: where its claims come from.
    pub citations: Vec<Citation>,
    /// Of an answer: whether it was not said to its end.
    pub partial: bool,
    /// Of an answer: what the student thinks of it.
    pub thumb: Option<Thumb>,
}

/// A place in a conversation, just before a message. Opaque to clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor(i64);

/// The text is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor that a page ended with")]
pub struct InvalidCursor;

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.0)
    }
}

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let cursor = Self(i64::from_str_radix(text, 16).map_err(|_| InvalidCursor)?);
        // One spelling each: no sign, no capitals, no missing zeros.
        if cursor.to_string() == text { Ok(cursor) } else { Err(InvalidCursor) }
    }
}

/// The last messages of the conversation called `id` that stand before `before`, at most `limit`.
///
/// # Errors
/// [`ChatError::UnknownConversation`] where there is none, or the database fails.
pub async fn conversation(
    reader: &Reader,
    id: Uuid,
    before: Option<Cursor>,
    limit: u32,
) -> Result<Conversation, ChatError> {
    let row = sqlx::query("SELECT updated_at FROM conversations WHERE id = ?").bind(bytes(id));
    let row = row.fetch_optional(reader).await?.ok_or(ChatError::UnknownConversation)?;
    let updated_at = Timestamp::from_millisecond(row.try_get(0)?).unwrap_or(Timestamp::MIN);
    let rows = sqlx::query(
        "SELECT seq, id, role, content, mode, reason, citations, partial, thumb FROM messages \
         WHERE conversation = ? AND seq < ? ORDER BY seq DESC LIMIT ?",
    )
    .bind(bytes(id))
    .bind(before.map_or(i64::MAX, |before| before.0))
    .bind(i64::from(limit) + 1)
    .fetch_all(reader)
    .await?;
    let limit = limit as usize;
    let mut messages = rows.iter().take(limit).map(read).collect::<Result<Vec<_>, _>>()?;
    let first = if rows.len() > limit { rows.get(limit.saturating_sub(1)) } else { None };
    let before = first.map(|row| row.try_get("seq").map(Cursor)).transpose()?;
    messages.reverse();
    Ok(Conversation { id, updated_at, messages, before })
}

fn read(row: &Row) -> Result<Stored, ChatError> {
    let seq: i64 = row.try_get("seq")?;
    let damaged = |what| ChatError::Damaged { seq, what };
    let id = Uuid::from_slice(row.try_get("id")?).map_err(|_| damaged("id"))?;
    let mode: Option<&str> = row.try_get("mode")?;
    let reason: Option<&str> = row.try_get("reason")?;
    let thumb: Option<&str> = row.try_get("thumb")?;
    let citations: Option<&str> = row.try_get("citations")?;
    Ok(Stored {
        id,
        role: if row.try_get::<&str, _>("role")? == "user" { Role::User } else { Role::Assistant },
        content: row.try_get("content")?,
        created_at: time_of(id),
        mode: mode.map(|name| Mode::named(name).ok_or_else(|| damaged("mode"))).transpose()?,
        reason: reason.map(|name| Reason::named(name).ok_or_else(|| damaged("reason"))).transpose()?,
        citations: citations.map_or(Ok(Vec::new()), serde_json::from_str).map_err(|_| damaged("citations"))?,
        partial: row.try_get("partial")?,
        thumb: thumb.map(|name| Thumb::named(name).ok_or_else(|| damaged("thumb"))).transpose()?,
    })
}

fn rfc3339<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{time:.3}"))
}
