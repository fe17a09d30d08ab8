//! Finding passages: the index proposes candidates, the ranking orders them, vectors add theirs where there are any.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Instant;

use sqlx::Row as _;

use super::corpus::{Corpus, Stem};
use super::error::CourseError;
use super::query::Query;
use super::rank::{Ranked, Ranking};
use super::search::{Found, Hit};
use super::told::Told;
use super::{Course, coverage, documents, fuse};

/// Passages that the index proposes, about: each costs a microsecond or two, and a word that half the course has tells them
/// apart by little. The rarest words come first.
const MAX_CANDIDATES: u32 = 400;

/// With fewer than these, the next word is taken however frequent it is: the rarest may be the one that misleads.
const MIN_CANDIDATES: u32 = 100;

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

impl Course {
    /// The passages that answer `query` best, best first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails; never because of the query.
    pub async fn search(&self, query: &str, limit: usize) -> Result<Found, CourseError> {
        let began = Instant::now();
        // Asked first, answered while the index is searched.
        let vector = self.query_vector(query);
        let words = self.search_words(query);
        let (vector, words) = tokio::join!(vector, words);
        let ByWords { corpus, query, ranked, answerable } = words?;
        let by_vectors = self.nearest(&corpus, vector).await;
        let order: Vec<(i64, f64)> = match &by_vectors {
            Some(nearest) => fuse::fuse([&ids(&ranked), nearest]),
            None => ranked.iter().map(|ranked| (ranked.id, ranked.score)).collect(),
        };
        let wanted: HashSet<Stem> =
            query.terms.iter().flat_map(|term| &term.variants).flat_map(|v| v.stems.clone()).collect();
        let hits = self.hits(&corpus, &wanted, &order[..order.len().min(limit)]).await?;
        self.metrics.search_time.observe(began.elapsed().as_secs_f64());
        let version = corpus.version.clone();
        Ok(Found { hits, answerable, corrected: query.corrected, version, by_vectors: by_vectors.is_some() })
    }

    async fn search_words(&self, question: &str) -> Result<ByWords, CourseError> {
        let mut corpus = self.cache.current();
        let mut renewals = 0;
        loop {
            let query = Query::read(question, &corpus);
            let (version, candidates) = self.candidates(&matching(&corpus, &query)).await?;
            if version == corpus.version || renewals == MAX_RENEWALS {
                let ranking = Ranking::new(&corpus, &query);
                let ranked = ranking.rank(candidates.into_iter());
                let is_clear =
                    |best: &Ranked| coverage::evidence(&corpus, &query, best.id, &ranking.filled(best.id)) > 0.0;
                let answerable = ranked.first().is_some_and(is_clear);
                return Ok(ByWords { corpus, query, ranked, answerable });
            }
            renewals += 1;
            corpus = self.cache.renew(&self.storage, &corpus).await?;
        }
    }

    /// The course's version and the passages that the index proposes, in one statement: of one moment, and one trip. The index's
    /// own order costs three times as much a row as ours.
    async fn candidates(&self, matching: &str) -> Result<(String, Vec<i64>), CourseError> {
        let row = sqlx::query(
            "SELECT coalesce((SELECT value FROM settings WHERE name = 'course_version'), '0'), \
             (SELECT group_concat(rowid) FROM course_index WHERE course_index MATCH ?)",
        )
        .bind(matching)
        .fetch_one(self.storage.read())
        .await?;
        let list: Option<&str> = row.try_get(1)?;
        let ids = list.unwrap_or_default().split(',').filter_map(|id| id.parse().ok());
        Ok((row.try_get(0)?, ids.collect()))
    }

    /// The passages in `order`, each with its score.
    async fn hits(
        &self,
        corpus: &Corpus,
        wanted: &HashSet<Stem>,
        order: &[(i64, f64)],
    ) -> Result<Vec<Hit>, CourseError> {
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

/// What the index is asked: our own stems, quoted, joined by OR.
fn matching(corpus: &Corpus, query: &Query) -> String {
    let variants = query.terms.iter().flat_map(|term| &term.variants);
    let rows = |stems: &[Stem]| stems.iter().map(|stem| corpus.passages_with(*stem)).min().unwrap_or_default();
    let mut phrases: Vec<(u32, &[Stem])> = variants.map(|variant| (rows(&variant.stems), &*variant.stems)).collect();
    phrases.sort_unstable();
    phrases.dedup();
    let mut proposed = 0;
    let affordable = phrases.iter().take_while(|(rows, _)| {
        let affordable = proposed < MIN_CANDIDATES || proposed + rows <= MAX_CANDIDATES;
        proposed += rows;
        affordable
    });
    let quoted = affordable.map(|(_, stems)| {
        let stems: Vec<&str> = stems.iter().map(|stem| corpus.text(*stem)).collect();
        format!("\"{}\"", stems.join(" "))
    });
    let matching = quoted.collect::<Vec<_>>().join(" OR ");
    // A phrase without words, which nothing matches.
    if matching.is_empty() { "\"\"".to_owned() } else { matching }
}

fn ids(ranked: &[Ranked]) -> Vec<i64> {
    ranked.iter().map(|ranked| ranked.id).collect()
}
