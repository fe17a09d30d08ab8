//! Parses the command line, resolves the settings, runs the command.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use tramontane::chain::Chain;
use tramontane::commands::{self, Cli, Command};
use tramontane::config::Config;
use tramontane::telemetry;

fn main() -> ExitCode {
    // Before any thread: it changes the environment.
    let dotenv = dotenvy::dotenv();
    let cli = Cli::parse();
    match run(&cli, dotenv) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // With standard error gone there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "tramontane: {}", Chain(&*error));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli, dotenv: dotenvy::Result<std::path::PathBuf>) -> Result<(), Box<dyn std::error::Error>> {
    match dotenv {
        Err(error) if !error.not_found() => return Err(format!("the .env file does not fit: {error}").into()),
        _ => {}
    }
    if let Command::Openapi = cli.command {
        return commands::openapi::run();
    }
    let config = Config::resolve(&cli.settings)?;
    telemetry::install(&config.log.filter, config.log.format)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers()).enable_all().build()?;
    runtime.block_on(async {
        match &cli.command {
            Command::Serve => commands::serve::run(config).await,
            Command::Predict(args) => commands::predict::run(&config, args).await,
            Command::Export(args) => Ok(commands::export::run(&config.data_dir, args).await?),
            Command::Ingest(args) => Ok(commands::ingest::run(&config, args).await?),
            Command::Import(args) => tokio::task::block_in_place(|| commands::import::run(&config, args)),
            Command::Evaluate(args) => commands::evaluate::run(&config, args).await,
            Command::Openapi => Ok(()),
        }
    })
}

/// Threads that serve connections: one core is left to those of ONNX Runtime and SQLite. Where there are two cores, waking a
/// second thread for each step of an answer costs more than it brings.
fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| cores.get().saturating_sub(1).max(1))
}
