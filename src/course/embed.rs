//! Giving passages their vectors, beside the server's work: once each, whatever document they stand in, and again only for
//! another model.

use std::error::Error;
use std::time::Duration;

use sqlx::Row as _;

use super::Course;
use super::vectors::{MAX_CHARS, encoded};
use crate::mistral::MistralError;

/// Passages in one call: as many as Mistral takes, and few enough that a failure costs little.
const BATCH: i64 = 64;

/// How long the model is left alone after a failure, before a search may cause the next attempt. Not every search of a class
/// shall cost a call that fails.
const REST: Duration = Duration::from_secs(60);

/// Why passages have no vectors yet.
#[derive(Debug, thiserror::Error)]
enum EmbedError {
    #[error("the passages' vectors cannot be stored")]
    Database(#[from] sqlx::Error),
    #[error("the passages' vectors are not to be had")]
    Mistral(#[from] MistralError),
}

impl Course {
    /// Gives passages their vectors, at once and whenever the course changes; searches that find some missing wake it too.
    /// Ends at once where no model embeds, else never. Dropped, it loses the batch under way.
    pub async fn keep_embedded(&self) {
        if !self.mistral.embeds() {
            return;
        }
        loop {
            match self.embed_missing().await {
                Ok(0) => {}
                Ok(passages) => tracing::info!(passages, "passages were embedded"),
                Err(error) => {
                    tracing::warn!(error = &error as &(dyn Error + 'static), "passages are found by their words alone");
                    self.clock.pause(REST).await;
                }
            }
            self.vectors.missing.notified().await;
        }
    }

    /// How many it embedded.
    async fn embed_missing(&self) -> Result<usize, EmbedError> {
        let model = self.mistral.embedding_model();
        let mut embedded = 0;
        loop {
            let rows = sqlx::query(
                "SELECT DISTINCT sha256, headings, text FROM passages WHERE NOT EXISTS (SELECT 1 FROM course_vectors \
                 WHERE course_vectors.sha256 = passages.sha256 AND model = ?) LIMIT ?",
            )
            .bind(model)
            .bind(BATCH)
            .fetch_all(self.storage.read())
            .await?;
            if rows.is_empty() {
                break;
            }
            let mut hashes: Vec<String> = Vec::with_capacity(rows.len());
            let mut texts = Vec::with_capacity(rows.len());
            for row in &rows {
                hashes.push(row.try_get(0)?);
                texts.push(text(row.try_get(1)?, row.try_get(2)?));
            }
            let vectors = self.mistral.embed(&texts).await?;
            let mut transaction = self.storage.begin().await?;
            for (hash, vector) in hashes.iter().zip(&vectors) {
                sqlx::query("INSERT OR REPLACE INTO course_vectors (sha256, model, vector) VALUES (?, ?, ?)")
                    .bind(hash)
                    .bind(model)
                    .bind(encoded(vector))
                    .execute(&mut *transaction)
                    .await?;
            }
            transaction.commit().await?;
            embedded += hashes.len();
        }
        if embedded > 0 {
            sqlx::query("DELETE FROM course_vectors WHERE sha256 NOT IN (SELECT sha256 FROM passages)")
                .execute(&mut *self.storage.write().await)
                .await?;
        }
        // Also where another server has embedded them.
        self.vectors.forget();
        Ok(embedded)
    }
}

/// What a passage's vector is made of. Headings say what it is about, often in other words.
fn text(headings: &str, text: &str) -> String {
    let headings: Vec<String> = serde_json::from_str(headings).unwrap_or_default();
    let whole = format!("{}\n\n{text}", headings.join("\n"));
    whole.chars().take(MAX_CHARS).collect()
}
