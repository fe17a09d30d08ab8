//! Recording an event, and counting it.

use super::{EventKind, EventsError};
use crate::clock::Clock;
use crate::storage::Storage;
use crate::telemetry::{Metrics, NameLabel};

/// Counts an event of `kind`, and records it with the `route`'s pattern and the request's id. The count stands even
/// where the record fails.
///
/// # Errors
/// When the database fails. The answer to the student does not depend on it.
pub async fn record(
    storage: &Storage,
    clock: &Clock,
    metrics: &Metrics,
    kind: EventKind,
    route: &str,
    request_id: &str,
) -> Result<(), EventsError> {
    metrics.security_events.get_or_create(&NameLabel { name: kind.name() }).inc();
    sqlx::query("INSERT INTO security_events (created_at, kind, route, request_id) VALUES (?, ?, ?, ?)")
        .bind(clock.now().as_millisecond())
        .bind(kind.name())
        .bind(route)
        .bind(request_id)
        .execute(&mut *storage.write().await)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::events::find;

    #[tokio::test]
    async fn is_counted_even_where_it_cannot_be_recorded() {
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open(dir.path()).await.unwrap();
        let (clock, metrics) = (Clock::system(), Metrics::new());
        record(&storage, &clock, &metrics, EventKind::Override, "/chat", "a").await.unwrap();
        sqlx::raw_sql("PRAGMA query_only = ON").execute(&mut *storage.write().await).await.unwrap();
        let refused = record(&storage, &clock, &metrics, EventKind::Override, "/chat", "b").await;
        assert!(matches!(refused, Err(EventsError::Database(_))), "{refused:?}");
        let text = metrics.render().unwrap();
        assert!(text.contains("tramontane_security_events_total{name=\"override\"} 2"), "{text}");
        assert_eq!(find::totals(storage.read()).await.unwrap(), [(EventKind::Override, 1)].into());
    }
}
