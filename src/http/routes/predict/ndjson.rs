//! NDJSON both ways, in constant memory: lines are read as they come, a bounded number is under way, and each answer
//! leaves in its line's turn. A bad line costs its own answer and no other.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt, stream};
use serde::Serialize;

use super::answer;
use super::body::{PredictOne, Terms};
use super::many::CONCURRENCY;
use crate::http::extract::parse;
use crate::http::problem::{Kind, Language, Problem, ProblemDocument};
use crate::http::state::App;
use crate::runtime::Admission;

/// Answers gathered before they leave, in bytes: a write for each of a million lines would be most of the work.
const GATHERED_BYTES: usize = 8 << 10;

#[derive(Serialize)]
struct LineError {
    line: u64,
    error: ProblemDocument,
}

pub(super) fn predict(app: Arc<App>, request_id: Arc<str>, request: Request) -> Response {
    let language = Language::accepted(request.headers().get(header::ACCEPT_LANGUAGE));
    // Escapes such as \u00e9 take up to six bytes for a character of one; a line holds a text and two short fields.
    let line_limit = app.limits.text_bytes.saturating_mul(6).saturating_add(1024);
    let answers = lines(request.into_body(), line_limit, app.limits.timeout)
        .map(move |(number, line)| {
            let app = Arc::clone(&app);
            let request_id = Arc::clone(&request_id);
            async move {
                let answered = match line {
                    Ok(line) => classify(&app, &request_id, &line).await,
                    Err(problem) => Err(problem),
                };
                let mut bytes = match answered {
                    Ok(bytes) => bytes,
                    Err(problem) => {
                        let error = LineError { line: number, error: problem.document(language, None, None) };
                        serde_json::to_vec(&error).unwrap_or_default()
                    }
                };
                bytes.push(b'\n');
                bytes
            }
        })
        .buffered(CONCURRENCY);
    let mut response = Response::new(Body::from_stream(gather(answers)));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    response
}

async fn classify(app: &App, request_id: &str, line: &[u8]) -> Result<Vec<u8>, Problem> {
    let PredictOne { text, model, log, switches } = parse(line)?;
    let terms = Terms::of(model.as_deref(), log, switches)?;
    let answer = answer(app, request_id, text, terms, Admission::Wait).await;
    let answer = answer.map_err(|problem| problem.at_text("/text"))?;
    serde_json::to_vec(&answer).map_err(|error| Problem::internal(&error))
}

/// Joins the answers that are ready into few writes.
fn gather(answers: impl Stream<Item = Vec<u8>> + Send + 'static) -> impl Stream<Item = Result<Bytes, Infallible>> {
    let ready = answers.ready_chunks(CONCURRENCY);
    ready.flat_map(|chunk| {
        let mut writes = Vec::new();
        let mut write = Vec::with_capacity(GATHERED_BYTES);
        for line in chunk {
            write.extend_from_slice(&line);
            if write.len() >= GATHERED_BYTES {
                writes.push(Ok(Bytes::from(std::mem::take(&mut write))));
            }
        }
        if !write.is_empty() {
            writes.push(Ok(Bytes::from(write)));
        }
        stream::iter(writes)
    })
}

type Line = (u64, Result<Bytes, Problem>);

/// The body's lines with their numbers, from 1; blank ones are passed over. A line over the limit is read to its end and
/// thrown away as it comes; a body that breaks off or stalls ends the stream with its problem.
fn lines(body: Body, limit: usize, stall: std::time::Duration) -> impl Stream<Item = Line> {
    let reader = Reader {
        chunks: body.into_data_stream(),
        buffer: BytesMut::new(),
        number: 0,
        searched: 0,
        overlong: false,
        limit,
    };
    stream::unfold(Some(reader), move |reader| async move {
        let mut reader = reader?;
        loop {
            if let Some(line) = reader.next_buffered() {
                return Some((line, Some(reader)));
            }
            match tokio::time::timeout(stall, reader.chunks.next()).await {
                Ok(Some(Ok(chunk))) => reader.buffer.extend_from_slice(&chunk),
                Ok(None) => return reader.last().map(|line| (line, None)),
                Ok(Some(Err(_))) => {
                    let broken = Problem::new(
                        Kind::InvalidJson,
                        "Le corps s'est interrompu avant sa fin.",
                        "The body broke off before its end.",
                    );
                    return Some(((reader.number + 1, Err(broken)), None));
                }
                Err(_) => {
                    let seconds = stall.as_secs();
                    let stalled = Problem::new(
                        Kind::BodyTimeout,
                        format!("Rien n'est arrivé pendant {seconds} secondes."),
                        format!("Nothing arrived for {seconds} seconds."),
                    );
                    return Some(((reader.number + 1, Err(stalled)), None));
                }
            }
        }
    })
}

struct Reader {
    chunks: axum::body::BodyDataStream,
    buffer: BytesMut,
    number: u64,
    /// How much of the buffer is known to hold no line feed: a long line is searched once, not at each of its chunks.
    searched: usize,
    overlong: bool,
    limit: usize,
}

impl Reader {
    /// The next whole line that the buffer holds.
    fn next_buffered(&mut self) -> Option<Line> {
        loop {
            let found = self.buffer[self.searched..].iter().position(|byte| *byte == b'\n');
            let Some(end) = found.map(|at| self.searched + at) else {
                if self.buffer.len() > self.limit {
                    self.overlong = true;
                    self.buffer.clear();
                }
                self.searched = self.buffer.len();
                return None;
            };
            self.searched = 0;
            let line = self.buffer.split_to(end + 1).freeze();
            if let Some(line) = self.finish(line.slice(..end)) {
                return Some(line);
            }
        }
    }

    /// What stands behind the last line feed.
    fn last(&mut self) -> Option<Line> {
        let line = self.buffer.split().freeze();
        self.finish(line)
    }

    fn finish(&mut self, line: Bytes) -> Option<Line> {
        let overlong = std::mem::take(&mut self.overlong) || line.len() > self.limit;
        self.number += 1;
        if overlong {
            let limit = self.limit;
            let problem = Problem::new(
                Kind::TextTooLarge,
                format!("La ligne dépasse {limit} octets."),
                format!("The line is over {limit} bytes."),
            );
            return Some((self.number, Err(problem)));
        }
        let blank = line.iter().all(u8::is_ascii_whitespace);
        (!blank).then_some((self.number, Ok(line)))
    }
}
