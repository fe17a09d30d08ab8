//! A row of an evaluation, as it is told.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::evaluation::Look;
use crate::evaluation::columns::LANGUAGES;
use crate::evaluation::cues::Cue;
use crate::evaluation::store::rows::Sentence;
use crate::http::routes::explain::WordAnswer;

/// A text that a model has read, its right label beside what the model says.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvaluatedRow {
    /// The row's number, from 0: in the order of the file, or of the labelled predictions.
    #[schema(example = 17)]
    row: u64,
    /// The prediction's id, in the log; null of a file's row.
    prediction_id: Option<Uuid>,
    /// The line of the file on which the row begins; null in the log.
    #[schema(example = 18)]
    line: Option<u64>,
    /// The text as it was sent.
    #[schema(example = "Pas mal du tout !")]
    text: String,
    /// The label that counts as right.
    #[schema(example = "positive")]
    gold: String,
    /// The file's own label, where a person has corrected it; null otherwise.
    original: Option<String>,
    /// The label predicted.
    #[schema(example = "negative")]
    predicted: String,
    /// Its probability.
    #[schema(example = 0.82, minimum = 0, maximum = 1)]
    score: f32,
    /// Every label's probability.
    #[schema(example = json!({"negative": 0.82, "positive": 0.18}))]
    scores: BTreeMap<String, f32>,
    /// How many tokens the network read.
    tokens: u32,
    /// How many words the text has.
    words: u32,
    /// The share of tokens that the vocabulary does not know.
    unknown_rate: f32,
    /// Whether the length limit cut the text.
    truncated: bool,
    /// The language detected (ISO 639-1); null where none was clear.
    #[schema(example = "fr")]
    language: Option<&'static str>,
    /// What stands in the text that may make it hard to read.
    cues: Vec<Cue>,
    /// What else the file says of the row.
    attributes: BTreeMap<String, String>,
    /// What `POST /explain` takes to show why.
    explain: Explain,
    /// What each word adds to the predicted label's probability, where it was asked for and the model is still served; null
    /// otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub(super) contributions: Option<Vec<WordAnswer>>,
}

/// A body for `POST /explain`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExplainBody)]
struct Explain {
    /// The text.
    text: String,
    /// The model that read it.
    #[schema(example = "avis-bilstm:int8")]
    model: String,
    /// The label predicted.
    label: String,
}

impl EvaluatedRow {
    /// The row that `sentence` is the text of.
    pub(super) fn of(look: &Look, sentence: Sentence) -> Self {
        let columns = &look.columns;
        let row = usize::try_from(sentence.number).expect("a row's number fits");
        let label = |place: u8| columns.labels[usize::from(place)].clone();
        let (gold, predicted) = (label(columns.gold[row]), label(columns.predicted[row]));
        let language = LANGUAGES.get(usize::from(columns.language[row])).copied();
        Self {
            row: sentence.number,
            prediction_id: look.ids.as_ref().map(|ids| ids[row]),
            line: look.evaluation.as_ref().map(|_| sentence.line),
            explain: Explain { text: sentence.text.clone(), model: look.model_of(row), label: predicted.clone() },
            text: sentence.text,
            gold,
            original: sentence.original,
            predicted,
            score: columns.confidence(row),
            scores: columns.labels.iter().cloned().zip(columns.probabilities_of(row).iter().copied()).collect(),
            tokens: columns.tokens[row],
            words: columns.words[row],
            unknown_rate: columns.unknown_rate[row],
            truncated: columns.truncated[row],
            language: language.filter(|language| !language.is_empty()),
            cues: Cue::ALL.into_iter().filter(|cue| columns.cues[row].has(*cue)).collect(),
            attributes: sentence.attributes,
            contributions: None,
        }
    }

    /// The text and the model that read it.
    pub(super) fn source(&self) -> (&str, &str) {
        (&self.explain.text, &self.explain.model)
    }
}
