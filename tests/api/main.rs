//! The service from outside: HTTP against a server on a port of its own, with tiny models and a database of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod contract;
mod edge;
mod health;
mod input;
mod models;
mod overload;
mod predict;
mod predictions;
mod real;
mod support;
mod tokenize;
