//! An evaluation outlives its process; and the command does what the server does.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::Value;

use crate::client;
use crate::program::{Program, command};

/// So many rows that a server is killed in their midst, each with a text of its own.
const ROWS: usize = 4000;

fn rows() -> String {
    (0..ROWS)
        .map(|n| {
            let (text, label) = if n % 2 == 0 { ("Un film brillant", 1) } else { ("Une histoire nulle", 0) };
            let text = format!("{text}, numéro {n}. {}", "On y revient sans cesse. ".repeat(20));
            format!("{}\n", serde_json::json!({"text": text, "label": label, "id": n}))
        })
        .collect()
}

async fn get(address: &str, path: &str) -> Value {
    let client = client::builder().build().unwrap();
    client.get(format!("http://{address}{path}")).send().await.unwrap().json().await.unwrap()
}

/// Every row's number, and its own id in the file, in order.
async fn numbers(address: &str, location: &str) -> Vec<(u64, String)> {
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = get(address, &format!("{location}/errors?wrong=any&limit=200{cursor}")).await;
        for row in page["rows"].as_array().unwrap() {
            seen.push((row["row"].as_u64().unwrap(), row["attributes"]["id"].as_str().unwrap().to_owned()));
        }
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    seen.sort_unstable();
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_evaluation_goes_on_and_counts_no_row_twice() {
    let dir = tempfile::tempdir().unwrap();
    let program = Program::serve(dir.path());
    let client = client::builder().build().unwrap();
    let sent = client.post(format!("http://{}/evaluations?model=tiny:fp32&name=longue", program.address));
    let sent = sent.header("content-type", "application/x-ndjson").body(rows()).send().await.unwrap();
    assert_eq!(sent.status(), 202);
    let location = sent.headers()["location"].to_str().unwrap().to_owned();
    let mut killed = 0;
    let mut program = program;
    for round in 1..=2 {
        // Some rows are read, and not all.
        let done = loop {
            let done = get(&program.address, &location).await["done"].as_u64().unwrap();
            if done >= round * 500 {
                break done;
            }
            tokio::task::yield_now().await;
        };
        killed += u32::from(done < ROWS as u64);
        program.signal("KILL");
        assert_eq!(program.wait().0, None);
        program = Program::serve(dir.path());
    }
    assert!(killed > 0, "it was over before it was killed");
    let events = client.get(format!("http://{}{location}/events", program.address)).send().await.unwrap();
    assert!(events.text().await.unwrap().contains("event: done"));
    let body = get(&program.address, &location).await;
    assert_eq!((body["done"].as_u64(), body["refused"].as_u64()), (Some(ROWS as u64), Some(0)));
    let numbers = numbers(&program.address, &location).await;
    let wanted: Vec<(u64, String)> = (0..ROWS).map(|n| (n as u64, n.to_string())).collect();
    assert!(numbers == wanted, "rows are lost, doubled or mixed up");
    assert_eq!(std::fs::read_dir(dir.path().join("evaluations")).unwrap().count(), 0);
}

#[test]
fn the_command_evaluates_a_file_and_standard_input() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("avis.csv");
    std::fs::write(&file, "text;label\nUn film brillant.;positive\nNul.;0\nUne fin nulle.;positive\n").unwrap();
    let data = dir.path().join("data");
    let mut evaluate = command();
    evaluate.arg("--data-dir").arg(&data).arg("evaluate").arg(&file).args(["--model", "tiny:fp32"]);
    let output = evaluate.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.starts_with("avis.csv, read by tiny:fp32: 3 rows, 0 refused\n"), "{table}");
    assert!(table.contains("accuracy           0.667  ["), "{table}");
    assert!(table.contains("predicted:") && table.contains("/errors"), "{table}");

    let mut evaluate = command();
    evaluate.arg("--data-dir").arg(&data).args(["evaluate", "-", "--json", "--name", "entrée"]);
    let mut child = evaluate.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(rows().lines().take(3).collect::<Vec<_>>().join("\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&told["name"], &told["figures"]["rows"]), (&Value::from("entrée"), &Value::from(3)));
    let sum: u64 = told["confusion"]["matrix"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|row| row.as_array().unwrap())
        .map(|count| count.as_u64().unwrap())
        .sum();
    assert_eq!(sum, 3);
}

#[test]
fn the_command_says_what_is_wrong_with_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let empty = dir.path().join("vide.ndjson");
    std::fs::write(&empty, "\n").unwrap();
    let table = dir.path().join("table.csv");
    std::fs::write(&table, "avis,note\nx,1\n").unwrap();
    let none = dir.path().join("none");
    for (file, says) in [
        (&empty, "the file is empty"),
        (&table, "the table's header has no 'text' and 'label'"),
        (&none, "cannot read"),
        (&dir.path().to_owned(), "cannot read"),
    ] {
        let mut evaluate = command();
        evaluate.arg("--data-dir").arg(dir.path().join("data")).arg("evaluate").arg(file);
        let output = evaluate.output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && message.contains(says), "{message}");
    }
}
