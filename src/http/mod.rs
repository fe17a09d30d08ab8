//! HTTP: the route table, and nothing else. Handlers extract, call a feature and answer.

mod assets;
mod convert;
pub mod edge;
mod etag;
pub mod extract;
pub mod openapi;
pub mod problem;
mod routes;
pub mod serve;
mod sse;
pub mod state;

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware;
use axum::response::Response;
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::{Config, SwaggerUi};

use problem::{Kind, Problem};
use routes::{
    chat, compare, conversations, course, embeddings, evaluations, explain, health, metrics, models, predict,
    predictions, problems, security, tokenize, tutor, v1,
};
use state::App;

/// The route table.
fn table() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(openapi::frame())
        .routes(routes!(predict::predict))
        .routes(routes!(tokenize::tokenize))
        .routes(routes!(explain::explain))
        .routes(routes!(compare::compare))
        .routes(routes!(models::list::list))
        .routes(routes!(models::get::get))
        .routes(routes!(models::reload::reload))
        .routes(routes!(models::delete_calibration::delete_calibration))
        .routes(routes!(embeddings::vocabulary::vocabulary))
        .routes(routes!(embeddings::map::map))
        .routes(routes!(embeddings::neighbors::neighbors))
        .routes(routes!(embeddings::axis::axis))
        .routes(routes!(embeddings::groups::groups))
        .routes(routes!(predictions::list::list, predictions::delete_many::delete_many))
        .routes(routes!(predictions::export::export))
        .routes(routes!(predictions::post_labels::post_labels))
        .routes(routes!(predictions::annotators::annotators))
        .routes(routes!(predictions::agreement::agreement))
        .routes(routes!(predictions::get::get, predictions::delete::delete))
        .routes(routes!(predictions::put_label::put_label))
        .routes(routes!(evaluations::create::create, evaluations::list::list))
        .routes(routes!(evaluations::get::get, evaluations::delete::delete))
        .routes(routes!(evaluations::drift::drift))
        .routes(routes!(evaluations::events::events))
        .routes(routes!(evaluations::faults::faults))
        .routes(routes!(evaluations::confusion::confusion_matrix))
        .routes(routes!(evaluations::calibration::calibration_curve, evaluations::calibrate::calibrate))
        .routes(routes!(evaluations::slices::slice))
        .routes(routes!(evaluations::errors::errors))
        .routes(routes!(evaluations::words::words))
        .routes(routes!(evaluations::doubts::doubtful))
        .routes(routes!(evaluations::duplicates::duplicates))
        .routes(routes!(evaluations::compare::compare))
        .routes(routes!(evaluations::export::export))
        .routes(routes!(evaluations::report::report))
        .routes(routes!(evaluations::put_label::put_label))
        .routes(routes!(course::list::list))
        .routes(routes!(course::search::search))
        .routes(routes!(course::get::get, course::put::put, course::delete::delete))
        .routes(routes!(security::list::list))
        .routes(routes!(chat::chat))
        .routes(routes!(conversations::get::get, conversations::delete::delete))
        .routes(routes!(conversations::put_feedback::put_feedback))
        .routes(routes!(tutor::explain::explain))
        .routes(routes!(tutor::quiz::quiz))
        .routes(routes!(tutor::grade::grade))
        .routes(routes!(tutor::continuation::continuation))
        .routes(routes!(tutor::answer::answer))
        .routes(routes!(tutor::sentiment::sentiment))
        .routes(routes!(v1::completions::completions))
        .routes(routes!(v1::models::list))
        .routes(routes!(v1::models::get))
        .routes(routes!(problems::problems))
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(metrics::metrics))
}

/// The whole service. `origins` may call it from a browser.
pub fn router(app: Arc<App>, origins: &[String]) -> Router {
    let docs = SwaggerUi::new("/docs").config(Config::from("/openapi.yaml"));
    let docs = Router::new().merge(docs).layer(middleware::map_response(allow_swagger));
    let (table, _) = table().split_for_parts();
    table
        .merge(assets::routes())
        .route("/openapi.yaml", get(openapi::serve))
        .merge(docs)
        .fallback(async || route_not_found())
        .method_not_allowed_fallback(async || {
            Problem::new(
                Kind::MethodNotAllowed,
                "Voir l'en-tête Allow pour les méthodes possibles, et /docs pour les routes.",
                "See the Allow header for the possible methods, and /docs for the routes.",
            )
        })
        .layer(CatchPanicLayer::custom(edge::panicked))
        .layer(cors(origins))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), edge::edge))
        .with_state(app)
}

/// Nothing at this address.
pub(crate) fn route_not_found() -> Problem {
    Problem::new(
        Kind::NotFound,
        "Aucune route à cette adresse ; /docs les montre toutes.",
        "No route at this address; /docs shows them all.",
    )
}

/// Swagger UI writes styles into its page and draws with data: images; its scripts come from here.
async fn allow_swagger(mut response: Response) -> Response {
    let policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}

fn cors(origins: &[String]) -> CorsLayer {
    let origins = if origins.iter().any(|origin| origin == "*") {
        AllowOrigin::any()
    } else {
        AllowOrigin::list(origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()))
    };
    CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
        // Any: the clients of the protocol send a dozen of their own, and what may be read is the origins' to say.
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([
            edge::REQUEST_ID,
            header::RETRY_AFTER,
            header::LINK,
            header::ETAG,
            HeaderName::from_static("location"),
        ])
}
