//! `/models/{name}/vocabulary` and `/models/{name}/embeddings/`: a model's words, one file for one route file.

mod axis;
mod groups;
mod map;
mod neighbors;
mod vocabulary;

use crate::support::{Answer, TestApp};

/// Gets `path` of the model `tiny`, and the answer's problem.
async fn problem(app: &TestApp, path: &str) -> (u16, String) {
    let answer = Answer::of(app.get(&format!("/models/{path}"))).await;
    (answer.status.as_u16(), answer.problem().to_owned())
}
