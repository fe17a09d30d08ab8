//! Finding passages: the words propose candidates, the ranking orders them, vectors add theirs where there are any.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use sqlx::Row as _;

use super::corpus::{Corpus, Stems};
use super::error::CourseError;
use super::query::Query;
use super::rank::{Ranked, Ranking};
use super::search::{Found, Hit};
use super::told::Told;
use super::{Course, candidates, coverage, documents, fuse, mark, store};

/// How often a search begins anew because the course has changed under it. It then answers from what it has: a folder being
/// ingested changes the course many times a second.
const MAX_RENEWALS: usize = 3;

/// What the words alone find.
struct ByWords {
    /// What the question was read against.
    corpus: Arc<Corpus>,
    query: Query,
    /// Best first.
    ranked: Vec<Ranked>,
    answerable: bool,
}

impl ByWords {
    fn find(question: &str, corpus: Arc<Corpus>) -> Self {
        let query = Query::read(question, &corpus);
        let ranking = Ranking::new(&corpus, &query);
        let ranked = ranking.rank(candidates::of(&corpus, &query).into_iter());
        let is_clear = |best: &Ranked| coverage::evidence(&corpus, &query, best.id, &ranking.filled(best.id)) > 0.0;
        let answerable = ranked.first().is_some_and(is_clear);
        Self { corpus, query, ranked, answerable }
    }
}

impl Course {
    /// The passages that answer `query` best, best first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails; never because of the query.
    pub async fn search(&self, query: &str, limit: usize) -> Result<Found, CourseError> {
        let began = Instant::now();
        // Asked first, answered while the words are searched.
        let vector = self.query_vector(query);
        let words = self.search_words(query);
        let (vector, words) = tokio::join!(vector, words);
        let ByWords { corpus, query, ranked, answerable } = words?;
        let by_vectors = self.nearest(&corpus, vector).await;
        let order: Vec<(i64, f64)> = match &by_vectors {
            Some(nearest) => fuse::fuse([&ids(&ranked), nearest]),
            None => ranked.iter().map(|ranked| (ranked.id, ranked.score)).collect(),
        };
        let variants = query.terms.iter().flat_map(|term| &term.variants);
        let wanted = Stems::of(&corpus, variants.flat_map(|variant| &variant.stems));
        let hits = self.hits(&corpus, &wanted, &order[..order.len().min(limit)]).await?;
        self.metrics.search_time.observe(began.elapsed().as_secs_f64());
        let version = corpus.version.clone();
        Ok(Found { hits, answerable, corrected: query.corrected, version, by_vectors: by_vectors.is_some() })
    }

    /// What the words find in the course as it is now, most often the one that was read last.
    async fn search_words(&self, question: &str) -> Result<ByWords, CourseError> {
        let mut corpus = self.cache.current();
        let mut renewals = 0;
        while !mark::tells(&self.storage, &corpus.version)
            && store::version(self.storage.read()).await? != corpus.version
            && renewals < MAX_RENEWALS
        {
            renewals += 1;
            corpus = self.cache.renew(&self.storage, &corpus).await?;
        }
        Ok(ByWords::find(question, corpus))
    }

    /// The passages in `order`, each with its score.
    async fn hits(&self, corpus: &Corpus, wanted: &Stems, order: &[(i64, f64)]) -> Result<Vec<Hit>, CourseError> {
        let mut told: HashMap<i64, Arc<Told>> =
            order.iter().filter_map(|(id, _)| Some((*id, corpus.kept(*id)?))).collect();
        let missing: Vec<i64> = order.iter().map(|(id, _)| *id).filter(|id| !told.contains_key(id)).collect();
        if !missing.is_empty() {
            told.extend(self.told(corpus, &missing).await?);
        }
        // One that has gone since it was found is left out.
        let hits = order.iter().filter_map(|(id, score)| Some(Hit::of(told.get(id)?, wanted, *score)));
        Ok(hits.collect())
    }

    /// These passages from the database, kept where the course is still the one that `corpus` describes.
    async fn told(&self, corpus: &Corpus, ids: &[i64]) -> Result<Vec<(i64, Arc<Told>)>, CourseError> {
        let rows = sqlx::query(
            "SELECT passages.id, headings, start_byte, end_byte, text, sentences, terms, path, \
             substr(source, start_byte + 1, end_byte - start_byte), \
             coalesce((SELECT value FROM settings WHERE name = 'course_version'), '0') \
             FROM passages JOIN documents ON documents.id = document WHERE passages.id IN (SELECT value FROM json_each(?))",
        )
        .bind(serde_json::to_string(ids).expect("numbers serialise"))
        .fetch_all(self.storage.read())
        .await?;
        let mut all = Vec::with_capacity(rows.len());
        for row in &rows {
            let id = row.try_get(0)?;
            let damaged = |_| CourseError::Damaged { what: "document", id };
            let quote = String::from_utf8(row.try_get(8)?).map_err(damaged)?;
            let told = Arc::new(Told::new(corpus, row.try_get(7)?, documents::passage(row)?, &quote));
            if row.try_get::<&str, _>(9)? == corpus.version {
                corpus.keep(id, &told);
            }
            all.push((id, told));
        }
        Ok(all)
    }
}

fn ids(ranked: &[Ranked]) -> Vec<i64> {
    ranked.iter().map(|ranked| ranked.id).collect()
}
