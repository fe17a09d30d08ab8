//! An explanation on its way out: written piece by piece while it leaves, so that no answer is ever whole in memory as
//! text, and other requests get their turn between two pieces.

use std::collections::VecDeque;
use std::convert::Infallible;

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use serde::Serialize;
use tokio::sync::OwnedSemaphorePermit;

use super::answer::ExplainAnswer;
use super::layer::{ClosedLayer, OpenLayer};
use crate::http::problem::Problem;
use crate::inside::cell::Matrix;
use crate::inside::trace::Layer;
use crate::inside::{Obstacle, Units};

/// Bytes of a piece. Some 0.2 ms of writing numbers: what another request may wait for.
const PIECE_BYTES: usize = 32 << 10;

enum Piece {
    Text(Vec<u8>),
    Rows { rows: Matrix, next: usize },
}

struct Pieces {
    queue: VecDeque<Piece>,
    /// Freed with the numbers, when the answer has left or its client has.
    _place: OwnedSemaphorePermit,
}

/// The body: `answer`, then its layers.
pub(super) fn body(
    answer: &ExplainAnswer,
    layers: Result<Vec<Layer>, Obstacle>,
    units: &Units,
    place: OwnedSemaphorePermit,
) -> Result<Body, Problem> {
    let mut queue = VecDeque::new();
    queue.push_back(Piece::Text(open(answer)?));
    text(&mut queue, ",\"layers\":[");
    let mut first = true;
    let mut separate = |queue: &mut VecDeque<Piece>| text(queue, if std::mem::take(&mut first) { "" } else { "," });
    for layer in layers.unwrap_or_default() {
        let (name, operator) = (layer.name, layer.operator);
        match layer.directions {
            Err(obstacle) => {
                separate(&mut queue);
                queue.push_back(Piece::Text(json(&ClosedLayer::new(name, operator, &obstacle))?));
            }
            Ok(directions) => {
                for traced in directions {
                    separate(&mut queue);
                    queue.push_back(Piece::Text(open(&OpenLayer::new(&name, &operator, &traced, units))?));
                    for (gate, rows) in traced.steps {
                        text(&mut queue, &format!(",\"{gate}\":["));
                        queue.push_back(Piece::Rows { rows, next: 0 });
                        text(&mut queue, "]");
                    }
                    text(&mut queue, "}");
                }
            }
        }
    }
    text(&mut queue, "]}");
    let pieces = Pieces { queue, _place: place };
    Ok(Body::from_stream(stream::unfold(pieces, async |mut pieces| {
        let bytes = pieces.write()?;
        tokio::task::consume_budget().await;
        Some((Ok::<_, Infallible>(bytes), pieces))
    })))
}

impl Pieces {
    /// The next bytes, as many as make a piece or as there are left.
    fn write(&mut self) -> Option<Bytes> {
        let mut bytes = Vec::with_capacity(PIECE_BYTES);
        while bytes.len() < PIECE_BYTES
            && let Some(piece) = self.queue.front_mut()
        {
            match piece {
                Piece::Text(text) => bytes.append(text),
                Piece::Rows { rows, next } if *next < rows.rows() => {
                    if *next > 0 {
                        bytes.push(b',');
                    }
                    // The shortest digits that read back as the same number: nine at most. No number becomes null.
                    serde_json::to_writer(&mut bytes, rows.row(*next)).expect("numbers are written into memory");
                    *next += 1;
                    continue;
                }
                Piece::Rows { .. } => {}
            }
            self.queue.pop_front();
        }
        (!bytes.is_empty()).then(|| Bytes::from(bytes))
    }
}

fn text(queue: &mut VecDeque<Piece>, text: &str) {
    if let Some(Piece::Text(last)) = queue.back_mut() {
        last.extend_from_slice(text.as_bytes());
    } else {
        queue.push_back(Piece::Text(text.as_bytes().to_vec()));
    }
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(value).map_err(|error| Problem::internal(&error))
}

/// An object, left open for more fields.
fn open(value: &impl Serialize) -> Result<Vec<u8>, Problem> {
    let mut bytes = json(value)?;
    bytes.pop();
    Ok(bytes)
}
