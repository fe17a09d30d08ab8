//! The log in numbers, week by week and model by model: what is counted of it without reading its texts. Weeks that are over
//! are counted once and kept; an erasure makes them be counted anew.

use std::collections::BTreeMap;

use futures_util::TryStreamExt;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use sqlx::Row as _;

use super::{LogError, row};
use crate::clock::{first_id_at, time_of};
use crate::storage::{Reader, Storage};

/// The most weeks told: a year's, and the one that it began in.
pub const MAX_WEEKS: i64 = 53;

/// Bins of the label's probability, of equal width.
pub const CONFIDENCE_BINS: usize = 10;

/// Bins of a text's length: up to 8 tokens, 16, 32, 64, 128, 256, and more.
pub const LENGTH_BINS: usize = 7;

const WEEK_S: i64 = 7 * 24 * 3600;

/// 1970 began on a Thursday: three days after the Monday from which weeks are numbered.
const EPOCH_S: i64 = 3 * 24 * 3600;

/// An id is drawn when its prediction is made, and committed within a request's time: an hour after its end, a week gets no
/// more rows.
const SETTLED_S: i64 = 3600;

/// A week of the calendar, from Monday on, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Week(i64);

/// One week of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    /// Which.
    pub week: Week,
    /// Whether it is over, so that nothing is added to it any more.
    pub is_over: bool,
    /// What each model answered, by its name and precision: `avis-bilstm:int8`.
    pub models: BTreeMap<String, Tally>,
}

/// What one model answered in one week.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// How many predictions.
    pub predictions: u64,
    /// How many of each label.
    pub labels: BTreeMap<String, u64>,
    /// How many by the label's probability.
    pub confidence: [u64; CONFIDENCE_BINS],
    /// How many by the text's tokens.
    pub lengths: [u64; LENGTH_BINS],
    /// The sum of the labels' probabilities.
    pub scores: f64,
    /// The sum of the texts' tokens.
    pub tokens: u64,
    /// The sum of the shares of unknown tokens.
    pub unknown: f64,
    /// How many texts were cut.
    pub truncated: u64,
}

impl Week {
    /// The week that `time` is in.
    pub fn of(time: Timestamp) -> Self {
        Self((time.as_second() + EPOCH_S).div_euclid(WEEK_S))
    }

    /// Its first moment.
    pub fn begins(self) -> Timestamp {
        Timestamp::from_second(self.0 * WEEK_S - EPOCH_S).unwrap_or(Timestamp::MAX)
    }

    /// Its Monday.
    pub fn monday(self) -> Date {
        TimeZone::UTC.to_datetime(self.begins()).date()
    }

    /// As ISO 8601 names it: `2026-W48`.
    pub fn name(self) -> String {
        let week = self.monday().iso_week_date();
        format!("{}-W{:02}", week.year(), week.week())
    }

    fn next(self) -> Self {
        Self(self.0 + 1)
    }

    fn first_id(self) -> Vec<u8> {
        row::id_bytes(first_id_at(self.begins()))
    }

    fn is_over(self, now: Timestamp) -> bool {
        now.as_second() >= self.next().begins().as_second() + SETTLED_S
    }
}

/// The log's weeks up to `now`, oldest first: from the one of the oldest prediction on, at most [`MAX_WEEKS`].
///
/// # Errors
/// When the database fails.
pub async fn weeks(storage: &Storage, now: Timestamp) -> Result<Vec<Counted>, LogError> {
    let reader = storage.read();
    let oldest = sqlx::query("SELECT id FROM predictions ORDER BY id LIMIT 1").fetch_optional(reader).await?;
    let Some(oldest) = oldest else { return Ok(Vec::new()) };
    let last = Week::of(now);
    let first = Week::of(time_of(row::read_id(&oldest)?)).max(Week(last.0 - MAX_WEEKS + 1));
    // Before the rows: what is erased from now on keeps the counts from being kept.
    let erasures: String =
        sqlx::query_scalar("SELECT value FROM settings WHERE name = 'erasures'").fetch_one(reader).await?;
    let mut kept = kept(reader, first).await?;
    let mut weeks = Vec::new();
    for week in (first.0..=last.0).map(Week) {
        let is_over = week.is_over(now);
        let models = match kept.remove(&week.first_id()).filter(|_| is_over) {
            Some(models) => models,
            None => {
                let models = count(reader, week).await?;
                if is_over && !models.is_empty() {
                    keep(storage, week, &models, &erasures).await?;
                }
                models
            }
        };
        weeks.push(Counted { week, is_over, models });
    }
    Ok(weeks)
}

type Kept = BTreeMap<Vec<u8>, BTreeMap<String, Tally>>;

async fn kept(reader: &Reader, first: Week) -> Result<Kept, LogError> {
    let query = sqlx::query("SELECT first, counts FROM prediction_weeks WHERE first >= ?").bind(first.first_id());
    let mut rows = query.fetch(reader);
    let mut kept = Kept::new();
    while let Some(row) = rows.try_next().await? {
        // What another version has written is counted anew.
        if let Ok(models) = serde_json::from_str(row.try_get(1)?) {
            kept.insert(row.try_get(0)?, models);
        }
    }
    Ok(kept)
}

/// Keeps `models` as the counts of `week`, unless something was erased since `erasures` was read.
async fn keep(storage: &Storage, week: Week, models: &BTreeMap<String, Tally>, erasures: &str) -> Result<(), LogError> {
    let counts = serde_json::to_string(models).expect("strings and finite numbers serialise");
    sqlx::query(
        "INSERT OR REPLACE INTO prediction_weeks (first, until, counts) SELECT ?, ?, ? \
         WHERE (SELECT value FROM settings WHERE name = 'erasures') = ?",
    )
    .bind(week.first_id())
    .bind(week.next().first_id())
    .bind(counts)
    .bind(erasures)
    .execute(&mut *storage.write().await)
    .await?;
    Ok(())
}

const COUNT: &str = "SELECT model, precision, label, min(9, CAST(score * 10 AS INTEGER)), \
     (tokens > 8) + (tokens > 16) + (tokens > 32) + (tokens > 64) + (tokens > 128) + (tokens > 256), \
     count(*), sum(score), sum(tokens), sum(unknown_rate), sum(truncated) \
     FROM predictions WHERE id >= ? AND id < ? GROUP BY 1, 2, 3, 4, 5";

async fn count(reader: &Reader, week: Week) -> Result<BTreeMap<String, Tally>, LogError> {
    let mut rows = sqlx::query(COUNT).bind(week.first_id()).bind(week.next().first_id()).fetch(reader);
    let mut models = BTreeMap::<String, Tally>::new();
    while let Some(row) = rows.try_next().await? {
        let (model, precision): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
        let tally = models.entry(format!("{model}:{precision}")).or_default();
        let bin = |column: usize| row.try_get::<i64, _>(column).map(|bin| usize::try_from(bin).unwrap_or_default());
        let number = |column: usize| row.try_get::<i64, _>(column).map(i64::unsigned_abs);
        let predictions = number(5)?;
        tally.predictions += predictions;
        *tally.labels.entry(row.try_get(2)?).or_default() += predictions;
        tally.confidence[bin(3)?.min(CONFIDENCE_BINS - 1)] += predictions;
        tally.lengths[bin(4)?.min(LENGTH_BINS - 1)] += predictions;
        tally.scores += row.try_get::<f64, _>(6)?;
        tally.tokens += number(7)?;
        tally.unknown += row.try_get::<f64, _>(8)?;
        tally.truncated += number(9)?;
    }
    Ok(models)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predictions::samples::{at, id, record, store};
    use crate::predictions::{Record, erase};

    const DAY: i64 = 24 * 3600;

    fn of_day(day: u32, tokens: u32) -> Record {
        let mut record = record(day * DAY as u32, "x");
        record.prediction.tokens = tokens;
        record
    }

    async fn is_kept(storage: &Storage) -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM prediction_weeks").fetch_one(storage.read()).await.unwrap()
    }

    #[test]
    fn weeks_are_those_of_the_calendar() {
        let time = |text: &str| text.parse::<Timestamp>().unwrap();
        for (moment, name, monday) in [
            ("2026-11-24T10:00:00Z", "2026-W48", "2026-11-23"),
            ("2026-11-22T23:59:59Z", "2026-W47", "2026-11-16"),
            ("2026-11-23T00:00:00Z", "2026-W48", "2026-11-23"),
            ("2027-01-01T12:00:00Z", "2026-W53", "2026-12-28"),
            ("1970-01-01T00:00:00Z", "1970-W01", "1969-12-29"),
        ] {
            let week = Week::of(time(moment));
            assert_eq!((week.name().as_str(), week.monday().to_string().as_str()), (name, monday), "{moment}");
        }
    }

    #[tokio::test]
    async fn a_week_is_a_range_of_the_key() {
        let (storage, _dir) = store(Vec::new()).await;
        let plan = sqlx::query(sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {COUNT}")));
        let plan = plan.bind(vec![0_u8]).bind(vec![1_u8]).fetch_all(storage.read()).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.get("detail")).collect();
        let wanted = ["SEARCH predictions USING PRIMARY KEY (id>? AND id<?)", "USE TEMP B-TREE FOR GROUP BY"];
        assert_eq!(plan, wanted);
    }

    #[tokio::test]
    async fn each_week_is_counted_by_model() {
        // The samples begin on a Tuesday.
        let mut other = of_day(1, 300);
        (other.prediction.label, other.prediction.score) = ("negative".to_owned(), 1.0);
        other.prediction.truncated = true;
        let (storage, _dir) = store(vec![of_day(0, 8), other, of_day(13, 9)]).await;
        let weeks = weeks(&storage, at(14 * DAY)).await.unwrap();
        let told: Vec<_> = weeks.iter().map(|one| (one.week.name(), one.is_over, one.models.len())).collect();
        let wanted = [("2026-W48", true, 1), ("2026-W49", true, 0), ("2026-W50", false, 1)];
        assert_eq!(told, wanted.map(|(name, over, models)| (name.to_owned(), over, models)));
        let tally = &weeks[0].models["tiny:fp32"];
        assert_eq!((tally.predictions, tally.tokens, tally.truncated), (2, 308, 1));
        assert_eq!(tally.labels, BTreeMap::from([("negative".to_owned(), 1), ("positive".to_owned(), 1)]));
        assert_eq!((tally.confidence[8], tally.confidence[9]), (1, 1), "0.9 as a float is a little less");
        assert_eq!((tally.lengths[0], tally.lengths[6]), (1, 1));
        assert!((tally.scores - 1.9).abs() < 1e-6 && (tally.unknown - 0.5).abs() < 1e-6);
        assert_eq!(weeks[2].models["tiny:fp32"].lengths[1], 1);
    }

    #[tokio::test]
    async fn what_is_over_is_kept_until_something_of_it_is_erased() {
        let (storage, _dir) = store(vec![of_day(0, 8), of_day(1, 8), of_day(8, 8), of_day(9, 8)]).await;
        let counts = async || {
            let weeks = weeks(&storage, at(9 * DAY)).await.unwrap();
            weeks.iter().map(|one| one.models["tiny:fp32"].predictions).collect::<Vec<_>>()
        };
        assert_eq!((counts().await, is_kept(&storage).await), (vec![2, 2], 1));
        sqlx::query("UPDATE prediction_weeks SET counts = replace(counts, '\"predictions\":2', '\"predictions\":7')")
            .execute(&mut *storage.write().await)
            .await
            .unwrap();
        assert_eq!(counts().await, [7, 2], "it is not counted again");
        erase::one(&storage, id(9 * DAY as u32)).await.unwrap();
        assert_eq!((counts().await, is_kept(&storage).await), (vec![7, 1], 1), "another week's row is gone");
        erase::one(&storage, id(0)).await.unwrap();
        assert_eq!(is_kept(&storage).await, 0);
        assert_eq!((counts().await, is_kept(&storage).await), (vec![1, 1], 1));
    }

    #[tokio::test]
    async fn what_is_erased_while_it_is_counted_is_not_kept() {
        let (storage, _dir) = store(vec![of_day(0, 8), of_day(1, 8)]).await;
        let week = Week::of(at(0));
        let models = count(storage.read(), week).await.unwrap();
        erase::one(&storage, id(0)).await.unwrap();
        keep(&storage, week, &models, "0").await.unwrap();
        assert_eq!(is_kept(&storage).await, 0);
        keep(&storage, week, &models, "1").await.unwrap();
        assert_eq!(is_kept(&storage).await, 1);
    }

    #[tokio::test]
    async fn a_week_that_just_ended_may_still_get_rows() {
        let (storage, _dir) = store(vec![of_day(0, 8)]).await;
        let end = Week::of(at(0)).next().begins().as_second() - at(0).as_second();
        for (after, over) in [(0, false), (SETTLED_S - 1, false), (SETTLED_S, true)] {
            assert_eq!(weeks(&storage, at(end + after)).await.unwrap()[0].is_over, over, "{after}");
        }
        let later = weeks(&storage, at(400 * DAY)).await.unwrap();
        assert_eq!((later.len() as i64, later[0].week > Week::of(at(0))), (MAX_WEEKS, true));
    }
}
