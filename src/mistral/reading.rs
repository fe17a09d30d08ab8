//! An answer under way: read from its connection as somebody asks for it, and closed with the one who asks.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use reqwest::Response;
use tokio::time::{Instant, timeout_at};

use super::call::Call;
use super::decode::Decoder;
use super::{Delta, Deltas, MistralError};

/// How long the end of the body is awaited after the last word. A connection read to its end serves the next call, which
/// spares it two round trips or more; a server that keeps it open is not waited for.
const LAST_BYTES: Duration = Duration::from_millis(50);

struct Reading {
    decoder: Decoder,
    // Before the call: the connection is closed by the time that the call's place is free.
    response: Response,
    call: Call,
}

/// The pieces of an answer of at most `max_tokens`, which has begun with the bytes `first`.
pub fn deltas(response: Response, first: &Bytes, max_tokens: u32, call: Call) -> Deltas {
    let mut decoder = Decoder::new(max_tokens);
    decoder.feed(first);
    let reading = Reading { decoder, response, call };
    let pieces = stream::unfold(Some(reading), |reading| async {
        let mut reading = reading?;
        let piece = reading.next().await;
        if let Ok(Delta::Text(_)) = piece {
            return Some((piece, Some(reading)));
        }
        let Reading { response, call, .. } = reading;
        drop(response);
        call.end(match &piece {
            Ok(Delta::Finished { usage, .. }) => Ok(*usage),
            Ok(Delta::Text(_)) => Ok(None),
            Err(error) => Err(error),
        });
        Some((piece, None))
    });
    Box::pin(pieces.fuse())
}

/// The whole of a body that has begun with `first`, of at most `limit` bytes.
///
/// # Errors
/// When it breaks off, takes too long or is too large.
pub async fn whole(
    mut response: Response,
    first: &Bytes,
    limit: usize,
    deadline: Instant,
) -> Result<Vec<u8>, MistralError> {
    let mut body = first.to_vec();
    loop {
        if body.len() > limit {
            return Err(MistralError::Unreadable);
        }
        match timeout_at(deadline, response.chunk()).await {
            Ok(Ok(Some(bytes))) => body.extend_from_slice(&bytes),
            Ok(Ok(None)) => return Ok(body),
            Ok(Err(_)) => return Err(MistralError::Truncated),
            Err(_) => return Err(MistralError::Timeout),
        }
    }
}

impl Reading {
    async fn next(&mut self) -> Result<Delta, MistralError> {
        loop {
            if let Some(piece) = self.decoder.next() {
                return piece;
            }
            let mut limit = self.call.deadline;
            if self.decoder.is_done() {
                limit = limit.min(Instant::now() + LAST_BYTES);
            }
            match timeout_at(limit, self.response.chunk()).await {
                // What follows the last word is nothing of ours.
                Ok(Ok(Some(_))) if self.decoder.is_done() => self.decoder.stop(MistralError::Truncated),
                Ok(Ok(Some(bytes))) => self.decoder.feed(&bytes),
                Ok(Ok(None)) => self.decoder.end(),
                Ok(Err(_)) => self.decoder.stop(MistralError::Truncated),
                Err(_) => self.decoder.stop(MistralError::Timeout),
            }
        }
    }
}
