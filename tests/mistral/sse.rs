//! Events of a stream as bytes: Mistral's plain form, and every other that a client must survive.

use std::iter;

use serde_json::Value;

use super::script::Step;

/// One thing on the wire of a stream.
#[derive(Clone, Debug)]
pub enum Item {
    /// An event with this data.
    Data(String),
    /// Bytes as they are.
    Raw(Vec<u8>),
    /// Something else than bytes.
    Do(Step),
}

/// The content type of a stream.
pub const CONTENT_TYPE: &str = "text/event-stream; charset=utf-8";
/// What ends a stream.
pub const DONE: &str = "[DONE]";

/// The chunks as items, [`DONE`] behind them.
pub fn items(chunks: &[Value]) -> Vec<Item> {
    let data = chunks.iter().map(|chunk| Item::Data(chunk.to_string()));
    data.chain([Item::Data(DONE.to_owned())]).collect()
}

/// The steps of a stream: its head, then each item in a write of its own.
pub fn steps(items: impl IntoIterator<Item = Item>) -> impl Iterator<Item = Step> {
    written(items, "\n")
}

/// The same, with other ends of line.
pub fn written(items: impl IntoIterator<Item = Item>, newline: &str) -> impl Iterator<Item = Step> {
    let newline = newline.to_owned();
    let sent = items.into_iter().flat_map(move |item| match item {
        Item::Data(data) => send(format!("data: {data}{newline}{newline}").into_bytes()),
        Item::Raw(bytes) => send(bytes),
        Item::Do(step) => vec![step],
    });
    iter::once(head()).chain(sent)
}

/// The same, with the bytes sent `size` at a time, without regard to characters, lines or events.
pub fn split(items: impl IntoIterator<Item = Item>, newline: &str, size: usize) -> Vec<Step> {
    let mut bytes = Vec::new();
    for step in written(items, newline) {
        if let Step::Send(piece) = step {
            bytes.extend_from_slice(&piece);
        }
    }
    let pieces = bytes.chunks(size).flat_map(|piece| send(piece.to_vec()));
    iter::once(head()).chain(pieces).collect()
}

/// The head of a stream.
pub fn head() -> Step {
    Step::Head { status: 200, headers: vec![("content-type", CONTENT_TYPE.to_owned())] }
}

fn send(bytes: Vec<u8>) -> Vec<Step> {
    vec![Step::Send(bytes.into()), Step::Flush]
}
