//! A labelled set after a model has read it, as columns: one number a row and a column, no text. Every figure is computed
//! from these, and a million rows take some 40 MB.

use super::cues::Cues;

/// What one row holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The right label, by its place among the labels.
    pub gold: u8,
    /// The label predicted, by its place among the labels: the most probable one, unless a threshold decides otherwise.
    pub predicted: u8,
    /// Every label's probability.
    pub probabilities: Vec<f32>,
    /// How many tokens the network read.
    pub tokens: u32,
    /// The share of them that the vocabulary does not know.
    pub unknown_rate: f32,
    /// Whether the length limit cut the text.
    pub truncated: bool,
    /// The language detected, by its place in [`LANGUAGES`]; 0 where the detector was not confident.
    pub language: u8,
    /// How many words the text has.
    pub words: u32,
    /// What stands in the text.
    pub cues: Cues,
    /// One value an attribute, by its place among the attribute's values.
    pub attributes: Vec<u16>,
}

/// The languages that a row may be in (ISO 639-1); the first stands for none that is clear.
pub const LANGUAGES: [&str; 8] = ["", "de", "en", "es", "fr", "it", "nl", "pt"];

/// A column that came with the labelled set, such as the source of a review.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attribute {
    /// Its name in the file.
    pub name: String,
    /// Its values, in the order of their first row. The first is the empty string: no value.
    pub values: Vec<String>,
    /// Each row's value.
    pub codes: Vec<u16>,
}

/// The rows of an evaluation. All columns are as long as each other; `probabilities` is `[rows, labels]`, row by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    /// The model's labels, in the order of the network's columns.
    pub labels: Vec<String>,
    /// See [`Row::gold`].
    pub gold: Vec<u8>,
    /// See [`Row::predicted`].
    pub predicted: Vec<u8>,
    /// See [`Row::probabilities`].
    pub probabilities: Vec<f32>,
    /// See [`Row::tokens`].
    pub tokens: Vec<u32>,
    /// See [`Row::unknown_rate`].
    pub unknown_rate: Vec<f32>,
    /// See [`Row::truncated`].
    pub truncated: Vec<bool>,
    /// See [`Row::language`].
    pub language: Vec<u8>,
    /// See [`Row::words`].
    pub words: Vec<u32>,
    /// See [`Row::cues`].
    pub cues: Vec<Cues>,
    /// See [`Row::attributes`].
    pub attributes: Vec<Attribute>,
    /// The words whose presence is known of each row, at most 64: those that stand out among the errors.
    pub marked_words: Vec<String>,
    /// Which of `marked_words` each row has: one bit a word, the first the lowest. Empty until they are known.
    pub marks: Vec<u64>,
}

impl Columns {
    /// No row yet, of a model with these labels.
    pub fn new(labels: Vec<String>) -> Self {
        Self { labels, ..Self::default() }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.gold.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.gold.is_empty()
    }

    /// Makes room for `rows` more, so that no column is copied as it grows.
    pub fn reserve(&mut self, rows: usize) {
        self.gold.reserve(rows);
        self.predicted.reserve(rows);
        self.probabilities.reserve(rows * self.labels.len());
        self.tokens.reserve(rows);
        self.unknown_rate.reserve(rows);
        self.truncated.reserve(rows);
        self.language.reserve(rows);
        self.words.reserve(rows);
        self.cues.reserve(rows);
        for attribute in &mut self.attributes {
            attribute.codes.reserve(rows);
        }
        if !self.marked_words.is_empty() {
            self.marks.reserve(rows);
        }
    }

    /// Appends a row. Its attributes are as many as there are columns of attributes.
    pub fn push(&mut self, row: &Row) {
        debug_assert_eq!(row.probabilities.len(), self.labels.len());
        debug_assert_eq!(row.attributes.len(), self.attributes.len());
        self.gold.push(row.gold);
        self.predicted.push(row.predicted);
        self.probabilities.extend_from_slice(&row.probabilities);
        self.tokens.push(row.tokens);
        self.unknown_rate.push(row.unknown_rate);
        self.truncated.push(row.truncated);
        self.language.push(row.language);
        self.words.push(row.words);
        self.cues.push(row.cues);
        for (attribute, code) in self.attributes.iter_mut().zip(&row.attributes) {
            attribute.codes.push(*code);
        }
    }

    /// Every label's probability of one row.
    pub fn probabilities_of(&self, row: usize) -> &[f32] {
        let labels = self.labels.len();
        &self.probabilities[row * labels..(row + 1) * labels]
    }

    /// The probability of the label that was predicted for one row.
    pub fn confidence(&self, row: usize) -> f32 {
        self.probabilities_of(row)[usize::from(self.predicted[row])]
    }

    /// Whether one row's prediction is wrong.
    pub fn is_wrong(&self, row: usize) -> bool {
        self.gold[row] != self.predicted[row]
    }
}

#[cfg(test)]
pub(super) mod samples {
    //! Rows that the tests of this feature share.

    use super::*;

    /// Rows of a model that tells negative (0) from positive (1): the gold label, and the probability of positive.
    pub fn binary(rows: &[(u8, f32)]) -> Columns {
        let mut columns = Columns::new(vec!["negative".to_owned(), "positive".to_owned()]);
        for (gold, positive) in rows {
            columns.push(&row(*gold, &[1.0 - positive, *positive]));
        }
        columns
    }

    /// A row of ten tokens with no cue and no attribute.
    pub fn row(gold: u8, probabilities: &[f32]) -> Row {
        let predicted = probabilities.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).unwrap().0;
        Row {
            gold,
            predicted: u8::try_from(predicted).unwrap(),
            probabilities: probabilities.to_vec(),
            tokens: 10,
            unknown_rate: 0.0,
            truncated: false,
            language: 4,
            words: 8,
            cues: Cues::default(),
            attributes: Vec::new(),
        }
    }
}
