//! `GET /course/search`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::ToSchema;

use crate::course::{Found, Hit};
use crate::http::extract::Query;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;

/// Longest question, in characters: a long paragraph. What is longer is a text, and a search finds little by it.
const MAX_QUERY_CHARS: usize = 1000;

/// Passages answered where the request does not say: a screen.
const DEFAULT_LIMIT: usize = 10;

/// The most passages answered. Behind them nothing matches well.
const MAX_LIMIT: usize = 50;

/// What to look for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// A question, or words of it.
    #[serde(deserialize_with = "question")]
    #[param(min_length = 1, max_length = 1000, example = "À quoi sert la porte d'oubli ?")]
    q: String,
    /// The most passages to answer.
    #[serde(default, deserialize_with = "limit")]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 50, default = 10)]
    limit: Option<usize>,
}

/// What a search found.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchResults {
    /// The passages, best first.
    results: Vec<SearchResult>,
    /// Whether the course seems to answer the question at all.
    answerable: bool,
    /// Words of the question that the course does not have, with those looked for instead.
    corrected: Vec<Correction>,
    /// Whether vectors of meaning took part, beside the words.
    by_vectors: bool,
}

/// A passage found.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchResult {
    /// Its document's path.
    #[schema(example = "lstm/portes.md")]
    document: String,
    /// The headings above it, from the outermost down.
    #[schema(example = "Les portes du LSTM › La porte d'oubli")]
    heading: String,
    /// The passage as its document has it, byte for byte.
    quote: String,
    /// Its first byte in the document's source.
    #[schema(example = 812)]
    start: usize,
    /// The byte after its last.
    #[schema(example = 1630)]
    end: usize,
    /// Higher is better; comparable within one answer only.
    #[schema(example = 12.25)]
    score: f64,
    /// The words of the quote that stand for words of the question.
    #[schema(example = json!(["porte", "oubli"]))]
    matched: Vec<String>,
}

/// A word that was taken for another.
#[derive(Debug, Serialize, ToSchema)]
pub struct Correction {
    /// As it was sent; without case and accents.
    #[schema(example = "gradiant")]
    word: String,
    /// What was looked for.
    #[schema(example = "gradient")]
    instead: String,
}

/// Search the course
///
/// The passages that answer a question best, each with its score and the words that matched. Case and accents do not
/// matter; one letter may be wrong; the field's synonyms and students' ways of saying things are known.
#[utoipa::path(
    get,
    operation_id = "search_course",
    path = "/course/search",
    tag = "course",
    params(SearchQuery),
    responses(
        (status = 200, description = "What was found", body = SearchResults),
        (status = 400, description = "A parameter is missing, unknown or does not fit",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 500, description = "A stored document is damaged",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn search(
    State(app): State<Arc<App>>,
    Query(query): Query<SearchQuery>,
) -> Result<Json<SearchResults>, Problem> {
    let found = app.course.search(&query.q, query.limit.unwrap_or(DEFAULT_LIMIT)).await?;
    Ok(Json(found.into()))
}

impl From<Found> for SearchResults {
    fn from(Found { hits, answerable, corrected, by_vectors, .. }: Found) -> Self {
        Self {
            results: hits.into_iter().map(SearchResult::from).collect(),
            answerable,
            corrected: corrected.into_iter().map(|(word, instead)| Correction { word, instead }).collect(),
            by_vectors,
        }
    }
}

impl From<Hit> for SearchResult {
    fn from(hit: Hit) -> Self {
        let Hit { document, headings, quote, start, end, score, matched, .. } = hit;
        Self { document, heading: headings.join(" › "), quote: quote.to_string(), start, end, score, matched }
    }
}

fn question<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if (1..=MAX_QUERY_CHARS).contains(&text.chars().count()) {
        Ok(text)
    } else {
        Err(de::Error::custom(format_args!("q is not between 1 and {MAX_QUERY_CHARS} characters long")))
    }
}

fn limit<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<usize>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let limit = text.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
    let refused = || de::Error::custom(format_args!("limit is not a whole number between 1 and {MAX_LIMIT}"));
    limit.map(Some).ok_or_else(refused)
}
