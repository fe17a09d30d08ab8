//! Server-sent events that nothing on the way keeps back. Dropped by a client that leaves, the body drops its reply, and
//! that its call upstream.

use std::convert::Infallible;
use std::time::Duration;

use axum::http::{HeaderName, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt, stream};
use tokio::time::Instant;

use crate::chat::{self, Reply};
use crate::deadline::within;

/// Silence after which a comment is sent: proxies close what is silent for a minute, some after half of one.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long the head of an answer waits for the first event: less than any proxy's patience.
const HEAD_WAIT: Duration = Duration::from_secs(1);
/// What nginx, and others like it, obey: each event is passed on as it comes.
const UNBUFFERED: HeaderName = HeaderName::from_static("x-accel-buffering");

/// The response that tells `reply`; `told` gives the events that one of its pieces is written as. Its head leaves with the
/// first of them: alone, it would be written and read before the language model is asked.
pub(super) async fn response<I>(reply: Reply, told: impl Fn(chat::Event) -> I + Send + 'static) -> Response
where
    I: IntoIterator<Item = Event>,
    I::IntoIter: Send + 'static,
{
    let told = pieces(reply).flat_map(move |piece| stream::iter(told(piece)));
    let mut told = Box::pin(told.peekable());
    // Elapsed or not, the head leaves.
    let _ = within(Instant::now() + HEAD_WAIT, told.as_mut().peek()).await;
    events(told)
}

/// The response that sends `events` as they come.
pub(super) fn events(events: impl Stream<Item = Event> + Send + 'static) -> Response {
    let sse = Sse::new(events.map(Ok::<_, Infallible>)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    // An answer is personal, and a cache between would hold it back besides.
    ([(UNBUFFERED, "no"), (header::CACHE_CONTROL, "no-store")], sse).into_response()
}

fn pieces(reply: Reply) -> impl Stream<Item = chat::Event> {
    // Boxed, since each piece moves it.
    stream::unfold(Box::new(reply), |mut reply| async move { Some((reply.next().await?, reply)) })
}
