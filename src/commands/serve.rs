//! `tramontane serve`: the server, until SIGINT or SIGTERM.

use std::env;
use std::io::Write;

use secrecy::{ExposeSecret, SecretString};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::config::Config;
use crate::server::{Secrets, Server};

/// The teacher's key's variable.
const TEACHER_KEY: &str = "TRAMONTANE_TEACHER_KEY";
/// The language model's key's variable.
const MISTRAL_KEY: &str = "MISTRAL_API_KEY";
/// The key's variable of another server that embeds.
const EMBEDDING_KEY: &str = "EMBEDDING_API_KEY";

/// Runs the server.
///
/// # Errors
/// When it cannot start.
pub async fn run(config: Config) -> Result<(), Box<dyn std::error::Error>> {
    let stop = CancellationToken::new();
    // Before anything is opened: a signal during the start must not kill half-way through a migration.
    let signal = stop_signal()?;
    let secret = |name| env::var(name).ok().map(SecretString::from);
    let secrets = Secrets {
        teacher_key: secret(TEACHER_KEY),
        mistral_key: secret(MISTRAL_KEY),
        embedding_key: secret(EMBEDDING_KEY),
    };
    let server = Server::bind(config, Clock::system(), secrets).await?;
    if let Some(key) = server.made_key() {
        // Not through the log, which is collected and kept.
        writeln!(
            std::io::stderr(),
            "\nClé de l'enseignant, montrée cette seule fois / teacher's key, shown this once:\n\n    {}\n\n\
             Pour la choisir soi-même / to choose it yourself: {TEACHER_KEY}\n",
            key.expose_secret()
        )?;
    }
    let running = server.run(stop.clone());
    tokio::pin!(running);
    tokio::select! {
        () = &mut running => {}
        name = signal => {
            tracing::info!(signal = name, "stopping");
            stop.cancel();
            running.await;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = &'static str>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => "SIGTERM",
            _ = interrupt.recv() => "SIGINT",
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = &'static str>> {
    Ok(async {
        // Without the handler, the program cannot be stopped in order; it then runs until it is killed.
        match tokio::signal::ctrl_c().await {
            Ok(()) => "Ctrl-C",
            Err(_) => std::future::pending().await,
        }
    })
}
