//! `/health/live` and `/health/ready`, for whoever keeps the server running.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::evaluation::drift::{Alarm, What};
use crate::http::state::App;
use crate::mistral;

/// The process answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct Live {
    /// Always `ok`.
    #[schema(example = "ok")]
    status: &'static str,
    /// The program's version.
    #[schema(example = "0.1.0")]
    version: &'static str,
}

/// Whether requests would be served.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ready {
    /// `ready`, or `unavailable`.
    #[schema(example = "ready")]
    status: &'static str,
    /// Whether predictions can be recorded: `ok`, `locked`, `disk_full` or `database`.
    #[schema(example = "ok")]
    log: &'static str,
    /// Models served.
    #[schema(example = 2)]
    models: usize,
    /// Folders that could not be served.
    #[schema(example = 0)]
    broken: usize,
    /// Texts waiting for a worker.
    #[schema(example = 0)]
    waiting: u64,
    /// The language model: `ok`; `resting`, left alone for a while after failures; or `not_configured`. Whatever it is,
    /// requests are served: without it, the course is quoted.
    #[schema(example = "not_configured")]
    language_model: &'static str,
    /// Whether the server is stopping.
    #[schema(example = false)]
    stopping: bool,
    /// What somebody should look at; requests are served nevertheless.
    problems: Vec<Warning>,
}

/// A model reads other texts than it did, or answers otherwise: `GET /evaluations/live/drift` tells more.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReadyWarning)]
pub struct Warning {
    /// `drift`: a week of 200 predictions or more has moved far (a population stability index of 0.25) from the model's
    /// first full week.
    #[schema(value_type = String, example = "drift")]
    kind: &'static str,
    /// The model and its precision.
    #[schema(example = "avis-bilstm:int8")]
    model: String,
    /// The week (ISO 8601).
    #[schema(example = "2026-W48")]
    week: String,
    /// What has moved.
    what: What,
    /// The index.
    #[schema(example = 0.31)]
    psi: f64,
}

impl Warning {
    fn of(alarm: &Alarm) -> Self {
        let Alarm { model, week, what, psi } = alarm.clone();
        Self { kind: "drift", model, week, what, psi }
    }
}

/// Is the process alive?
#[utoipa::path(
    get,
    path = "/health/live",
    tag = "operations",
    responses((status = 200, description = "It is", body = Live)),
)]
pub async fn live() -> Json<Live> {
    Json(Live { status: "ok", version: env!("CARGO_PKG_VERSION") })
}

/// Would requests be served?
#[utoipa::path(
    get,
    path = "/health/ready",
    tag = "operations",
    responses(
        (status = 200, description = "They would", body = Ready),
        (status = 503, description = "They would not: the log cannot be written, or the server is stopping",
            body = Ready, headers(("Retry-After" = u64, description = "Seconds after which to ask again"))),
    ),
)]
pub async fn ready(State(app): State<Arc<App>>) -> Response {
    let log = app.writer.probe().await;
    let listing = app.registry.list();
    let stopping = app.draining.is_on();
    let is_ready = log.is_ok() && !stopping;
    let answer = Ready {
        status: if is_ready { "ready" } else { "unavailable" },
        log: log.as_ref().map_or_else(|failure| failure.name(), |()| "ok"),
        models: listing.models.len(),
        broken: listing.broken.len(),
        waiting: app.metrics.queue_depth.get(),
        language_model: match app.mistral.status() {
            mistral::Status::NotConfigured => "not_configured",
            mistral::Status::Ok => "ok",
            mistral::Status::Resting => "resting",
        },
        stopping,
        problems: app.drift.last().map_or_else(Vec::new, |drift| drift.alarms().iter().map(Warning::of).collect()),
    };
    if is_ready {
        Json(answer).into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, [(axum::http::header::RETRY_AFTER, "1")], Json(answer)).into_response()
    }
}
