//! The OpenAPI document: what the routes say of themselves, under one title.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi as _};

use super::problem::Problem;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Tramontane",
        description = "Sentiment from ONNX LSTMs, laid open for a classroom, with every prediction kept.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/", description = "This server")),
    tags(
        (name = "sentiment", description = "Texts in, predictions out"),
        (name = "models", description = "What is served"),
        (name = "embeddings", description = "The words of a model, as its embedding places them"),
        (name = "predictions", description = "What was predicted, and what people say of it"),
        (name = "evaluations", description = "Where a model fails: labelled files, and the log, in figures and in sentences"),
        (name = "course", description = "What the tutor answers from"),
        (name = "chat", description = "Questions on the course, answered with citations"),
        (name = "tutor", description = "The exercises with a language model"),
        (name = "v1", description = "Mistral's and OpenAI's protocol, answered from the course"),
        (name = "operations", description = "For whoever keeps the server running"),
    ),
    modifiers(&TeacherScheme),
)]
struct Described;

struct TeacherScheme;

impl Modify for TeacherScheme {
    fn modify(&self, document: &mut OpenApi) {
        let description = "The teacher's key: TRAMONTANE_TEACHER_KEY, or the one shown at first start.";
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(description)).build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("teacher", SecurityScheme::Http(scheme));
    }
}

/// The document's frame; the routes add their paths and schemas.
pub(super) fn frame() -> OpenApi {
    Described::openapi()
}

/// The whole document, as YAML: `openapi.yaml` at the repository's root.
///
/// # Errors
/// When it cannot be written as YAML, which a test excludes.
pub fn yaml() -> Result<String, Box<dyn std::error::Error>> {
    let mut document = super::table().into_openapi();
    // `{*path}` is the router's way of writing a path that may hold slashes; OpenAPI knows none.
    let paths = std::mem::take(&mut document.paths.paths);
    document.paths.paths = paths.into_iter().map(|(path, item)| (path.replace("{*", "{"), item)).collect();
    Ok(document.to_yaml()?)
}

/// `GET /openapi.yaml`.
pub(super) async fn serve() -> Result<Response, Problem> {
    let document = yaml().map_err(|error| Problem::internal(&*error))?;
    Ok(([(header::CONTENT_TYPE, "application/yaml")], document).into_response())
}
