//! `/conversations/{id}`: for whoever knows the id.

pub mod delete;
pub mod get;
pub mod put_feedback;
