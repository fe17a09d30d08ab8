//! The web pages in a real browser: `web/tests/` against this program, with the tiny models, the real ones, and a fake
//! Mistral.
//!
//! Without Node, a browser or the built pages it says so and passes, unless `TRAMONTANE_WEB_TESTS` is `required`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[expect(dead_code, unused_imports, reason = "the other tests use what this one does not")]
mod mistral;

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use mistral::{Answer, Behaviour, Endpoint, FakeMistral, Gate};

/// Where browsers of Chromium's kind are found; Debian's first.
const BROWSERS: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// What a language model, or who writes into the course, could try on a reader's browser.
const HOSTILE: &str = "Voici <script>window.injected = 1</script><img src=x onerror=\"window.injected = 2\"> \
                       [un lien](javascript:window.injected=3) ![une image](https://ailleurs.example/espion.png) et la \
                       formule $f_t = \\sigma(W x_t)$. [1]";

/// A server process; dropped, it ends.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(data: &Path, models: impl AsRef<Path>, settings: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tramontane"));
        command.current_dir(root()).arg("--models-dir").arg(models.as_ref()).arg("--data-dir").arg(data);
        command.args(["--port", "0", "--course-dir", "course", "--log-filter", "info", "serve"]);
        command.env_remove("MISTRAL_API_KEY").env("TRAMONTANE_TEACHER_KEY", "a-key-for-tests");
        // Built without optimisation, and perhaps on a busy machine: what is slow here is no fault of the pages.
        command.env("TRAMONTANE_HTTP_REQUEST_TIMEOUT_S", "300");
        command.envs(settings.iter().copied());
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let address = first.split("http://").nth(1).unwrap_or_else(|| panic!("the first line is {first}"));
        let url = format!("http://{}", address.trim());
        // Read to the end: a full pipe would stop the server at its next log line.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Self { child, url }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Copies the files of a folder.
fn copy(from: &str, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(root().join(from)).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

fn runs(program: impl AsRef<OsStr>) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// The browser, or what is missing.
fn browser() -> Result<&'static str, &'static str> {
    if !root().join("web/dist/index.html").is_file() || !root().join("web/node_modules/playwright-core").is_dir() {
        return Err("the pages are not built: `cargo xtask setup` builds them where Node is");
    }
    if !runs("node") {
        return Err("Node is not here");
    }
    BROWSERS.into_iter().find(|name| runs(name)).ok_or("no Chromium is here (Debian: `apt-get install chromium`)")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_work_in_a_browser() {
    let browser = match browser() {
        Ok(browser) => browser,
        Err(missing) => {
            let required = std::env::var("TRAMONTANE_WEB_TESTS").is_ok_and(|value| value == "required");
            assert!(!required, "{missing}");
            eprintln!("the web pages were not tested: {missing}");
            return;
        }
    };
    let fake = FakeMistral::start().await;
    fake.set_default_for(Endpoint::Chat, answers());
    let folders = tempfile::tempdir().unwrap();
    let data = |name: &str| folders.path().join(name);
    let tiny = Server::start(&data("tiny"), "tests/fixtures/models", &[("TRAMONTANE_INFERENCE_DEFAULT_MODEL", "tiny")]);
    let real = Server::start(&data("real"), "models", &[]);
    let url = fake.url();
    let with_key = Server::start(
        &data("mistral"),
        "tests/fixtures/models",
        &[("TRAMONTANE_INFERENCE_DEFAULT_MODEL", "tiny"), ("MISTRAL_BASE_URL", &url), ("MISTRAL_API_KEY", fake.key())],
    );
    // Its models are calibrated, and its log is erased.
    copy("tests/fixtures/models/tiny", &data("models/tiny"));
    let teacher = Server::start(&data("teacher"), data("models"), &[("TRAMONTANE_INFERENCE_DEFAULT_MODEL", "tiny")]);
    let mut node = Command::new("node");
    node.args(["--test", "tests/"]).current_dir(root().join("web"));
    node.env("WEB_TINY", &tiny.url).env("WEB_REAL", &real.url).env("WEB_MISTRAL", &with_key.url);
    node.env("WEB_TEACHER", &teacher.url).env("WEB_CHROMIUM", which(browser));
    let status = tokio::task::block_in_place(|| node.status()).unwrap();
    assert!(status.success(), "web/tests failed: what Node printed says where");
}

/// A tutor's answers; a hostile one to a question on the input gate, and one that stops in its middle to a question on the
/// output gate.
fn answers() -> Behaviour {
    let tutor = Behaviour::answer(Answer::tutor());
    let hostile = Behaviour::answer(Answer::says(HOSTILE));
    let gate = Gate::closed();
    gate.pass(12);
    let halting = tutor.clone().dripped(&gate);
    Behaviour::new(move |call| {
        let last = call.messages().pop().map(|(_, text)| text).unwrap_or_default();
        let question = last.split("<question>").nth(1).unwrap_or_default();
        if question.contains("porte d’entrée") {
            hostile.steps(call)
        } else if question.contains("porte de sortie") && call.streams() {
            halting.steps(call)
        } else {
            tutor.steps(call)
        }
    })
}

/// The path of a program that was found by its name.
fn which(name: &str) -> PathBuf {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file());
    found.unwrap_or_else(|| PathBuf::from(name))
}
