//! Inside a network: what its recurrent layers compute at every step of a text, and what each word of it weighs.

pub mod cell;
mod error;
mod look;
mod obstacle;
pub mod trace;
mod units;

pub use error::ExplainError;
pub use look::{Inside, Looker, Request, Step};
pub use obstacle::Obstacle;
pub use units::Units;
