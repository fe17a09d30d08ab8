//! What can be known of the image without building it: that it copies what exists, names the repository's own pins, and
//! sets variables that the program reads.

use std::fs;
use std::path::Path;
use std::process::Command;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path)
}

/// The Dockerfile's instructions, continuation lines joined.
fn instructions() -> Vec<String> {
    let text = read("docker/Dockerfile").replace("\\\n", " ");
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(str::to_owned).collect()
}

#[test]
fn what_is_copied_from_the_repository_exists_and_is_sent() {
    let ignored = read(".dockerignore");
    let mut copied = 0;
    for instruction in instructions() {
        let mut words = instruction.split_whitespace();
        if words.next() != Some("COPY") || instruction.contains("--from=") {
            continue;
        }
        let source = words.next().expect("a COPY has a source");
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(source).exists(), "{instruction}");
        assert!(!ignored.lines().any(|line| line == source), "{source} is in .dockerignore");
        copied += 1;
    }
    assert!(copied > 3, "only {copied} instructions copy from the repository");
}

#[test]
fn the_toolchain_is_the_repository_s() {
    let toolchain = read("rust-toolchain.toml");
    let channel = toolchain.split("channel = \"").nth(1).and_then(|rest| rest.split('"').next()).expect("a channel");
    let instructions = instructions();
    assert!(instructions.contains(&format!("FROM rust:{channel}-slim-bookworm AS build")), "{instructions:#?}");
    assert!(instructions.contains(&format!("ENV RUSTUP_TOOLCHAIN={channel}")), "{instructions:#?}");
}

#[test]
fn each_variable_that_is_set_is_one_that_the_program_reads() {
    let help = Command::new(env!("CARGO_BIN_EXE_tramontane")).args(["serve", "--help"]).output().expect("the program");
    let help = String::from_utf8(help.stdout).expect("UTF-8");
    let mut set = 0;
    for instruction in instructions().iter().filter(|instruction| instruction.starts_with("ENV ")) {
        for name in instruction.split_whitespace().filter_map(|word| word.split_once('=')).map(|(name, _)| name) {
            if name.starts_with("TRAMONTANE_") {
                assert!(help.contains(&format!("[env: {name}=")), "{name}");
                set += 1;
            }
        }
    }
    assert_eq!(set, 9, "both images set the address and the folders, one sets the device");
}

#[test]
fn the_images_differ_in_nothing_but_their_device() {
    let text = read("docker/Dockerfile");
    let stage = |name: &str| {
        let start = text.find(&format!(" AS {name}\n")).expect(name);
        let body = text[start..].split("\nFROM ").next().expect("a stage").lines().skip(1);
        body.filter(|line| {
            !line.contains("onnxruntime") && !line.contains("DEVICE") && !line.is_empty() && !line.starts_with('#')
        })
        .collect::<Vec<_>>()
    };
    assert_eq!(stage("cpu"), stage("cuda"));
}
