//! Reading the log: one prediction by its id, or page after page of those that a filter means, newest first.

use std::fmt;
use std::str::FromStr;

use futures_util::TryStreamExt;
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Filter, LogError, Stored, row};
use crate::storage::{Database, Reader};

/// The most predictions in a page.
pub const MAX_LIMIT: u32 = 200;

/// A page ends early when its texts reach this many bytes, so that two hundred of the longest texts do not make an
/// answer of hundreds of megabytes.
const MAX_PAGE_BYTES: usize = 1 << 20;

/// One page, newest first.
#[derive(Clone, Debug)]
pub struct Page {
    /// At most as many as asked for; fewer where their texts are long.
    pub predictions: Vec<Stored>,
    /// Where the next page begins; none after the last one.
    pub next: Option<Cursor>,
}

/// A place in the log, just behind one prediction. Opaque to clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor(pub(super) Uuid);

/// The text is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor that a page ended with")]
pub struct InvalidCursor;

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0.simple())
    }
}

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let cursor = Self(Uuid::try_parse(text).map_err(|_| InvalidCursor)?);
        // One spelling each: no capitals, no hyphens.
        if cursor.to_string() == text { Ok(cursor) } else { Err(InvalidCursor) }
    }
}

/// The prediction called `id`, if the log holds it.
///
/// # Errors
/// When the database fails.
pub async fn one(reader: &Reader, id: Uuid) -> Result<Option<Stored>, LogError> {
    let mut query = QueryBuilder::<Database>::new(format!("SELECT {} FROM predictions", row::COLUMNS));
    query.push(" WHERE id = ").push_bind(row::id_bytes(id));
    query.build().fetch_optional(reader).await?.as_ref().map(row::read).transpose()
}

/// The newest predictions behind `after` that `filter` means, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn page(reader: &Reader, filter: &Filter, after: Option<Cursor>, limit: u32) -> Result<Page, LogError> {
    let limit = limit as usize;
    let mut query = newest_first(row::COLUMNS, filter, after, limit + 1);
    let mut rows = query.build().fetch(reader);
    let mut page = Page { predictions: Vec::new(), next: None };
    let mut bytes = 0;
    while let Some(row) = rows.try_next().await? {
        if page.predictions.len() == limit || bytes >= MAX_PAGE_BYTES {
            page.next = page.predictions.last().map(|stored| Cursor(stored.id));
            break;
        }
        let stored = row::read(&row)?;
        bytes += stored.text.len();
        page.predictions.push(stored);
    }
    Ok(page)
}

/// The ids of every prediction that `filter` means, newest first.
///
/// # Errors
/// When the database fails.
pub async fn ids(reader: &Reader, filter: &Filter) -> Result<Vec<Uuid>, LogError> {
    let rows = newest_first("id", filter, None, i64::MAX as usize).build().fetch_all(reader).await?;
    rows.iter().map(row::read_id).collect()
}

/// How many predictions `filter` means.
///
/// # Errors
/// When the database fails.
pub async fn count(reader: &Reader, filter: &Filter) -> Result<u64, LogError> {
    let mut query = QueryBuilder::<Database>::new("SELECT count(*) FROM predictions");
    filter.push_where(&mut query);
    let counted: i64 = query.build_query_scalar().fetch_one(reader).await?;
    Ok(counted.unsigned_abs())
}

/// A query for `columns` of what `filter` means, in the order of pages.
pub(super) fn newest_first(
    columns: &str,
    filter: &Filter,
    after: Option<Cursor>,
    limit: usize,
) -> QueryBuilder<Database> {
    let mut query = QueryBuilder::new(format!("SELECT {columns} FROM predictions"));
    filter.push_where(&mut query);
    if let Some(Cursor(id)) = after {
        query.push(" AND id < ").push_bind(row::id_bytes(id));
    }
    query.push(" ORDER BY id DESC LIMIT ").push_bind(i64::try_from(limit).unwrap_or(i64::MAX));
    query
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::first_id_at;
    use crate::predictions::label::{Given, Gold};
    use crate::predictions::samples::{at, id, number, record, store};
    use crate::predictions::{Record, label};

    #[tokio::test]
    async fn gives_back_what_was_recorded() {
        let text = "a\0b \u{10ffff} \u{202e} e\u{301} \r\n\t\"\\' 😀";
        let given = record(1, text);
        let (storage, _dir) = store(vec![given.clone()]).await;
        let stored = one(storage.read(), given.id).await.unwrap().unwrap();
        assert_eq!(stored.text, text);
        assert_eq!(stored.created_at, at(1));
        assert_eq!(stored.scores, given.prediction.scores);
        assert_eq!(stored.score.to_bits(), given.prediction.score.to_bits());
        assert_eq!(stored.timing_ms, given.prediction.timing);
        assert_eq!((stored.tokens, stored.unknown_rate, stored.truncated), (7, 0.25, false));
        assert_eq!((stored.gold_label, stored.labelled_at, stored.correct), (None, None, None));
        assert_eq!(one(storage.read(), Uuid::nil()).await.unwrap(), None);
    }

    #[tokio::test]
    async fn pages_meet_without_gap_or_overlap() {
        // Three in each millisecond: the rest of the id breaks the tie.
        let moment = |n: u32| first_id_at(at(i64::from(n / 3))).as_u128() | u128::from(n);
        let records = (0..30).map(|n| Record { id: Uuid::from_u128(moment(n)), ..record(n, "x") });
        let (storage, _dir) = store(records.collect()).await;
        for limit in [1, 7, 10, 29, 30, 200] {
            let mut seen = Vec::new();
            let mut after = None;
            loop {
                let page = page(storage.read(), &Filter::default(), after, limit).await.unwrap();
                assert!(page.predictions.len() <= limit as usize);
                seen.extend(page.predictions.iter().map(|stored| number(stored.id)));
                after = page.next.map(|cursor| cursor.to_string().parse().unwrap());
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(seen, (0..30).rev().collect::<Vec<_>>(), "limit {limit}");
        }
    }

    #[tokio::test]
    async fn long_texts_make_short_pages() {
        let long = "é".repeat(300_000);
        let (storage, _dir) = store((0..5).map(|n| record(n, &long)).collect()).await;
        let first = page(storage.read(), &Filter::default(), None, 200).await.unwrap();
        assert_eq!(first.predictions.len(), 2);
        let rest = page(storage.read(), &Filter::default(), first.next, 200).await.unwrap();
        assert_eq!(rest.predictions.len(), 2);
        let last = page(storage.read(), &Filter::default(), rest.next, 200).await.unwrap();
        assert_eq!((last.predictions.len(), last.next), (1, None));
    }

    #[tokio::test]
    async fn each_filter_keeps_what_it_says() {
        let (storage, _dir) = store((0..6).map(|n| record(n, &format!("text {n}"))).collect()).await;
        for (number, gold) in [(1, "positive"), (2, "negative")] {
            let gold = Gold { label: gold, words: 1, cues: 0 };
            let given = Given { id: id(number), gold, annotator: None };
            label::put(&storage, given, at(9)).await.unwrap().unwrap();
        }
        let found = async |filter: Filter| {
            let page = page(storage.read(), &filter, None, 200).await.unwrap();
            assert_eq!(count(storage.read(), &filter).await.unwrap(), page.predictions.len() as u64);
            page.predictions.iter().map(|stored| number(stored.id)).collect::<Vec<_>>()
        };
        let any = Filter::default;
        assert_eq!(found(Filter { label: Some("negative".into()), ..any() }).await, [0u32; 0]);
        assert_eq!(found(Filter { model: Some("tiny".into()), ..any() }).await, [5, 4, 3, 2, 1, 0]);
        assert_eq!(found(Filter { since: Some(at(4)), ..any() }).await, [5, 4]);
        assert_eq!(found(Filter { until: Some(at(2)), ..any() }).await, [1, 0]);
        assert_eq!(found(Filter { labelled: Some(true), ..any() }).await, [2, 1]);
        assert_eq!(found(Filter { labelled: Some(false), ..any() }).await, [5, 4, 3, 0]);
        assert_eq!(found(Filter { wrong: Some(true), ..any() }).await, [2]);
        assert_eq!(found(Filter { wrong: Some(false), ..any() }).await, [1]);
        assert_eq!(found(Filter { q: Some("TEXT 3".into()), ..any() }).await, [3]);
        assert_eq!(found(Filter { since: Some(at(1)), q: Some("1".into()), ..any() }).await, [1]);
    }

    #[tokio::test]
    async fn pages_use_an_index_and_never_sort() {
        let (storage, _dir) = store(Vec::new()).await;
        let plan = async |filter: Filter, after: Option<Cursor>| {
            let query = newest_first(row::COLUMNS, &filter, after, 50).into_string();
            let rows = sqlx::query(sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {query}")));
            let rows = rows.fetch_all(storage.read()).await.unwrap();
            rows.iter().map(|row| sqlx::Row::get::<String, _>(row, "detail")).collect::<Vec<_>>().join("; ")
        };
        let any = Filter::default;
        let cursor = Some(Cursor(id(1)));
        // Without a bound the table itself is walked, in the order of its key.
        let (walk, key, labelled) = ("SCAN predictions", "USING PRIMARY KEY", "predictions_labelled");
        for (filter, first, later) in [
            (any(), walk, key),
            (Filter { label: Some("positive".into()), ..any() }, walk, key),
            (Filter { since: Some(at(0)), until: Some(at(9)), ..any() }, key, key),
            (Filter { labelled: Some(true), ..any() }, labelled, labelled),
            (Filter { wrong: Some(true), ..any() }, labelled, labelled),
        ] {
            for (after, wanted) in [(None, first), (cursor, later)] {
                let plan = plan(filter.clone(), after).await;
                let fits = if wanted == walk { plan == walk } else { plan.contains(wanted) };
                assert!(fits && !plan.contains("TEMP B-TREE"), "{filter:?} {after:?}: {plan}");
            }
        }
    }

    #[test]
    fn only_its_own_cursors_parse() {
        let cursor = Cursor(id(1));
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for text in ["", "1", "+0000000000000000000000000000001", "x", &"F".repeat(32), &"0".repeat(33), "é"] {
            assert_eq!(text.parse::<Cursor>(), Err(InvalidCursor), "{text:?}");
        }
    }
}
