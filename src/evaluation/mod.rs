//! Error analysis: a labelled set is read by a model, and what came of it is told in figures, slices and sentences.

pub mod columns;
pub mod cues;
pub mod doubts;
pub mod duplicates;
pub mod folded;
pub mod interval;
pub mod select;
pub mod slices;
pub mod words;

pub use columns::Columns;
