//! Reading the events: page after page, newest first, and how many there are of each kind.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use sqlx::Row as _;

use super::{EventKind, EventsError, SecurityEvent};
use crate::storage::{Reader, Row};

/// The most events in a page.
pub const MAX_LIMIT: u32 = 200;

/// One page, newest first.
#[derive(Clone, Debug)]
pub struct Page {
    /// At most as many as asked for.
    pub events: Vec<SecurityEvent>,
    /// Where the next page begins; none after the last one.
    pub next: Option<Cursor>,
}

/// A place among the events, just behind one. Opaque to clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor(i64);

/// The text is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor that a page ended with")]
pub struct InvalidCursor;

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.0)
    }
}

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let cursor = Self(i64::from_str_radix(text, 16).map_err(|_| InvalidCursor)?);
        // One spelling each: no sign, no capitals, no missing zeros.
        if cursor.to_string() == text { Ok(cursor) } else { Err(InvalidCursor) }
    }
}

/// The newest events behind `after`, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn page(reader: &Reader, after: Option<Cursor>, limit: u32) -> Result<Page, EventsError> {
    let rows = sqlx::query(
        "SELECT seq, created_at, kind, route, request_id FROM security_events WHERE seq < ? ORDER BY seq DESC LIMIT ?",
    )
    .bind(after.map_or(i64::MAX, |cursor| cursor.0))
    .bind(i64::from(limit) + 1)
    .fetch_all(reader)
    .await?;
    let kept = &rows[..rows.len().min(limit as usize)];
    let events = kept.iter().map(read).collect::<Result<_, _>>()?;
    let next = match kept.last() {
        Some(last) if kept.len() < rows.len() => Some(Cursor(last.try_get("seq")?)),
        _ => None,
    };
    Ok(Page { events, next })
}

/// How many events are kept of each kind; kinds without any are left out.
///
/// # Errors
/// When the database fails.
pub async fn totals(reader: &Reader) -> Result<BTreeMap<EventKind, u64>, EventsError> {
    let rows: Vec<(String, i64, i64)> =
        sqlx::query_as("SELECT kind, count(*), max(seq) FROM security_events GROUP BY kind").fetch_all(reader).await?;
    let total = |(name, count, seq): (String, i64, i64)| {
        let kind = EventKind::named(&name).ok_or(EventsError::Damaged { seq })?;
        Ok((kind, count.unsigned_abs()))
    };
    rows.into_iter().map(total).collect()
}

fn read(row: &Row) -> Result<SecurityEvent, EventsError> {
    let seq: i64 = row.try_get("seq")?;
    let damaged = EventsError::Damaged { seq };
    let Ok(created_at) = Timestamp::from_millisecond(row.try_get("created_at")?) else { return Err(damaged) };
    let Some(kind) = EventKind::named(row.try_get("kind")?) else { return Err(damaged) };
    Ok(SecurityEvent { created_at, kind, route: row.try_get("route")?, request_id: row.try_get("request_id")? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::guard::events::record::record;
    use crate::storage::Storage;
    use crate::telemetry::Metrics;

    #[tokio::test]
    async fn pages_meet_without_gap_or_overlap() {
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open(dir.path()).await.unwrap();
        let clock = Clock::scripted(|| Timestamp::from_second(1_795_514_400).unwrap());
        let metrics = Metrics::new();
        for number in 0..13 {
            let kind = EventKind::ALL[number % 6];
            record(&storage, &clock, &metrics, kind, "/chat", &number.to_string()).await.unwrap();
        }
        for limit in [1, 4, 12, 13, 200] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = page(storage.read(), after, limit).await.unwrap();
                seen.extend(page.events.iter().map(|event| event.request_id.parse::<u32>().unwrap()));
                after = page.next.map(|cursor| cursor.to_string().parse().unwrap());
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(seen, (0..13).rev().collect::<Vec<_>>(), "limit {limit}");
        }
        let totals = totals(storage.read()).await.unwrap();
        assert_eq!((totals[&EventKind::Override], totals[&EventKind::Withheld], totals.len()), (3, 2, 6));
    }

    #[tokio::test]
    async fn a_damaged_event_is_said_so() {
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open(dir.path()).await.unwrap();
        let statement = "INSERT INTO security_events VALUES (7, 0, 'other', '/chat', 'a')";
        sqlx::raw_sql(statement).execute(&mut *storage.write().await).await.unwrap();
        assert!(matches!(page(storage.read(), None, 1).await, Err(EventsError::Damaged { seq: 7 })));
        assert!(matches!(totals(storage.read()).await, Err(EventsError::Damaged { seq: 7 })));
    }

    #[test]
    fn a_cursor_has_one_spelling() {
        for text in ["", "x", "1", "+000000000000001", "000000000000000A", "8000000000000000"] {
            assert_eq!(text.parse::<Cursor>(), Err(InvalidCursor), "{text}");
        }
        assert_eq!("000000000000000a".parse::<Cursor>(), Ok(Cursor(10)));
    }
}
