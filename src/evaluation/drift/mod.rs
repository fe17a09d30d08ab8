//! Whether what a model reads now still looks like what it read at first.

pub mod psi;
mod report;
mod watch;

pub use report::{Alarm, Drift, DriftReference, ModelDrift, WeekDrift, WeekStability, What, drift};
pub use watch::Watch;
