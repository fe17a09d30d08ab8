//! `GET /v1/models` and `GET /v1/models/{id}`: the names that the tutor answers to.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::{known, names};
use crate::http::extract::Path;
use crate::http::problem::{Problem, ProtocolError};
use crate::http::state::App;

/// The names that the tutor answers to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChatModelList {
    /// Always `list`.
    #[schema(example = "list")]
    object: &'static str,
    /// One a name.
    data: Vec<ChatModel>,
}

/// A name that the tutor answers to, as both protocols describe a model.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChatModel {
    /// The name.
    #[schema(example = "tramontane")]
    id: String,
    /// Always `model`.
    #[schema(example = "model")]
    object: &'static str,
    /// When it was listed, in seconds since 1970.
    created: i64,
    /// Always `tramontane`.
    #[schema(example = "tramontane")]
    owned_by: &'static str,
    /// What it is.
    description: &'static str,
    /// Tokens that the language model is given at most: older messages are left out.
    max_context_length: usize,
    /// Its other names.
    aliases: Vec<String>,
    /// What it can do.
    capabilities: ChatCapabilities,
    /// Always `base`.
    #[schema(example = "base")]
    r#type: &'static str,
}

/// What a model can do.
#[derive(Debug, Serialize, ToSchema)]
struct ChatCapabilities {
    /// Chat.
    completion_chat: bool,
    /// Call functions.
    function_calling: bool,
    /// See pictures.
    vision: bool,
}

/// List the names of the tutor
///
/// `tramontane`, and the name of the language model that is set: whichever is asked for, the tutor answers from the course.
#[utoipa::path(
    get,
    operation_id = "chat_models",
    path = "/v1/models",
    tag = "v1",
    responses((status = 200, description = "The names", body = ChatModelList)),
)]
pub async fn list(State(app): State<Arc<App>>) -> Json<ChatModelList> {
    let data = names(&app).into_iter().map(|name| described(&app, name)).collect();
    Json(ChatModelList { object: "list", data })
}

/// Describe a name of the tutor
#[utoipa::path(
    get,
    operation_id = "chat_model",
    path = "/v1/models/{*id}",
    tag = "v1",
    params(("id" = String, Path, description = "The name; it may hold slashes", example = "tramontane")),
    responses(
        (status = 200, description = "The name", body = ChatModel),
        (status = 404, description = "No such model", body = ProtocolError),
    ),
)]
pub async fn get(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Json<ChatModel>, Problem> {
    known(&app, &id)?;
    Ok(Json(described(&app, &id)))
}

fn described(app: &App, name: &str) -> ChatModel {
    ChatModel {
        id: name.to_owned(),
        object: "model",
        created: app.clock.now().as_second(),
        owned_by: "tramontane",
        description: "Le tuteur du cours : il répond d'après le cours, avec ses sources. / \
            The course's tutor: it answers from the course, with its sources.",
        max_context_length: app.chat.context_tokens(),
        aliases: names(app).into_iter().filter(|other| *other != name).map(str::to_owned).collect(),
        capabilities: ChatCapabilities { completion_chat: true, function_calling: false, vision: false },
        r#type: "base",
    }
}
