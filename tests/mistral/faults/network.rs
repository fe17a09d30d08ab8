//! Connections that fail, and silence.

use super::super::answers::{self, Answer};
use super::super::script::{Behaviour, Cut, Gate, Step, body_of};
use super::super::sse::{self, Item};
use super::Then::{Answer as Same, Broken, Endless, Retry};
use super::{Fault, On, PLAIN, always, fault};

pub const FAULTS: &[Fault] = &[
    fault("reset", "the connection is reset before the first byte", On::Any, Retry, || {
        always(|| vec![Step::Cut(Cut::Reset)])
    }),
    fault("closed", "the connection is closed before the first byte", On::Any, Retry, || {
        always(|| vec![Step::Cut(Cut::Close)])
    }),
    fault("silent", "nothing comes, not even a head", On::Any, Endless, || {
        always(|| vec![Step::Wait(Gate::closed()), Step::Cut(Cut::Close)])
    }),
    fault("silent_after_head", "the head of a stream, then nothing", On::Streams, Endless, || {
        streamed(|items| {
            items.clear();
            items.extend(silence());
        })
    }),
    fault("silent_midway", "half a stream, then nothing", On::Streams, Endless, || {
        streamed(|items| {
            items.truncate(items.len() / 2);
            items.extend(silence());
        })
    }),
    fault("silent_midway_whole", "half an answer, then nothing", On::Whole, Endless, || {
        half(|| Step::Wait(Gate::closed()))
    }),
    fault("cut_midway", "half a stream, then the connection is closed", On::Streams, Broken, || {
        streamed(|items| {
            items.truncate(items.len() / 2);
            items.push(Item::Do(Step::Cut(Cut::Close)));
        })
    }),
    fault("reset_midway", "half a stream, then the connection is reset", On::Streams, Broken, || {
        streamed(|items| {
            items.truncate(items.len() / 2);
            items.push(Item::Do(Step::Cut(Cut::Reset)));
        })
    }),
    fault("cut_midway_whole", "half an answer, then the connection is closed", On::Whole, Broken, || {
        half(|| Step::Cut(Cut::Close))
    }),
    fault("cut_after_finish", "closed after the finishing chunk, before [DONE]", On::Streams, Same, || {
        streamed(|items| {
            items.pop();
            items.push(Item::Do(Step::Cut(Cut::Close)));
        })
    }),
];

fn silence() -> [Item; 2] {
    [Item::Do(Step::Wait(Gate::closed())), Item::Do(Step::Cut(Cut::Close))]
}

/// The plain stream, changed.
pub fn streamed(change: impl Fn(&mut Vec<Item>) + Send + Sync + 'static) -> Behaviour {
    Behaviour::new(move |call| {
        let mut items = answers::items(call, &Answer::says(PLAIN));
        change(&mut items);
        sse::steps(items)
    })
}

/// The first half of the plain answer, not streamed, and what comes then.
fn half(then: impl Fn() -> Step + Send + Sync + 'static) -> Behaviour {
    Behaviour::new(move |call| {
        let body = answers::value(call, &Answer::says(PLAIN)).to_string();
        let half = body.into_bytes();
        let half = half[..half.len() / 2].to_vec();
        let mut steps = body_of(200, "application/json", half);
        steps.extend([Step::Flush, then(), Step::Cut(Cut::Close)]);
        steps
    })
}
