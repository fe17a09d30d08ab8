//! What was worked out before, kept in the database: once for all servers that share it, and for as long as a model is
//! the same. Holds what follows from a model alone; words that somebody sent are never kept.

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::Row as _;

use crate::chain::Chain;
use crate::storage::Storage;

/// Results kept: a few for each of many models. The usual map has some 50 KB, the largest ten times as much: 100 MB at most.
const MAX_RESULTS: i64 = 200;

/// Changes whenever the same request gets another answer than before, so that nothing of an older version is given.
const VERSION: &str = "2";

/// Under which a result is kept: a hash, in hexadecimal, of all that it depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key(String);

impl Key {
    /// The key of `parts`.
    pub(super) fn of(parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in [VERSION].iter().chain(parts) {
            // Lengths keep "a" and "bc" from being "ab" and "c".
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Self(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is kept under `key`. Where the database fails, nothing is: it can be worked out again.
pub(super) async fn look_up(storage: &Storage, key: &Key) -> Option<String> {
    let found = find(storage, key).await;
    found.unwrap_or_else(|error| {
        tracing::warn!(cause = %Chain(&error), "what was worked out of an embedding cannot be looked up");
        None
    })
}

/// Keeps a result, if the database can, and forgets the oldest beyond the bound.
pub(super) async fn keep(storage: &Storage, key: &Key, result: &str, now: Timestamp) {
    if let Err(error) = insert(storage, key, result, now).await {
        tracing::warn!(cause = %Chain(&error), "what was worked out of an embedding cannot be kept");
    }
}

async fn find(storage: &Storage, key: &Key) -> Result<Option<String>, sqlx::Error> {
    let row = sqlx::query("SELECT result FROM embedding_results WHERE key = ?").bind(key.as_str());
    row.fetch_optional(storage.read()).await?.map(|row| row.try_get(0)).transpose()
}

async fn insert(storage: &Storage, key: &Key, result: &str, now: Timestamp) -> Result<(), sqlx::Error> {
    let mut connection = storage.write().await;
    sqlx::query("INSERT OR REPLACE INTO embedding_results (key, made_at, result) VALUES (?, ?, ?)")
        .bind(key.as_str())
        .bind(now.as_millisecond())
        .bind(result)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "DELETE FROM embedding_results WHERE key IN \
         (SELECT key FROM embedding_results ORDER BY made_at DESC, key LIMIT -1 OFFSET ?)",
    )
    .bind(MAX_RESULTS)
    .execute(&mut *connection)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_kept_is_given_back_until_it_is_the_oldest_of_too_many() {
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open(dir.path()).await.unwrap();
        let key = |number: i64| Key::of(&["map", &number.to_string()]);
        assert_eq!(look_up(&storage, &key(0)).await, None);
        for number in 0..=MAX_RESULTS {
            let now = Timestamp::from_millisecond(number).unwrap();
            keep(&storage, &key(number), &number.to_string(), now).await;
        }
        assert_eq!(look_up(&storage, &key(0)).await, None);
        assert_eq!(look_up(&storage, &key(1)).await.as_deref(), Some("1"));
        keep(&storage, &key(1), "anew", Timestamp::from_second(9).unwrap()).await;
        assert_eq!(look_up(&storage, &key(1)).await.as_deref(), Some("anew"));
    }

    #[test]
    fn a_key_is_of_its_parts_and_their_bounds() {
        assert_ne!(Key::of(&["a", "bc"]), Key::of(&["ab", "c"]));
        assert_ne!(Key::of(&["a"]), Key::of(&["a", ""]));
        assert_eq!(Key::of(&["a"]).as_str().len(), 64);
    }
}
