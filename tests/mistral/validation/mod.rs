//! What Mistral refuses in a body: first fields, all at once; then what the fields say together, one thing at a time.

mod chat;
mod embeddings;
mod fields;
mod messages;

use super::refusals::{self, Refusal};
use super::script::{Call, Dialect, Endpoint};

pub use chat::prompt_tokens;

use fields::{Check, Field};

/// Refuses what Mistral would; `context` is the number of tokens that the test gives every model.
pub fn check(call: &Call, context: Option<usize>) -> Result<(), Refusal> {
    match call.endpoint {
        Endpoint::Chat => {
            fields(call, chat::FIELDS)?;
            chat::sense(call, context)
        }
        Endpoint::Embeddings => {
            fields(call, embeddings::FIELDS)?;
            embeddings::sense(call)
        }
        Endpoint::Models => Ok(()),
    }
}

fn fields(call: &Call, fields: &'static [Field]) -> Result<(), Refusal> {
    let mut check = Check::new(call.dialect == Dialect::Compatible);
    check.object(&call.body, fields);
    let problems = check.problems();
    if problems.is_empty() { Ok(()) } else { Err(refusals::validation(&problems)) }
}
