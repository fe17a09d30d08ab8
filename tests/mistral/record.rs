//! What the fake remembers of each call: what came, when, and how it ended.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::HeaderMap;
use serde_json::Value;

use super::script::Endpoint;
use super::state::Shared;

/// One call, in the order of arrival.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// `None` for a path that Mistral does not have.
    pub endpoint: Option<Endpoint>,
    pub method: String,
    /// With the query.
    pub path: String,
    pub headers: HeaderMap,
    /// `null` where the body is none or no JSON.
    pub body: Value,
    pub arrived: Instant,
    /// The status that was sent, once it was.
    pub status: Option<u16>,
    /// Pieces of the body that were sent.
    pub pieces: usize,
    /// How it ended, once it did.
    pub end: Option<End>,
}

/// The end of a call.
#[derive(Clone, Copy, Debug)]
pub struct End {
    pub how: How,
    pub at: Instant,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The reply was sent whole.
    Finished,
    /// The script gave the connection up.
    Cut,
    /// The client left before the end of the reply.
    ClosedEarly,
}

/// A call under way. Dropped before its end is told, its client has left.
pub struct Ongoing {
    shared: Arc<Shared>,
    number: usize,
    ended: bool,
}

impl Recorded {
    /// How long after its arrival the client left, if it did before the end.
    pub fn closed_early_after(&self) -> Option<Duration> {
        let end = self.end.filter(|end| end.how == How::ClosedEarly)?;
        Some(end.at.duration_since(self.arrived))
    }

    /// A header's value, or nothing.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

impl Ongoing {
    /// The call of that number has begun.
    pub fn new(shared: Arc<Shared>, number: usize) -> Self {
        Self { shared, number, ended: false }
    }

    /// The head was sent.
    pub fn answered(&self, status: u16) {
        self.shared.change(self.number, |recorded| recorded.status = Some(status));
    }

    /// A piece of the body was sent.
    pub fn sent(&self) {
        self.shared.change(self.number, |recorded| recorded.pieces += 1);
    }

    /// It is over.
    pub fn end(&mut self, how: How) {
        if !self.ended {
            self.ended = true;
            self.shared.ended(self.number, End { how, at: Instant::now() });
        }
    }
}

impl Drop for Ongoing {
    fn drop(&mut self) {
        self.end(How::ClosedEarly);
    }
}
