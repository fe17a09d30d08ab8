//! What stands between client and fake: the server's program, started for the measurement, or a relay of bytes.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::Ipv4Addr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::task::TaskTracker;

use super::latency::CLASS;
use crate::mistral::FakeMistral;

/// What is measured. Dropped, a program is killed.
pub struct Server {
    pub url: String,
    child: Option<Child>,
    /// The program's data and settings.
    _dir: Option<tempfile::TempDir>,
}

impl Server {
    /// The program, with its own course, asking the fake.
    pub fn spawn(program: &Path, fake: &FakeMistral, embed: bool, streams: usize) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let dir = tempfile::tempdir().unwrap();
        let settings = format!(
            "port = 0\n\
             data_dir = \"data\"\n\
             models_dir = {models:?}\n\
             course_dir = {course:?}\n\
             [inference]\n\
             default_model = \"tiny\"\n\
             [mistral]\n\
             base_url = {url:?}\n\
             embedding_model = {embedding:?}\n\
             max_concurrent = {at_once}\n\
             calls_per_day = 1_000_000_000\n\
             tokens_per_day = 1_000_000_000_000\n",
            models = root.join("tests/fixtures/models"),
            course = root.join("course"),
            url = fake.url(),
            embedding = if embed { "mistral-embed" } else { "" },
            // Room for the streams, or a class, and for those that end while others begin.
            at_once = streams.max(CLASS) * 2,
        );
        fs::write(dir.path().join("tramontane.toml"), settings).unwrap();
        let mut command = Command::new(program.canonicalize().unwrap());
        command.arg("serve").current_dir(dir.path()).env("MISTRAL_API_KEY", fake.key());
        if std::env::var_os("ORT_DYLIB_PATH").is_none() {
            command.env("ORT_DYLIB_PATH", root.join(".onnxruntime/libonnxruntime.so"));
        }
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut seen = String::new();
        let url = loop {
            let line = lines.next().unwrap_or_else(|| panic!("the server did not start: {seen}")).unwrap();
            if let Some((_, address)) = line.split_once("http://") {
                break format!("http://{}", address.trim());
            }
            seen.push_str(&line);
        };
        // A full pipe would stop the server at its next line.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Self { url, child: Some(child), _dir: Some(dir) }
    }

    /// A relay of bytes.
    pub async fn relay(fake: &FakeMistral) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let upstream = fake.url().trim_start_matches("http://").to_owned();
        let tracker = TaskTracker::new();
        tracker.clone().spawn(async move {
            loop {
                let (mut client, _) = listener.accept().await.unwrap();
                let upstream = upstream.clone();
                tracker.spawn(async move {
                    let mut server = TcpStream::connect(upstream).await.unwrap();
                    client.set_nodelay(true).unwrap();
                    server.set_nodelay(true).unwrap();
                    // Whichever leaves, the other is told by the end of its connection.
                    let _ = copy_bidirectional(&mut client, &mut server).await;
                });
            }
        });
        Self { url, child: None, _dir: None }
    }

    /// Memory that the program holds now; without a program, this one's.
    pub fn memory_mib(&self) -> f64 {
        self.status("VmRSS:")
    }

    /// The most that it has held.
    pub fn most_memory_mib(&self) -> f64 {
        self.status("VmHWM:")
    }

    fn status(&self, field: &str) -> f64 {
        let process = self.child.as_ref().map_or_else(|| "self".to_owned(), |child| child.id().to_string());
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap_or_default();
        line.trim().trim_end_matches(" kB").parse().map_or(f64::NAN, |kib: f64| kib / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // Gone already, or it goes now: either way nothing is left behind.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
