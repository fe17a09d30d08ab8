//! `GET /evaluations/{id}/confusion`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;

use super::{Id, Refused, counted};
use crate::evaluation::figures::{Confusion, confusion};
use crate::http::extract::Path;
use crate::http::problem::Problem;
use crate::http::state::App;

/// Count which labels are taken for which
///
/// The confusion matrix of the rows read so far. `/evaluations/{id}/errors?gold=...&predicted=...` opens a cell.
#[utoipa::path(
    get,
    operation_id = "evaluation_confusion",
    path = "/evaluations/{id}/confusion",
    tag = "evaluations",
    params(("id" = String, Path, description = "The evaluation's id, or `live`", example = "live")),
    responses((status = 200, description = "The matrix", body = Confusion), Refused),
)]
pub async fn confusion_matrix(
    State(app): State<Arc<App>>,
    Path(Id(which)): Path<Id>,
) -> Result<Json<Confusion>, Problem> {
    let columns = app.evaluations.look(which).await?.columns;
    Ok(Json(counted(move || confusion(&columns)).await?))
}
