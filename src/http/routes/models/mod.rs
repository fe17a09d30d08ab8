//! The models that are served.

pub mod delete_calibration;
pub mod get;
pub mod list;
pub mod reload;
