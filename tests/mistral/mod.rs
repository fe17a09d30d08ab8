//! A stateful fake of Mistral's server, as strict as the real one: it refuses what Mistral refuses, in Mistral's words, and
//! does with each call what the test has scripted. Everything it says is the same from run to run.
//!
//! ```ignore
//! let mistral = FakeMistral::start().await;
//! mistral.script([faults::rate_limited(RetryAfter::Seconds(2)), Behaviour::answer(Answer::says("Oui [1]."))]);
//! // ... ask the server whose base URL is `mistral.url()` and whose key is `mistral.key()` ...
//! mistral.until(|counts| counts.closed_early == 1).await;
//! assert_eq!(mistral.requests()[0].body["model"], "mistral-small-latest");
//! ```
//!
//! A call that Mistral would refuse is refused whatever is scripted, and uses nothing of the script up.

pub mod answers;
pub mod client;
mod control;
mod embeddings;
pub mod faults;
mod models;
mod record;
mod refusals;
mod routes;
pub mod script;
mod server;
mod sse;
mod state;
mod tokens;
mod validation;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use answers::{Answer, Pieces};
pub use record::{How, Recorded};
pub use script::{Behaviour, Dialect, Endpoint, Gate};
pub use state::Counts;

use state::Shared;

/// The key that the fake takes, in the form of Mistral's.
const KEY: &str = "FakeMistralKeyForTestsOnly000001";

/// A running fake. Dropped, it cuts its connections.
pub struct FakeMistral {
    address: SocketAddr,
    shared: Arc<Shared>,
    running: Mutex<Running>,
}

struct Running {
    stop: CancellationToken,
    tracker: TaskTracker,
}

impl FakeMistral {
    /// On a port of its own.
    pub async fn start() -> Self {
        Self::start_on(0).await
    }

    /// On this port of the loopback; 0 picks one.
    pub async fn start_on(port: u16) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.expect("the port is free");
        let address = listener.local_addr().expect("a bound listener has an address");
        let shared = Shared::new();
        let running = Mutex::new(Running::new(listener, &shared));
        Self { address, shared, running }
    }

    /// The base URL, without a final `/v1`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The key that it takes.
    pub fn key(&self) -> &'static str {
        KEY
    }

    /// What to do with the next chat calls, one each; then comes the default again.
    pub fn script(&self, behaviours: impl IntoIterator<Item = Behaviour>) {
        self.script_for(Endpoint::Chat, behaviours);
    }

    /// What to do with the next calls to `endpoint`.
    pub fn script_for(&self, endpoint: Endpoint, behaviours: impl IntoIterator<Item = Behaviour>) {
        self.shared.script(endpoint, behaviours);
    }

    /// What to do with chat calls for which nothing is scripted, instead of the tutor's answer.
    pub fn set_default(&self, behaviour: Behaviour) {
        self.set_default_for(Endpoint::Chat, behaviour);
    }

    /// What to do with calls to `endpoint` for which nothing is scripted.
    pub fn set_default_for(&self, endpoint: Endpoint, behaviour: Behaviour) {
        self.shared.set_default(endpoint, behaviour);
    }

    /// Forgets scripts and defaults; records and counts stay.
    pub fn reset(&self) {
        self.shared.reset();
    }

    /// Whose server it is from now on.
    pub fn set_dialect(&self, dialect: Dialect) {
        self.shared.set_dialect(dialect);
    }

    /// The tokens that every model reads, prompt and answer together.
    pub fn set_context(&self, tokens: usize) {
        self.shared.set_context(tokens);
    }

    /// How many scripted behaviours no call has met yet.
    pub fn scripted(&self) -> usize {
        self.shared.scripted()
    }

    /// Every call so far, refused ones included, in the order of arrival.
    pub fn requests(&self) -> Vec<Recorded> {
        self.shared.requests()
    }

    /// The calls to `endpoint` so far.
    pub fn requests_for(&self, endpoint: Endpoint) -> Vec<Recorded> {
        self.requests().into_iter().filter(|recorded| recorded.endpoint == Some(endpoint)).collect()
    }

    /// The counts now.
    pub fn counts(&self) -> Counts {
        *self.shared.counts().borrow()
    }

    /// Waits until the counts are such.
    pub async fn until(&self, mut such: impl FnMut(&Counts) -> bool) -> Counts {
        let mut counts = self.shared.counts();
        *counts.wait_for(|counts| such(counts)).await.expect("the fake holds the sender")
    }

    /// Goes down: cuts every connection, and refuses new ones until [`Self::open`].
    pub async fn close(&self) {
        let tracker = {
            let running = self.running.lock().expect("nothing panics while it holds the tasks");
            running.stop.cancel();
            running.tracker.clone()
        };
        tracker.wait().await;
    }

    /// Comes back on the same port, with the same scripts and records.
    pub async fn open(&self) {
        self.close().await;
        let listener = TcpListener::bind(self.address).await.expect("the port was left a moment ago");
        *self.running.lock().expect("nothing panics while it holds the tasks") = Running::new(listener, &self.shared);
    }
}

impl Drop for FakeMistral {
    fn drop(&mut self) {
        if let Ok(running) = self.running.lock() {
            running.stop.cancel();
        }
    }
}

impl Running {
    fn new(listener: TcpListener, shared: &Arc<Shared>) -> Self {
        let (stop, tracker) = (CancellationToken::new(), TaskTracker::new());
        tracker.spawn(server::serve(listener, Arc::clone(shared), stop.clone(), tracker.clone()));
        tracker.close();
        Self { stop, tracker }
    }
}
