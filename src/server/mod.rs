//! The composition root: settings in, a bound server out; run it until told to stop.

mod tasks;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::chat::{self, Chat};
use crate::clock::Clock;
use crate::config::Config;
use crate::course::Course;
use crate::embeddings::Embeddings;
use crate::evaluation::Evaluations;
use crate::http;
use crate::http::state::{App, Draining, Limits};
use crate::inside::Looker;
use crate::mistral::{Keys, Mistral, MistralError};
use crate::models::{Loader, Registry, RegistryError};
use crate::predictions::Writer;
use crate::runtime::library::{self, LibraryError};
use crate::runtime::{Engine, Workers};
use crate::sentiment::Predictor;
use crate::storage::{Storage, StorageError};
use crate::teacher::{TeacherKey, TeacherKeyError};
use crate::telemetry::Metrics;
use crate::tutor::Tutor;

/// Why the server does not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The address is taken, or not this machine's.
    #[error("cannot listen on {address}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// ONNX Runtime is not to be had.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// No model is to be had.
    #[error(transparent)]
    Models(#[from] RegistryError),
    /// The database is not to be had.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The language model's settings do not fit.
    #[error(transparent)]
    Mistral(#[from] MistralError),
    /// There is no teacher's key.
    #[error(transparent)]
    TeacherKey(#[from] TeacherKeyError),
    /// The system refuses a thread.
    #[error("cannot start the inference workers")]
    Workers(#[source] std::io::Error),
}

/// What comes from the environment alone, and is never written anywhere.
#[derive(Debug, Default)]
pub struct Secrets {
    /// `TRAMONTANE_TEACHER_KEY`.
    pub teacher_key: Option<SecretString>,
    /// `MISTRAL_API_KEY`.
    pub mistral_key: Option<SecretString>,
    /// `EMBEDDING_API_KEY`.
    pub embedding_key: Option<SecretString>,
}

/// A server that has its address, and loads the rest when it runs. Clients that connect meanwhile wait.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    app: Arc<App>,
    engine: Arc<Engine>,
    workers: Workers,
    background: TaskTracker,
    stop: CancellationToken,
    config: Config,
    made_key: Option<SecretString>,
}

/// The models and the threads that run them: what `serve` and `predict` share.
#[derive(Debug)]
pub struct Inference {
    /// The models.
    pub registry: Arc<Registry>,
    /// The queue.
    pub engine: Arc<Engine>,
    /// Its threads.
    pub workers: Workers,
}

impl Inference {
    /// Loads the library and the models, and starts the workers. Blocks while it loads.
    ///
    /// # Errors
    /// When one of them is not to be had.
    pub fn start(config: &Config, metrics: &Arc<Metrics>) -> Result<Self, StartError> {
        let settings = &config.inference;
        let environment = library::load(settings.library.as_deref())?;
        let workers = settings.workers_for_device();
        let loader = Loader { environment, workers, device: settings.device };
        let default = settings.default_model.clone();
        let registry = Arc::new(Registry::open(loader, &config.models_dir, settings.precision, default)?);
        let (engine, threads) =
            Engine::start(workers, settings.queue_capacity, settings.max_batch_for_device(), Arc::clone(metrics))
                .map_err(StartError::Workers)?;
        Ok(Self { registry, engine, workers: threads })
    }
}

impl Server {
    /// Binds the address, says so as the log's first line, opens the database and loads the models.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn bind(config: Config, clock: Clock, secrets: Secrets) -> Result<Self, StartError> {
        let address = SocketAddr::new(config.host, config.port);
        let bound = async {
            let listener = TcpListener::bind(address).await?;
            let address = listener.local_addr()?;
            Ok((listener, address))
        };
        let (listener, address) = bound.await.map_err(|source| StartError::Bind { address, source })?;
        tracing::info!("listening on http://{address}");

        let storage = Storage::open(&config.data_dir).await?;
        let (teacher, made_key) = TeacherKey::establish(&storage, &clock, secrets.teacher_key.as_ref()).await?;
        let metrics = Metrics::new();
        let Inference { registry, engine, workers } =
            tokio::task::block_in_place(|| Inference::start(&config, &metrics))?;
        let keys = Keys { chat: secrets.mistral_key, embeddings: secrets.embedding_key };
        let mistral = Mistral::with_keys(&config.mistral, &keys, storage.clone(), clock.clone(), Arc::clone(&metrics))?;
        let course = Course::new(storage.clone(), clock.clone(), Arc::clone(&metrics), mistral.clone());
        let background = TaskTracker::new();
        let stop = CancellationToken::new();
        tasks::prepare_course(course.clone(), config.course_dir.clone(), &background, stop.clone()).await;
        background.spawn(tasks::embed(course.clone(), stop.clone()));
        let (writer, writing) = Writer::start(storage.clone(), Arc::clone(&metrics), config.inference.queue_capacity);
        background.spawn(writing);
        background.spawn(mistral.settling());
        tasks::retain(&config, &storage, &clock, &background, &stop);
        let limits = Limits {
            body_bytes: config.http.body_limit_bytes,
            text_bytes: config.http.text_limit_bytes,
            timeout: Duration::from_secs(config.http.request_timeout_s),
        };
        let predictor = Predictor::new(Arc::clone(&registry), Arc::clone(&engine), limits.text_bytes);
        let embeddings = Arc::new(Embeddings::new(
            Arc::clone(&registry),
            Arc::clone(&engine),
            storage.clone(),
            clock.clone(),
            limits.timeout,
        ));
        // So that a class's first look at a map does not wait for it.
        background.spawn(Arc::clone(&embeddings).prepare(stop.clone()));
        let evaluations = Evaluations::new(
            storage.clone(),
            clock.clone(),
            Predictor::new(Arc::clone(&registry), Arc::clone(&engine), limits.text_bytes),
            limits.text_bytes,
            &config.data_dir,
        );
        tasks::evaluate(&evaluations, config.predictions.keep_days, &background, &stop);
        let drift = tasks::watch_drift(&storage, &clock, &metrics, &background, &stop);
        let parts = chat::Parts {
            storage: storage.clone(),
            clock: clock.clone(),
            metrics: Arc::clone(&metrics),
            course: course.clone(),
            mistral: mistral.clone(),
            tasks: background.clone(),
        };
        let secrets: Vec<SecretString> = keys.chat.iter().chain(&keys.embeddings).cloned().collect();
        let tutor = Tutor::new(&config, &parts, &secrets);
        let chat = Chat::new(&config, parts, &secrets);
        let app = Arc::new(App {
            predictor,
            embeddings,
            evaluations,
            drift,
            looker: Looker::new(Arc::clone(&metrics)),
            registry,
            writer,
            storage,
            course,
            chat,
            tutor,
            mistral,
            teacher,
            metrics,
            clock,
            limits,
            draining: Draining::default(),
        });
        Ok(Self { listener, address, app, engine, workers, background, stop, config, made_key })
    }

    /// Where it listens: the port picked, where the settings left it open.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The teacher's key, if this start made it; to be shown once.
    pub fn made_key(&self) -> Option<&SecretString> {
        self.made_key.as_ref()
    }

    /// Serves until `stop`, then finishes what is under way, within the settings' time.
    pub async fn run(self, stop: CancellationToken) {
        let Self { listener, app, engine, workers, background, stop: stop_background, config, .. } = self;
        let listing = app.registry.list();
        let models = listing.models.iter().map(|model| model.name.as_str()).collect::<Vec<_>>().join(", ");
        tracing::info!(models, broken = listing.broken.len(), "ready");

        let router = http::router(Arc::clone(&app), &config.http.cors_origins);
        let draining = app.draining.clone();
        let grace = Duration::from_secs(config.http.shutdown_timeout_s);
        let cut = http::serve::serve(listener, router, stop, draining, grace).await;
        if cut > 0 {
            tracing::warn!(cut, "connections were cut: their requests outlasted the stop's time");
        }
        engine.close();
        stop_background.cancel();
        let storage = app.storage.clone();
        // The last writer's end lets its task write what it holds and finish; the budget's corrections likewise.
        drop(app);
        background.close();
        if tokio::time::timeout(Duration::from_secs(1), background.wait()).await.is_err() {
            tracing::warn!("the writers of the log and the budget did not finish in time");
        }
        storage.close().await;
        tokio::task::block_in_place(|| workers.join());
        tracing::info!("stopped");
    }
}
