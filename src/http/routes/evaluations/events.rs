//! `GET /evaluations/{id}/events`: an evaluation followed as it is read.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::response::Response;
use axum::response::sse::Event;
use futures_util::{Stream, stream};
use serde::Serialize;
use tokio::sync::watch;
use uuid::Uuid;

use super::{EvaluationState, Refused};
use crate::evaluation::Evaluation;
use crate::http::extract::Path;
use crate::http::problem::{Language, Problem};
use crate::http::sse;
use crate::http::state::App;

/// The least time between two events: an eye follows no more.
const INTERVAL: Duration = Duration::from_millis(200);
/// How long a silence lasts before the database is asked: another process may read the file.
const SILENCE: Duration = Duration::from_secs(2);

/// Follow an evaluation by events
///
/// Server-sent events: `progress` with what `GET /evaluations/{id}` tells of how far it is, at most five a second, then `done`
/// with the last of it, or `error` with a problem, and the end.
#[utoipa::path(
    get,
    operation_id = "follow_evaluation",
    path = "/evaluations/{id}/events",
    tag = "evaluations",
    params(("id" = Uuid, Path, description = "The evaluation's id")),
    responses(
        (status = 200, description = "The events", content((String = "text/event-stream"))),
        Refused,
    ),
)]
pub async fn events(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = Language::accepted(headers.get(ACCEPT_LANGUAGE));
    let progress = app.evaluations.progress();
    let first = app.evaluations.find(id).await?;
    Ok(sse::events(follow(app, first, progress, language)))
}

enum Next {
    Tell(Box<Evaluation>),
    Wait,
    End,
}

fn follow(
    app: Arc<App>,
    first: Evaluation,
    progress: watch::Receiver<u64>,
    language: Language,
) -> impl Stream<Item = Event> {
    let id = first.id;
    stream::unfold((Next::Tell(Box::new(first)), progress), move |(next, mut progress)| {
        let app = Arc::clone(&app);
        async move {
            let evaluation = match next {
                Next::End => return None,
                Next::Tell(evaluation) => *evaluation,
                Next::Wait => {
                    // A change, or a silence, or the server's end: each is looked at.
                    let _ = tokio::time::timeout(SILENCE, progress.changed()).await;
                    match app.evaluations.find(id).await {
                        Ok(evaluation) => evaluation,
                        Err(error) => {
                            let document = Problem::from(error).document(language, None, None);
                            return Some((named("error", &document), (Next::End, progress)));
                        }
                    }
                }
            };
            let ended = evaluation.status.is_final();
            let event = named(if ended { "done" } else { "progress" }, &EvaluationState::from(evaluation));
            if ended || app.draining.is_on() {
                return Some((event, (Next::End, progress)));
            }
            app.clock.pause(INTERVAL).await;
            Some((event, (Next::Wait, progress)))
        }
    })
}

fn named(name: &str, data: &impl Serialize) -> Event {
    Event::default().event(name).json_data(data).expect("texts, numbers and ids serialise")
}
