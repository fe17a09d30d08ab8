//! A process that is killed in the midst of its calls leaves the day's budget kept: this program runs itself as the one
//! that is killed.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use tokio::task::JoinSet;
use tramontane::clock::Clock;
use tramontane::config;
use tramontane::mistral::{Mistral, MistralError};
use tramontane::storage::Storage;
use tramontane::telemetry::Metrics;

use super::question;
use crate::mistral::FakeMistral;

const URL: &str = "RELAY_TEST_URL";
const KEY: &str = "RELAY_TEST_KEY";
const DIR: &str = "RELAY_TEST_DIR";

const CALLS: usize = 400;

fn run(fake: &FakeMistral, dir: &Path) -> Child {
    let mut program = Command::new(std::env::current_exe().unwrap());
    program.args(["--exact", "relay::kill::the_one_that_is_killed", "--ignored"]);
    program.env(URL, fake.url()).env(KEY, fake.key()).env(DIR, dir);
    program.stdout(Stdio::null()).spawn().unwrap()
}

async fn entered(dir: &Path) -> (usize, u64) {
    let storage = Storage::open(dir).await.unwrap();
    let all = sqlx::query_as("SELECT SUM(calls), SUM(tokens) FROM upstream_budget");
    let (calls, tokens): (i64, i64) = all.fetch_one(storage.read()).await.unwrap();
    storage.close().await;
    (calls.try_into().unwrap(), tokens.try_into().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_process_exceeds_nothing() {
    let (fake, dir) = (FakeMistral::start().await, tempfile::tempdir().unwrap());
    for calls in [100, 200, 300] {
        let mut child = run(&fake, dir.path());
        fake.until(|counts| counts.calls >= calls).await;
        // On Unix, this is SIGKILL.
        child.kill().unwrap();
        child.wait().unwrap();
        fake.until(|counts| counts.open == 0).await;
        let (entered, tokens) = entered(dir.path()).await;
        let made = fake.counts();
        assert!(entered >= made.calls, "{entered} entered, {} made", made.calls);
        assert!(tokens > made.finished as u64, "{tokens} for {} answers", made.finished);
    }
    assert!(run(&fake, dir.path()).wait().unwrap().success());
    assert!(fake.counts().calls <= CALLS, "{}", fake.counts().calls);
    assert_eq!(entered(dir.path()).await.0, CALLS);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "it is run, and killed, by another test"]
async fn the_one_that_is_killed() {
    let [Ok(base_url), Ok(key), Ok(dir)] = [URL, KEY, DIR].map(std::env::var) else { return };
    let storage = Storage::open(Path::new(&dir)).await.unwrap();
    let settings = config::Mistral { base_url, calls_per_day: CALLS as u64, ..config::Mistral::default() };
    let mistral = Mistral::new(&settings, Some(key.into()), storage, Clock::system(), Metrics::new()).unwrap();
    let mut settling = JoinSet::new();
    settling.spawn(mistral.settling());
    let mut callers = JoinSet::new();
    for _ in 0..64 {
        let mistral = mistral.clone();
        callers.spawn(async move {
            loop {
                match mistral.complete(question()).await {
                    Ok(_) => {}
                    Err(MistralError::BudgetSpent { .. }) => return,
                    Err(error) => panic!("{error}"),
                }
            }
        });
    }
    callers.join_all().await;
    drop(mistral);
    settling.join_all().await;
}
