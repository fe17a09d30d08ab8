//! Whether what a model reads now still looks like what it was measured on.

pub mod psi;
