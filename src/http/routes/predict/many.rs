//! A list of texts: answered in order, a bounded number at a time, so that one list cannot fill the queue.

use axum::response::{IntoResponse, Json, Response};
use futures_util::{StreamExt, TryStreamExt, stream};

use super::body::Terms;
use super::{MAX_TEXTS, PredictAnswers, PredictReply, answer};
use crate::http::problem::{Kind, Problem};
use crate::http::state::App;
use crate::runtime::Admission;

/// Texts of one request under way at a time: enough that batches of similar length form among them, few enough that the
/// requests of others wait some ten milliseconds behind them.
pub(super) const CONCURRENCY: usize = 256;

pub(super) async fn predict(
    app: &App,
    request_id: &str,
    texts: Vec<String>,
    terms: Terms<'_>,
) -> Result<Response, Problem> {
    if texts.is_empty() {
        return Err(Problem::field("/texts", "La liste est vide.", "The list is empty."));
    }
    if texts.len() > MAX_TEXTS {
        let count = texts.len();
        return Err(Problem::new(
            Kind::TooManyTexts,
            format!("La liste a {count} textes ; la limite est de {MAX_TEXTS}. Au-delà, envoyez du NDJSON."),
            format!("The list has {count} texts; the limit is {MAX_TEXTS}. Beyond that, send NDJSON."),
        )
        .at("/texts"));
    }
    // All are checked before any is run: a list is refused whole, with nothing of it in the log.
    app.registry.choose(terms.model, None)?;
    for (at, text) in texts.iter().enumerate() {
        app.predictor.check(text).map_err(|error| Problem::from(error).at_text(&format!("/texts/{at}")))?;
    }
    let answers = texts.into_iter().enumerate().map(|(at, text)| async move {
        let answer = answer(app, request_id, text, terms, Admission::Wait).await;
        answer.map_err(|problem| problem.at_text(&format!("/texts/{at}")))
    });
    let predictions = stream::iter(answers).buffered(CONCURRENCY).try_collect().await?;
    Ok(Json(PredictReply::Many(PredictAnswers { predictions })).into_response())
}
