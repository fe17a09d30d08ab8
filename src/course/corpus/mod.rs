//! The index of words in memory: every passage's stems, in order, with what must be counted over all of them. Built from the
//! stored index, and valid for one version of the course.

mod bag;
mod build;
mod stems;

use std::collections::HashMap;
use std::sync::Arc;

pub(super) use bag::Bag;
pub(super) use build::{Builder, IndexRow};
pub(super) use stems::Stems;

use super::text::Dictionary;
use super::told::{Kept, Told};

/// How many fields the index has.
pub(super) const FIELDS: usize = 5;

/// A stem's number.
pub(super) type Stem = u32;

/// A folded word's number.
pub(super) type Form = u32;

/// A passage's place among all.
pub(super) type Place = u32;

/// The course's words.
#[derive(Debug, Default)]
pub(super) struct Corpus {
    /// The version of the course that it was built from.
    pub version: String,
    /// The passages' numbers, in order: hundreds are looked up in each search.
    ids: Vec<i64>,
    /// The passages, in that order.
    passages: Vec<Indexed>,
    /// The stems of every passage's fields, one behind the other: a search that reads hundreds of passages spends its time on
    /// memory that lies elsewhere.
    running: Vec<Stem>,
    /// The words that they are the stems of.
    running_forms: Vec<Form>,
    stems: HashMap<Box<str>, Stem>,
    /// For each stem, a word that it is the stem of.
    examples: Vec<Box<str>>,
    /// The stems in alphabetical order: those that begin alike stand together.
    sorted: Vec<(Box<str>, Stem)>,
    forms: HashMap<Box<str>, Known>,
    /// In which passages each stem stands: their places, in order.
    passages_with: Vec<Box<[Place]>>,
    documents: Vec<Bag>,
    documents_with: Vec<u32>,
    dictionary: Dictionary,
    stem_dictionary: Dictionary,
    means: [f64; FIELDS],
    kept: Kept,
}

/// A folded word of the course.
#[derive(Debug)]
struct Known {
    number: Form,
    /// How often it stands there.
    count: u32,
    /// The stems that it was indexed under; in a course of two languages it may have two.
    stems: Vec<Stem>,
}

/// Where a passage's words are.
#[derive(Debug, Default)]
pub(super) struct Indexed {
    /// Its row's number.
    pub id: i64,
    /// Its document's place in the corpus.
    pub document: usize,
    /// Where each field begins in the running words, and where the last one ends.
    bounds: [usize; FIELDS + 1],
}

impl Indexed {
    /// How many words the field has.
    pub(super) fn length(&self, field: usize) -> usize {
        self.bounds[field + 1] - self.bounds[field]
    }
}

impl Corpus {
    /// The passage with this row's number.
    pub(super) fn passage(&self, id: i64) -> Option<&Indexed> {
        let place = self.ids.binary_search(&id).ok()?;
        Some(&self.passages[place])
    }

    /// The passage with this row's number as a search told it before, if it was kept.
    pub(super) fn kept(&self, id: i64) -> Option<Arc<Told>> {
        self.kept.get(self.ids.binary_search(&id).ok()?)
    }

    /// Keeps the passage with this row's number for later searches. It must be of this corpus' version.
    pub(super) fn keep(&self, id: i64, told: &Arc<Told>) {
        if let Ok(place) = self.ids.binary_search(&id) {
            self.kept.keep(place, told);
        }
    }

    /// The stems of a passage's field, in order, and the words that they are the stems of.
    pub(super) fn field(&self, passage: &Indexed, field: usize) -> (&[Stem], &[Form]) {
        let range = passage.bounds[field]..passage.bounds[field + 1];
        (&self.running[range.clone()], &self.running_forms[range])
    }

    /// Whether a field of the passage at this place has these stems, one behind the other. It has one of them.
    pub(super) fn has(&self, place: Place, stems: &[Stem]) -> bool {
        let passage = self.at(place);
        let Some((first, rest)) = stems.split_first() else { return true };
        let stands_in = |field: &[Stem]| {
            let mut starts = field.iter().enumerate().filter(|(_, stem)| *stem == first);
            starts.any(|(at, _)| field[at + 1..].starts_with(rest))
        };
        rest.is_empty() || (0..FIELDS).any(|field| stands_in(self.field(passage, field).0))
    }

    /// All passages.
    pub(super) fn passages(&self) -> &[Indexed] {
        &self.passages
    }

    /// How many documents there are; their places are below it.
    pub(super) fn documents(&self) -> usize {
        self.documents.len()
    }

    /// The document with this place.
    pub(super) fn document(&self, place: usize) -> &Bag {
        &self.documents[place]
    }

    /// How many stems there are; their numbers are below it.
    pub(super) fn stems(&self) -> usize {
        self.stems.len()
    }

    /// The mean length of a field, in words; never 0.
    pub(super) fn mean(&self, field: usize) -> f64 {
        self.means[field]
    }

    /// The stem's number, if a passage has it.
    pub(super) fn stem(&self, stem: &str) -> Option<Stem> {
        self.stems.get(stem).copied()
    }

    /// The stems that the folded word was indexed under.
    pub(super) fn stems_of(&self, form: &str) -> &[Stem] {
        self.forms.get(form).map_or(&[], |known| &known.stems)
    }

    /// The folded word's number, if a passage has it.
    pub(super) fn form(&self, form: &str) -> Option<Form> {
        self.forms.get(form).map(|known| known.number)
    }

    /// A word of the course that has this stem.
    pub(super) fn example(&self, stem: Stem) -> &str {
        &self.examples[stem as usize]
    }

    /// The stems that begin with `prefix`.
    pub(super) fn family(&self, prefix: &str) -> impl Iterator<Item = Stem> {
        let from = self.sorted.partition_point(|(stem, _)| &**stem < prefix);
        self.sorted[from..].iter().take_while(move |(stem, _)| stem.starts_with(prefix)).map(|(_, number)| *number)
    }

    /// The passages in which the stem stands: their places, in order.
    pub(super) fn passages_with(&self, stem: Stem) -> &[Place] {
        &self.passages_with[stem as usize]
    }

    /// The passage at this place.
    pub(super) fn at(&self, place: Place) -> &Indexed {
        &self.passages[place as usize]
    }

    /// How rare the rarest of these stems is, in passages and in documents.
    pub(super) fn rarity(&self, stems: &[Stem]) -> (f64, f64) {
        let passages = stems.iter().map(|stem| self.passages_with(*stem).len()).min().unwrap_or_default();
        let documents = stems.iter().map(|stem| self.documents_with[*stem as usize]).min().unwrap_or_default();
        (rarity(self.passages.len(), passages), rarity(self.documents.len(), documents as usize))
    }

    /// How rare what is nowhere is: no rarity is above it.
    pub(super) fn rarity_of_nothing(&self) -> (f64, f64) {
        (rarity(self.passages.len(), 0), rarity(self.documents.len(), 0))
    }

    /// The words of the course, and of the field, for the spelling.
    pub(super) fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// The stems of the course, for the spelling of forms that it does not have.
    pub(super) fn stem_dictionary(&self) -> &Dictionary {
        &self.stem_dictionary
    }
}

/// BM25's inverse document frequency, in the form that is never negative (as Lucene has it).
fn rarity(all: usize, with: usize) -> f64 {
    let (all, with) = (all as f64, with as f64);
    (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
}

#[cfg(test)]
pub(super) mod samples {
    //! Courses of a few lines, without a database.

    use super::*;
    use crate::course::text::{Language, tokens};

    /// A course with a passage for each heading and text, numbered from 1, each in a document of its own.
    pub(crate) fn corpus(passages: &[(&str, &str)]) -> Corpus {
        let mut builder = Builder::default();
        for (id, (heading, text)) in (1_i64..).zip(passages) {
            let fields = ["", "", heading, "", text].map(|field| tokens(field, Language::French));
            let stems = fields
                .each_ref()
                .map(|field| field.iter().map(|token| token.stem.as_str()).collect::<Vec<_>>().join(" "));
            let forms: Vec<&str> = fields.iter().flatten().map(|token| token.form.as_str()).collect();
            let fields = stems.each_ref().map(String::as_str);
            builder.add(&IndexRow { id, document: id, fields, forms: &forms.join(" ") });
        }
        builder.finish("1".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::samples::corpus;

    #[test]
    fn counts_words_over_passages_and_documents() {
        let corpus = corpus(&[("Les portes", "Une porte d'oubli, une porte d'entrée."), ("", "L'oubli."), ("", "")]);
        let stem = |word| *corpus.stems_of(word).first().unwrap();
        assert_eq!(stem("porte"), stem("portes"));
        assert_eq!(corpus.passages_with(stem("porte")), [0]);
        assert_eq!(corpus.passages_with(stem("oubli")), [0, 1]);
        assert!(corpus.rarity(&[stem("porte")]) > corpus.rarity(&[stem("oubli")]));
        assert!(corpus.rarity(&[stem("porte")]) < corpus.rarity_of_nothing());
        let document = corpus.document(corpus.passage(1).unwrap().document);
        assert_eq!((document.count(stem("porte")), document.count(stem("oubli"))), (3, 1));
        assert_eq!(corpus.family("por").collect::<Vec<_>>(), [stem("porte")]);
        assert!(corpus.stems_of("absent").is_empty());
    }
}
