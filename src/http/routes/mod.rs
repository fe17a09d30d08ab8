//! One operation a file: its request, its answer, its handler, its documentation.

pub mod health;
pub mod home;
pub mod metrics;
pub mod models;
pub mod predict;
pub mod predictions;
pub mod problems;
pub mod tokenize;
