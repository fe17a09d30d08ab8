//! What the fake knows between calls: scripts, records, counts.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::watch;

use super::answers::Answer;
use super::record::{End, How, Ongoing, Recorded};
use super::script::{Behaviour, Dialect, Endpoint};

/// Numbers of calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Connections that were opened.
    pub connections: usize,
    /// That came.
    pub calls: usize,
    /// That are under way.
    pub open: usize,
    /// The most that were under way at once.
    pub peak: usize,
    /// Whose reply was sent whole.
    pub finished: usize,
    /// Whose client left before the end.
    pub closed_early: usize,
}

/// Shared by the connections and the test.
pub struct Shared {
    state: Mutex<State>,
    counts: watch::Sender<Counts>,
}

struct State {
    dialect: Dialect,
    context: Option<usize>,
    scripts: HashMap<Endpoint, VecDeque<Behaviour>>,
    defaults: HashMap<Endpoint, Behaviour>,
    requests: Vec<Recorded>,
}

impl Shared {
    pub fn new() -> Arc<Self> {
        let state = State {
            dialect: Dialect::Mistral,
            context: None,
            scripts: HashMap::new(),
            defaults: HashMap::new(),
            requests: Vec::new(),
        };
        Arc::new(Self { state: Mutex::new(state), counts: watch::Sender::new(Counts::default()) })
    }

    pub fn dialect(&self) -> Dialect {
        self.state().dialect
    }

    pub fn set_dialect(&self, dialect: Dialect) {
        self.state().dialect = dialect;
    }

    /// The tokens that every model reads, where the test has set another number than each model's own.
    pub fn context(&self) -> Option<usize> {
        self.state().context
    }

    pub fn set_context(&self, tokens: usize) {
        self.state().context = Some(tokens);
    }

    pub fn script(&self, endpoint: Endpoint, behaviours: impl IntoIterator<Item = Behaviour>) {
        self.state().scripts.entry(endpoint).or_default().extend(behaviours);
    }

    pub fn set_default(&self, endpoint: Endpoint, behaviour: Behaviour) {
        self.state().defaults.insert(endpoint, behaviour);
    }

    /// Forgets what was scripted.
    pub fn reset(&self) {
        let mut state = self.state();
        state.scripts.clear();
        state.defaults.clear();
    }

    /// What is to be done with the next valid call to `endpoint`, if not the usual.
    pub fn next(&self, endpoint: Endpoint) -> Option<Behaviour> {
        let mut state = self.state();
        let scripted = state.scripts.get_mut(&endpoint).and_then(VecDeque::pop_front);
        scripted.or_else(|| state.defaults.get(&endpoint).cloned()).or_else(|| match endpoint {
            Endpoint::Chat => Some(Behaviour::answer(Answer::tutor())),
            Endpoint::Embeddings => Some(Behaviour::vectors()),
            Endpoint::Models => None,
        })
    }

    pub fn scripted(&self) -> usize {
        self.state().scripts.values().map(VecDeque::len).sum()
    }

    /// A connection was opened.
    pub fn connected(&self) {
        self.counts.send_modify(|counts| counts.connections += 1);
    }

    /// Remembers a call that came; gives its number as well.
    pub fn begin(self: &Arc<Self>, recorded: Recorded) -> (usize, Ongoing) {
        let number = {
            let mut state = self.state();
            state.requests.push(recorded);
            state.requests.len() - 1
        };
        self.counts.send_modify(|counts| {
            counts.calls += 1;
            counts.open += 1;
            counts.peak = counts.peak.max(counts.open);
        });
        (number, Ongoing::new(Arc::clone(self), number))
    }

    pub fn change(&self, number: usize, change: impl FnOnce(&mut Recorded)) {
        change(&mut self.state().requests[number]);
    }

    pub fn ended(&self, number: usize, end: End) {
        self.change(number, |recorded| recorded.end = Some(end));
        self.counts.send_modify(|counts| {
            counts.open -= 1;
            match end.how {
                How::Finished => counts.finished += 1,
                How::ClosedEarly => counts.closed_early += 1,
                How::Cut => {}
            }
        });
    }

    pub fn requests(&self) -> Vec<Recorded> {
        self.state().requests.clone()
    }

    pub fn counts(&self) -> watch::Receiver<Counts> {
        self.counts.subscribe()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nothing panics while it holds the state")
    }
}
