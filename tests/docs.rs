//! Every command that the documents show, run against the real program and the real models, its output compared.
//!
//! The convention: a `sh` block is run, all those of a document in one shell and one after the other. A `text` or `json`
//! block right after it is what it prints, where `…` stands for anything. `sh error` marks a block whose answer is
//! meant to be an error. Blocks of `cargo` commands are not run again: the help must know them.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

/// What the documents write, and the tests replace by the address that the server got.
const WRITTEN: &str = "localhost:8080";
/// Separates the output of one block from the next; no answer holds it.
const SEPARATOR: char = '\u{1e}';

/// A `sh` block, and what is said to come out of it.
#[derive(Debug, PartialEq, Eq)]
struct Example {
    line: usize,
    script: String,
    is_error: bool,
    expected: Option<String>,
}

struct Fenced {
    line: usize,
    kind: String,
    text: String,
    /// Whether prose stands between it and the block before.
    apart: bool,
}

fn fenced(document: &str) -> Vec<Fenced> {
    let mut blocks = Vec::new();
    let mut open: Option<Fenced> = None;
    let mut apart = true;
    for (index, line) in document.lines().enumerate() {
        if let Some(mut block) = open.take() {
            if line.trim_start() == "```" {
                blocks.push(block);
                apart = false;
            } else {
                block.text.push_str(line);
                block.text.push('\n');
                open = Some(block);
            }
        } else if let Some(kind) = line.trim_start().strip_prefix("```") {
            open = Some(Fenced { line: index + 1, kind: kind.to_owned(), text: String::new(), apart });
        } else if !line.trim().is_empty() {
            apart = true;
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

fn examples(document: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut may_follow = false;
    for block in fenced(document) {
        let is_command = matches!(block.kind.as_str(), "sh" | "sh error");
        match block.kind.as_str() {
            "sh" | "sh error" => examples.push(Example {
                line: block.line,
                script: block.text,
                is_error: block.kind == "sh error",
                expected: None,
            }),
            "text" | "json" if may_follow && !block.apart => {
                examples.last_mut().expect("a command came before").expected = Some(block.text);
            }
            "toml" | "text" | "json" => {}
            kind => panic!("line {}: a block of kind `{kind}` is neither run nor shown as output", block.line),
        }
        may_follow = is_command;
    }
    examples
}

/// Whether the output is what was written, `…` standing for anything, lines' ends aside.
fn agrees(written: &str, output: &str) -> bool {
    let tidy = |text: &str| text.trim().lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    let (written, output) = (tidy(written), tidy(output));
    let pieces: Vec<&str> = written.split('…').collect();
    let [first, between @ .., last] = pieces.as_slice() else { return written == output };
    let Some(mut rest) = output.strip_prefix(first) else { return false };
    for piece in between {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last)
}

/// A running server, killed when dropped.
struct Server {
    child: Child,
    address: String,
    log: Arc<Mutex<String>>,
    folder: tempfile::TempDir,
}

impl Server {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = Command::new(env!("CARGO_BIN_EXE_tramontane"));
        // A developer's own settings are not what the documents speak of.
        for (name, _) in
            std::env::vars().filter(|(name, _)| name.starts_with("TRAMONTANE_") || name.starts_with("MISTRAL_"))
        {
            command.env_remove(name);
        }
        let mut child = command
            .args(["serve", "--port", "0", "--log-format", "json", "--models-dir"])
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("models"))
            .arg("--course-dir")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("course"))
            .arg("--data-dir")
            .arg(folder.path().join("data"))
            .current_dir(folder.path())
            .env("TRAMONTANE_TEACHER_KEY", "la-cle-de-la-professeure")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut first = String::new();
        lines.read_line(&mut first).expect("a log");
        let log = Arc::new(Mutex::new(String::new()));
        // Read to the end: the server would stop at a full pipe.
        let kept = Arc::clone(&log);
        std::thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                *kept.lock().expect("the log") += &(line + "\n");
            }
        });
        let address = first.split("http://").nth(1).and_then(|rest| rest.split(['"', ' ', '/']).next());
        let address = address.unwrap_or_else(|| panic!("the log's first line names no address: {first}")).to_owned();
        Self { child, address, log, folder }
    }

    /// Runs the blocks of a document, and tells of each that fails.
    fn run(&self, examples: &[Example]) -> Result<(), String> {
        let mut script = String::from("set -euo pipefail\n");
        for example in examples {
            let fail = if example.is_error { "" } else { "--fail-with-body --show-error" };
            script.push_str(&format!("curl() {{ command curl --max-time 60 {fail} \"$@\"; }}\n"));
            let shown = example.script.replace(WRITTEN, &self.address);
            script.push_str(&shown.replace("target/release/tramontane", env!("CARGO_BIN_EXE_tramontane")));
            script.push_str(&format!("\nprintf '{SEPARATOR}'\n"));
        }
        let file = self.folder.path().join("blocks.sh");
        fs::write(&file, script).expect("a script");
        let ran = Command::new("bash")
            .arg(&file)
            .current_dir(self.folder.path())
            .env("TRAMONTANE_COURSE_DIR", Path::new(env!("CARGO_MANIFEST_DIR")).join("course"))
            .env("TRAMONTANE_DATA_DIR", self.folder.path().join("data"))
            .env("TRAMONTANE_MODELS_DIR", Path::new(env!("CARGO_MANIFEST_DIR")).join("models"))
            .env("TRAMONTANE_TEACHER_KEY", "la-cle-de-la-professeure")
            .stdin(Stdio::null())
            .output()
            .expect("bash");
        let output = String::from_utf8(ran.stdout).expect("UTF-8");
        let outputs: Vec<&str> = output.split(SEPARATOR).collect();
        let mut told = Vec::new();
        for (example, output) in examples.iter().zip(&outputs[..outputs.len() - 1]) {
            let expected = example.expected.as_deref();
            if expected.is_some_and(|expected| !agrees(&expected.replace(WRITTEN, &self.address), output)) {
                told.push(format!(
                    "line {}: expected\n{}\nand got\n{output}",
                    example.line,
                    example.expected.as_deref().unwrap_or_default()
                ));
            }
        }
        if let Some(example) = examples.get(outputs.len() - 1) {
            let said = String::from_utf8_lossy(&ran.stderr);
            let (last, log) = (outputs[outputs.len() - 1], self.log.lock().expect("the log"));
            told.push(format!("line {}: failed ({})\n{last}\n{said}\nserver: {log}", example.line, ran.status));
        }
        if told.is_empty() { Ok(()) } else { Err(told.join("\n")) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(document: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(document)).expect(document)
}

fn is_cargo(example: &Example) -> bool {
    example.script.lines().all(|line| line.starts_with("cargo "))
}

/// Runs what a document shows. Returns how many blocks ran.
fn check(document: &str) -> usize {
    let examples: Vec<Example> = examples(&read(document)).into_iter().filter(|example| !is_cargo(example)).collect();
    for example in &examples {
        assert!(!example.is_error || example.expected.is_some(), "line {}: an error without its answer", example.line);
    }
    if let Err(told) = Server::start().run(&examples) {
        panic!("{document}, {told}");
    }
    examples.len()
}

#[test]
fn the_exercises_do_what_they_say() {
    let ran = check("docs/exercices.md");
    let exercises = read("docs/exercices.md").lines().filter(|line| line.starts_with("## ")).count();
    assert!((12..=20).contains(&exercises), "{exercises} exercises");
    assert!(ran >= exercises, "{ran} blocks for {exercises} exercises");
}

#[test]
fn the_tutor_s_page_does_what_it_says() {
    assert!(check("docs/tuteur.md") >= 6);
}

#[test]
fn the_page_on_the_inside_does_what_it_says() {
    assert!(check("docs/interieur.md") >= 7);
}

#[test]
fn the_page_on_errors_does_what_it_says() {
    assert!(check("docs/erreurs.md") >= 10);
}

#[test]
fn the_model_is_wrong_where_the_page_says() {
    assert!(check("docs/ou-le-modele-se-trompe.md") >= 1);
}

#[test]
fn the_english_readme_does_what_it_says() {
    assert!(check("README.md") >= 3);
}

#[test]
fn the_french_readme_does_what_it_says() {
    assert!(check("README.fr.md") >= 3);
}

#[test]
fn the_two_readmes_show_the_same_commands() {
    let scripts = |document| examples(&read(document)).into_iter().map(|example| example.script).collect::<Vec<_>>();
    assert_eq!(scripts("README.md"), scripts("README.fr.md"));
}

#[test]
fn the_help_knows_each_cargo_command() {
    let help = Command::new(env!("CARGO")).args(["xtask", "--help"]).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let help = String::from_utf8(help.expect("cargo").stdout).expect("UTF-8");
    let mut known = 0;
    for document in ["README.md", "README.fr.md", "CONTRIBUTING.md", "docs/exercices.md", "docs/tuteur.md"] {
        for example in examples(&read(document)).iter().filter(|example| is_cargo(example)) {
            for line in example.script.lines() {
                let name = line.strip_prefix("cargo xtask ").and_then(|rest| rest.split_whitespace().next());
                let name = name.unwrap_or_else(|| panic!("{document}: `{line}` is not of xtask"));
                assert!(help.contains(&format!("\n  {name} ")), "{document}: {line}");
                known += 1;
            }
        }
    }
    assert!(known >= 6, "only {known} commands");
}

#[test]
fn links_between_the_documents_lead_somewhere() {
    for document in [
        "README.md",
        "README.fr.md",
        "CONTRIBUTING.md",
        "ARCHITECTURE.md",
        "docs/exercices.md",
        "docs/tuteur.md",
        "docs/interieur.md",
        "docs/erreurs.md",
        "docs/ou-le-modele-se-trompe.md",
        "docs/modeles.md",
        "docs/modele-de-langage.md",
    ] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(document).parent().expect("a folder").to_owned();
        let text = read(document);
        for target in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            let is_file = !target.is_empty() && !target.contains("://");
            assert!(!is_file || folder.join(target).exists(), "{document}: {target}");
        }
    }
}

#[test]
fn a_document_that_lies_is_caught() {
    let server = Server::start();
    let told = |document: &str| server.run(&examples(document)).unwrap_err();
    assert!(told("```sh\necho oui\n```\n```text\nnon\n```\n").contains("line 1: expected\nnon"));
    assert!(told("```sh\ntrue\n```\n\n```sh\nfalse | cat\n```\n").contains("line 5: failed"));
    assert!(told("```sh\ncurl -s localhost:8080/nowhere\n```\n").contains("line 1: failed"));
}

#[test]
fn an_ellipsis_stands_for_anything_and_the_rest_for_itself() {
    assert!(agrees("{\"id\":\"…\",\"score\":0.9…,…}\n", "{\"id\":\"7\",\"score\":0.97,\"tokens\":3}"));
    assert!(agrees("a\n…\nb", "a  \nx\ny\nb\n"));
    assert!(!agrees("{\"score\":0.9…}", "{\"score\":0.87}"));
    assert!(!agrees("a…b", "ab c"));
    assert!(!agrees("a", "ab"));
    assert!(!agrees("ab…b", "ab"));
}

#[test]
fn a_block_right_after_is_output_and_one_after_prose_is_not() {
    let found =
        examples("```sh\necho 1\n```\n\n```text\n1\n```\n\n```sh error\ncurl x\n```\nSee:\n\n```json\n{}\n```\n");
    let script = |script: &str| script.to_owned();
    assert_eq!(
        found,
        [
            Example { line: 1, script: script("echo 1\n"), is_error: false, expected: Some(script("1\n")) },
            Example { line: 9, script: script("curl x\n"), is_error: true, expected: None },
        ]
    );
}
