//! A question and its answer, written together once the answer is over.

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::cache::MAX_ANSWERS;
use super::{Kept, bytes};
use crate::chat::citations::Citation;
use crate::chat::{ChatError, Mode, Reason};
use crate::storage::Storage;

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

/// All of it, in one trip: a class that asks at once waits for the one connection that writes. A conversation that is not
/// there any more takes nothing.
const WRITE: &str = "BEGIN IMMEDIATE;
INSERT INTO conversations (id, updated_at) SELECT $1, $2 WHERE $3;
UPDATE conversations SET updated_at = $2 WHERE id = $1;
INSERT INTO messages (id, conversation, role, content, partial)
    SELECT $4, id, 'user', $5, 0 FROM conversations WHERE id = $1;
INSERT INTO messages (id, conversation, role, content, mode, reason, citations, course_version, partial)
    SELECT $6, id, 'assistant', $7, $8, $9, $10, $11, $12 FROM conversations WHERE id = $1;
INSERT OR REPLACE INTO answers (key, conversation, stored_at, answer)
    SELECT $13, id, $2, $14 FROM conversations WHERE id = $1 AND $13 IS NOT NULL;
DELETE FROM answers WHERE rowid <= (SELECT max(rowid) FROM answers) - $15;
SELECT 1 FROM messages WHERE id = $6;
COMMIT";

/// Writes `exchange`, or nothing of it. False where its conversation was erased in the meantime: it stays erased.
///
/// # Errors
/// When the database fails.
pub(in crate::chat) async fn write(storage: &Storage, exchange: &Exchange) -> Result<bool, ChatError> {
    let kept = exchange.kept.as_ref();
    let statements = sqlx::query(WRITE)
        .bind(bytes(exchange.conversation))
        .bind(exchange.at.as_millisecond())
        .bind(exchange.is_first)
        .bind(bytes(exchange.question_id))
        .bind(&exchange.question)
        .bind(bytes(exchange.answer_id))
        .bind(&exchange.answer)
        .bind(exchange.mode.name())
        .bind(exchange.reason.map(Reason::name))
        .bind(json(&exchange.citations))
        .bind(&exchange.course_version)
        .bind(exchange.is_partial)
        .bind(kept.map(|kept| kept.key.to_vec()))
        .bind(kept.map(|kept| json(&kept.answer)))
        .bind(MAX_ANSWERS);
    Ok(!storage.transact(statements).await?.is_empty())
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("strings and numbers serialise")
}
