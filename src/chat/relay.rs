//! The language model's answer on its way to the student: filtered, its citations checked, gathered. What leaves is the
//! same however it came in pieces.

use super::citations::{Checker, Citation, supported};
use crate::course::Hit;
use crate::guard::OutputFilter;

/// An answer on its way.
#[derive(Debug)]
pub(super) struct Relay {
    filter: OutputFilter,
    checker: Checker,
    said: String,
}

impl Relay {
    /// An answer that may cite the passages from 1 to `passages`.
    pub(super) fn new(filter: OutputFilter, passages: usize) -> Self {
        Self { filter, checker: Checker::new(passages), said: String::new() }
    }

    /// What may leave now that `delta` has come; often less, at times more.
    pub(super) fn push(&mut self, delta: &str) -> String {
        let filtered = self.filter.push(delta);
        let checked = self.checker.push(&filtered);
        self.said.push_str(&checked);
        checked
    }

    /// The rest, at the answer's end.
    pub(super) fn finish(&mut self) -> String {
        let filtered = self.filter.finish();
        let mut checked = self.checker.push(&filtered);
        checked.push_str(&self.checker.finish());
        self.said.push_str(&checked);
        checked
    }

    /// What has left.
    pub(super) fn said(&self) -> &str {
        &self.said
    }

    /// Where the claims so far come from.
    pub(super) fn citations(&self, hits: &[Hit]) -> Vec<Citation> {
        supported(&self.said, self.checker.marks(), hits)
    }

    /// Whether something was withheld.
    pub(super) fn has_withheld(&self) -> bool {
        self.filter.has_withheld()
    }
}
