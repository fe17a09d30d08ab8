//! The security events, for the teacher.

pub mod list;
