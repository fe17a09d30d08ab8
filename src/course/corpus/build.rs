//! Building the index of words in memory, row by row of the stored one.

use std::collections::HashMap;

use super::{Bag, Corpus, FIELDS, Form, Indexed, Known, Place, Stem};
use crate::course::text::{Dictionary, known_words};
use crate::course::told::Kept;

/// A corpus being built.
#[derive(Debug, Default)]
pub(in crate::course) struct Builder {
    corpus: Corpus,
    documents: HashMap<i64, usize>,
}

/// One row of the index.
#[derive(Clone, Copy, Debug)]
pub(in crate::course) struct IndexRow<'r> {
    /// The passage.
    pub id: i64,
    /// Its document.
    pub document: i64,
    /// The stems of each field.
    pub fields: [&'r str; FIELDS],
    /// The words of all of them.
    pub forms: &'r str,
}

impl Builder {
    /// Adds a row, whose number is above those before.
    pub(in crate::course) fn add(&mut self, row: &IndexRow<'_>) {
        let corpus = &mut self.corpus;
        let next = self.documents.len();
        let document = *self.documents.entry(row.document).or_insert(next);
        let mut words = row.forms.split(' ').filter(|form| !form.is_empty());
        let mut bounds = [corpus.running.len(); FIELDS + 1];
        for (field, text) in row.fields.iter().enumerate() {
            // One for one, by the index's promise.
            for (stem, form) in text.split(' ').filter(|stem| !stem.is_empty()).zip(&mut words) {
                let (stem, form) = corpus.number(stem, form);
                corpus.running.push(stem);
                corpus.running_forms.push(form);
            }
            bounds[field + 1] = corpus.running.len();
        }
        corpus.ids.push(row.id);
        corpus.passages.push(Indexed { id: row.id, document, bounds });
    }

    pub(in crate::course) fn finish(self, version: String) -> Corpus {
        let Self { mut corpus, documents } = self;
        corpus.version = version;
        corpus.kept = Kept::new(corpus.passages.len());
        corpus.count(documents.len());
        corpus.sorted = corpus.stems.iter().map(|(stem, number)| (stem.clone(), *number)).collect();
        corpus.sorted.sort_unstable();
        let ours = known_words().filter(|word| !corpus.forms.contains_key(*word)).map(|word| (word, 0));
        let theirs = corpus.forms.iter().map(|(form, known)| (&**form, known.count));
        corpus.dictionary = Dictionary::new(theirs.chain(ours));
        let counted = corpus.stems.iter().map(|(stem, number)| (&**stem, count(corpus.passages_with(*number))));
        corpus.stem_dictionary = Dictionary::new(counted);
        corpus
    }
}

impl Corpus {
    /// The numbers of a stem and of the word that it was made of, which is counted.
    fn number(&mut self, stem: &str, form: &str) -> (Stem, Form) {
        let number = match self.stems.get(stem) {
            Some(number) => *number,
            None => {
                let number = next(self.stems.len());
                self.stems.insert(stem.into(), number);
                self.examples.push(form.into());
                number
            }
        };
        if !self.forms.contains_key(form) {
            let known = Known { number: next(self.forms.len()), count: 0, stems: Vec::new() };
            self.forms.insert(form.into(), known);
        }
        let known = self.forms.get_mut(form).expect("inserted above");
        known.count += 1;
        if !known.stems.contains(&number) {
            known.stems.push(number);
        }
        (number, known.number)
    }

    /// Counts stems over passages and documents, and means of lengths.
    fn count(&mut self, documents: usize) {
        let mut passages_with: Vec<Vec<Place>> = vec![Vec::new(); self.stems.len()];
        self.documents_with = vec![0; self.stems.len()];
        let mut bags: Vec<Vec<Stem>> = vec![Vec::new(); documents];
        for (place, passage) in (0..).zip(&self.passages) {
            let mut all = self.running[passage.bounds[0]..passage.bounds[FIELDS]].to_vec();
            bags[passage.document].extend(&all);
            all.sort_unstable();
            all.dedup();
            all.into_iter().for_each(|stem| passages_with[stem as usize].push(place));
            for (field, mean) in self.means.iter_mut().enumerate() {
                *mean += passage.length(field) as f64;
            }
        }
        self.passages_with = passages_with.into_iter().map(Vec::into_boxed_slice).collect();
        // Half a word, where no passage has any: a length is divided by it.
        self.means = self.means.map(|sum| (sum / self.passages.len().max(1) as f64).max(0.5));
        let mean = bags.iter().map(Vec::len).sum::<usize>() as f64 / documents.max(1) as f64;
        self.documents = bags.into_iter().map(|bag| Bag::of(bag, mean)).collect();
        for (stem, _) in self.documents.iter().flat_map(Bag::counts) {
            self.documents_with[*stem as usize] += 1;
        }
    }
}

fn count(passages: &[Place]) -> u32 {
    u32::try_from(passages.len()).expect("places are that small")
}

fn next(taken: usize) -> u32 {
    u32::try_from(taken).expect("a course has fewer words than that")
}
