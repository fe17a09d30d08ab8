//! Some of a corpus' stems, as a set.

use super::{Corpus, Stem};

/// Some of the stems, a flag for each: a search asks after every word of the passages that it tells.
#[derive(Debug)]
pub(in crate::course) struct Stems(Vec<bool>);

impl Stems {
    /// These stems of `corpus`.
    pub(in crate::course) fn of<'s>(corpus: &Corpus, stems: impl Iterator<Item = &'s Stem>) -> Self {
        let mut flags = vec![false; corpus.stems()];
        stems.for_each(|stem| flags[*stem as usize] = true);
        Self(flags)
    }

    /// Whether it is one of them.
    pub(in crate::course) fn has(&self, stem: Stem) -> bool {
        self.0[stem as usize]
    }
}
