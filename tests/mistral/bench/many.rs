//! Many streams at once, all of them begun before the first may end: errors, and the server's memory.

use std::time::{Duration, Instant};

use futures_util::future::join_all;

use super::ask::Way;
use super::server::Server;
use super::{TEXT, say};
use crate::mistral::script::Step;
use crate::mistral::{Answer, Behaviour, FakeMistral, Gate};

/// Longest wait for all to have begun. A server that cannot hold them must end the run, not stop it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Opens the streams, looks at the server, lets them end.
pub async fn measure(streams: usize, fake: &FakeMistral, through: &Way, server: &Server) {
    let (gate, before) = (Gate::closed(), server.memory_mib());
    fake.set_default(stopping(&gate));
    let began = Instant::now();
    let clients = join_all((0..streams).map(|number| async move {
        let mut reading = through.begin(1_000_000 + number).await?;
        reading.read_first_token().await?;
        reading.read_rest().await
    }));
    let watch = async {
        let all = fake.until(|counts| counts.open >= streams);
        let open = match tokio::time::timeout(PATIENCE, all).await {
            Ok(counts) => counts.open,
            Err(_) => fake.counts().open,
        };
        let (memory, opened) = (server.memory_mib(), began.elapsed());
        gate.open();
        (open, memory, opened)
    };
    let (answers, (open, memory, opened)) = tokio::join!(clients, watch);
    let failed: Vec<&String> = answers.iter().filter_map(|answer| answer.as_ref().err()).collect();
    let short = answers.iter().flatten().filter(|asked| asked.text != answers_text(&answers)).count();
    say(format_args!(
        "{open} streams at once, open after {:.2} s: {} errors, {short} differ, memory {before:.0} MiB before, {memory:.0} MiB during, {:.0} MiB at most",
        opened.as_secs_f64(),
        failed.len(),
        server.most_memory_mib(),
    ));
    if let Some(error) = failed.first() {
        say(format_args!("the first error: {error}"));
    }
}

/// An answer that stops in its middle until the gate opens.
pub fn stopping(gate: &Gate) -> Behaviour {
    let (gate, answer) = (gate.clone(), Behaviour::answer(Answer::says(TEXT)));
    Behaviour::new(move |call| {
        let mut steps: Vec<Step> = answer.steps(call).collect();
        steps.insert(steps.len() / 2, Step::Wait(gate.clone()));
        steps
    })
}

/// What the first answer said; every other must say the same.
fn answers_text(answers: &[Result<super::ask::Asked, String>]) -> &str {
    answers.iter().flatten().next().map_or("", |asked| &asked.text)
}
