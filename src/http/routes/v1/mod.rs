//! Mistral's and OpenAI's protocol: programs written for them ask the course's tutor by changing an address.

mod answer;
pub mod completions;
mod fields;
mod messages;
pub mod models;
mod request;
mod stream;

use crate::http::problem::{Kind, Problem};
use crate::http::state::App;

/// The tutor's own name among the models. It also answers to the language model's, so that a program which names that
/// one need not be changed.
const TUTOR: &str = "tramontane";

/// The names that the tutor answers to.
fn names(app: &App) -> Vec<&str> {
    let mut names = vec![TUTOR, app.chat.model()];
    names.dedup();
    names
}

/// Refuses a model that is none of them.
fn known(app: &App, name: &str) -> Result<(), Problem> {
    let names = names(app);
    if names.contains(&name) {
        return Ok(());
    }
    let names = names.join(", ");
    Err(Problem::new(
        Kind::UnknownModel,
        format!("Le modèle demandé n'existe pas ici. Il y a : {names}."),
        format!("The model asked for does not exist here. There are: {names}."),
    ))
}
