//! The fake as a program: served for clients in other languages, or with a server before it that is measured.

#![expect(clippy::unwrap_used, reason = "a tool of the tests that cannot go on has failed")]

mod bench;
#[path = "mod.rs"]
#[expect(dead_code, unused_imports, reason = "the tests use what the program does not")]
mod mistral;

use clap::Parser;

use mistral::FakeMistral;

/// A fake Mistral for tests.
#[derive(Debug, Parser)]
enum Command {
    /// Serves until it is interrupted
    Serve {
        /// Port on the loopback; 0 picks one
        #[arg(default_value_t = 8099)]
        port: u16,
    },
    /// Measures what a server before it adds
    Bench(bench::Arguments),
}

#[tokio::main]
async fn main() {
    match Command::parse() {
        Command::Serve { port } => serve(port).await,
        Command::Bench(arguments) => bench::run(&arguments).await,
    }
}

async fn serve(port: u16) {
    let fake = FakeMistral::start_on(port).await;
    bench::say(format_args!("MISTRAL_BASE_URL={} MISTRAL_API_KEY={}", fake.url(), fake.key()));
    tokio::signal::ctrl_c().await.unwrap();
}
