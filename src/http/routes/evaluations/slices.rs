//! `GET /evaluations/{id}/slices`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Id, Refused, counted};
use crate::evaluation::slices::{Slices, Worst, slices, worst};
use crate::http::extract::{Path, Query};
use crate::http::problem::Problem;
use crate::http::state::App;

/// How far to look.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SlicesQuery {
    /// Whether pairs of conditions are looked at as well.
    #[serde(default = "yes")]
    #[param(default = true)]
    pairs: bool,
}

fn yes() -> bool {
    true
}

/// How rows of each kind fare.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlicesAnswer {
    /// Every condition, by what it is about.
    #[serde(flatten)]
    slices: Slices,
    /// Those that go with errors most, found among all conditions and their pairs.
    worst: Worst,
}

/// See which rows go wrong
///
/// Of the rows read so far: by attribute, length, unknown words, truncation, language, and by what stands in the text. A slice's
/// `conditions` are what `/evaluations/{id}/errors?where=...` takes to show its rows.
#[utoipa::path(
    get,
    operation_id = "evaluation_slices",
    path = "/evaluations/{id}/slices",
    tag = "evaluations",
    params(("id" = String, Path, description = "The evaluation's id, or `live`", example = "live"), SlicesQuery),
    responses((status = 200, description = "The slices", body = SlicesAnswer), Refused),
)]
pub async fn slice(
    State(app): State<Arc<App>>,
    Path(Id(which)): Path<Id>,
    Query(query): Query<SlicesQuery>,
) -> Result<Json<SlicesAnswer>, Problem> {
    let columns = app.evaluations.look(which).await?.columns;
    let answer =
        counted(move || SlicesAnswer { slices: slices(&columns), worst: worst(&columns, query.pairs) }).await?;
    Ok(Json(answer))
}
