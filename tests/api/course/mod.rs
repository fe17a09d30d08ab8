//! `/course`: what is stored, and what changes it.

mod documents;
mod search;
mod vectors;

use reqwest::RequestBuilder;

use crate::support::{Answer, TEACHER_KEY};

/// Sends `request` with the teacher's key.
async fn as_teacher(request: RequestBuilder) -> Answer {
    Answer::of(request.bearer_auth(TEACHER_KEY)).await
}
