//! The log as a file: what a filter means, newest first, as NDJSON or CSV, in constant memory. It reads page after page
//! rather than through one long query, which would keep the database's write-ahead log from ever being emptied.

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::try_unfold;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::find::{self, Cursor};
use super::{Filter, LogError, Stored};
use crate::config::Precision;
use crate::storage::Reader;

/// The rows read at a time; their texts are bounded by [`find::page`].
const PAGE: u32 = 200;

/// How an export is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// One JSON object a line.
    #[default]
    Ndjson,
    /// A header, then one record a prediction; `scores` holds JSON.
    Csv,
}

/// One piece of an export.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// The piece; whole lines.
    pub bytes: Bytes,
    /// How many predictions it holds.
    pub predictions: usize,
}

enum Next {
    First,
    After(Cursor),
    End,
}

/// The CSV record of a prediction.
#[derive(Serialize)]
struct CsvRow<'a> {
    id: uuid::Uuid,
    created_at: String,
    request_id: &'a str,
    text: &'a str,
    language: Option<&'a str>,
    label: &'a str,
    score: f32,
    scores: String,
    model: &'a str,
    precision: Precision,
    model_hash: &'a str,
    tokens: u32,
    unknown_rate: f32,
    truncated: bool,
    tokenize_ms: f32,
    queue_ms: f32,
    inference_ms: f32,
    gold_label: Option<&'a str>,
    labelled_at: Option<String>,
    correct: Option<bool>,
}

const CSV_HEADER: &str = "id,created_at,request_id,text,language,label,score,scores,model,precision,model_hash,\
     tokens,unknown_rate,truncated,tokenize_ms,queue_ms,inference_ms,gold_label,labelled_at,correct\n";

impl Format {
    /// The media type, with its parameters.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Ndjson => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    /// What stands before the first prediction.
    fn head(self) -> &'static str {
        match self {
            Self::Ndjson => "",
            Self::Csv => CSV_HEADER,
        }
    }
}

/// What `filter` means, newest first. Predictions made after the first chunk are not in it; the first one always comes,
/// if only to hold nothing.
pub fn chunks(reader: Reader, filter: Filter, format: Format) -> impl Stream<Item = Result<Chunk, LogError>> + Send {
    try_unfold((reader, filter, Next::First), move |(reader, filter, next)| async move {
        let (head, after) = match next {
            Next::First => (format.head(), None),
            Next::After(cursor) => ("", Some(cursor)),
            Next::End => return Ok(None),
        };
        let page = find::page(&reader, &filter, after, PAGE).await?;
        let chunk = Chunk { bytes: encode(head, &page.predictions, format), predictions: page.predictions.len() };
        Ok(Some((chunk, (reader, filter, page.next.map_or(Next::End, Next::After)))))
    })
}

fn encode(head: &str, predictions: &[Stored], format: Format) -> Bytes {
    const IN_MEMORY: &str = "strings and numbers serialise into memory";
    let mut bytes = head.as_bytes().to_vec();
    match format {
        Format::Ndjson => {
            for stored in predictions {
                serde_json::to_writer(&mut bytes, stored).expect(IN_MEMORY);
                bytes.push(b'\n');
            }
        }
        Format::Csv => {
            let mut csv = csv::WriterBuilder::new().has_headers(false).from_writer(&mut bytes);
            for stored in predictions {
                csv.serialize(CsvRow::from(stored)).expect(IN_MEMORY);
            }
            csv.flush().expect(IN_MEMORY);
        }
    }
    bytes.into()
}

impl<'a> From<&'a Stored> for CsvRow<'a> {
    fn from(stored: &'a Stored) -> Self {
        Self {
            id: stored.id,
            created_at: format!("{:.3}", stored.created_at),
            request_id: &stored.request_id,
            text: &stored.text,
            language: stored.language.as_deref(),
            label: &stored.label,
            score: stored.score,
            scores: serde_json::to_string(&stored.scores).expect("a map of strings to numbers serialises"),
            model: &stored.model,
            precision: stored.precision,
            model_hash: &stored.model_hash,
            tokens: stored.tokens,
            unknown_rate: stored.unknown_rate,
            truncated: stored.truncated,
            tokenize_ms: stored.timing_ms.tokenize,
            queue_ms: stored.timing_ms.queue,
            inference_ms: stored.timing_ms.inference,
            gold_label: stored.gold_label.as_deref(),
            labelled_at: stored.labelled_at.map(|at| format!("{at:.3}")),
            correct: stored.correct,
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::TryStreamExt;
    use serde_json::{Value, json};

    use super::*;
    use crate::predictions::label;
    use crate::predictions::samples::{at, id, record, store};

    const AWKWARD: &str = "=1+1,\"a\"\r\n\0é";

    async fn whole(reader: &Reader, filter: Filter, format: Format) -> (String, usize) {
        let chunks: Vec<_> = chunks(reader.clone(), filter, format).try_collect().await.unwrap();
        let bytes = chunks.iter().flat_map(|chunk| chunk.bytes.to_vec()).collect();
        (String::from_utf8(bytes).unwrap(), chunks.iter().map(|chunk| chunk.predictions).sum())
    }

    #[tokio::test]
    async fn both_formats_hold_every_field() {
        let (storage, _dir) = store(vec![record(1, AWKWARD)]).await;
        let gold = label::Gold { label: "negative", words: 1, cues: 0 };
        label::put(&storage, label::Given { id: id(1), gold, annotator: None }, at(60)).await.unwrap();
        let (lines, count) = whole(storage.read(), Filter::default(), Format::Ndjson).await;
        assert_eq!(count, 1);
        let stored: Value = serde_json::from_str(&lines).unwrap();
        let wanted = json!({
            "id": id(1), "created_at": "2026-11-24T10:00:01.000Z",
            "request_id": "request-1", "text": AWKWARD, "language": "fr", "label": "positive", "score": 0.9,
            "scores": {"negative": 0.1, "positive": 0.9}, "model": "tiny", "precision": "fp32", "model_hash": "0".repeat(64),
            "tokens": 7, "unknown_rate": 0.25, "truncated": false,
            "timing_ms": {"tokenize": 0.02, "queue": 0.05, "inference": 0.4},
            "gold_label": "negative", "labelled_at": "2026-11-24T10:01:00.000Z", "correct": false,
        });
        assert_eq!(stored, wanted);

        let (csv, _) = whole(storage.read(), Filter::default(), Format::Csv).await;
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let fields = reader.records().next().unwrap().unwrap();
        for (name, field) in names.iter().zip(&fields) {
            let value = match name.strip_suffix("_ms") {
                Some(part) => &wanted["timing_ms"][part],
                None => &wanted[name.as_str()],
            };
            assert_eq!(field, value.as_str().map_or_else(|| value.to_string(), str::to_owned), "{name}");
        }
        assert_eq!(names.len(), 20);
    }

    #[tokio::test]
    async fn goes_on_past_a_page_and_filters() {
        let (storage, _dir) = store((0..PAGE * 2 + 5).map(|n| record(n, "x")).collect()).await;
        let (lines, count) = whole(storage.read(), Filter::default(), Format::Ndjson).await;
        assert_eq!((lines.lines().count(), count), (405, 405));
        let few = Filter { since: Some(at(400)), ..Filter::default() };
        assert_eq!(whole(storage.read(), few, Format::Csv).await.0.lines().count(), 1 + 5);
        let none = Filter { label: Some("none".into()), ..Filter::default() };
        assert_eq!(whole(storage.read(), none.clone(), Format::Csv).await, (CSV_HEADER.to_owned(), 0));
        assert_eq!(whole(storage.read(), none, Format::Ndjson).await, (String::new(), 0));
    }
}
