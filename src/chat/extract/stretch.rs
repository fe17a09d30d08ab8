//! A stretch of a passage that is quoted: a sentence with what belongs to it, or a beginning.

use std::ops::Range;

use super::block;
use super::cues::leans_on_its_predecessor;
use super::form::{bare, says_something};
use super::score::{Part, Scored};
use crate::chat::citations::source;
use crate::course::Hit;

/// Sentences in one stretch.
const MAX_SENTENCES: usize = 3;
/// The next sentence goes on with the matter if it scores at least this share; a first sentence scores high for its place.
const GOES_ON: f64 = 0.45;
/// Items quoted of a list that a sentence announces.
const MAX_ANNOUNCED: usize = 4;

/// A part of a passage, in bytes of the document.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub(super) passage: usize,
    pub(super) at: Range<usize>,
    pub(super) sentences: usize,
}

impl Stretch {
    /// What is quoted for `candidate`, one of `all`, in `most` sentences.
    pub(super) fn of(candidate: &Scored, all: &[Scored], hits: &[Hit], most: usize) -> Option<Self> {
        match candidate.part {
            Part::Sentence(index) => Some(Self::around(index, candidate, all, hits, most.min(MAX_SENTENCES))),
            Part::Beginning => Self::beginning(candidate.passage, hits),
        }
    }

    /// The beginning of the passage at this place.
    pub(super) fn beginning(passage: usize, hits: &[Hit]) -> Option<Self> {
        Some(Self { passage, at: block::beginning(&hits[passage])?, sentences: 1 })
    }

    /// What it says.
    pub(super) fn text<'h>(&self, hits: &'h [Hit]) -> &'h str {
        source(&hits[self.passage], &self.at).unwrap_or_default()
    }

    /// The sentence with what it leans on before it, and what leans on it or goes on behind it, in the same paragraph.
    fn around(index: usize, candidate: &Scored, all: &[Scored], hits: &[Hit], most: usize) -> Self {
        let hit = &hits[candidate.passage];
        let sentences = &hit.sentences;
        let (mut first, mut last) = (index, index);
        let fits = |first: usize, last: usize| {
            last - first < most && sentences[last].end - sentences[first].start <= block::MAX_BYTES
        };
        let text = |index: usize| source(hit, &sentences[index]).unwrap_or_default();
        while leans_on_its_predecessor(text(first)) && first > 0 && is_joined(hit, first - 1) && fits(first - 1, last) {
            first -= 1;
        }
        while last + 1 < sentences.len() && is_joined(hit, last) && fits(first, last + 1) {
            let next = Part::Sentence(last + 1);
            let next = all.iter().find(|other| other.passage == candidate.passage && other.part == next);
            let goes_on = next.is_some_and(|next| next.score >= candidate.score * GOES_ON);
            if !goes_on && !leans_on_its_predecessor(text(last + 1)) {
                break;
            }
            last += 1;
        }
        // What it announces comes with it, up to a short list.
        for _ in 0..if announces_list(hit, last) { MAX_ANNOUNCED } else { 0 } {
            let reaches = |next: &Range<usize>| next.end - sentences[first].start > block::MAX_BYTES;
            if !is_listed(hit, last) || sentences.get(last + 1).is_some_and(reaches) {
                break;
            }
            last += 1;
        }
        // So does a short program.
        let shown = bare(text(last)).ends_with(':').then(|| block::behind(hit, sentences[last].end)).flatten();
        let shown = shown.filter(|end| end - sentences[first].start <= block::MAX_BYTES);
        let at = sentences[first].start..shown.unwrap_or(sentences[last].end);
        Self { passage: candidate.passage, at, sentences: last - first + 1 }
    }
}

/// Whether the sentence at `index` ends with a colon, and the items of a list, or the line below, say something.
pub(super) fn announces_list(hit: &Hit, index: usize) -> bool {
    let says = |index: usize| hit.sentences.get(index).and_then(|at| source(hit, at));
    let announces = says(index).is_some_and(|text| bare(text).ends_with(':'));
    announces && is_listed(hit, index) && says(index + 1).is_some_and(says_something)
}

/// Whether a next sentence is an item of a list, or the line below: nothing but space, a list's mark and code lies between.
fn is_listed(hit: &Hit, index: usize) -> bool {
    let Some(next) = hit.sentences.get(index + 1) else { return false };
    let gap = source(hit, &(hit.sentences[index].end..next.start)).unwrap_or_default();
    let is_mark = |c: char| c.is_whitespace() || c.is_ascii_digit() || "-*+.)>".contains(c);
    // What stands at odd places stands between fences.
    gap.split("```").step_by(2).all(|text| text.chars().all(is_mark))
}

/// Whether nothing but space lies between a sentence and the next, and no empty line.
fn is_joined(hit: &Hit, index: usize) -> bool {
    let gap = hit.sentences[index].end..hit.sentences[index + 1].start;
    source(hit, &gap).is_some_and(|gap| gap.trim().is_empty() && gap.matches('\n').count() < 2)
}
