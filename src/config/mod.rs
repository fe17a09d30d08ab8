//! Typed settings: defaults, then `tramontane.toml`, then `TRAMONTANE_*`, then flags; each field says why its default.
//! Secrets are not settings: they come from the environment alone and stay out of `Config`.

mod chat;
mod inference;
mod mistral;
mod overrides;

use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use chat::Chat;
pub use inference::{Device, Inference, Precision};
pub use mistral::Mistral;
pub use overrides::Overrides;

/// The settings' file, read from the working directory when `--config` names no other.
pub const FILE: &str = "tramontane.toml";

/// Why the settings could not be read.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file exists or was asked for, and cannot be read.
    #[error("cannot read the settings' file {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file, or what it sets, is not what a setting may be.
    #[error("the settings do not fit (file {path})")]
    Invalid {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: toml::de::Error,
    },
    /// What flags and environment set could not be joined to the file's.
    #[error("the settings cannot be joined")]
    Join(#[from] toml::ser::Error),
}

/// How a line of the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For a person.
    #[default]
    Text,
    /// One JSON object a line, for a collector.
    Json,
}

/// Every setting, resolved.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Address to listen on. The loopback, so that nothing is exposed before someone says so.
    pub host: IpAddr,
    /// Port to listen on; 0 lets the system pick.
    pub port: u16,
    /// Folder of the database.
    pub data_dir: PathBuf,
    /// Folder of the model folders.
    pub models_dir: PathBuf,
    /// Folder of the course, read into the database at the first start.
    pub course_dir: PathBuf,
    /// Requests and their limits.
    pub http: Http,
    /// The networks.
    pub inference: Inference,
    /// The log of predictions.
    pub predictions: Predictions,
    /// The language model's server.
    pub mistral: Mistral,
    /// Conversations.
    pub chat: Chat,
    /// The server's own log.
    pub log: Log,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 8080,
            data_dir: PathBuf::from("data"),
            models_dir: PathBuf::from("models"),
            course_dir: PathBuf::from("course"),
            http: Http::default(),
            inference: Inference::default(),
            predictions: Predictions::default(),
            mistral: Mistral::default(),
            chat: Chat::default(),
            log: Log::default(),
        }
    }
}

/// Requests and their limits.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Http {
    /// Largest body outside NDJSON, in bytes. 16 MiB holds 10,000 texts of 1,600 bytes.
    pub body_limit_bytes: usize,
    /// Largest single text, in bytes. 1 MiB is a long novel's third, and a thousand times what a network reads.
    pub text_limit_bytes: usize,
    /// How long one text may take, and how long a client may take to send its body, in seconds.
    pub request_timeout_s: u64,
    /// How long a stop waits for the requests under way, in seconds; container engines kill after 10.
    pub shutdown_timeout_s: u64,
    /// Origins that browsers may call from (`https://example.org`, or `*`); none unless told.
    pub cors_origins: Vec<String>,
}

impl Default for Http {
    fn default() -> Self {
        Self {
            body_limit_bytes: 16 << 20,
            text_limit_bytes: 1 << 20,
            request_timeout_s: 30,
            shutdown_timeout_s: 8,
            cors_origins: Vec::new(),
        }
    }
}

/// The log of predictions.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Predictions {
    /// Days a prediction is kept; 0 keeps it until someone deletes it. A school year by default.
    pub keep_days: u32,
}

impl Default for Predictions {
    fn default() -> Self {
        Self { keep_days: 365 }
    }
}

/// The server's own log.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// What is written, in the syntax of `RUST_LOG`.
    pub filter: String,
    /// How a line is written.
    pub format: LogFormat,
}

impl Default for Log {
    fn default() -> Self {
        Self { filter: "info".to_owned(), format: LogFormat::default() }
    }
}

impl Config {
    /// Reads the file, where there is one, and lays the overrides over it.
    ///
    /// # Errors
    /// When the file was asked for and is missing, cannot be read, or sets something unknown or ill-typed.
    pub fn resolve(overrides: &Overrides) -> Result<Self, ConfigError> {
        let path = overrides.config.clone().unwrap_or_else(|| PathBuf::from(FILE));
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound && overrides.config.is_none() => String::new(),
            Err(source) => return Err(ConfigError::Read { path, source }),
        };
        Self::merge(&text, overrides, &path)
    }

    fn merge(file: &str, overrides: &Overrides, path: &Path) -> Result<Self, ConfigError> {
        let invalid = |source| ConfigError::Invalid { path: path.to_owned(), source };
        // Parsed by itself first: its errors then point at the file's own lines.
        let from_file: Self = toml::from_str(file).map_err(invalid)?;
        let mut settings = toml::Table::try_from(from_file)?;
        lay_over(&mut settings, toml::Table::try_from(overrides)?);
        settings.try_into().map_err(invalid)
    }
}

fn lay_over(under: &mut toml::Table, over: toml::Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above)) => lay_over(below, above),
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(file: &str, overrides: &Overrides) -> Result<Config, ConfigError> {
        Config::merge(file, overrides, Path::new("test.toml"))
    }

    #[test]
    fn flags_win_over_the_file_and_the_file_over_defaults() {
        let mut overrides = Overrides::default();
        overrides.port = Some(9);
        let config = merged("port = 8\ndata_dir = \"x\"\n[predictions]\nkeep_days = 3", &overrides).unwrap();
        assert_eq!((config.port, config.predictions.keep_days), (9, 3));
        assert_eq!(config.data_dir, Path::new("x"));
        assert_eq!(config.inference.max_batch_for_device(), 8);
    }

    #[test]
    fn an_unknown_setting_is_an_error_that_names_it() {
        let error = merged("[inference]\nworker = 3", &Overrides::default()).unwrap_err();
        let ConfigError::Invalid { source, .. } = error else { panic!("{error}") };
        assert!(source.to_string().contains("unknown field `worker`"), "{source}");
    }

    #[test]
    fn an_ill_typed_setting_is_an_error() {
        assert!(merged("port = \"many\"", &Overrides::default()).is_err());
        assert!(merged("port = 70000", &Overrides::default()).is_err());
    }
}
