//! The settings that flags and `TRAMONTANE_*` give. A setting is a flag, a variable and a key of the file under one name;
//! its default and the reason for it stand in [`super::Config`].

mod mistral;

use std::net::IpAddr;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::{Device, LogFormat, Precision};
use mistral::{ChatOverrides, MistralOverrides};

/// The settings that flags and the environment give.
#[derive(Clone, Debug, Default, Args, Serialize)]
pub struct Overrides {
    /// Settings' file [default: tramontane.toml, where there is one]
    #[arg(long, env = "TRAMONTANE_CONFIG", value_name = "FILE", global = true)]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Address to listen on [default: 127.0.0.1]
    #[arg(long, env = "TRAMONTANE_HOST", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<IpAddr>,
    /// Port to listen on; 0 picks one, and the log's first line says which [default: 8080]
    #[arg(long, env = "TRAMONTANE_PORT", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// Folder of the database [default: data]
    #[arg(long, env = "TRAMONTANE_DATA_DIR", value_name = "DIR", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_dir: Option<PathBuf>,
    /// Folder of the model folders [default: models]
    #[arg(long, env = "TRAMONTANE_MODELS_DIR", value_name = "DIR", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub models_dir: Option<PathBuf>,
    /// Folder of the course, read into the database at the first start [default: course]
    #[arg(long, env = "TRAMONTANE_COURSE_DIR", value_name = "DIR", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub course_dir: Option<PathBuf>,
    #[command(flatten)]
    http: HttpOverrides,
    #[command(flatten)]
    inference: InferenceOverrides,
    #[command(flatten)]
    predictions: PredictionsOverrides,
    #[command(flatten)]
    mistral: MistralOverrides,
    #[command(flatten)]
    chat: ChatOverrides,
    #[command(flatten)]
    log: LogOverrides,
}

#[derive(Clone, Debug, Default, Args, Serialize)]
#[command(next_help_heading = "Requests")]
struct HttpOverrides {
    /// Largest body outside NDJSON, in bytes [default: 16777216]
    #[arg(
        long = "http-body-limit-bytes",
        env = "TRAMONTANE_HTTP_BODY_LIMIT_BYTES",
        value_name = "BYTES",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    body_limit_bytes: Option<usize>,
    /// Largest single text, in bytes [default: 1048576]
    #[arg(
        long = "http-text-limit-bytes",
        env = "TRAMONTANE_HTTP_TEXT_LIMIT_BYTES",
        value_name = "BYTES",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    text_limit_bytes: Option<usize>,
    /// How long one text may take, in seconds [default: 30]
    #[arg(
        long = "http-request-timeout-s",
        env = "TRAMONTANE_HTTP_REQUEST_TIMEOUT_S",
        value_name = "SECONDS",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    request_timeout_s: Option<u64>,
    /// How long a stop waits for the requests under way, in seconds [default: 8]
    #[arg(
        long = "http-shutdown-timeout-s",
        env = "TRAMONTANE_HTTP_SHUTDOWN_TIMEOUT_S",
        value_name = "SECONDS",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    shutdown_timeout_s: Option<u64>,
    /// Origins that browsers may call from, separated by commas, or * [default: none]
    #[arg(
        long = "http-cors-origins",
        env = "TRAMONTANE_HTTP_CORS_ORIGINS",
        value_name = "ORIGINS",
        value_delimiter = ',',
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    cors_origins: Option<Vec<String>>,
}

#[derive(Clone, Debug, Default, Args, Serialize)]
#[command(next_help_heading = "Networks")]
struct InferenceOverrides {
    /// What the networks run on [default: cpu]
    #[arg(long = "inference-device", env = "TRAMONTANE_INFERENCE_DEVICE", value_name = "DEVICE", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<Device>,
    /// Which graph answers when a request does not say [default: int8]
    #[arg(
        long = "inference-precision",
        env = "TRAMONTANE_INFERENCE_PRECISION",
        value_name = "PRECISION",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<Precision>,
    /// The model that answers when a request names none [default: avis-bilstm, else the first French one]
    #[arg(
        long = "inference-default-model",
        env = "TRAMONTANE_INFERENCE_DEFAULT_MODEL",
        value_name = "NAME",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    default_model: Option<String>,
    /// Worker threads [default: as many as cores, or 4 on a card]
    #[arg(long = "inference-workers", env = "TRAMONTANE_INFERENCE_WORKERS", value_name = "COUNT", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    workers: Option<usize>,
    /// Texts that may wait for a worker [default: 4096]
    #[arg(
        long = "inference-queue-capacity",
        env = "TRAMONTANE_INFERENCE_QUEUE_CAPACITY",
        value_name = "COUNT",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    queue_capacity: Option<usize>,
    /// Texts that one run of a network takes at most [default: 8, or 64 on a card]
    #[arg(long = "inference-max-batch", env = "TRAMONTANE_INFERENCE_MAX_BATCH", value_name = "COUNT", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    max_batch: Option<usize>,
    /// ONNX Runtime's shared library [default: $ORT_DYLIB_PATH, else .onnxruntime/libonnxruntime.so]
    #[arg(long = "inference-library", env = "TRAMONTANE_INFERENCE_LIBRARY", value_name = "FILE", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    library: Option<PathBuf>,
}

#[derive(Clone, Debug, Default, Args, Serialize)]
#[command(next_help_heading = "Log of predictions")]
struct PredictionsOverrides {
    /// Days a prediction is kept; 0 keeps it until someone deletes it [default: 365]
    #[arg(
        long = "predictions-keep-days",
        env = "TRAMONTANE_PREDICTIONS_KEEP_DAYS",
        value_name = "DAYS",
        global = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    keep_days: Option<u32>,
}

#[derive(Clone, Debug, Default, Args, Serialize)]
#[command(next_help_heading = "Server's log")]
struct LogOverrides {
    /// What is written, in the syntax of RUST_LOG [default: info]
    #[arg(id = "log-filter", long, env = "TRAMONTANE_LOG_FILTER", value_name = "FILTER", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<String>,
    /// How a line is written [default: text]
    #[arg(id = "log-format", long, env = "TRAMONTANE_LOG_FORMAT", value_name = "FORMAT", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<LogFormat>,
}
