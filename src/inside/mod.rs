//! Inside a network: what its recurrent layers compute at every step of a text, and what each word of it weighs.

pub mod cell;
mod obstacle;
pub mod trace;

pub use obstacle::Obstacle;
