//! Vectors of meaning: the question's is asked for while its words are looked up, and the passages' lie in memory. Whatever
//! goes wrong, the words alone answer, and it is counted.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwapOption;
use sqlx::Row as _;
use tokio::sync::Notify;

use super::Course;
use super::corpus::Corpus;
use super::error::CourseError;

/// How long a search waits for its question's vector. Mistral takes a tenth of a second, and a student would rather have
/// what the words find than wait for more.
const QUERY_WAIT: Duration = Duration::from_millis(1500);

/// Characters of a text that are embedded. A token has a character at least, and models read 8,192 tokens.
pub(super) const MAX_CHARS: usize = 8000;

/// Passages taken by their vectors: as deep as the fusion looks at.
const NEAREST: usize = 100;

/// The passages' vectors, once they are read.
#[derive(Debug, Default)]
pub(super) struct Vectors {
    current: ArcSwapOption<Matrix>,
    /// Told when passages may lack their vectors.
    pub missing: Notify,
}

/// One vector a passage, for one version of the course.
#[derive(Debug)]
struct Matrix {
    version: String,
    ids: Vec<i64>,
    dimensions: usize,
    values: Vec<f32>,
    /// Whether every passage has its vector. A part would favour the passages that happened to come first.
    is_whole: bool,
}

impl Course {
    /// The question's vector; none where there are none to be had.
    pub(super) async fn query_vector(&self, question: &str) -> Option<Vec<f32>> {
        if !self.mistral.embeds() || !self.vectors.may_serve() {
            return None;
        }
        let text: String = question.chars().take(MAX_CHARS).collect();
        let asked = tokio::time::timeout(QUERY_WAIT, self.mistral.embed(&[text])).await;
        asked.ok().and_then(Result::ok).and_then(|vectors| vectors.into_iter().next())
    }

    /// The passages nearest to `vector`, nearest first; none where words must do.
    pub(super) async fn nearest(&self, corpus: &Corpus, vector: Option<Vec<f32>>) -> Option<Vec<i64>> {
        if !self.mistral.embeds() {
            return None;
        }
        let matrix = self.matrix(corpus).await;
        let nearest = matrix.ok().zip(vector).and_then(|(matrix, vector)| matrix.nearest(&vector));
        if nearest.is_none() {
            self.metrics.embedding_fallbacks.inc();
        }
        nearest
    }

    async fn matrix(&self, corpus: &Corpus) -> Result<Arc<Matrix>, CourseError> {
        let known = self.vectors.current.load_full().filter(|matrix| matrix.version == corpus.version);
        let matrix = match known {
            Some(matrix) => matrix,
            None => {
                let matrix = Arc::new(self.read_matrix(corpus).await?);
                self.vectors.current.store(Some(Arc::clone(&matrix)));
                matrix
            }
        };
        if !matrix.is_whole {
            self.vectors.missing.notify_one();
        }
        Ok(matrix)
    }

    async fn read_matrix(&self, corpus: &Corpus) -> Result<Matrix, CourseError> {
        let rows = sqlx::query(
            "SELECT passages.id, vector FROM passages JOIN course_vectors USING (sha256) WHERE model = ? ORDER BY passages.id",
        )
        .bind(self.mistral.embedding_model())
        .fetch_all(self.storage.read())
        .await?;
        let mut matrix = Matrix {
            version: corpus.version.clone(),
            ids: Vec::new(),
            dimensions: 0,
            values: Vec::new(),
            is_whole: false,
        };
        for row in &rows {
            let id: i64 = row.try_get(0)?;
            let bytes: &[u8] = row.try_get(1)?;
            // What came since the corpus was read, and what another server of the model's name made, are left out.
            let fits = matrix.dimensions == 0 || matrix.dimensions * size_of::<f32>() == bytes.len();
            if fits && corpus.passage(id).is_some() {
                matrix.dimensions = bytes.len() / size_of::<f32>();
                matrix.ids.push(id);
                matrix.values.extend(decoded(bytes));
            }
        }
        matrix.is_whole = matrix.ids.len() == corpus.passages().len() && matrix.dimensions > 0;
        Ok(matrix)
    }
}

impl Vectors {
    /// Forgets what was read, for it to be read again.
    pub(super) fn forget(&self) {
        self.current.store(None);
    }

    /// False where passages are known to lack their vectors: a question's would be asked for in vain.
    fn may_serve(&self) -> bool {
        self.current.load().as_ref().is_none_or(|matrix| matrix.is_whole)
    }
}

impl Matrix {
    fn nearest(&self, vector: &[f32]) -> Option<Vec<i64>> {
        if !self.is_whole || vector.len() != self.dimensions {
            return None;
        }
        // All are of norm 1, so the product is the cosine.
        let similarity = |other: &[f32]| other.iter().zip(vector).map(|(a, b)| a * b).sum::<f32>();
        let similarities = self.values.chunks_exact(self.dimensions).map(similarity);
        let mut order: Vec<(f32, i64)> = similarities.zip(self.ids.iter().copied()).collect();
        order.sort_by(|(a, id_a), (b, id_b)| b.total_cmp(a).then(id_a.cmp(id_b)));
        Some(order.into_iter().take(NEAREST).map(|(_, id)| id).collect())
    }
}

/// A vector as it is stored.
pub(super) fn encoded(vector: &[f32]) -> Vec<u8> {
    vector.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn decoded(bytes: &[u8]) -> impl Iterator<Item = f32> {
    let (values, _) = bytes.as_chunks();
    values.iter().map(|value| f32::from_le_bytes(*value))
}
