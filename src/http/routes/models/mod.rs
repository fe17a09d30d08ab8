//! The models that are served.

pub mod get;
pub mod list;
pub mod reload;
