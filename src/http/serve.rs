//! Connections: accepted, served, and at the end let go without cutting one.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

use super::state::Draining;

/// How long a client may take to send a request's head, and a connection stay idle: past what browsers and pools keep
/// one, so that it is they who close it.
const HEAD_TIMEOUT: Duration = Duration::from_secs(90);
/// How long a stop leaves connections open for the request that their client may be sending just then. Each answer in
/// that time says `Connection: close`; a connection without a request in it is closed at its end.
const LAST_REQUESTS: Duration = Duration::from_millis(500);
/// Pause after the system refuses a connection for want of file descriptors: some are closed meanwhile.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves `listener` until `stop`, then lets what is under way finish, at most for `grace`. Returns how many connections
/// had to be cut.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: CancellationToken,
    draining: Draining,
    grace: Duration,
) -> usize {
    let connections = Connections { graceful: GracefulShutdown::new(), tracker: TaskTracker::new(), router };
    loop {
        tokio::select! {
            biased;
            () = stop.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => connections.open(stream),
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
    draining.begin();
    // Clients that the system has already connected have a right to an answer: closing the listener would reset them.
    while let Some(Ok((stream, _))) = now_or_never(listener.accept()).await {
        connections.open(stream);
    }
    drop(listener);
    connections.finish(grace).await
}

struct Connections {
    graceful: GracefulShutdown,
    tracker: TaskTracker,
    router: Router,
}

impl Connections {
    fn open(&self, stream: TcpStream) {
        // An answer is one small write, which Nagle's algorithm would hold back.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection closed at once");
            return;
        }
        let service = TowerToHyperService::new(Adapted(self.router.clone()));
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT);
        let connection = self.graceful.watch(builder.serve_connection(TokioIo::new(stream), service));
        self.tracker.spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }

    async fn finish(self, grace: Duration) -> usize {
        self.tracker.close();
        let ended = async {
            if tokio::time::timeout(LAST_REQUESTS, self.tracker.wait()).await.is_err() {
                self.graceful.shutdown().await;
                self.tracker.wait().await;
            }
        };
        let _ = tokio::time::timeout(grace, ended).await;
        self.tracker.len()
    }
}

/// The router, taking hyper's body.
#[derive(Clone)]
struct Adapted(Router);

impl Service<Request<Incoming>> for Adapted {
    type Response = axum::response::Response;
    type Error = Infallible;
    type Future = axum::routing::future::RouteFuture<Infallible>;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Infallible>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Incoming>) -> Self::Future {
        self.0.call(request.map(Body::new))
    }
}

async fn now_or_never<T>(future: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        done = future => Some(done),
        () = std::future::ready(()) => None,
    }
}
