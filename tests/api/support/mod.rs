//! A server for one test: port 0, tiny models, a temporary database, a clock that the test sets.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tramontane::clock::Clock;
use tramontane::config::Config;
use tramontane::server::{Secrets, Server};

use crate::mistral::{FakeMistral, client};

/// The key that the test server's teacher has.
pub const TEACHER_KEY: &str = "a-key-for-tests";
/// When a test server's clock begins: 2026-11-24T10:00:00Z, in milliseconds.
pub const START_MS: i64 = 1_795_514_400_000;

/// A running server.
pub struct TestApp {
    pub client: reqwest::Client,
    pub address: String,
    /// Its data and, where the test changes them, its models.
    pub dir: TempDir,
    now_ms: Arc<AtomicI64>,
    stop: CancellationToken,
    running: Option<JoinHandle<()>>,
}

/// Where the committed test models lie.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// Copies the files of one folder into another, which is made.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap().path();
        std::fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
    }
}

impl TestApp {
    /// A server with the three test models.
    pub async fn start() -> Self {
        Self::with(|_, _| {}).await
    }

    /// A server with other settings; `change` gets its own folder as well.
    pub async fn with(change: impl FnOnce(&mut Config, &Path)) -> Self {
        Self::with_secrets(Secrets::default(), change).await
    }

    /// A server that asks `fake`, with the course of the tests.
    pub async fn asking(fake: &FakeMistral) -> Self {
        Self::asking_with(fake, |_, _| {}).await
    }

    /// The same, with other settings.
    pub async fn asking_with(fake: &FakeMistral, change: impl FnOnce(&mut Config, &Path)) -> Self {
        let secrets = Secrets { mistral_key: Some(fake.key().into()), ..Secrets::default() };
        let app = Self::with_secrets(secrets, |config, dir| {
            config.mistral.base_url = fake.url();
            config.course_dir = fixtures().join("course");
            change(config, dir);
        });
        app.await.with_course(&fixtures().join("course")).await
    }

    /// A server that has no key, with the course of the tests.
    pub async fn teaching() -> Self {
        Self::teaching_from(&fixtures().join("course")).await
    }

    /// The same, with the course in this folder.
    pub async fn teaching_from(course: &Path) -> Self {
        Self::with(|config, _| course.clone_into(&mut config.course_dir)).await.with_course(course).await
    }

    /// Returns when the whole course is stored: on a busy machine a server starts before it is. It asks the database, since
    /// a request would take an id that a test may expect.
    async fn with_course(self, folder: &Path) -> Self {
        let documents = std::fs::read_dir(folder).unwrap().count();
        let reader = tramontane::storage::open_reader(&self.dir.path().join("data")).unwrap();
        while usize::try_from(stored(&reader).await) != Ok(documents) {
            tokio::task::yield_now().await;
        }
        self
    }

    async fn with_secrets(secrets: Secrets, change: impl FnOnce(&mut Config, &Path)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut config = Config {
            port: 0,
            data_dir: dir.path().join("data"),
            models_dir: fixtures().join("models"),
            // Not there, unless the test makes one: a course of its own for each.
            course_dir: dir.path().join("course"),
            ..Config::default()
        };
        config.inference.default_model = "tiny".to_owned();
        config.inference.workers = 2;
        change(&mut config, dir.path());
        let now_ms = Arc::new(AtomicI64::new(START_MS));
        let clock = Clock::scripted({
            let now_ms = Arc::clone(&now_ms);
            move || Timestamp::from_millisecond(now_ms.load(Ordering::Relaxed)).unwrap()
        });
        let secrets = Secrets { teacher_key: Some(TEACHER_KEY.into()), ..secrets };
        let server = Server::bind(config, clock, secrets).await.unwrap();
        let address = format!("http://{}", server.address());
        let stop = CancellationToken::new();
        #[expect(clippy::disallowed_methods, reason = "the test joins the task when it stops the server")]
        let running = Some(tokio::spawn(server.run(stop.clone())));
        let client = client::builder().build().unwrap();
        Self { client, address, dir, now_ms, stop, running }
    }

    /// Moves the server's clock.
    pub fn advance_ms(&self, by: i64) {
        self.now_ms.fetch_add(by, Ordering::Relaxed);
    }

    /// Stops the server as SIGTERM does, and waits for its end.
    pub async fn stop(&mut self) {
        self.stop.cancel();
        if let Some(running) = self.running.take() {
            running.await.unwrap();
        }
    }

    /// Every byte of its database's files. One that the closing database takes away meanwhile is empty.
    pub fn stored(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.dir.path().join("data")).unwrap();
        files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap_or_default()).collect()
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.address))
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.address))
    }

    pub fn put(&self, path: &str) -> RequestBuilder {
        self.client.put(format!("{}{path}", self.address))
    }

    pub fn delete(&self, path: &str) -> RequestBuilder {
        self.client.delete(format!("{}{path}", self.address))
    }

    pub fn options(&self, path: &str) -> RequestBuilder {
        self.client.request(reqwest::Method::OPTIONS, format!("{}{path}", self.address))
    }

    /// Posts `body` to `/predict`.
    pub async fn predict(&self, body: Value) -> Answer {
        Answer::of(self.post("/predict").json(&body)).await
    }

    /// Posts `body` to `/explain`.
    pub async fn explain(&self, body: Value) -> Answer {
        Answer::of(self.post("/explain").json(&body)).await
    }

    /// Posts `lines` to `/predict` as NDJSON, and gives the answer's lines.
    pub async fn predict_lines(&self, lines: impl Into<reqwest::Body>) -> Vec<Value> {
        let request = self.post("/predict").header("content-type", "application/x-ndjson").body(lines);
        let text = request.send().await.unwrap().text().await.unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Classifies `text` and gives its prediction's id.
    pub async fn predicted_id(&self, text: &str) -> String {
        let answer = self.predict(json!({"text": text})).await;
        answer.body["id"].as_str().unwrap().to_owned()
    }
}

/// An answer, read.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
}

impl Answer {
    /// Sends `request` and reads the JSON that answers; `null` where none does.
    pub async fn of(request: RequestBuilder) -> Self {
        let response: Response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.unwrap();
        Self { status, headers, body: serde_json::from_slice(&bytes).unwrap_or_default() }
    }

    /// The problem's name, if the answer is a problem of its own status.
    pub fn problem(&self) -> &str {
        assert_eq!(self.headers["content-type"], "application/problem+json", "{self:?}");
        assert_eq!(self.body["status"], self.status.as_u16(), "{self:?}");
        self.body["type"].as_str().unwrap().strip_prefix("/problems/").unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

async fn stored(reader: &tramontane::storage::Reader) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM documents").fetch_one(reader).await.unwrap()
}
