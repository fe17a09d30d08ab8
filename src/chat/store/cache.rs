//! Answers given again: to the same first question, at the same level, from the same course, nobody pays twice. Each goes
//! with the conversation that it was first given in.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use tokio::sync::Mutex;

use crate::chat::ChatError;
use crate::chat::citations::Citation;
use crate::storage::Reader;

/// Answers kept; a class asks some hundred different questions. At about 10 KB each they stay within 10 MB.
pub(super) const MAX_ANSWERS: u32 = 1000;

/// An answer to be given again, under a hash of all that it depends on.
#[derive(Clone, Debug)]
pub(in crate::chat) struct Kept {
    /// The hash.
    pub(in crate::chat) key: [u8; 32],
    /// The answer.
    pub(in crate::chat) answer: Cached,
}

/// What is given again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::chat) struct Cached {
    /// What was said.
    pub(in crate::chat) response: String,
    /// Where its claims come from.
    pub(in crate::chat) citations: Vec<Citation>,
    /// The passages it was made from.
    pub(in crate::chat) sources: Vec<Citation>,
}

/// The keys of the answers that are kept. Most questions are new ones, and need no trip to the database to learn it.
#[derive(Debug, Default)]
pub(in crate::chat) struct Keys {
    /// None until they are read.
    known: Mutex<Option<HashSet<[u8; 32]>>>,
}

impl Keys {
    /// The answer kept under `key`, if any. One that no longer reads, from another version of this program, is none.
    ///
    /// # Errors
    /// When the database fails.
    pub(in crate::chat) async fn look_up(&self, reader: &Reader, key: &[u8; 32]) -> Result<Option<Cached>, ChatError> {
        if !self.knows(reader, key).await? {
            return Ok(None);
        }
        // It may have been erased with its conversation.
        let row = sqlx::query("SELECT answer FROM answers WHERE key = ?").bind(&key[..]).fetch_optional(reader).await?;
        let Some(row) = row else { return Ok(None) };
        Ok(serde_json::from_str(row.try_get(0)?).ok())
    }

    /// An answer has been written under `key`.
    pub(in crate::chat) async fn add(&self, key: [u8; 32]) {
        let mut known = self.known.lock().await;
        if let Some(keys) = &mut *known {
            keys.insert(key);
            // Half of them are of answers that are gone.
            if keys.len() > 2 * MAX_ANSWERS as usize {
                *known = None;
            }
        }
    }

    async fn knows(&self, reader: &Reader, key: &[u8; 32]) -> Result<bool, ChatError> {
        let mut known = self.known.lock().await;
        let keys = match &mut *known {
            Some(keys) => keys,
            none => none.insert(read(reader).await?),
        };
        Ok(keys.contains(key))
    }
}

async fn read(reader: &Reader) -> Result<HashSet<[u8; 32]>, ChatError> {
    let rows = sqlx::query("SELECT key FROM answers").fetch_all(reader).await?;
    // A key of another length is none of ours.
    rows.iter()
        .map(|row| Ok(row.try_get::<&[u8], _>(0)?))
        .filter_map(|key| key.map(|key| key.try_into().ok()).transpose())
        .collect()
}
