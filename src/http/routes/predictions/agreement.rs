//! `GET /predictions/agreement`: how far two annotators agree.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::gold::Annotator;
use crate::evaluation::agreement::{self, Agreement};
use crate::http::extract::{Query, Teacher};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;
use crate::predictions::annotators::{Both, both};

/// Most differences that are shown.
const MAX_DIFFERING: usize = 200;

/// Which two.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AgreementQuery {
    /// The first annotator's pseudonym.
    #[param(value_type = String, example = "groupe-3")]
    first: Annotator,
    /// The second's.
    #[param(value_type = String, example = "groupe-4")]
    second: Annotator,
}

/// How far two annotators agree on the predictions that both labelled.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnnotatorAgreement {
    /// How far.
    #[serde(flatten)]
    agreement: Agreement,
    /// Predictions on which they differ, newest first, at most 200.
    differing: Vec<DifferingLabels>,
}

/// A prediction that two annotators label differently.
#[derive(Debug, Serialize, ToSchema)]
pub struct DifferingLabels {
    /// Its id.
    id: Uuid,
    /// The label that the first gave.
    #[schema(example = "negative")]
    first: String,
    /// The label that the second gave.
    #[schema(example = "positive")]
    second: String,
}

/// Compare two annotators
///
/// For the teacher. Of the predictions that both labelled: Cohen's kappa with its interval, the table, and where they differ.
#[utoipa::path(
    get,
    operation_id = "annotator_agreement",
    path = "/predictions/agreement",
    tag = "predictions",
    security(("teacher" = [])),
    params(AgreementQuery),
    responses(
        (status = 200, description = "How far they agree", body = AnnotatorAgreement),
        (status = 400, description = "A parameter is missing, unknown or does not fit",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "The teacher's key is missing or wrong",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The log cannot be read",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn agreement(
    State(app): State<Arc<App>>,
    _: Teacher,
    Query(query): Query<AgreementQuery>,
) -> Result<Json<AnnotatorAgreement>, Problem> {
    let both = both(app.storage.read(), &query.first.0, &query.second.0).await?;
    let agreement = between(&both);
    let differing = both.into_iter().filter(|pair| pair.first != pair.second).take(MAX_DIFFERING);
    let differing = differing.map(|Both { id, first, second }| DifferingLabels { id, first, second }).collect();
    Ok(Json(AnnotatorAgreement { agreement, differing }))
}

/// Over the labels that either gave, in alphabetical order.
fn between(both: &[Both]) -> Agreement {
    let labels: BTreeSet<&String> = both.iter().flat_map(|pair| [&pair.first, &pair.second]).collect();
    let labels: Vec<String> = labels.into_iter().cloned().collect();
    let place = |label: &String| labels.binary_search(label).ok().and_then(|at| u8::try_from(at).ok());
    // More labels than a byte counts belong to no model; rows with one of them would be left out.
    let pairs = both.iter().filter_map(|pair| Some((place(&pair.first)?, place(&pair.second)?)));
    let (first, second): (Vec<u8>, Vec<u8>) = pairs.unzip();
    agreement::agreement(&labels, &first, &second)
}
