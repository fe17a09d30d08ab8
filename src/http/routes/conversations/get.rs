//! `GET /conversations/{id}`: what was said.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Json, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::chat::store::{self, Cursor, MAX_LIMIT, Stored};
use crate::http::extract::{Path, Query};
use crate::http::problem::{Kind, Problem, ProblemDocument};
use crate::http::state::App;

/// Messages in a page unless told: ten questions with their answers.
const DEFAULT_LIMIT: u32 = 20;

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ConversationQuery {
    /// How many messages.
    #[param(minimum = 1, maximum = 200, default = 20)]
    limit: Option<u32>,
    /// The `next_cursor` of the page before; it leads to earlier messages.
    cursor: Option<String>,
}

/// A page of a conversation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Conversation {
    /// Its id.
    id: Uuid,
    /// When it was last added to.
    #[schema(value_type = String, format = DateTime, example = "2026-11-24T10:00:00.123Z")]
    updated_at: String,
    /// The last messages before the cursor, in the order they were said.
    messages: Vec<Stored>,
    /// Leads to earlier messages; null where there are none.
    next_cursor: Option<String>,
}

/// Read a conversation
///
/// For whoever knows its id. The last messages come first page; each page is in the order of speaking.
#[utoipa::path(
    get,
    operation_id = "get_conversation",
    path = "/conversations/{id}",
    tag = "chat",
    params(("id" = Uuid, Path, description = "The conversation's id"), ConversationQuery),
    responses(
        (status = 200, description = "A page of it; `Link` leads to earlier messages", body = Conversation),
        (status = 400, description = "The id is no UUID, or a parameter does not fit",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "There is no such conversation, or no more",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 500, description = "The stored conversation is damaged",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn get(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    Query(query): Query<ConversationQuery>,
) -> Result<Response, Problem> {
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Problem::new(
            Kind::InvalidParameter,
            format!("« limit » va de 1 à {MAX_LIMIT}."),
            format!("'limit' lies between 1 and {MAX_LIMIT}."),
        ));
    }
    let cursor = query.cursor.as_deref().map(str::parse::<Cursor>).transpose().map_err(|error| {
        Problem::new(
            Kind::InvalidParameter,
            "« cursor » n'est pas celui d'une page reçue.",
            format!("'cursor' is {error}."),
        )
    })?;
    let store::Conversation { id, updated_at, messages, before } =
        store::conversation(app.storage.read(), id, cursor, limit).await?;
    let next_cursor = before.map(|cursor| cursor.to_string());
    let mut headers = HeaderMap::new();
    if let Some(cursor) = &next_cursor {
        let link = format!("</conversations/{id}?limit={limit}&cursor={cursor}>; rel=\"next\"");
        headers.insert(header::LINK, HeaderValue::from_str(&link).expect("ids and numbers are ASCII"));
    }
    let page = Conversation { id, updated_at: format!("{updated_at:.3}"), messages, next_cursor };
    Ok((headers, Json(page)).into_response())
}
