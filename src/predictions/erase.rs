//! Erasing predictions, for good: their bytes are overwritten in the file and gone from its write-ahead log.

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::find::{self, Cursor};
use super::{Filter, LogError, row};
use crate::storage::{Database, Storage};

/// How many rows one transaction erases: some ten milliseconds, so that predictions waiting for their commit hardly
/// notice an erasure of millions.
const BATCH: usize = 500;

/// Erases the prediction called `id`. False where the log does not hold it.
///
/// # Errors
/// When the database fails.
pub async fn one(storage: &Storage, id: Uuid) -> Result<bool, LogError> {
    let erased = sqlx::query("DELETE FROM predictions WHERE id = ?")
        .bind(row::id_bytes(id))
        .execute(&mut *storage.write().await)
        .await?
        .rows_affected();
    finish(storage, erased).await?;
    Ok(erased > 0)
}

/// Erases what `filter` means (everything, where it is empty) and says how many predictions that was. Dropped midway, or
/// failing, it has erased the newest part.
///
/// # Errors
/// When the database fails.
pub async fn matching(storage: &Storage, filter: &Filter) -> Result<u64, LogError> {
    let mut erased = 0;
    let mut after = None;
    loop {
        // The search, which may walk the whole log, runs on a connection that nobody waits for.
        let rows = find::newest_first("id", filter, after, BATCH).build().fetch_all(storage.read()).await?;
        let Some(last) = rows.last() else { break };
        after = Some(Cursor(row::read_id(last)?));
        let mut query = QueryBuilder::<Database>::new("DELETE FROM predictions");
        // Tested again: since the search, a row may have been labelled.
        filter.push_where(&mut query);
        query.push(" AND id IN (");
        let mut list = query.separated(", ");
        for row in &rows {
            list.push_bind(row::id_bytes(row::read_id(row)?));
        }
        query.push(")");
        erased += query.build().persistent(false).execute(&mut *storage.write().await).await?.rows_affected();
    }
    finish(storage, erased).await?;
    Ok(erased)
}

async fn finish(storage: &Storage, erased: u64) -> Result<(), LogError> {
    if erased > 0 && !storage.empty_log().await? {
        // The hourly retention empties it at the latest.
        tracing::warn!("a reader keeps erased predictions in the database's log a little longer");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::predictions::samples::{at, id, record, store};

    fn lies_in(dir: &Path, needle: &str) -> bool {
        std::fs::read_dir(dir).unwrap().any(|entry| {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
        })
    }

    #[tokio::test]
    async fn leaves_nothing_in_any_file() {
        // One short text, and one whose overflow pages become free pages.
        let long = format!("{}oubliez-moi", "x".repeat(20_000));
        let (storage, dir) = store(vec![record(1, "oubliez-moi"), record(2, "gardez-moi"), record(3, &long)]).await;
        assert!(lies_in(dir.path(), "oubliez-moi"));
        assert!(one(&storage, id(1)).await.unwrap());
        assert!(one(&storage, id(3)).await.unwrap());
        assert!(!one(&storage, id(1)).await.unwrap());
        assert!(!lies_in(dir.path(), "oubliez-moi"));
        assert!(lies_in(dir.path(), "gardez-moi"));
        assert_eq!(find::count(storage.read(), &Filter::default()).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn erases_what_the_filter_means_in_many_batches() {
        let count = 3 * u32::try_from(BATCH).unwrap() + 7;
        let (storage, dir) = store((0..count).map(|n| record(n, &format!("mot-{n}-fin"))).collect()).await;
        let old = Filter { until: Some(at(10)), ..Filter::default() };
        assert_eq!(matching(&storage, &old).await.unwrap(), 10);
        let nine = Filter { q: Some("9".into()), ..Filter::default() };
        let nines = (10..count).filter(|n| n.to_string().contains('9')).count() as u64;
        assert_eq!(matching(&storage, &nine).await.unwrap(), nines);
        assert_eq!(matching(&storage, &Filter::default()).await.unwrap(), u64::from(count) - 10 - nines);
        assert_eq!(matching(&storage, &Filter::default()).await.unwrap(), 0);
        assert!(!lies_in(dir.path(), "mot-"));
    }
}
