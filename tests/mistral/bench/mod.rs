//! What a server between a client and Mistral costs: time to the first token, a thousand streams, clients that leave.
//!
//! ```sh
//! cargo build --release
//! cargo run --release --example fake-mistral -- bench --program target/release/tramontane
//! ```
//!
//! Direct calls and calls through the server alternate within one run, and ask the fake the same: what the server itself
//! had asked. Without `--program`, a relay of bytes stands in its place: what is measured then is the measuring.

mod ask;
mod latency;
mod leave;
mod many;
mod server;

use std::fmt::Display;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use serde_json::Value;

use crate::mistral::{Answer, Behaviour, Endpoint, FakeMistral, client};

use ask::{Route, Way};
use server::Server;

/// What every answer of the fake says: about as long as a student's answer is.
const TEXT: &str = "La porte d’oubli décide de ce que la cellule garde de son état précédent [1]. Elle calcule un nombre \
    entre 0 et 1 pour chaque composante : 0 efface, 1 conserve tout. L’état suivant mêle ce qui est conservé et ce que la \
    porte d’entrée ajoute, si bien que le gradient traverse de longues séquences sans s’éteindre. Relis le passage, puis \
    explique-le avec tes propres mots.";

/// What is measured, and how often.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The server's program; without it, a relay of bytes
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// Let the server embed, with one more call to the fake for each question; measures the first token alone
    #[arg(long)]
    embed: bool,
    /// Pause of the fake before each piece of an answer, in milliseconds; without one, what is measured is a machine with
    /// all hands full
    #[arg(long, default_value_t = 0, value_name = "MS")]
    pace_ms: u64,
    /// Times that both ways are measured in turn
    #[arg(long, default_value_t = 5, value_name = "COUNT")]
    rounds: usize,
    /// Calls of each way in a round
    #[arg(long, default_value_t = 200, value_name = "COUNT")]
    calls: usize,
    /// Streams at once, and clients that leave; 0 measures the first token alone
    #[arg(long, default_value_t = 1000, value_name = "COUNT")]
    streams: usize,
}

/// Measures, and prints what it finds.
pub async fn run(arguments: &Arguments) {
    let fake = FakeMistral::start().await;
    let mut routes = vec![Route::Completions];
    let server = match &arguments.program {
        Some(program) => {
            routes.push(Route::Chat);
            Server::spawn(program, &fake, arguments.embed, arguments.streams)
        }
        None => Server::relay(&fake).await,
    };
    let client = client::builder().build().unwrap();
    for route in routes {
        let answer = Behaviour::answer(Answer::says(TEXT));
        fake.set_default(match arguments.pace_ms {
            0 => answer,
            pace => answer.paced(Duration::from_millis(pace)),
        });
        let through = Way::new(&client, &server.url, route, fake.key());
        let direct =
            Way::new(&client, &fake.url(), Route::Completions, fake.key()).asking(relayed(&fake, &through).await);
        say(format_args!("\n{}", route.path()));
        latency::measure(arguments, &direct, &through).await;
        if !arguments.embed && arguments.streams > 0 {
            many::measure(arguments.streams, &fake, &through, &server).await;
            leave::measure(arguments.streams, &fake, &through).await;
        }
    }
}

/// The body that the fake gets when the server is asked, the answer being streamed.
async fn relayed(fake: &FakeMistral, through: &Way) -> Value {
    let asked = through.ask(0).await.unwrap();
    assert!(asked.text.contains("porte d’oubli"), "the server does not answer from the fake: {}", asked.text);
    let last = fake.requests_for(Endpoint::Chat).pop().expect("the server has asked the fake");
    assert_eq!(last.body["stream"], true, "the server does not stream from the fake");
    last.body
}

/// A line of the report.
#[expect(clippy::print_stdout, reason = "standard output is where the report goes")]
pub fn say(line: impl Display) {
    println!("{line}");
}
