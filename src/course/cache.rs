//! The index of words as it was last read, for one version of the course. Whoever writes the course, this server or another
//! program, changes its version, and the next search reads it anew.

use std::sync::Arc;

use arc_swap::ArcSwap;
use sqlx::Row as _;
use tokio::sync::Mutex;

use super::corpus::{Builder, Corpus, FIELDS, IndexRow};
use super::error::CourseError;
use super::ingest::blocking;
use super::store;
use crate::storage::{Row, Storage};

/// The last corpus read.
#[derive(Debug, Default)]
pub(super) struct Cache {
    current: ArcSwap<Corpus>,
    /// Held while one is read: a class that searches just after a change needs one reading, not thirty.
    reading: Mutex<()>,
}

impl Cache {
    /// What is there, of whatever version.
    pub(super) fn current(&self) -> Arc<Corpus> {
        self.current.load_full()
    }

    /// The corpus of the stored version, which is not that of `known`.
    pub(super) async fn renew(&self, storage: &Storage, known: &Corpus) -> Result<Arc<Corpus>, CourseError> {
        let _turn = self.reading.lock().await;
        let current = self.current();
        if current.version != known.version {
            // Another search has read it meanwhile. If that is old again, the caller will find out.
            return Ok(current);
        }
        let corpus = Arc::new(read(storage).await?);
        self.current.store(Arc::clone(&corpus));
        Ok(corpus)
    }
}

/// Reads the whole index, of one moment.
async fn read(storage: &Storage) -> Result<Corpus, CourseError> {
    let mut transaction = storage.read().begin().await?;
    let version = store::version(&mut *transaction).await?;
    let rows = sqlx::query(
        "SELECT passages.id, document, title, above, heading, course_words.terms, body, forms \
         FROM course_words JOIN passages ON passages.id = passage ORDER BY passages.id",
    )
    .fetch_all(&mut *transaction)
    .await?;
    drop(transaction);
    blocking(move || {
        let mut builder = Builder::default();
        for row in &rows {
            add(&mut builder, row)?;
        }
        Ok(builder.finish(version))
    })
    .await
}

fn add(builder: &mut Builder, row: &Row) -> Result<(), CourseError> {
    let mut fields = [""; FIELDS];
    for (place, field) in fields.iter_mut().enumerate() {
        *field = row.try_get(place + 2)?;
    }
    let forms = row.try_get(FIELDS + 2)?;
    builder.add(&IndexRow { id: row.try_get(0)?, document: row.try_get(1)?, fields, forms });
    Ok(())
}
