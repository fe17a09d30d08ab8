//! The log's writer: one task that takes every row waiting, commits them in one transaction and then answers each. It
//! starts no timer: under load a group gathers while the one before it is committed.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tokio::sync::{mpsc, oneshot};

use super::insert::{self, MAX_GROUP, Row};
use super::{LogError, Record};
use crate::storage::{Connection, Storage};
use crate::telemetry::Metrics;

/// What a probe writes and takes away again: more than a page, since one more page may be there when the next is not.
const PROBE_BYTES: usize = 32 * 1024;

/// Where predictions are handed in. Cheap to clone; when the last clone is gone, the task commits what waits and ends.
#[derive(Clone, Debug)]
pub struct Writer {
    entries: mpsc::Sender<Entry>,
    storage: Storage,
    health: Health,
}

/// How the last commit or probe ended.
#[derive(Clone, Debug, Default)]
struct Health {
    failure: Arc<Mutex<Option<LogError>>>,
    probing: Arc<tokio::sync::Mutex<()>>,
}

type Answer = oneshot::Sender<Result<(), LogError>>;

#[derive(Debug)]
struct Entry {
    row: Row,
    answer: Answer,
}

impl Writer {
    /// A writer into `storage`, and its work, to be spawned. `capacity` rows may wait, at least one; past them, `record`
    /// waits itself.
    pub fn start(
        storage: Storage,
        metrics: Arc<Metrics>,
        capacity: usize,
    ) -> (Self, impl Future<Output = ()> + Send + 'static) {
        let (entries, waiting) = mpsc::channel(capacity.max(1));
        let health = Health::default();
        let work = run(storage.clone(), metrics, health.clone(), waiting);
        (Self { entries, storage, health }, work)
    }

    /// Returns when `record` is committed: from then on a kill of the process does not lose it. Dropped before that, the
    /// row may or may not be written.
    ///
    /// # Errors
    /// When the row is not in the database, and why.
    pub async fn record(&self, record: Record) -> Result<(), LogError> {
        let (answer, committed) = oneshot::channel();
        let entry = Entry { row: Row::from(record), answer };
        self.entries.send(entry).await.map_err(|_| LogError::Closed)?;
        committed.await.map_err(|_| LogError::Closed)?
    }

    /// How the last commit or probe ended.
    ///
    /// # Errors
    /// With its failure, until a later one succeeds.
    pub fn healthy(&self) -> Result<(), LogError> {
        self.health.get()
    }

    /// [`healthy`](Self::healthy); and where that fails, tries to write, so that an idle server notices its recovery.
    /// While one caller tries, the others are told the last failure.
    ///
    /// # Errors
    /// With the failure of the last commit, or of this attempt.
    pub async fn probe(&self) -> Result<(), LogError> {
        let Err(failure) = self.healthy() else { return Ok(()) };
        let Ok(_turn) = self.health.probing.try_lock() else { return Err(failure) };
        let outcome = write_probe(&mut *self.storage.write().await).await;
        self.health.set(outcome.clone());
        outcome
    }
}

impl Health {
    fn get(&self) -> Result<(), LogError> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone().map_or(Ok(()), Err)
    }

    fn set(&self, outcome: Result<(), LogError>) {
        let outcome = outcome.err();
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        // Said once at each turn of events, not once a commit.
        match (&*failure, &outcome) {
            (None, Some(error)) => tracing::error!(kind = error.name(), "predictions cannot be committed"),
            (Some(_), None) => tracing::info!("predictions are committed again"),
            (None, None) | (Some(_), Some(_)) => {}
        }
        *failure = outcome;
    }
}

async fn run(storage: Storage, metrics: Arc<Metrics>, health: Health, mut waiting: mpsc::Receiver<Entry>) {
    let mut group = Vec::with_capacity(MAX_GROUP);
    while waiting.recv_many(&mut group, MAX_GROUP).await > 0 {
        // The texts of one run of a network are answered together: the requests that are ready to go on bring their rows
        // first, and share the commit. With nothing ready, this costs nothing.
        tokio::task::yield_now().await;
        while group.len() < MAX_GROUP
            && let Ok(entry) = waiting.try_recv()
        {
            group.push(entry);
        }
        let (rows, answers): (Vec<_>, Vec<_>) = group.drain(..).map(|entry| (entry.row, entry.answer)).unzip();
        let started = Instant::now();
        let mut connection = storage.write().await;
        let outcome = insert::commit(&mut connection, &rows).await;
        if matches!(outcome, Err(LogError::Refused(_))) && rows.len() > 1 {
            // One row is at fault: each stands alone, so that the others do not share its fate.
            for (row, answer) in rows.iter().zip(answers) {
                let started = Instant::now();
                let outcome = insert::commit(&mut connection, std::slice::from_ref(row)).await;
                settle(&metrics, &health, started, vec![answer], &outcome);
            }
            continue;
        }
        settle(&metrics, &health, started, answers, &outcome);
        match outcome {
            Ok(()) | Err(LogError::Refused(_)) => {}
            // Whoever waited meanwhile would only wait as long again, group after group, for the same answer.
            Err(failure) => {
                while let Ok(entry) = waiting.try_recv() {
                    let _gone = entry.answer.send(Err(failure.clone()));
                }
            }
        }
    }
}

/// Counts and answers one finished transaction. A caller that has left is not missed.
fn settle(metrics: &Metrics, health: &Health, started: Instant, answers: Vec<Answer>, outcome: &Result<(), LogError>) {
    if outcome.is_ok() {
        metrics.commit_time.observe(started.elapsed().as_secs_f64());
        metrics.commit_rows.observe(answers.len() as f64);
    } else {
        metrics.commit_failures.inc();
    }
    // A refused row says nothing of the database.
    if !matches!(outcome, Err(LogError::Refused(_))) {
        health.set(outcome.clone());
    }
    for answer in answers {
        let _gone = answer.send(outcome.clone());
    }
}

async fn write_probe(connection: &mut Connection) -> Result<(), LogError> {
    sqlx::query("INSERT INTO settings VALUES ('probe', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .bind("0".repeat(PROBE_BYTES))
        .execute(&mut *connection)
        .await?;
    sqlx::query("DELETE FROM settings WHERE name = 'probe'").execute(connection).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use sqlx::Connection as _;
    use tokio::task::JoinSet;

    use super::*;
    use crate::predictions::samples::record;
    use crate::predictions::{Filter, find};

    struct Rig {
        dir: tempfile::TempDir,
        storage: Storage,
        writer: Writer,
        metrics: Arc<Metrics>,
        task: JoinSet<()>,
    }

    async fn rig() -> Rig {
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open_with(dir.path(), Duration::from_millis(50)).await.unwrap();
        let metrics = Metrics::new();
        let (writer, work) = Writer::start(storage.clone(), Arc::clone(&metrics), 1000);
        let mut task = JoinSet::new();
        task.spawn(work);
        Rig { dir, storage, writer, metrics, task }
    }

    impl Rig {
        async fn count(&self) -> u64 {
            find::count(self.storage.read(), &Filter::default()).await.unwrap()
        }

        async fn execute(&self, statement: &'static str) {
            sqlx::raw_sql(statement).execute(&mut *self.storage.write().await).await.unwrap();
        }
    }

    #[tokio::test]
    async fn an_answered_row_is_there_for_another_connection() {
        let rig = rig().await;
        for number in 0..20 {
            rig.writer.record(record(number, "x")).await.unwrap();
            assert_eq!(rig.count().await, u64::from(number) + 1);
        }
    }

    #[tokio::test]
    async fn rows_that_wait_share_a_commit_and_the_last_writer_s_end_drains_them() {
        let mut rig = rig().await;
        let mut records = JoinSet::new();
        let held = rig.storage.write().await;
        for number in 0..300 {
            let writer = rig.writer.clone();
            records.spawn(async move { writer.record(record(number, "x")).await });
        }
        while rig.writer.entries.capacity() > 1000 - 200 {
            tokio::task::yield_now().await;
        }
        drop(held);
        drop(rig.writer);
        assert!(records.join_all().await.iter().all(Result::is_ok));
        rig.task.join_next().await.unwrap().unwrap();
        assert_eq!(find::count(rig.storage.read(), &Filter::default()).await.unwrap(), 300);
        let metrics = rig.metrics.render().unwrap();
        let commits = metrics.lines().find_map(|line| line.strip_prefix("tramontane_commit_rows_count ")).unwrap();
        assert!(commits.parse::<u32>().unwrap() <= 10, "{commits}");
    }

    #[tokio::test]
    async fn a_locked_database_refuses_and_recovers() {
        let rig = rig().await;
        rig.writer.record(record(1, "x")).await.unwrap();
        let path = rig.dir.path().join(crate::storage::FILE_NAME);
        let mut other = Connection::connect(path.to_str().unwrap()).await.unwrap();
        sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
        assert!(matches!(rig.writer.record(record(2, "x")).await, Err(LogError::Locked)));
        assert!(matches!(rig.writer.healthy(), Err(LogError::Locked)));
        assert!(matches!(rig.writer.probe().await, Err(LogError::Locked)));
        sqlx::raw_sql("COMMIT").execute(&mut other).await.unwrap();
        rig.writer.record(record(3, "x")).await.unwrap();
        rig.writer.healthy().unwrap();
        assert_eq!(rig.count().await, 2);
    }

    #[tokio::test]
    async fn a_crowd_learns_of_a_failure_together() {
        let rig = rig().await;
        rig.execute("PRAGMA query_only = ON").await;
        let held = rig.storage.write().await;
        let mut records = JoinSet::new();
        for number in 0..500 {
            let writer = rig.writer.clone();
            records.spawn(async move { writer.record(record(number, "x")).await });
        }
        while rig.writer.entries.capacity() > 1000 - 400 {
            tokio::task::yield_now().await;
        }
        drop(held);
        assert!(records.join_all().await.iter().all(|outcome| matches!(outcome, Err(LogError::Database(_)))));
        assert_eq!(rig.metrics.commit_failures.get(), 1);
    }

    #[tokio::test]
    async fn a_full_disk_refuses_and_recovers() {
        let rig = rig().await;
        rig.execute("PRAGMA max_page_count = 1").await; // its size now is the least that it takes
        let text = "x".repeat(100_000);
        assert!(matches!(rig.writer.record(record(1, &text)).await, Err(LogError::DiskFull)));
        assert!(matches!(rig.writer.probe().await, Err(LogError::DiskFull)));
        assert_eq!(rig.count().await, 0);
        rig.execute("PRAGMA max_page_count = 1000000").await;
        assert!(rig.writer.healthy().is_err());
        rig.writer.probe().await.unwrap();
        rig.writer.healthy().unwrap();
        rig.writer.record(record(1, &text)).await.unwrap();
        assert_eq!(rig.count().await, 1);
    }

    #[tokio::test]
    async fn a_read_only_database_is_named_so() {
        let rig = rig().await;
        rig.execute("PRAGMA query_only = ON").await;
        assert!(matches!(rig.writer.record(record(1, "x")).await, Err(LogError::Database(_))));
        rig.execute("PRAGMA query_only = OFF").await;
        rig.writer.record(record(1, "x")).await.unwrap();
    }

    #[tokio::test]
    async fn a_refused_row_does_not_sink_its_group() {
        let rig = rig().await;
        rig.writer.record(record(5, "first")).await.unwrap();
        let held = rig.storage.write().await;
        let mut records = JoinSet::new();
        for number in 0..10 {
            let writer = rig.writer.clone();
            records.spawn(async move { (number, writer.record(record(number, "x")).await) });
        }
        tokio::task::yield_now().await;
        drop(held);
        for (number, outcome) in records.join_all().await {
            assert_eq!(matches!(outcome, Err(LogError::Refused(_))), number == 5, "{number}: {outcome:?}");
        }
        rig.writer.healthy().unwrap();
        assert_eq!(rig.count().await, 10);
    }

    #[tokio::test]
    async fn a_row_refused_alone_leaves_those_behind_it_in_peace() {
        let rig = rig().await;
        rig.writer.record(record(1, "first")).await.unwrap();
        let held = rig.storage.write().await;
        let refused = rig.writer.record(record(1, "again"));
        let behind = async {
            // The first is taken by now, and waits for the connection.
            tokio::task::yield_now().await;
            let (outcome, ()) = tokio::join!(rig.writer.record(record(2, "x")), async { drop(held) });
            outcome
        };
        let (refused, behind) = tokio::join!(refused, behind);
        assert!(matches!(refused, Err(LogError::Refused(_))), "{refused:?}");
        behind.unwrap();
    }

    #[tokio::test]
    async fn a_closed_writer_says_so() {
        let mut rig = rig().await;
        rig.task.abort_all();
        while rig.task.join_next().await.is_some() {}
        assert!(matches!(rig.writer.record(record(1, "x")).await, Err(LogError::Closed)));
    }
}
