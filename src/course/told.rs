//! Passages as searches tell them. What was read of one stays in memory, for the version of the course that the corpus
//! describes: a class asks for the same passages all day, and a trip to the database costs more than the search.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use super::corpus::{Corpus, Form, Stem, Stems};
use super::passage::Passage;
use super::search::Shown;
use super::text::words;

/// Memory that kept passages may take, in bytes: some ten thousand pages. Those of a larger course that come late are read
/// anew each time.
const MAX_KEPT_BYTES: usize = 32 << 20;

/// Matched words told of a hit: enough to see why it was found.
const MAX_MATCHED: usize = 30;

/// A passage as a search tells it.
#[derive(Debug)]
pub(super) struct Told {
    /// Its document's path.
    pub document: String,
    /// The headings above it, from the document's title down.
    pub headings: Vec<String>,
    /// The document's own bytes from `start` to `end`.
    pub quote: Arc<str>,
    /// Its first byte in the document.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// What a person reads there.
    pub text: Arc<str>,
    /// What can be quoted of it, in bytes of the document.
    pub sentences: Vec<Range<usize>>,
    /// It as a prompt shows it.
    pub shown: Arc<OnceLock<Shown>>,
    /// The quote's words that the corpus has, in order; once for each stem of theirs.
    words: Vec<Said>,
}

#[derive(Debug)]
struct Said {
    stem: Stem,
    form: Form,
    at: Range<u32>,
}

/// What is kept, by the passages' places in the corpus.
#[derive(Debug, Default)]
pub(super) struct Kept {
    places: Vec<OnceLock<Arc<Told>>>,
    bytes: AtomicUsize,
}

impl Told {
    /// The passage of a document, read against `corpus`.
    pub(super) fn new(corpus: &Corpus, document: String, passage: Passage, quote: &str) -> Self {
        let Passage { headings, start, end, text, sentences, .. } = passage;
        let place = |at: usize| u32::try_from(at).expect("a document is smaller than 4 GiB");
        let said = words(quote).flat_map(|word| {
            let at = place(word.at.start)..place(word.at.end);
            let form = corpus.form(&word.form);
            let stems = corpus.stems_of(&word.form).iter();
            stems.filter_map(move |stem| Some(Said { stem: *stem, form: form?, at: at.clone() }))
        });
        let words = said.collect();
        let shown = Arc::default();
        Self { document, headings, quote: quote.into(), start, end, text: text.into(), sentences, shown, words }
    }

    /// The words of the quote that have one of the stems, as they stand there, each once.
    pub(super) fn matched(&self, wanted: &Stems) -> Vec<String> {
        let mut seen: Vec<Form> = Vec::new();
        let mut matched = Vec::new();
        for Said { form, at, .. } in self.words.iter().filter(|said| wanted.has(said.stem)) {
            if matched.len() == MAX_MATCHED {
                break;
            }
            if !seen.contains(form) {
                seen.push(*form);
                matched.push(self.quote[at.start as usize..at.end as usize].to_owned());
            }
        }
        matched
    }

    /// The memory that it takes, about, once a prompt has shown it.
    fn bytes(&self) -> usize {
        let headings: usize = self.headings.iter().map(String::len).sum();
        let texts = 2 * (headings + self.text.len()) + self.quote.len() + self.document.len();
        texts + size_of_val(self.sentences.as_slice()) + size_of_val(self.words.as_slice()) + size_of::<Self>()
    }
}

impl Kept {
    /// Room for so many passages.
    pub(super) fn new(passages: usize) -> Self {
        Self { places: (0..passages).map(|_| OnceLock::new()).collect(), bytes: AtomicUsize::new(0) }
    }

    /// The passage at this place, if it was kept.
    pub(super) fn get(&self, place: usize) -> Option<Arc<Told>> {
        self.places.get(place)?.get().cloned()
    }

    /// Keeps a passage, while there is room.
    pub(super) fn keep(&self, place: usize, told: &Arc<Told>) {
        let Some(cell) = self.places.get(place).filter(|cell| cell.get().is_none()) else { return };
        let bytes = told.bytes();
        if self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes > MAX_KEPT_BYTES
            || cell.set(Arc::clone(told)).is_err()
        {
            self.bytes.fetch_sub(bytes, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::corpus::samples::corpus;

    fn told(corpus: &Corpus, quote: &str) -> Arc<Told> {
        let passage = Passage {
            headings: Vec::new(),
            start: 0,
            end: quote.len(),
            text: quote.to_owned(),
            sentences: Vec::new(),
            terms: Vec::new(),
        };
        Arc::new(Told::new(corpus, "a.md".to_owned(), passage, quote))
    }

    #[test]
    fn matched_words_stand_as_they_were_written_and_once() {
        let corpus = corpus(&[("", "Les portes de l'oubli, une porte, la Porte : l'OUBLI.")]);
        let wanted = Stems::of(&corpus, ["portes", "oubli", "absent"].iter().flat_map(|word| corpus.stems_of(word)));
        let told = told(&corpus, "Les **Portes** de l'oubli : portes, porte, inconnu.");
        assert_eq!(told.matched(&wanted), ["Portes", "oubli", "porte"]);
    }

    #[test]
    fn what_has_no_room_is_not_kept() {
        let corpus = corpus(&[("", "mot")]);
        let kept = Kept::new(2);
        kept.keep(0, &told(&corpus, &"mot ".repeat(MAX_KEPT_BYTES / 4)));
        assert!(kept.get(0).is_none());
        kept.keep(1, &told(&corpus, "mot"));
        kept.keep(2, &told(&corpus, "mot"));
        assert_eq!(kept.get(1).as_ref().map(|told| &*told.quote), Some("mot"));
        assert!(kept.get(2).is_none());
    }
}
