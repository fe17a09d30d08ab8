//! Inside a network: what its recurrent layers compute at every step of a text, and what each word of it weighs.

pub mod cell;
pub mod contributions;
mod error;
mod look;
mod obstacle;
pub mod running;
#[cfg(test)]
mod samples;
mod scorer;
pub mod trace;
mod units;
pub mod words;

pub use error::ExplainError;
pub use look::{Inside, Looker, Request, Step};
pub use obstacle::Obstacle;
pub use scorer::Scorer;
pub use units::Units;
