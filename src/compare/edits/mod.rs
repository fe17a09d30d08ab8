//! What can be done to a text to see what a reader of it relies on. Pure functions, one a file: the same text and seed, the
//! same edit; a text that has nothing to edit comes back as it was.

mod cut;
mod negation;
mod order;
mod pieces;
mod punctuation;
mod reverse;
mod shuffle;
mod strip_accents;
mod uppercase;

pub(super) use cut::cut;
pub(super) use negation::drop_negation;
pub(super) use pieces::words;
pub(super) use punctuation::drop_punctuation;
pub(super) use reverse::reverse;
pub(super) use shuffle::shuffle;
pub(super) use strip_accents::strip_accents;
pub(super) use uppercase::uppercase;
