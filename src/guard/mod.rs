//! The guard: what a person or a page says is data. It recognises attempts to take the tutor over, and keeps keys and our
//! own prompt out of what is answered.

mod canary;
mod decode;
pub mod events;
mod expressions;
mod fence;
mod fold;
mod forgery;
mod hidden;
mod homoglyphs;
mod inspect;
mod intent;
mod lexicon;
mod morse;
mod output;
mod views;

use serde::Serialize;
use utoipa::ToSchema;

pub use canary::Canary;
pub use fence::{fenced, neutralise};
pub use inspect::inspect;
pub use output::{OutputFilter, WITHHELD, Withheld};

/// What an attempt is after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Attempt {
    /// To set our instructions aside.
    Override,
    /// To read our instructions.
    PromptLeak,
    /// To read a key or another secret.
    SecretLeak,
    /// To have the tutor play one without rules.
    RolePlay,
    /// To speak in our place: forged system messages, tool outputs, course pages.
    Forgery,
}
