//! Time to the first token, direct and through the server in turn.

use std::time::Duration;

use futures_util::future::join_all;

use super::ask::Way;
use super::{Arguments, say};

/// How many ask at once, where more than one does: a class.
pub const CLASS: usize = 32;

/// Measures both ways, one call at a time and a class at once.
pub async fn measure(arguments: &Arguments, direct: &Way, through: &Way) {
    for at_once in [1, CLASS] {
        let (mut directly, mut relayed, mut added) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..arguments.rounds {
            let a = ask(direct, at_once, arguments.calls, round).await;
            let b = ask(through, at_once, arguments.calls, round).await;
            added.push(median(&b) - median(&a));
            directly.extend(a);
            relayed.extend(b);
        }
        let (a, b) = (median(&directly), median(&relayed));
        say(format_args!(
            "first token, {at_once} at once: direct {a:.2} ms, through {b:.2} ms, added {:.2} ms (rounds {}), p99 {:.2} and {:.2} ms",
            b - a,
            added.iter().map(|added| format!("{added:.2}")).collect::<Vec<_>>().join(" "),
            part(&directly, 0.99),
            part(&relayed, 0.99),
        ));
    }
}

/// The times to the first token of `calls` calls, in milliseconds.
async fn ask(way: &Way, at_once: usize, calls: usize, round: usize) -> Vec<f64> {
    let callers = (0..at_once).map(|caller| async move {
        let mut times = Vec::new();
        for call in (caller..calls).step_by(at_once) {
            let number = 1 + call + calls * (round + at_once * 1000);
            if at_once == 1 {
                // The fake's pauses end on a tick of a millisecond, and so do its answers: a call that begins with a tick
                // would have most of one to spare, and what delays it would not be seen. Golden steps begin everywhere.
                std::thread::sleep(Duration::from_micros(number as u64 * 618 % 1000));
            }
            times.push(milliseconds(way.ask(number).await.unwrap().first_token));
        }
        times
    });
    join_all(callers).await.concat()
}

pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

pub fn median(values: &[f64]) -> f64 {
    part(values, 0.5)
}

/// The value below which this part of the values lies.
pub fn part(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[((sorted.len() - 1) as f64 * part).round() as usize]
}
