//! Clients that leave, before the first token and after: how soon the fake sees it.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::task::JoinSet;

use super::ask::Way;
use super::latency::{median, milliseconds, part};
use super::many::stopping;
use super::say;
use crate::mistral::{Answer, Behaviour, Endpoint, FakeMistral, Gate};

/// Clients that leave at the same moment.
const AT_ONCE: usize = 20;
/// The promise.
const LIMIT_MS: f64 = 100.0;
/// Longest wait for a departure to be seen.
const PATIENCE: Duration = Duration::from_secs(10);

/// Lets clients leave, at both moments.
pub async fn measure(clients: usize, fake: &FakeMistral, through: &Way) {
    let gate = Gate::closed();
    for (when, begun, behaviour) in [
        ("before the first token", false, Behaviour::answer(Answer::tutor()).held(&gate)),
        ("after the first token", true, stopping(&gate)),
    ] {
        fake.set_default(behaviour);
        let mut times = Vec::new();
        for batch in 0..clients / AT_ONCE {
            let first = 2_000_000 + usize::from(begun) * 1_000_000 + batch * AT_ONCE;
            times.extend(left(fake, through, first, begun).await);
        }
        let in_time = times.iter().filter(|time| **time <= LIMIT_MS).count();
        say(format_args!(
            "clients that leave {when}: upstream closed within {LIMIT_MS} ms for {in_time} of {} (median {:.2} ms, p99 {:.2} ms, most {:.2} ms)",
            clients / AT_ONCE * AT_ONCE,
            median(&times),
            part(&times, 0.99),
            part(&times, 1.0),
        ));
    }
}

/// The times, in milliseconds, after which the fake saw that a batch of clients had left.
async fn left(fake: &FakeMistral, through: &Way, first: usize, begun: bool) -> Vec<f64> {
    let (known, before) = (fake.requests_for(Endpoint::Chat).len(), fake.counts());
    let mut asking = JoinSet::new();
    let mut readings = Vec::new();
    if begun {
        let ask = (first..first + AT_ONCE).map(|number| async move {
            let mut reading = through.begin(number).await.unwrap();
            reading.read_first_token().await.unwrap();
            reading
        });
        readings = join_all(ask).await;
    } else {
        for number in first..first + AT_ONCE {
            let through = through.clone();
            // A server may send its head before the model's first token; what came is held until the client leaves.
            asking.spawn(async move {
                let begun = through.begin(number).await;
                std::future::pending::<()>().await;
                drop(begun);
            });
        }
    }
    fake.until(|counts| counts.open == before.open + AT_ONCE).await;
    let at = Instant::now();
    asking.abort_all();
    drop(readings);
    let seen = fake.until(|counts| counts.closed_early == before.closed_early + AT_ONCE);
    if tokio::time::timeout(PATIENCE, seen).await.is_err() {
        say("some departures were never seen");
    }
    while asking.join_next().await.is_some() {}
    let calls = fake.requests_for(Endpoint::Chat).into_iter().skip(known);
    calls.filter_map(|call| Some(milliseconds(call.end?.at.saturating_duration_since(at)))).collect()
}
