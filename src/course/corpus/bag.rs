//! A document's words, without order.

use super::Stem;
use crate::course::query::Term;

/// How often a document has each of its words.
#[derive(Debug, Default)]
pub(in crate::course) struct Bag {
    /// Sorted.
    counts: Vec<(Stem, u32)>,
    /// How many words it has, as a multiple of the mean document's.
    pub relative_length: f64,
}

impl Bag {
    pub(super) fn of(mut words: Vec<Stem>, mean: f64) -> Self {
        words.sort_unstable();
        let counts = words.chunk_by(|a, b| a == b).map(|run| (run[0], u32::try_from(run.len()).unwrap_or(u32::MAX)));
        Self { counts: counts.collect(), relative_length: words.len() as f64 / mean.max(1.0) }
    }

    /// Whether the document has a variant of `term`.
    pub(in crate::course) fn has(&self, term: &Term) -> bool {
        term.variants.iter().any(|variant| variant.stems.iter().all(|stem| self.count(*stem) > 0))
    }

    /// How often the document has each of its stems.
    pub(in crate::course) fn counts(&self) -> &[(Stem, u32)] {
        &self.counts
    }

    /// How often the document has the stem.
    pub(in crate::course) fn count(&self, stem: Stem) -> u32 {
        let found = self.counts.binary_search_by_key(&stem, |(stem, _)| *stem);
        found.map_or(0, |place| self.counts[place].1)
    }
}
