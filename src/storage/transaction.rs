//! A transaction on the connection that writes.
//!
//! Ours rather than sqlx's, which counts how deep it is. SQLite rolls back by itself when the disk is full, and the count is
//! then wrong: the next transaction would be a savepoint, which `ROLLBACK TO` does not end, and whatever is written after it
//! would wait with it for a commit that never comes.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::MutexGuard;

use super::{Connection, Row, Statements, Storage};

/// A transaction. Dropped before [`commit`](Self::commit), it is rolled back when the connection is used next.
#[derive(Debug)]
pub struct Transaction<'s> {
    connection: MutexGuard<'s, Connection>,
    unfinished: &'s AtomicBool,
}

impl Storage {
    /// Begins a transaction when the writing connection's turn comes. Keep it short: predictions wait behind it.
    ///
    /// # Errors
    /// When another process holds the lock for longer than the busy timeout, or the database fails.
    pub async fn begin(&self) -> Result<Transaction<'_>, sqlx::Error> {
        let mut connection = self.write().await;
        // Before it is so: a future that is dropped while it waits leaves a transaction that nobody ends.
        self.unfinished.store(true, Ordering::Relaxed);
        sqlx::query("BEGIN IMMEDIATE").execute(&mut *connection).await?;
        Ok(Transaction { connection, unfinished: &self.unfinished })
    }

    /// Runs `statements`, which begin a transaction and commit it, in one trip to the connection's thread, and gives the rows
    /// that they select. A trip costs about as much as a small statement does.
    ///
    /// # Errors
    /// As [`begin`](Self::begin); nothing is written then.
    pub async fn transact(&self, statements: Statements<'_>) -> Result<Vec<Row>, sqlx::Error> {
        let mut connection = self.write().await;
        self.unfinished.store(true, Ordering::Relaxed);
        let rows = statements.fetch_all(&mut *connection).await?;
        self.unfinished.store(false, Ordering::Relaxed);
        Ok(rows)
    }
}

impl Transaction<'_> {
    /// Makes what was written last.
    ///
    /// # Errors
    /// When the database fails; nothing is written then.
    pub async fn commit(mut self) -> Result<(), sqlx::Error> {
        sqlx::query("COMMIT").execute(&mut *self.connection).await?;
        self.unfinished.store(false, Ordering::Relaxed);
        Ok(())
    }
}

impl Deref for Transaction<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for Transaction<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn stored(storage: &Storage) -> i64 {
        let rows = sqlx::query_scalar("SELECT count(*) FROM settings WHERE name LIKE 'test%'");
        rows.fetch_one(storage.read()).await.unwrap()
    }

    async fn write(connection: &mut Connection, name: &str, bytes: usize) -> Result<(), sqlx::Error> {
        let row = sqlx::query("INSERT INTO settings VALUES (?, ?)").bind(name).bind("x".repeat(bytes));
        row.execute(connection).await.map(|_| ())
    }

    #[tokio::test]
    async fn a_full_disk_leaves_nothing_open_behind() {
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open(dir.path()).await.unwrap();
        sqlx::query("PRAGMA max_page_count = 1").execute(&mut *storage.write().await).await.unwrap();
        // As often as it takes to lose count.
        for _ in 0..4 {
            let mut transaction = storage.begin().await.unwrap();
            write(&mut transaction, "test small", 10).await.unwrap();
            write(&mut transaction, "test large", 1 << 20).await.unwrap_err();
        }
        assert_eq!(stored(&storage).await, 0);
        sqlx::query("PRAGMA max_page_count = 1000000").execute(&mut *storage.write().await).await.unwrap();
        let mut transaction = storage.begin().await.unwrap();
        write(&mut transaction, "test one", 1 << 20).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(stored(&storage).await, 1);
        write(&mut *storage.write().await, "test two", 10).await.unwrap();
        assert_eq!(stored(&storage).await, 2);
    }

    #[tokio::test]
    async fn one_that_is_dropped_is_rolled_back() {
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open(dir.path()).await.unwrap();
        let mut transaction = storage.begin().await.unwrap();
        write(&mut transaction, "test gone", 10).await.unwrap();
        drop(transaction);
        write(&mut *storage.write().await, "test kept", 10).await.unwrap();
        assert_eq!(stored(&storage).await, 1);
    }
}
