//! What the program says when it cannot start, and its commands without a server.

use std::io::Write;
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

use crate::program::command;

fn fails(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn with_input(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn a_missing_or_unfit_library_is_told_with_its_remedy() {
    let dir = tempfile::tempdir().unwrap();
    let no_library = dir.path().join("libonnxruntime.so");
    std::fs::write(dir.path().join("text.so"), "not a library").unwrap();
    for (library, says) in [(no_library, "is missing"), (dir.path().join("text.so"), "does not load")] {
        let mut command = command();
        command.arg("--data-dir").arg(dir.path()).args(["--port", "0", "--inference-library"]).arg(&library);
        let message = fails(command.arg("serve"));
        let last = message.lines().last().unwrap();
        assert!(last.contains(says) && last.contains("cargo xtask setup"), "{message}");
    }
}

#[test]
fn a_taken_port_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let message = fails(command().arg("--data-dir").arg(dir.path()).args(["--port", &port, "serve"]));
    assert!(message.contains(&format!("cannot listen on 127.0.0.1:{port}")), "{message}");
}

#[test]
fn a_wrong_setting_is_named_with_its_line() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("settings.toml");
    std::fs::write(&file, "port = 0\n[inference]\nworker = 3\n").unwrap();
    let message = fails(command().arg("--config").arg(&file).arg("serve"));
    assert!(message.contains("line 3") && message.contains("unknown field `worker`"), "{message}");
    let message = fails(command().args(["--config", "/nowhere/settings.toml", "serve"]));
    assert!(message.contains("cannot read the settings' file /nowhere/settings.toml"), "{message}");
}

#[test]
fn no_model_is_told_with_each_folder_s_fault() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("mine")).unwrap();
    std::fs::write(dir.path().join("mine/config.json"), "{}").unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_tramontane"));
    program.arg("--models-dir").arg(dir.path()).arg("--data-dir").arg(dir.path().join("data"));
    let message = fails(program.args(["--port", "0", "serve"]));
    assert!(message.contains("mine: config.json does not fit: missing field `id2label`"), "{message}");
}

#[test]
fn predict_reads_lines_and_ndjson_in_order() {
    let input = "Un film brillant.\n\n{\"text\":\"Nul.\"}\n{\"txet\":1}\nUne histoire nulle.\r\n{\"text\":\"A funny film\",\"model\":\"tiny-nomask\"}";
    let output = with_input(command().args(["predict", "--model", "tiny:fp32"]), input.as_bytes());
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let labels: Vec<_> = lines.iter().map(|line| line["label"].as_str().unwrap_or("error")).collect();
    assert_eq!(labels, ["positive", "negative", "error", "negative", "positive"]);
    assert_eq!(lines[2]["line"], 4);
    assert_eq!(lines[4]["model"], "tiny-nomask:fp32");
}

#[test]
fn help_explains_every_setting() {
    let output = command().arg("--help").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    for word in [
        "--host",
        "--port",
        "--data-dir",
        "--models-dir",
        "--course-dir",
        "TRAMONTANE_INFERENCE_DEVICE",
        "[env: MISTRAL_BASE_URL",
        "TRAMONTANE_MISTRAL_CALLS_PER_DAY",
        "TRAMONTANE_CHAT_KEEP_DAYS",
        "MISTRAL_API_KEY",
        "[default: 8080]",
        "export",
        "predict",
    ] {
        assert!(text.contains(word), "{word}\n{text}");
    }
}
