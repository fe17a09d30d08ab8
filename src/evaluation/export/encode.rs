//! A row as a line of NDJSON, or as a record of CSV (RFC 4180).

use std::collections::BTreeMap;

use serde::Serialize;
use uuid::Uuid;

use super::super::columns::LANGUAGES;
use super::super::cues::Cue;
use super::super::look::Look;
use super::super::store::rows::Sentence;
use super::{Format, What};

const IN_MEMORY: &str = "strings and numbers serialise into memory";

const ROW_HEADER: [&str; 17] = [
    "row",
    "line",
    "id",
    "text",
    "label",
    "original",
    "predicted",
    "correct",
    "score",
    "scores",
    "tokens",
    "unknown_rate",
    "truncated",
    "words",
    "language",
    "cues",
    "attributes",
];

/// Everything that is known of a row.
#[derive(Serialize)]
struct Row<'a> {
    /// From 0.
    row: u64,
    /// The file's, from 1; none of the log.
    line: Option<u64>,
    /// The prediction's, of the log.
    id: Option<Uuid>,
    text: &'a str,
    /// As it counts now.
    label: &'a str,
    /// The file's, where a person has corrected it.
    original: Option<&'a str>,
    predicted: &'a str,
    correct: bool,
    score: f32,
    scores: BTreeMap<&'a str, f32>,
    tokens: u32,
    unknown_rate: f32,
    truncated: bool,
    words: u32,
    language: Option<&'static str>,
    cues: Vec<&'static str>,
    attributes: &'a BTreeMap<String, String>,
}

/// What a training needs of a row.
#[derive(Serialize)]
struct Example<'a> {
    text: &'a str,
    label: &'a str,
    #[serde(flatten)]
    attributes: &'a BTreeMap<String, String>,
}

/// Writes rows in one format.
#[derive(Debug)]
pub(super) struct Encoder {
    what: What,
    format: Format,
    /// The columns of a training table behind text and label.
    attributes: Vec<String>,
}

impl Encoder {
    pub(super) fn new(look: &Look, what: What, format: Format) -> Self {
        let attributes = match &look.evaluation {
            // Those too whose values are too many to tell rows apart by.
            Some(evaluation) => evaluation.attributes.columns(),
            None => look.columns.attributes.clone(),
        };
        Self { what, format, attributes: attributes.into_iter().map(|attribute| attribute.name).collect() }
    }

    /// What stands before the first row.
    pub(super) fn head(&self, bytes: &mut Vec<u8>) {
        match (self.format, self.what) {
            (Format::Ndjson, _) => {}
            (Format::Csv, What::Rows) => write(bytes, ROW_HEADER),
            (Format::Csv, What::Training) => {
                write(bytes, ["text", "label"].into_iter().chain(self.attributes.iter().map(String::as_str)));
            }
        }
    }

    /// Appends the row that `sentence` is of.
    pub(super) fn row(&self, look: &Look, sentence: &Sentence, bytes: &mut Vec<u8>) {
        match (self.format, self.what) {
            (Format::Ndjson, What::Rows) => line(bytes, &row(look, sentence)),
            (Format::Ndjson, What::Training) => line(bytes, &example(look, sentence)),
            (Format::Csv, What::Rows) => write(bytes, fields(&row(look, sentence))),
            (Format::Csv, What::Training) => {
                let example = example(look, sentence);
                let value = |name: &String| example.attributes.get(name).map_or("", String::as_str);
                write(bytes, [example.text, example.label].into_iter().chain(self.attributes.iter().map(value)));
            }
        }
    }
}

fn row<'a>(look: &'a Look, sentence: &'a Sentence) -> Row<'a> {
    let columns = &look.columns;
    let at = place(sentence);
    let label = |place: u8| columns.labels[usize::from(place)].as_str();
    let language = LANGUAGES[usize::from(columns.language[at]).min(LANGUAGES.len() - 1)];
    Row {
        row: sentence.number,
        line: look.evaluation.is_some().then_some(sentence.line),
        id: look.ids.as_ref().map(|ids| ids[at]),
        text: &sentence.text,
        label: label(columns.gold[at]),
        original: sentence.original.as_deref(),
        predicted: label(columns.predicted[at]),
        correct: !columns.is_wrong(at),
        score: columns.confidence(at),
        scores: columns.labels.iter().map(String::as_str).zip(columns.probabilities_of(at).iter().copied()).collect(),
        tokens: columns.tokens[at],
        unknown_rate: columns.unknown_rate[at],
        truncated: columns.truncated[at],
        words: columns.words[at],
        language: (!language.is_empty()).then_some(language),
        cues: Cue::ALL.into_iter().filter(|cue| columns.cues[at].has(*cue)).map(Cue::name).collect(),
        attributes: &sentence.attributes,
    }
}

fn example<'a>(look: &'a Look, sentence: &'a Sentence) -> Example<'a> {
    let gold = look.columns.gold[place(sentence)];
    let label = &look.columns.labels[usize::from(gold)];
    Example { text: &sentence.text, label, attributes: &sentence.attributes }
}

fn place(sentence: &Sentence) -> usize {
    usize::try_from(sentence.number).expect("a row's number is a place in its columns")
}

/// The row as a record; what is no text or number is JSON, and what is not there is empty.
fn fields(row: &Row<'_>) -> [String; ROW_HEADER.len()] {
    [
        row.row.to_string(),
        row.line.map_or_else(String::new, |line| line.to_string()),
        row.id.map_or_else(String::new, |id| id.to_string()),
        row.text.to_owned(),
        row.label.to_owned(),
        row.original.unwrap_or_default().to_owned(),
        row.predicted.to_owned(),
        row.correct.to_string(),
        json(&row.score),
        json(&row.scores),
        row.tokens.to_string(),
        json(&row.unknown_rate),
        row.truncated.to_string(),
        row.words.to_string(),
        row.language.unwrap_or_default().to_owned(),
        row.cues.join(" "),
        json(row.attributes),
    ]
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect(IN_MEMORY)
}

fn line(bytes: &mut Vec<u8>, value: &impl Serialize) {
    serde_json::to_writer(&mut *bytes, value).expect(IN_MEMORY);
    bytes.push(b'\n');
}

fn write<T: AsRef<[u8]>>(bytes: &mut Vec<u8>, fields: impl IntoIterator<Item = T>) {
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(bytes);
    csv.write_record(fields).expect(IN_MEMORY);
    csv.flush().expect(IN_MEMORY);
}
