//! The layers, and the size of files: what the house style promises of the sources.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module with the modules that it may use, itself left out.
const MAY_USE: [(&str, &[&str]); 26] = [
    ("chain", &[]),
    ("clock", &[]),
    ("config", &[]),
    ("deadline", &[]),
    ("telemetry", &["config"]),
    ("random", &[]),
    ("retention", &[]),
    ("storage", &[]),
    ("runtime", &["config", "telemetry"]),
    ("models", &["chain", "config", "runtime"]),
    ("import", &["models", "runtime"]),
    ("sentiment", &["config", "models", "runtime"]),
    ("inside", &["config", "models", "random", "runtime", "sentiment", "telemetry"]),
    ("predictions", &["clock", "config", "retention", "sentiment", "storage", "telemetry"]),
    ("embeddings", &["chain", "clock", "config", "models", "random", "runtime", "sentiment", "storage"]),
    (
        "evaluation",
        &[
            "clock",
            "config",
            "models",
            "predictions",
            "random",
            "retention",
            "runtime",
            "sentiment",
            "storage",
            "telemetry",
        ],
    ),
    ("teacher", &["clock", "storage"]),
    ("guard", &["clock", "retention", "storage", "telemetry"]),
    ("mistral", &["clock", "config", "deadline", "storage", "telemetry"]),
    ("course", &["clock", "config", "mistral", "storage", "telemetry"]),
    ("chat", &["clock", "config", "course", "deadline", "guard", "mistral", "retention", "storage", "telemetry"]),
    (
        "tutor",
        &["chat", "clock", "config", "course", "guard", "mistral", "random", "retention", "storage", "telemetry"],
    ),
    ("compare", &["chat", "mistral", "models", "random", "runtime", "sentiment", "tutor"]),
    (
        "http",
        &[
            "chain",
            "chat",
            "clock",
            "compare",
            "config",
            "course",
            "deadline",
            "embeddings",
            "evaluation",
            "guard",
            "inside",
            "mistral",
            "models",
            "predictions",
            "runtime",
            "sentiment",
            "storage",
            "teacher",
            "telemetry",
            "tutor",
        ],
    ),
    (
        "server",
        &[
            "chat",
            "clock",
            "config",
            "course",
            "embeddings",
            "evaluation",
            "guard",
            "http",
            "inside",
            "mistral",
            "models",
            "predictions",
            "runtime",
            "sentiment",
            "storage",
            "teacher",
            "telemetry",
            "tutor",
        ],
    ),
    (
        "commands",
        &[
            "clock",
            "config",
            "course",
            "evaluation",
            "http",
            "import",
            "mistral",
            "models",
            "predictions",
            "runtime",
            "sentiment",
            "server",
            "storage",
            "telemetry",
        ],
    ),
];

/// Above this, a file has two jobs.
const MAX_LINES: usize = 250;

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// What stands before the tests.
fn production(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    text.split("#[cfg(test)]").next().unwrap().to_owned()
}

/// The crate's modules that `text` names, as in `crate::runtime::Network`.
fn named(text: &str) -> BTreeSet<String> {
    let paths = text.split("crate::").skip(1);
    paths.map(|rest| rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect()).collect()
}

#[test]
fn modules_use_only_what_lies_below_them() {
    let mut seen = BTreeSet::new();
    for file in sources(&src()) {
        let inside = file.strip_prefix(src()).unwrap();
        let module = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        if matches!(module, "lib" | "main") {
            continue;
        }
        let (_, allowed) =
            MAY_USE.iter().find(|(name, _)| *name == module).unwrap_or_else(|| panic!("{module} has no layer"));
        seen.insert(module.to_owned());
        for used in named(&production(&file)) {
            let fits = used == module || allowed.contains(&used.as_str()) || used.is_empty();
            assert!(fits, "{} uses {used}, which {module} may not", inside.display());
        }
    }
    assert_eq!(seen.len(), MAY_USE.len(), "a layer is listed and does not exist");
}

#[test]
fn a_file_has_one_job_and_says_which() {
    for file in sources(&src()) {
        let text = production(&file);
        let lines = text.lines().count();
        assert!(text.starts_with("//! "), "{} does not open with its job", file.display());
        assert!(lines <= MAX_LINES, "{} has {lines} lines; more than {MAX_LINES} are two jobs", file.display());
    }
}

#[test]
fn sql_stays_in_few_modules() {
    for file in sources(&src()) {
        let inside = file.strip_prefix(src()).unwrap();
        let may = [
            "storage",
            "teacher.rs",
            "predictions",
            "course",
            "mistral",
            "chat",
            "guard",
            "tutor",
            "embeddings",
            "evaluation",
        ]
        .iter()
        .any(|module| inside.starts_with(module));
        assert!(may || !production(&file).contains("sqlx::"), "{} speaks SQL", inside.display());
    }
}
