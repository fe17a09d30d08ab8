//! `PUT /predictions/{id}/label`: what a person says the text really is.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;
use uuid::Uuid;

use super::gold::{Annotator, gold_of};
use super::unknown;
use crate::http::extract::{JsonBody, Path};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;
use crate::predictions::label::Given;
use crate::predictions::{Stored, find, label};

/// The right label.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GoldLabel {
    /// One of the labels among the prediction's `scores`; null takes an earlier one away.
    #[serde(deserialize_with = "present")]
    #[schema(required, example = "negative")]
    label: Option<String>,
    /// A pseudonym of whoever gives it, in at most 40 characters: their labels are kept beside those of others. With a
    /// label of null, their own is taken away too.
    #[schema(value_type = Option<String>, required = false, min_length = 1, max_length = 40, example = "groupe-3")]
    annotator: Option<Annotator>,
}

/// A field that may be null but not missing: an empty object should not erase a label.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(deserializer)
}

/// Correct a prediction
///
/// For whoever knows its id. Gives the prediction its gold label, the one that a person holds for right, in place of any
/// earlier one.
#[utoipa::path(
    put,
    operation_id = "label_prediction",
    path = "/predictions/{id}/label",
    tag = "predictions",
    params(("id" = Uuid, Path, description = "The prediction's id")),
    request_body = GoldLabel,
    responses(
        (status = 200, description = "The prediction, labelled", body = Stored),
        (status = 400, description = "The id is no UUID, or the body is not JSON or not UTF-8",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "The log does not hold it, or no more",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 408, description = "The body did not come in time",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "The body is too long",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "The prediction's model has no such label",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "A field does not fit",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 500, description = "The stored prediction is damaged",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The log cannot be written",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn put_label(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    JsonBody(body): JsonBody<GoldLabel>,
) -> Result<Json<Stored>, Problem> {
    let annotator = body.annotator.as_ref().map(|annotator| annotator.0.as_str());
    let labelled = match body.label {
        None => label::clear(&app.storage, id, annotator).await?,
        Some(gold) => {
            // The row tells the labels, even of a model that is no longer served.
            let stored = find::one(app.storage.read(), id).await?.ok_or_else(|| unknown(id))?;
            let gold = gold_of(&stored, &gold)?;
            label::put(&app.storage, Given { id, gold, annotator }, app.clock.now()).await?
        }
    };
    labelled.map(Json).ok_or_else(|| unknown(id))
}
