//! Error analysis: a labelled set is read by a model, and what came of it is told in figures, slices and sentences.

pub mod agreement;
pub mod calibration;
pub mod columns;
pub mod cues;
pub mod drift;
pub mod figures;
pub mod interval;
pub mod versus;

mod binomial;
mod bootstrap;
mod normal;
mod random;
#[cfg(test)]
mod reference;

pub use columns::Columns;
