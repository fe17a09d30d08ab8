//! Connections: accepted, answered step by step, and given up where a script says so.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use bytes::Bytes;
use futures_util::stream;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::record::{How, Ongoing, Recorded};
use super::routes;
use super::script::{Cut, Step, Steps};
use super::state::Shared;

/// Takes connections until `stop`.
pub async fn serve(listener: TcpListener, shared: Arc<Shared>, stop: CancellationToken, tracker: TaskTracker) {
    loop {
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            accepted = listener.accept() => {
                let (stream, _) = accepted.expect("the test has file descriptors left");
                shared.connected();
                tracker.spawn(connection(stream, Arc::clone(&shared), stop.clone()));
            }
        }
    }
}

/// How a reply tells its connection to give up.
#[derive(Clone, Default)]
struct HangUp {
    close: CancellationToken,
    reset: CancellationToken,
}

impl HangUp {
    fn now(&self, cut: Cut) {
        match cut {
            Cut::Close => self.close.cancel(),
            Cut::Reset => self.reset.cancel(),
        }
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>, stop: CancellationToken) {
    // Each piece of a stream is a small write, which Nagle's algorithm would hold back.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let hang_up = HangUp::default();
    let service = service_fn(|request| reply(Arc::clone(&shared), hang_up.clone(), request));
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        // What the client does wrong with the connection shows in the records.
        _ = &mut connection => {}
        () = stop.cancelled() => {}
        () = hang_up.close.cancelled() => {}
        () = hang_up.reset.cancelled() => {
            // Without lingering, closing the socket is a reset. Where that fails, the client sees an early end.
            let _ = connection.into_parts().io.into_inner().set_zero_linger();
        }
    }
}

async fn reply(shared: Arc<Shared>, hang_up: HangUp, request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
    let (head, body) = request.into_parts();
    let Ok(bytes) = to_bytes(Body::new(body), usize::MAX).await else {
        return std::future::pending().await;
    };
    let (number, mut ongoing) = shared.begin(Recorded {
        endpoint: routes::endpoint(head.uri.path()),
        method: head.method.to_string(),
        path: head.uri.to_string(),
        headers: head.headers.clone(),
        body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        arrived: Instant::now(),
        status: None,
        pieces: 0,
        end: None,
    });
    let mut steps = routes::steps(&shared, number, &head, &bytes);
    let (status, headers) = loop {
        match steps.next() {
            Some(Step::Head { status, headers }) => break (status, headers),
            Some(Step::Cut(cut)) => return give_up(&mut ongoing, &hang_up, cut).await,
            Some(step) => pass_time(step).await,
            None => panic!("a reply has a head or is cut"),
        }
    };
    ongoing.answered(status);
    let mut response = Response::builder().status(status);
    for (name, value) in headers.into_iter().chain(routes::always(shared.dialect(), number)) {
        response = response.header(name, value);
    }
    let body = Body::from_stream(pieces(steps, ongoing, hang_up));
    Ok(response.body(body).expect("scripts name valid headers"))
}

/// The rest of a reply's steps, as a body.
fn pieces(
    steps: Steps,
    ongoing: Ongoing,
    hang_up: HangUp,
) -> impl futures_util::Stream<Item = Result<Bytes, Infallible>> {
    stream::unfold((steps.peekable(), ongoing, hang_up), |(mut steps, mut ongoing, hang_up)| async move {
        loop {
            match steps.next() {
                Some(Step::Send(bytes)) => {
                    ongoing.sent();
                    // Told with the last piece: a client that has it may leave at once.
                    if steps.peek().is_none() {
                        ongoing.end(How::Finished);
                    }
                    return Some((Ok(bytes), (steps, ongoing, hang_up)));
                }
                Some(Step::Cut(cut)) => return give_up(&mut ongoing, &hang_up, cut).await,
                Some(step) => pass_time(step).await,
                None => {
                    ongoing.end(How::Finished);
                    return None;
                }
            }
        }
    })
}

/// Ends the call and the connection with it; never returns, as the connection drops it.
async fn give_up<T>(ongoing: &mut Ongoing, hang_up: &HangUp, cut: Cut) -> T {
    ongoing.end(How::Cut);
    hang_up.now(cut);
    std::future::pending().await
}

async fn pass_time(step: Step) {
    match step {
        Step::Wait(gate) => gate.wait().await,
        Step::Pause(time) => tokio::time::sleep(time).await,
        // The connection writes out what it holds when its body has nothing ready.
        Step::Flush => tokio::task::yield_now().await,
        step => panic!("{step:?} is out of place"),
    }
}
