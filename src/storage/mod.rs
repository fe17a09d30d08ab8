//! The database: its file, its connections, its pragmas and migrations, and what its errors mean. The one module that
//! knows which database it is; queries stay with the features.

mod fault;
mod transaction;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Row as _};
use tokio::sync::{Mutex, MutexGuard};

pub use fault::Fault;
pub use transaction::Transaction;

/// The database's driver.
pub type Database = sqlx::Sqlite;
/// One connection.
pub type Connection = sqlx::SqliteConnection;
/// A query's bound values.
pub type Arguments = sqlx::sqlite::SqliteArguments;
/// Statements with their bound values. In several at once these go by name, `$1` the first: each may leave some out.
pub type Statements<'q> = sqlx::query::Query<'q, Database, Arguments>;
/// One row of an answer.
pub type Row = sqlx::sqlite::SqliteRow;
/// The connections for reading; they cannot write.
pub type Reader = sqlx::SqlitePool;

/// The database's file inside the data directory; SQLite keeps `-wal` and `-shm` beside it.
pub const FILE_NAME: &str = "tramontane.sqlite3";

/// How long a statement waits for another process's lock: longer than a checkpoint, shorter than a client's patience.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);

/// How long a read waits for a connection: a thousand questions at once take seconds.
const READER_WAIT: Duration = Duration::from_secs(10);

/// Each is a thread; readers do not wait for each other, and more than the cores would only take turns.
const MAX_READERS: u32 = 4;

/// The log's size, in pages of 4 KiB, at which a commit also moves it into the database file. The default, 1,000, would
/// mean several fsyncs a second at full load; ten times that costs 40 MB of disk and a second's replay after a kill.
const CHECKPOINT_PAGES: &str = "10000";

/// A checkpoint cuts a log that a long reader made grow back to this many bytes.
const JOURNAL_SIZE_LIMIT: &str = "67108864";

/// The writer's page cache, in KiB when negative: the hot end of the table and the pages of one large group.
const WRITER_CACHE: &str = "-16384";

static MIGRATOR: Migrator = sqlx::migrate!("migrations/sqlite");

/// An open database: one connection that writes, taken in turn, and a few that read. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Storage {
    // A fair mutex rather than a pool of one: a pool tests the connection on every return, which would cost each group
    // of predictions one more trip to the connection's thread.
    write: Arc<Mutex<Connection>>,
    /// Whether a transaction may have been left open: set when one begins, and cleared by its commit.
    unfinished: Arc<AtomicBool>,
    read: Reader,
    dir: Arc<Path>,
}

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The data directory neither exists nor can be made.
    #[error("cannot create the data directory {}", path.display())]
    CreateDirectory {
        /// The directory.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is no database to read.
    #[error("no database at {}", path.display())]
    Missing {
        /// The file looked for.
        path: PathBuf,
    },
    /// The file cannot be opened, or is no database.
    #[error("cannot open the database {}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: sqlx::Error,
    },
    /// Another version made the tables: a newer one, or one whose tables this one cannot change into its own.
    #[error(
        "the database {} is another version's (migration {migration}): use that version, or export with it and move \
         the file away",
        path.display()
    )]
    OtherVersion {
        /// The file.
        path: PathBuf,
        /// The first migration that is not this version's.
        migration: i64,
    },
    /// The tables could not be brought up to date.
    #[error("cannot migrate the database {}", path.display())]
    Migrate {
        /// The file.
        path: PathBuf,
        /// Why.
        source: MigrateError,
    },
}

impl Storage {
    /// Opens the database in `data_dir`, creating both where they are missing, and brings its tables up to date.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub async fn open(data_dir: &Path) -> Result<Self, StorageError> {
        Self::open_with(data_dir, BUSY_TIMEOUT).await
    }

    /// [`open`](Self::open), with another limit on the wait for locks.
    ///
    /// # Errors
    /// See [`StorageError`].
    pub async fn open_with(data_dir: &Path, busy_timeout: Duration) -> Result<Self, StorageError> {
        create_private_dir(data_dir)
            .map_err(|source| StorageError::CreateDirectory { path: data_dir.to_owned(), source })?;
        let path = data_dir.join(FILE_NAME);
        let mut connection = writer_options(&path, busy_timeout)
            .connect()
            .await
            .map_err(|source| StorageError::Open { path: path.clone(), source })?;
        MIGRATOR.run(&mut connection).await.map_err(|source| match source {
            MigrateError::VersionMissing(migration) | MigrateError::VersionMismatch(migration) => {
                StorageError::OtherVersion { path: path.clone(), migration }
            }
            source => StorageError::Migrate { path: path.clone(), source },
        })?;
        let read = readers(&path, busy_timeout);
        Ok(Self { write: Arc::new(Mutex::new(connection)), unfinished: Arc::default(), read, dir: data_dir.into() })
    }

    /// The connection that writes, when its turn comes. Hold it for one short statement: predictions wait behind it.
    pub async fn write(&self) -> MutexGuard<'_, Connection> {
        let mut connection = self.write.lock().await;
        if self.unfinished.load(Ordering::Relaxed) {
            // SQLite may have ended it by itself; then there is nothing to roll back, and it says so.
            let _ended = sqlx::query("ROLLBACK").execute(&mut *connection).await;
            self.unfinished.store(false, Ordering::Relaxed);
        }
        connection
    }

    /// The connections for reading.
    pub fn read(&self) -> &Reader {
        &self.read
    }

    /// The file of this name in the database's directory.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// Moves the write-ahead log into the database file and empties it, so that nothing deleted survives in it. False
    /// when a reader was still at work after the busy timeout; the log then keeps its old pages until a later call.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn empty_log(&self) -> Result<bool, sqlx::Error> {
        let mut connection = self.write().await;
        let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *connection).await?;
        Ok(row.try_get::<i64, _>(0)? == 0)
    }

    /// Ends reading and writes the log back, at shutdown; the connections close when the last clone is dropped.
    pub async fn close(&self) {
        self.read.close().await;
        // What stays in the log is replayed at the next start.
        if let Err(error) = self.empty_log().await {
            tracing::warn!(%error, "the database's log could not be written back");
        }
    }
}

/// Connections that can only read the existing database in `data_dir`, for commands that run beside a server.
///
/// # Errors
/// [`StorageError::Missing`] where there is none; opening is left to the first query.
pub fn open_reader(data_dir: &Path) -> Result<Reader, StorageError> {
    let path = data_dir.join(FILE_NAME);
    if path.is_file() { Ok(readers(&path, BUSY_TIMEOUT)) } else { Err(StorageError::Missing { path }) }
}

fn writer_options(path: &Path, busy_timeout: Duration) -> SqliteConnectOptions {
    common_options(path, busy_timeout)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // A commit hands its pages to the kernel before it returns, so killing this process loses none. Only a power cut
        // may take back the last commits (never corrupt the file), and FULL's fsync a commit would be most of its cost.
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true)
        // Deleted rows are overwritten with zeros: an erased text is not to be found in the file's free pages.
        .pragma("secure_delete", "ON")
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
        .pragma("journal_size_limit", JOURNAL_SIZE_LIMIT)
        .pragma("cache_size", WRITER_CACHE)
}

fn readers(path: &Path, busy_timeout: Duration) -> Reader {
    SqlitePoolOptions::new()
        .max_connections(MAX_READERS)
        .acquire_timeout(READER_WAIT)
        // A file does not go away as a server does, and each test is a trip to the connection's thread and back.
        .test_before_acquire(false)
        .connect_lazy_with(common_options(path, busy_timeout).read_only(true))
}

fn common_options(path: &Path, busy_timeout: Duration) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(busy_timeout)
        .with_regexp()
        // A group of 256 rows would be logged as 10 KB of question marks.
        .disable_statement_logging()
        .thread_name(|number| format!("sqlite-{number}"))
}

/// Creates `path` readable by its owner alone: it will hold what people wrote.
fn create_private_dir(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn creates_what_is_missing_and_opens_it_again() {
        let dir = tempfile::tempdir().unwrap();
        let data_dir = dir.path().join("a/b");
        for _ in 0..2 {
            let storage = Storage::open(&data_dir).await.unwrap();
            let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(storage.read()).await.unwrap();
            assert_eq!(mode, "wal");
            let kept: i64 =
                sqlx::query_scalar("PRAGMA secure_delete").fetch_one(&mut *storage.write().await).await.unwrap();
            assert_eq!(kept, 1);
            storage.close().await;
        }
    }

    #[tokio::test]
    async fn readers_cannot_write() {
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open(dir.path()).await.unwrap();
        let written = sqlx::query("INSERT INTO settings VALUES ('a', 'b')").execute(storage.read()).await;
        assert_eq!(Fault::of(&written.unwrap_err()), Fault::Other);
    }

    #[tokio::test]
    async fn says_why_it_cannot_open() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "x").unwrap();
        assert!(matches!(Storage::open(&file).await, Err(StorageError::CreateDirectory { .. })));

        fs::write(dir.path().join(FILE_NAME), "not a database, and longer than a header would be").unwrap();
        let error = Storage::open(dir.path()).await.unwrap_err();
        assert!(matches!(error, StorageError::Open { .. }), "{error:?}");

        assert!(matches!(open_reader(&dir.path().join("none")), Err(StorageError::Missing { .. })));
    }

    #[tokio::test]
    async fn says_what_to_do_with_another_version_s_database() {
        for (change, wanted) in [
            ("UPDATE _sqlx_migrations SET version = 9999 WHERE version = 1", 9999),
            ("UPDATE _sqlx_migrations SET checksum = x'00'", 1),
        ] {
            let dir = tempfile::tempdir().unwrap();
            let storage = Storage::open(dir.path()).await.unwrap();
            sqlx::query(change).execute(&mut *storage.write().await).await.unwrap();
            drop(storage);
            let error = Storage::open(dir.path()).await.unwrap_err();
            let StorageError::OtherVersion { migration, .. } = error else { panic!("{error:?}") };
            assert_eq!(migration, wanted);
        }
    }
}
