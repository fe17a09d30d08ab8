//! What leaves in an answer: no key, no given secret, no run of our prompt, in whatever disguise a model may be talked
//! into. It reads character by character, so that an answer cut into pieces, anywhere, comes out the same.

mod automaton;
mod decoders;
#[cfg(test)]
mod honest;
mod keys;
mod lanes;
#[cfg(test)]
mod leaks;
mod needles;
mod readers;
mod spelling;
mod words;

use std::cell::OnceCell;
use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use automaton::Automaton;
use readers::Readers;
use words::{Word, Words};

/// What stands where something was withheld.
pub const WITHHELD: &str = "[retiré]";

/// What must not leave, made ready once for many answers.
pub struct Withheld {
    automaton: Automaton,
    /// Secrets too short to be recognised in disguise, and too common to be looked for inside words.
    short: Vec<SecretString>,
}

/// Keeps what must not leave out of one answer, whole or piece by piece, with the same result.
pub struct OutputFilter {
    withheld: Arc<Withheld>,
    readers: Readers,
    words: Words,
    quotable: Quotable,
    /// What may not leave yet, from `base` of the answer on, in bytes.
    pending: String,
    base: usize,
    /// Up to here nothing waits any more.
    safe: usize,
    /// What is withheld, in order, apart from each other.
    cuts: Vec<Range<usize>>,
    /// Where the last withheld piece ended: what follows without a gap needs no second marker.
    marked: Option<usize>,
    has_withheld: bool,
}

/// Passages whose keys may leave. Few answers have a word like a key, and the passages are read for those alone.
#[derive(Default)]
struct Quotable {
    passages: Vec<Arc<str>>,
    keys: OnceCell<HashSet<String>>,
}

impl Quotable {
    fn keys(&self) -> &HashSet<String> {
        self.keys.get_or_init(|| self.passages.iter().flat_map(|passage| words::keys_in(passage)).collect())
    }
}

impl Withheld {
    /// What must not leave under `prompt`: eight of its words in a row, its words that look drawn by lot (a canary, a
    /// key), and `secrets`. The sentences of `may_say` stand in the prompt to be said.
    pub fn new(prompt: &str, may_say: &[&str], secrets: &[SecretString]) -> Self {
        let mut needles = needles::of_prompt(prompt, may_say);
        needles.extend(needles::random_words(prompt).filter_map(needles::of_secret).flatten());
        let mut short = Vec::new();
        for secret in secrets {
            match needles::of_secret(secret.expose_secret()) {
                Some(both) => needles.extend(both),
                None if secret.expose_secret().trim().is_empty() => {}
                None => short.push(secret.clone()),
            }
        }
        Self { automaton: Automaton::new(&needles), short }
    }

    /// Whether a short secret begins so.
    fn may_be_short(&self, begun: &str) -> bool {
        self.short.iter().any(|secret| secret.expose_secret().trim().starts_with(begun))
    }

    fn refuses(&self, word: &Word, quotable: &Quotable) -> bool {
        let is_secret = self.short.iter().any(|secret| secret.expose_secret().trim() == word.text);
        is_secret || word.is_key && !quotable.keys().contains(&word.text)
    }
}

impl OutputFilter {
    /// A filter for one answer under `prompt`, with `secrets`. See [`Withheld::new`], which is made once for many.
    pub fn new(prompt: &str, secrets: &[SecretString]) -> Self {
        Self::with(Arc::new(Withheld::new(prompt, &[], secrets)))
    }

    /// A filter for one answer.
    pub fn with(withheld: Arc<Withheld>) -> Self {
        Self {
            withheld,
            readers: Readers::default(),
            words: Words::default(),
            quotable: Quotable::default(),
            pending: String::new(),
            base: 0,
            safe: 0,
            cuts: Vec::new(),
            marked: None,
            has_withheld: false,
        }
    }

    /// Lets the answer quote `passage`, which everyone may read: what looks like a key there (a commit's name, a
    /// checksum) may leave. Given secrets still may not.
    #[must_use]
    pub fn quoting(mut self, passage: Arc<str>) -> Self {
        self.quotable.passages.push(passage);
        self
    }

    /// What of `delta`, and of what was held back, can leave now. Where nothing is suspicious, a word or two wait; of the
    /// first word, its first letters do not.
    pub fn push(&mut self, delta: &str) -> String {
        for character in delta.chars() {
            let span = self.base + self.pending.len()..self.base + self.pending.len() + character.len_utf8();
            self.pending.push(character);
            self.read(character, span);
        }
        self.release()
    }

    /// The rest, at the answer's end.
    pub fn finish(&mut self) -> String {
        let end = self.base + self.pending.len();
        if let Some(word) = self.words.finish() {
            self.judge(&word);
        }
        let hits = self.readers.finish(&self.withheld.automaton, end);
        hits.into_iter().for_each(|hit| self.cut(hit));
        self.safe = end;
        self.release()
    }

    /// Whether something was withheld.
    pub fn has_withheld(&self) -> bool {
        self.has_withheld
    }

    fn read(&mut self, character: char, span: Range<usize>) {
        let end = span.end;
        if let Some(word) = self.words.read(character, span.clone()) {
            self.judge(&word);
        }
        let hits = self.readers.read(&self.withheld.automaton, character, span);
        hits.into_iter().for_each(|hit| self.cut(hit));
        let word = self.words.held(|begun| self.withheld.may_be_short(begun));
        let held = [self.readers.held(end), word].into_iter().flatten().min();
        self.safe = self.safe.max(held.unwrap_or(end));
    }

    fn judge(&mut self, word: &Word) {
        if self.withheld.refuses(word, &self.quotable) {
            self.cut(word.span.clone());
        }
    }

    /// Withholds what of `span` has not left, joined to what it touches.
    fn cut(&mut self, span: Range<usize>) {
        let mut span = span.start.max(self.safe)..span.end;
        if span.is_empty() {
            return;
        }
        self.has_withheld = true;
        self.cuts.retain(|cut| {
            let apart = cut.end < span.start || span.end < cut.start;
            if !apart {
                span = span.start.min(cut.start)..span.end.max(cut.end);
            }
            apart
        });
        let place = self.cuts.partition_point(|cut| cut.start < span.start);
        self.cuts.insert(place, span);
    }

    fn release(&mut self) -> String {
        let mut released = String::new();
        let mut at = self.base;
        for cut in &mut self.cuts {
            if cut.start >= self.safe {
                break;
            }
            released.push_str(&self.pending[at - self.base..cut.start - self.base]);
            if self.marked != Some(cut.start) {
                released.push_str(WITHHELD);
            }
            at = cut.end.min(self.safe);
            self.marked = Some(at);
            cut.start = at;
        }
        self.cuts.retain(|cut| !cut.is_empty());
        released.push_str(&self.pending[at - self.base..self.safe - self.base]);
        self.pending.drain(..self.safe - self.base);
        self.base = self.safe;
        released
    }
}

impl fmt::Debug for Withheld {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Withheld").finish_non_exhaustive()
    }
}

impl fmt::Debug for OutputFilter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("OutputFilter").field("has_withheld", &self.has_withheld).finish_non_exhaustive()
    }
}
