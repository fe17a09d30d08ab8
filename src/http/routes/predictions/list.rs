//! `GET /predictions`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::query::{After, Limit, filtered_query};
use crate::http::extract::{Query, Teacher};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;
use crate::predictions::find::Cursor;
use crate::predictions::{Stored, find};

/// Predictions in a page where the request does not say: a screen or two.
const DEFAULT_LIMIT: u32 = 50;

filtered_query! {
    /// Which predictions, and which page of them.
    ListQuery {
        /// The most predictions to answer.
        #[param(value_type = Option<u32>, minimum = 1, maximum = 200, default = 50)]
        limit: Option<Limit>,
        /// The `next_cursor` of the page before.
        #[param(value_type = Option<String>, pattern = "^[0-9a-f]{32}$")]
        cursor: Option<After>,
    }
}

/// A page of the log.
#[derive(Debug, Serialize, ToSchema)]
pub struct PredictionPage {
    /// Newest first. Fewer than `limit` where the texts are long.
    predictions: Vec<Stored>,
    /// The `cursor` of the next page; null on the last one.
    #[schema(example = "000001a2b3c4d5e60000000000000a3f")]
    next_cursor: Option<String>,
}

/// List predictions
///
/// For the teacher. Newest first, page by page; every condition given must hold.
#[utoipa::path(
    get,
    operation_id = "list_predictions",
    path = "/predictions",
    tag = "predictions",
    security(("teacher" = [])),
    params(ListQuery),
    responses(
        (status = 200, description = "A page of the log", body = PredictionPage,
            headers(("Link" = String, description = "The next page's address, `rel=\"next\"`, where there is one"))),
        (status = 400, description = "A parameter is unknown or does not fit",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "The teacher's key is missing or wrong",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 500, description = "A stored prediction is damaged",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The log cannot be read",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn list(
    State(app): State<Arc<App>>,
    _: Teacher,
    uri: Uri,
    Query(mut query): Query<ListQuery>,
) -> Result<(HeaderMap, Json<PredictionPage>), Problem> {
    let limit = query.limit.as_ref().map_or(DEFAULT_LIMIT, |limit| limit.0);
    let after = query.cursor.as_ref().map(|after| after.0);
    let page = find::page(app.storage.read(), &query.filter(), after, limit).await?;
    let mut headers = HeaderMap::new();
    if let Some(link) = page.next.and_then(|next| link(&uri, next)) {
        headers.insert(header::LINK, link);
    }
    let next_cursor = page.next.map(|cursor| cursor.to_string());
    Ok((headers, Json(PredictionPage { predictions: page.predictions, next_cursor })))
}

/// The address asked for, with another cursor (RFC 8288).
fn link(uri: &Uri, next: Cursor) -> Option<HeaderValue> {
    let asked = uri.query().unwrap_or_default().split('&');
    let kept = asked.filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
    let pairs: Vec<String> = kept.map(str::to_owned).chain([format!("cursor={next}")]).collect();
    // A query may hold these unescaped; here they would end the address.
    let query = pairs.join("&").replace('<', "%3C").replace('>', "%3E");
    HeaderValue::from_str(&format!("<{}?{query}>; rel=\"next\"", uri.path())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_s_address_keeps_the_conditions() {
        let cursor: Cursor = "0".repeat(32).parse().unwrap();
        let link = |asked: &'static str| link(&Uri::from_static(asked), cursor).unwrap().to_str().unwrap().to_owned();
        let zeros = "0".repeat(32);
        assert_eq!(link("/predictions"), format!("</predictions?cursor={zeros}>; rel=\"next\""));
        assert_eq!(
            link("/predictions?label=a%26b&cursor=1&limit=2"),
            format!("</predictions?label=a%26b&limit=2&cursor={zeros}>; rel=\"next\"")
        );
    }
}
