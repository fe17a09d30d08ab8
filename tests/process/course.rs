//! `tramontane ingest` and `tramontane evaluate`, as a teacher types them.

use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use crate::program::command;

const QUESTIONS: &str = concat!(
    r#"{"question":"À quoi sert la porte d’oubli ?","kind":"simple","answers":[{"document":"portes.md"}]}"#,
    "\n\n",
    r#"{"question":"Quelle est la capitale du Pérou ?","kind":"hors sujet","answers":[]}"#,
    "\n",
);

fn run(data: &Path, arguments: &[&str]) -> Output {
    command().arg("--data-dir").arg(data).args(arguments).output().unwrap()
}

fn says(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn fails(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A folder with three documents and two files that are none.
fn folder(dir: &Path) -> String {
    let folder = dir.join("cours");
    std::fs::create_dir_all(folder.join("annexes")).unwrap();
    let gates = "# Les portes\n\n## La porte d'oubli\n\nLa porte d'oubli sert à effacer ce que la cellule ne doit pas garder.\n";
    std::fs::write(folder.join("portes.md"), gates).unwrap();
    std::fs::write(folder.join("annexes/note.txt"), "Un réseau récurrent lit mot après mot.").unwrap();
    std::fs::write(folder.join("page.html"), "<h1>Plongements</h1><p>Un mot devient un vecteur.</p>").unwrap();
    std::fs::write(folder.join("image.png"), b"\x89PNG").unwrap();
    std::fs::write(folder.join("abime.md"), b"\xff\xfe").unwrap();
    folder.to_string_lossy().into_owned()
}

#[test]
fn ingesting_tells_what_came_what_stayed_and_what_was_skipped() {
    let dir = tempfile::tempdir().unwrap();
    let (data, folder) = (dir.path().join("data"), folder(dir.path()));
    let report = says(&run(&data, &["ingest", &folder]));
    assert!(report.starts_with("3 documents: 3 added, 0 changed, 0 unchanged; 0 removed\n"), "{report}");
    assert!(report.contains("2 files skipped:\n"), "{report}");
    assert!(report.contains("  image.png: not a Markdown (.md), HTML (.html) or text (.txt) file\n"), "{report}");
    assert!(report.contains("  abime.md: byte 0 is not UTF-8\n"), "{report}");

    std::fs::write(Path::new(&folder).join("portes.md"), "# Les portes\n\nRéécrit.\n").unwrap();
    std::fs::remove_file(Path::new(&folder).join("page.html")).unwrap();
    let report = says(&run(&data, &["ingest", &folder]));
    assert!(report.starts_with("2 documents: 0 added, 1 changed, 1 unchanged; 1 removed\n"), "{report}");
}

#[test]
fn a_folder_that_is_not_there_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (data, folder) = (dir.path().join("data"), folder(dir.path()));
    says(&run(&data, &["ingest", &folder]));
    let message = fails(&run(&data, &["ingest", "/nowhere/cours"]));
    assert!(message.contains("cannot read the folder /nowhere/cours"), "{message}");
    let report = says(&run(&data, &["ingest", &folder]));
    assert!(report.starts_with("3 documents: 0 added, 0 changed, 3 unchanged; 0 removed\n"), "{report}");
}

#[test]
fn questions_are_measured_by_kind() {
    let dir = tempfile::tempdir().unwrap();
    let (data, folder) = (dir.path().join("data"), folder(dir.path()));
    let file = dir.path().join("questions.jsonl");
    std::fs::write(&file, QUESTIONS).unwrap();
    let file = file.to_string_lossy();
    let message = fails(&run(&data, &["evaluate", "--retrieval", &file]));
    assert!(message.contains("no document is stored; `tramontane ingest`"), "{message}");

    says(&run(&data, &["ingest", &folder]));
    let table = says(&run(&data, &["evaluate", "--retrieval", &file]));
    let heads: Vec<&str> = table.lines().next().unwrap().split_whitespace().collect();
    assert_eq!(heads, ["kind", "n", "hit@1", "recall@3", "recall@5", "recall@10", "MRR@10", "abstained"]);

    let figures: Value =
        serde_json::from_str(&says(&run(&data, &["evaluate", "--json", "--retrieval", &file]))).unwrap();
    let of = |kind: &str| figures["kinds"].as_array().unwrap().iter().find(|row| row["kind"] == kind).unwrap().clone();
    let right = json!({"kind": "simple", "n": 1, "hit_at_1": 1.0, "recall_at_3": 1.0, "recall_at_5": 1.0,
        "recall_at_10": 1.0, "mrr_at_10": 1.0, "abstained": 0.0});
    assert_eq!(of("simple"), right);
    assert_eq!((&of("hors sujet")["hit_at_1"], &of("hors sujet")["abstained"]), (&Value::Null, &json!(1.0)));
}

#[test]
fn a_line_that_is_no_question_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("questions.jsonl");
    std::fs::write(&file, format!("{QUESTIONS}{{\"q\":\"?\"}}\n")).unwrap();
    let message = fails(&run(&dir.path().join("data"), &["evaluate", "--retrieval", &file.to_string_lossy()]));
    assert!(message.contains("line 4 is no question: unknown field `q`"), "{message}");
    let message = fails(&run(&dir.path().join("data"), &["evaluate", "--retrieval", "/nowhere/q.jsonl"]));
    assert!(message.contains("cannot read /nowhere/q.jsonl"), "{message}");
}
