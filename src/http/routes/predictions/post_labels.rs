//! `POST /predictions/labels`: what people say of many texts, at once.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header;
use axum::response::Json;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::gold::{Annotator, gold_of};
use super::unknown;
use crate::http::extract::{media_type, parse, read, unsupported};
use crate::http::problem::{Language, Problem, ProblemDocument};
use crate::http::state::App;
use crate::predictions::label::{self, Given};
use crate::predictions::{Stored, find};

/// Most labels of one request.
const MAX_LABELS: usize = 10_000;

/// Labels of one transaction: some ten milliseconds, for which predictions wait.
const GROUP: usize = 200;

/// A label for one prediction.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LabelOfMany {
    /// The prediction's id.
    id: Uuid,
    /// One of the labels among the prediction's `scores`.
    #[schema(example = "negative")]
    label: String,
    /// A pseudonym of whoever gives it, in at most 40 characters.
    #[schema(value_type = Option<String>, required = false, min_length = 1, max_length = 40, example = "groupe-3")]
    annotator: Option<Annotator>,
}

/// Labels.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ManyLabels {
    /// At most 10,000, given in this order.
    #[schema(max_items = 10_000, value_type = Vec<LabelOfMany>)]
    labels: Vec<serde_json::Value>,
}

/// What became of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct LabelsGiven {
    /// How many labels were given.
    #[schema(example = 118)]
    labelled: usize,
    /// Those that were not, and why.
    refused: Vec<RefusedLabel>,
}

/// A label that was not given.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefusedLabel {
    /// Its place in the list, or its line, from 0.
    #[schema(example = 17)]
    index: usize,
    /// Why.
    error: ProblemDocument,
}

type Row = (usize, Result<(LabelOfMany, Stored), Problem>);

/// Correct many predictions
///
/// For whoever knows their ids. As `PUT /predictions/{id}/label` for each, in this order; one that cannot be given costs
/// itself and no other. With `application/x-ndjson`, one object a line.
#[utoipa::path(
    post,
    operation_id = "label_predictions",
    path = "/predictions/labels",
    tag = "predictions",
    request_body(content(
        (ManyLabels = "application/json"),
        (String = "application/x-ndjson"),
    )),
    responses(
        (status = 200, description = "What became of them", body = LabelsGiven),
        (status = 400, description = "The body is not JSON or not UTF-8",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 408, description = "The body did not come in time",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "The body is too long",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "Neither JSON nor NDJSON",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "There are more than 10,000, or a field does not fit",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The log cannot be written; labels before this one are given",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn post_labels(State(app): State<Arc<App>>, request: Request) -> Result<Json<LabelsGiven>, Problem> {
    let language = Language::accepted(request.headers().get(header::ACCEPT_LANGUAGE));
    let is_list = match media_type(request.headers()) {
        Some("application/json") => true,
        Some("application/x-ndjson") => false,
        _ => return Err(unsupported("application/json")),
    };
    let body = read(request.into_body(), app.limits).await?;
    let rows = if is_list { listed(&body)? } else { lines(&body) };
    if rows.len() > MAX_LABELS {
        let count = rows.len();
        return Err(Problem::field(
            "/labels",
            format!("Il y a {count} étiquettes ; la limite est de {MAX_LABELS} à la fois."),
            format!("There are {count} labels; the limit is {MAX_LABELS} at a time."),
        ));
    }
    let mut given = LabelsGiven { labelled: 0, refused: Vec::new() };
    let mut rows = rows.into_iter();
    loop {
        let group: Vec<_> = rows.by_ref().take(GROUP).collect();
        if group.is_empty() {
            return Ok(Json(given));
        }
        for (index, problem) in give(&app, group, &mut given.labelled).await? {
            given.refused.push(RefusedLabel { index, error: problem.document(language, None, None) });
        }
    }
}

/// Gives the labels of one group, counts them, and tells those that cannot be given.
async fn give(
    app: &App,
    group: Vec<(usize, Result<LabelOfMany, Problem>)>,
    labelled: &mut usize,
) -> Result<Vec<(usize, Problem)>, Problem> {
    let mut rows: Vec<Row> = Vec::with_capacity(group.len());
    for (index, label) in group {
        let row = match label {
            Ok(label) => {
                let stored = find::one(app.storage.read(), label.id).await?;
                stored.ok_or_else(|| unknown(label.id).at("/id")).map(|stored| (label, stored))
            }
            Err(problem) => Err(problem),
        };
        rows.push((index, row));
    }
    let mut refused = Vec::new();
    let mut given: Vec<(usize, Given<'_>)> = Vec::with_capacity(rows.len());
    for (index, row) in &rows {
        let gold = row.as_ref().map_err(Problem::clone).and_then(|(label, stored)| {
            let annotator = label.annotator.as_ref().map(|annotator| annotator.0.as_str());
            Ok(Given { id: label.id, gold: gold_of(stored, &label.label)?, annotator })
        });
        match gold {
            Ok(gold) => given.push((*index, gold)),
            Err(problem) => refused.push((*index, problem)),
        }
    }
    let labels: Vec<Given<'_>> = given.iter().map(|(_, given)| *given).collect();
    let held = label::put_many(&app.storage, &labels, app.clock.now()).await?;
    for ((index, given), is_held) in given.iter().zip(held) {
        // Erased since it was found.
        if is_held { *labelled += 1 } else { refused.push((*index, unknown(given.id).at("/id"))) }
    }
    refused.sort_by_key(|(index, _)| *index);
    Ok(refused)
}

type Labels = Vec<(usize, Result<LabelOfMany, Problem>)>;

fn listed(body: &Bytes) -> Result<Labels, Problem> {
    let ManyLabels { labels } = parse(body)?;
    let parsed = labels.iter().map(|label| parse(label.to_string().as_bytes()));
    Ok(parsed.enumerate().collect())
}

fn lines(body: &Bytes) -> Labels {
    let lines = body.split(|byte| *byte == b'\n').enumerate();
    let filled = lines.filter(|(_, line)| !line.iter().all(u8::is_ascii_whitespace));
    filled.map(|(index, line)| (index, parse(line))).collect()
}
