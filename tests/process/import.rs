//! `tramontane import`: a Keras model becomes a folder that answers as Keras does; what does not fit is told in two
//! languages, and leaves nothing behind.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn fixture(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import").join(file)
}

fn tramontane(models: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tramontane"));
    command.arg("--models-dir").arg(models);
    command
}

fn import(models: &Path, file: &Path, arguments: &[&str]) -> Output {
    let mut command = tramontane(models);
    command.args(["import", "--name", "mine", "--words"]).arg(fixture("words.json"));
    command.arg("--keras").arg(file).args(arguments).output().unwrap()
}

/// The French line and the English one of a refusal, after which the folder holds `left` alone.
fn refused(models: &Path, output: &Output, left: &[&str]) -> (String, String) {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    let mut lines = said.lines().rev().map(str::to_owned);
    let (english, french) = (lines.next().unwrap(), lines.next().unwrap());
    assert!(french.starts_with("tramontane : ") && english.starts_with("tramontane: "), "{said}");
    let names = fs::read_dir(models).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.collect::<Vec<_>>(), left);
    (french, english)
}

/// Asserts that the imported model gives Keras' probabilities.
fn answers_as_keras(models: &Path, name: &str) {
    let answers: Value = serde_json::from_str(&fs::read_to_string(fixture("answers.json")).unwrap()).unwrap();
    let rows = answers[name].as_array().unwrap();
    let input: String = rows.iter().map(|row| format!("{}\n", serde_json::json!({"text": row["text"]}))).collect();
    let mut command = tramontane(models);
    command.args(["predict", "--model", "mine"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.lines().count(), rows.len(), "{output}");
    for (line, row) in output.lines().zip(rows) {
        let answer: Value = serde_json::from_str(line).unwrap();
        let score = answer["score"].as_f64().unwrap();
        let positive = if answer["label"] == "positive" { score } else { 1.0 - score };
        assert!((positive - row["positive"].as_f64().unwrap()).abs() < 1e-5, "{answer} {row}");
    }
}

const BILSTM: [&str; 4] = ["--index-from", "0", "--padding", "pre"];

#[test]
fn an_imported_model_answers_as_keras_does() {
    let dir = tempfile::tempdir().unwrap();
    let output = import(dir.path(), &fixture("workshop.safetensors"), &[]);
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(report.starts_with("mine: lstm, 148 parameters"), "{report} {:?}", String::from_utf8(output.stderr));
    assert!(report.contains("self-test passed: it reads its padding"), "{report}");
    answers_as_keras(dir.path(), "workshop");

    let other = import(dir.path(), &fixture("bilstm.safetensors"), &BILSTM);
    let (french, english) = refused(dir.path(), &other, &["mine"]);
    assert!(french.contains("déjà") && english.contains("--replace"), "{french} {english}");
    let replaced = import(dir.path(), &fixture("bilstm.safetensors"), &[&BILSTM[..], &["--replace"]].concat());
    assert!(replaced.status.success(), "{replaced:?}");
    answers_as_keras(dir.path(), "bilstm");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn keras_own_file_is_read_where_python_has_h5py() {
    let has = Command::new("python3").args(["-c", "import h5py, numpy"]).stderr(Stdio::null()).status();
    if !has.is_ok_and(|status| status.success()) {
        // As plain as a test can say it: `cargo test -- --nocapture` shows it.
        eprintln!("NOT CHECKED: this machine's python3 has no h5py, so no .keras file was unpacked");
        return;
    }
    for (name, arguments) in [("workshop", &[][..]), ("bilstm", &BILSTM[..])] {
        let dir = tempfile::tempdir().unwrap();
        let output = import(dir.path(), &fixture(&format!("{name}.keras")), arguments);
        assert!(output.status.success(), "{output:?}");
        answers_as_keras(dir.path(), name);
    }
}

#[test]
fn what_is_missing_is_named_in_two_languages() {
    let dir = tempfile::tempdir().unwrap();
    let models = dir.path().join("models");
    fs::create_dir(&models).unwrap();
    let (french, english) = refused(&models, &import(&models, &dir.path().join("no.keras"), &[]), &[]);
    assert!(french.contains("ne se lit pas") && english.contains("cannot read"), "{french} {english}");

    let keras = fixture("workshop.keras");
    let none = import(&models, &keras, &["--python", "/nowhere/python3"]);
    let (french, english) = refused(&models, &none, &[]);
    assert!(french.contains("--python") && english.contains("--print-helper"), "{french} {english}");

    // Without its site packages every Python lacks h5py.
    let bare = dir.path().join("bare-python");
    fs::write(&bare, "#!/bin/sh\nexec python3 -S \"$@\"\n").unwrap();
    let executable = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755);
    fs::set_permissions(&bare, executable).unwrap();
    let (french, english) = refused(&models, &import(&models, &keras, &["--python", bare.to_str().unwrap()]), &[]);
    assert!(french.contains("paquet h5py") && english.contains("pip install h5py"), "{french} {english}");
}

#[test]
fn what_does_not_fit_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let models = dir.path().join("models");
    fs::create_dir(&models).unwrap();
    let sound = fs::read(fixture("workshop.safetensors")).unwrap();
    let altered = dir.path().join("altered.safetensors");
    // The header is JSON within JSON, ahead of the numbers.
    let at = sound.windows(4).position(|window| window == b"LSTM").unwrap();
    let mut bytes = sound;
    bytes[at..at + 4].copy_from_slice(b"LSTX");
    fs::write(&altered, &bytes).unwrap();
    let cases: [(&Path, &[&str], &str, &str); 5] = [
        (&altered, &[], "sont connues Embedding", "known are Embedding"),
        (&fixture("words.json"), &["--python", "true"], "arrays.safetensors", "arrays.safetensors"),
        (&fixture("workshop.safetensors"), &["--max-length", "9"], "fait pour 8", "was built for 8"),
        (&fixture("workshop.safetensors"), &["--labels", "a,b,c"], "3 étiquettes", "3 labels"),
        (&fixture("workshop.safetensors"), &["--index-from", "2"], "vaut 0, ou 3", "is 0, or 3"),
    ];
    for (file, arguments, fr, en) in cases {
        let (french, english) = refused(&models, &import(&models, file, arguments), &[]);
        assert!(french.contains(fr) && english.contains(en), "{french} {english}");
    }
}

#[test]
fn the_helper_can_be_taken_elsewhere() {
    let dir = tempfile::tempdir().unwrap();
    let output = tramontane(dir.path()).args(["import", "--print-helper"]).output().unwrap();
    let script = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("models/training/import_model.py")).unwrap();
    assert_eq!(output.stdout, script);
}
