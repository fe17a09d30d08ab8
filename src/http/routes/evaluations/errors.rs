//! `GET /evaluations/{id}/errors`: the rows that a model gets wrong, as sentences.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::response::Json;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde::Serialize;
use utoipa::ToSchema;

use super::query::RowsQuery;
use super::row::EvaluatedRow;
use super::{Id, MaybeTeacher, Refused, counted};
use crate::evaluation::select::{Page, Selection, select};
use crate::evaluation::{Look, store};
use crate::http::extract::{Path, Query};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::routes::explain::WordAnswer;
use crate::http::state::App;
use crate::inside::contributions;
use crate::predictions::{Filter, find};

/// Rows whose words are weighed at a time.
const UNDER_WAY: usize = 4;

/// A page of rows.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowPage {
    /// How many rows are meant, on all pages.
    #[schema(example = 403)]
    total: u64,
    /// In the order asked for.
    rows: Vec<EvaluatedRow>,
    /// The `cursor` of the next page; null on the last one.
    next_cursor: Option<String>,
}

/// Read the errors
///
/// For whoever knows the evaluation's id; of `live`, for the teacher. The rows read so far that the model gets wrong, the
/// surest first: by cell of the confusion matrix (`gold`, `predicted`), by slice (`where`), by word (`q`), in another order.
/// Each tells what to send to `POST /explain` to see why.
#[utoipa::path(
    get,
    operation_id = "evaluation_errors",
    path = "/evaluations/{id}/errors",
    tag = "evaluations",
    params(("id" = String, Path, description = "The evaluation's id, or `live`", example = "live"), RowsQuery),
    responses(
        (status = 200, description = "A page of rows", body = RowPage),
        (status = 401, description = "`live`: the teacher's key is missing or wrong",
            body = ProblemDocument, content_type = "application/problem+json"),
        Refused,
    ),
)]
pub async fn errors(
    State(app): State<Arc<App>>,
    teacher: MaybeTeacher,
    Path(Id(which)): Path<Id>,
    Query(query): Query<RowsQuery>,
) -> Result<Json<RowPage>, Problem> {
    teacher.may_read(which)?;
    let look = app.evaluations.look(which).await?;
    let mut selection = query.selection(&look)?;
    if let Some(q) = &query.q {
        selection.among = Some(found(&app, &look, q).await?);
    }
    let page = chosen(&look, selection).await?;
    let rows: Vec<usize> = page.rows.iter().map(|row| *row as usize).collect();
    let sentences = app.evaluations.sentences(&look, &rows).await?;
    let rows = sentences.into_iter().map(|sentence| EvaluatedRow::of(&look, sentence));
    let rows: Vec<EvaluatedRow> = if query.contributions {
        let weighed = stream::iter(rows).map(|row| weighed(&app, row)).buffered(UNDER_WAY);
        weighed.try_collect().await?
    } else {
        rows.collect()
    };
    Ok(Json(RowPage { total: page.total, rows, next_cursor: page.next.map(|next| next.to_string()) }))
}

/// The rows whose text has the words of `q`.
async fn found(app: &App, look: &Look, q: &str) -> Result<Vec<u32>, Problem> {
    let number = |row: u64| u32::try_from(row).ok();
    let Some(evaluation) = &look.evaluation else {
        let filter = Filter { labelled: Some(true), q: Some(q.to_owned()), ..Filter::default() };
        let matching = find::ids(app.storage.read(), &filter).await?;
        let ids = look.ids.as_deref().map(Vec::as_slice).unwrap_or_default();
        let row = |id| ids.binary_search(&id).ok().and_then(|row| number(row as u64));
        let mut rows: Vec<u32> = matching.into_iter().filter_map(row).collect();
        rows.sort_unstable();
        return Ok(rows);
    };
    let rows = store::rows::search(app.storage.read(), evaluation.key, q).await?;
    Ok(rows.into_iter().filter_map(number).collect())
}

async fn chosen(look: &Look, selection: Selection) -> Result<Page, Problem> {
    let columns = Arc::clone(&look.columns);
    counted(move || select(&columns, &selection)).await?.map_err(Problem::from)
}

/// The row with what each of its words adds; without, where the model is no longer served.
async fn weighed(app: &App, mut row: EvaluatedRow) -> Result<EvaluatedRow, Problem> {
    let (text, model) = row.source();
    if let Ok((chosen, _)) = app.predictor.choose(text, Some(model)) {
        let deadline = Instant::now() + app.limits.timeout;
        let words = contributions::of_text(&app.predictor, &chosen, text, deadline).await?;
        row.contributions = Some(words.into_iter().map(WordAnswer::from).collect());
    }
    Ok(row)
}
