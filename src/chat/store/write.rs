//! A question and its answer, written together once the answer is over.

use jiff::Timestamp;
use uuid::Uuid;

use super::{Kept, bytes, cache};
use crate::chat::citations::Citation;
use crate::chat::{ChatError, Mode, Reason};
use crate::storage::{Connection, Storage};

/// A question and its answer.
#[derive(Clone, Debug)]
pub(in crate::chat) struct Exchange {
    /// The conversation that they belong to.
    pub(in crate::chat) conversation: Uuid,
    /// Whether they begin it.
    pub(in crate::chat) is_first: bool,
    /// The question's id.
    pub(in crate::chat) question_id: Uuid,
    /// What was asked.
    pub(in crate::chat) question: String,
    /// The answer's id.
    pub(in crate::chat) answer_id: Uuid,
    /// What was said.
    pub(in crate::chat) answer: String,
    /// What made it.
    pub(in crate::chat) mode: Mode,
    /// Why it is not the language model's.
    pub(in crate::chat) reason: Option<Reason>,
    /// Where its claims come from.
    pub(in crate::chat) citations: Vec<Citation>,
    /// The course that it was made from, where it was searched.
    pub(in crate::chat) course_version: Option<String>,
    /// Whether it was not said to its end.
    pub(in crate::chat) is_partial: bool,
    /// When.
    pub(in crate::chat) at: Timestamp,
    /// The answer, to be given again to whoever asks the same.
    pub(in crate::chat) kept: Option<Kept>,
}

/// Writes `exchange`, or nothing of it. False where its conversation was erased in the meantime: it stays erased.
pub(in crate::chat) async fn write(storage: &Storage, exchange: &Exchange) -> Result<bool, ChatError> {
    let mut transaction = storage.begin().await?;
    if !open(&mut transaction, exchange).await? {
        return Ok(false);
    }
    sqlx::query("INSERT INTO messages (id, conversation, role, content, partial) VALUES (?, ?, 'user', ?, 0)")
        .bind(bytes(exchange.question_id))
        .bind(bytes(exchange.conversation))
        .bind(&exchange.question)
        .execute(&mut *transaction)
        .await?;
    let citations = serde_json::to_string(&exchange.citations).expect("strings and numbers serialise");
    sqlx::query(
        "INSERT INTO messages (id, conversation, role, content, mode, reason, citations, course_version, partial) \
         VALUES (?, ?, 'assistant', ?, ?, ?, ?, ?, ?)",
    )
    .bind(bytes(exchange.answer_id))
    .bind(bytes(exchange.conversation))
    .bind(&exchange.answer)
    .bind(exchange.mode.name())
    .bind(exchange.reason.map(Reason::name))
    .bind(citations)
    .bind(&exchange.course_version)
    .bind(exchange.is_partial)
    .execute(&mut *transaction)
    .await?;
    if let Some(kept) = &exchange.kept {
        cache::keep(&mut transaction, kept, exchange.conversation, exchange.at).await?;
    }
    transaction.commit().await?;
    Ok(true)
}

/// The conversation's row, made or brought up to date. False where it should exist and does not.
async fn open(connection: &mut Connection, exchange: &Exchange) -> Result<bool, ChatError> {
    let statement = if exchange.is_first {
        "INSERT INTO conversations (updated_at, id) VALUES (?, ?)"
    } else {
        "UPDATE conversations SET updated_at = ? WHERE id = ?"
    };
    let done = sqlx::query(statement)
        .bind(exchange.at.as_millisecond())
        .bind(bytes(exchange.conversation))
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}
