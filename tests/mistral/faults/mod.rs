//! Every fault that Mistral, a server of the same protocol or the network between has shown, each by name: what a client
//! meets, and what it should make of it.

mod content;
mod harmless;
mod http;
mod network;
mod stream;
mod vectors;

use super::script::{Behaviour, Call, Endpoint, Step, json as reply};

pub use content::CANARY_SHAPE;
pub use http::{RetryAfter, rate_limited, redirected};

/// A fault.
#[derive(Clone, Copy)]
pub struct Fault {
    pub name: &'static str,
    /// What happens.
    pub about: &'static str,
    pub on: On,
    pub then: Then,
    make: fn() -> Behaviour,
}

/// To which calls a fault can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    Any,
    /// Chat calls, streamed or not.
    Chat,
    /// Chat calls with `stream`.
    Streams,
    /// Chat calls without.
    Whole,
    /// Calls for vectors.
    Embeddings,
}

/// What a good client makes of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Nothing: it is the protocol, and the answer is [`PLAIN`] or the text that the fault names.
    Answer,
    /// An answer that must not be passed on as it is.
    Clean,
    /// A refusal that another try does not change.
    Final,
    /// A failure before the first byte, which may pass.
    Retry,
    /// A failure after the first byte: an error, and no second call.
    Broken,
    /// Nothing comes, or no end, until the client gives up.
    Endless,
}

/// The text of the answers that are only wrapped in a fault.
pub const PLAIN: &str =
    "La porte d’oubli décide de ce que la cellule garde [1]. Une époque est un passage complet : « été » [2].";

impl Fault {
    /// What the fake is to do; a call to which the fault cannot happen gets a 501.
    pub fn behaviour(&self) -> Behaviour {
        let (fault, behaviour) = (*self, (self.make)());
        Behaviour::new(move |call| match fault.fits(call) {
            true => behaviour.steps(call),
            false => {
                let message = format!("{} does not happen to such a call", fault.name);
                Box::new(reply(501, &serde_json::json!({"message": message})).into_iter())
            }
        })
    }

    fn fits(&self, call: &Call) -> bool {
        match call.endpoint {
            Endpoint::Chat if call.streams() => self.on.includes(On::Streams),
            Endpoint::Chat => self.on.includes(On::Whole),
            Endpoint::Embeddings => self.on.includes(On::Embeddings),
            Endpoint::Models => self.on == On::Any,
        }
    }
}

impl On {
    /// Whether what happens to these calls happens to those.
    pub fn includes(self, calls: Self) -> bool {
        match self {
            Self::Any => true,
            Self::Chat => matches!(calls, Self::Chat | Self::Streams | Self::Whole),
            other => other == calls,
        }
    }
}

/// Every fault there is.
pub fn all() -> Vec<Fault> {
    [http::FAULTS, network::FAULTS, harmless::FAULTS, stream::FAULTS, content::FAULTS, vectors::FAULTS].concat()
}

/// The fault of that name.
pub fn named(name: &str) -> Option<Fault> {
    all().into_iter().find(|fault| fault.name == name)
}

/// A row of the tables.
const fn fault(name: &'static str, about: &'static str, on: On, then: Then, make: fn() -> Behaviour) -> Fault {
    Fault { name, about, on, then, make }
}

/// A reply that is the same for every call.
fn always(steps: impl Fn() -> Vec<Step> + Send + Sync + 'static) -> Behaviour {
    Behaviour::new(move |_| steps())
}
