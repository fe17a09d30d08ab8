//! Finding passages: the index proposes candidates, the ranking orders them, vectors add theirs where there are any.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use sqlx::Row as _;

use super::corpus::{Corpus, Stem};
use super::error::CourseError;
use super::passage::Passage;
use super::query::Query;
use super::rank::{Ranked, Ranking};
use super::search::{Found, Hit};
use super::text::words;
use super::{Course, coverage, documents, fuse};

/// Passages that the index proposes, about: each costs a microsecond or two, and a word that half the course has tells them
/// apart by little. The rarest words come first.
const MAX_CANDIDATES: u32 = 400;

/// With fewer than these, the next word is taken however frequent it is: the rarest may be the one that misleads.
const MIN_CANDIDATES: u32 = 100;

/// How often a search begins anew because the course has changed under it. It then answers from what it has: a folder being
/// ingested changes the course many times a second.
const MAX_RENEWALS: usize = 3;

/// Matched words told of a hit: enough to see why it was found.
const MAX_MATCHED: usize = 30;

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
        Ok(Found { hits, answerable, corrected: query.corrected, by_vectors: by_vectors.is_some() })
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
        if order.is_empty() {
            return Ok(Vec::new());
        }
        let ids =
            serde_json::to_string(&order.iter().map(|(id, _)| id).collect::<Vec<_>>()).expect("numbers serialise");
        let rows = sqlx::query(
            "SELECT passages.id, headings, start_byte, end_byte, text, sentences, terms, path, \
             substr(source, start_byte + 1, end_byte - start_byte) FROM passages JOIN documents ON documents.id = document \
             WHERE passages.id IN (SELECT value FROM json_each(?))",
        )
        .bind(ids)
        .fetch_all(self.storage.read())
        .await?;
        let mut hits = Vec::with_capacity(rows.len());
        for (id, score) in order {
            // One that has gone since it was found is left out.
            let Some(row) = rows.iter().find(|row| row.try_get::<i64, _>(0).is_ok_and(|other| other == *id)) else {
                continue;
            };
            let Passage { headings, start, end, text, sentences, .. } = documents::passage(row)?;
            let damaged = |_| CourseError::Damaged { what: "document", id: *id };
            let quote = String::from_utf8(row.try_get(8)?).map_err(damaged)?;
            let matched = matched(corpus, wanted, &quote);
            let document = row.try_get(7)?;
            hits.push(Hit { document, headings, quote, start, end, text, sentences, score: *score, matched });
        }
        Ok(hits)
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

/// The words of `quote` that have one of the stems, as they stand there, each once.
fn matched(corpus: &Corpus, wanted: &HashSet<Stem>, quote: &str) -> Vec<String> {
    // A stem begins as its words do, and a letter is sooner compared than a word found.
    let mut begins = [false; 256];
    wanted.iter().for_each(|stem| begins[usize::from(first_byte(corpus.text(*stem)))] = true);
    let mut seen = HashSet::new();
    let mut matched = Vec::new();
    for word in words(quote).filter(|word| begins[usize::from(first_byte(&word.form))]) {
        let found = corpus.stems_of(&word.form).iter().any(|stem| wanted.contains(stem));
        if found && seen.insert(word.form.into_owned()) {
            matched.push(quote[word.at].to_owned());
            if matched.len() == MAX_MATCHED {
                break;
            }
        }
    }
    matched
}

fn first_byte(word: &str) -> u8 {
    word.as_bytes().first().copied().unwrap_or_default()
}

fn ids(ranked: &[Ranked]) -> Vec<i64> {
    ranked.iter().map(|ranked| ranked.id).collect()
}
