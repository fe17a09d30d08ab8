//! `GET /security/events`.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::ToSchema;

use crate::guard::events::find::{self, Cursor, MAX_LIMIT};
use crate::guard::events::{EventKind, SecurityEvent};
use crate::http::extract::{Query, Teacher};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;

/// Events in a page where the request does not say: a screen or two.
const DEFAULT_LIMIT: u32 = 50;

/// Which page of events.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EventsQuery {
    /// The most events to answer.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<Limit>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>, pattern = "^[0-9a-f]{16}$")]
    cursor: Option<After>,
}

#[derive(Debug)]
struct Limit(u32);

#[derive(Debug)]
struct After(Cursor);

/// A page of security events.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventPage {
    /// Newest first.
    events: Vec<SecurityEvent>,
    /// How many are kept of each kind, on all pages.
    #[schema(example = json!({"override": 3, "withheld": 1}))]
    totals: BTreeMap<EventKind, u64>,
    /// The `cursor` of the next page; null on the last one.
    #[schema(example = "0000000000000a3f")]
    next_cursor: Option<String>,
}

/// List security events
///
/// For the teacher. Attempts to take the tutor over, and answers from which something was withheld: when, on which route,
/// in which request. What was said is not kept, nor who said it. Newest first.
#[utoipa::path(
    get,
    operation_id = "list_security_events",
    path = "/security/events",
    tag = "operations",
    security(("teacher" = [])),
    params(EventsQuery),
    responses(
        (status = 200, description = "A page of events", body = EventPage),
        (status = 400, description = "A parameter is unknown or does not fit",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "The teacher's key is missing or wrong",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 500, description = "A stored event is damaged",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The database cannot be read",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn list(
    State(app): State<Arc<App>>,
    _: Teacher,
    Query(query): Query<EventsQuery>,
) -> Result<Json<EventPage>, Problem> {
    let limit = query.limit.map_or(DEFAULT_LIMIT, |limit| limit.0);
    let page = find::page(app.storage.read(), query.cursor.map(|after| after.0), limit).await?;
    let totals = find::totals(app.storage.read()).await?;
    let next_cursor = page.next.map(|cursor| cursor.to_string());
    Ok(Json(EventPage { events: page.events, totals, next_cursor }))
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = format_args!("not a whole number between 1 and {MAX_LIMIT}").to_string();
        let limit = parse(deserializer, &expected)?;
        if (1..=MAX_LIMIT).contains(&limit) { Ok(Self(limit)) } else { Err(de::Error::custom(expected)) }
    }
}

impl<'de> Deserialize<'de> for After {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parse(deserializer, "not a cursor that a page ended with").map(Self)
    }
}

fn parse<'de, T: FromStr, D: Deserializer<'de>>(deserializer: D, reason: impl Display) -> Result<T, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(|_| de::Error::custom(reason))
}
