//! `PUT /predictions/{id}/label`: what a person says the text really is.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;
use uuid::Uuid;

use super::unknown;
use crate::evaluation::cues;
use crate::http::extract::{JsonBody, Path};
use crate::http::problem::{Kind, Problem, ProblemDocument};
use crate::http::state::App;
use crate::predictions::label::Gold;
use crate::predictions::{Stored, find, label};

/// The right label.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GoldLabel {
    /// One of the labels among the prediction's `scores`; null takes an earlier one away.
    #[serde(deserialize_with = "present")]
    #[schema(required, example = "negative")]
    label: Option<String>,
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
    let labelled = match body.label {
        None => label::clear(&app.storage, id).await?,
        Some(gold) => {
            // The row tells the labels, even of a model that is no longer served.
            let stored = find::one(app.storage.read(), id).await?.ok_or_else(|| unknown(id))?;
            if !stored.scores.contains_key(&gold) {
                return Err(unknown_label(&stored));
            }
            let language = stored.language.as_deref().unwrap_or_default();
            let (words, cues) = (cues::words_of(&stored.text), cues::of(&stored.text, language).bits());
            label::put(&app.storage, id, Gold { label: &gold, words, cues }, app.clock.now()).await?
        }
    };
    labelled.map(Json).ok_or_else(|| unknown(id))
}

fn unknown_label(stored: &Stored) -> Problem {
    let known = stored.scores.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    let model = &stored.model;
    Problem::new(
        Kind::UnknownLabel,
        format!("Les étiquettes de {model} sont : {known}."),
        format!("The labels of {model} are: {known}."),
    )
    .at("/label")
}
