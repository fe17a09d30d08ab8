//! `DELETE /evaluations/{id}`.

use super::{evaluated, lines, send};
use crate::support::{Answer, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn an_evaluation_is_gone_at_once_and_overwritten_soon() {
    let app = TestApp::start().await;
    let location = evaluated(&app, "x-ndjson", "?model=tiny", lines([("oubliez-moi brillant", "negative")])).await;
    let kept = evaluated(&app, "x-ndjson", "?model=tiny", lines([("gardez-moi brillant", "negative")])).await;
    let lies = |word: &str| app.stored().windows(word.len()).any(|window| window == word.as_bytes());
    assert!(lies("oubliez"));
    assert_eq!(app.delete(&location).send().await.unwrap().status(), 204);
    assert_eq!(Answer::of(app.get(&location)).await.problem(), "unknown-evaluation");
    assert_eq!(Answer::of(app.delete(&location)).await.problem(), "unknown-evaluation");
    // In the background: until it is done.
    while lies("oubliez") {
        tokio::task::yield_now().await;
    }
    let found = Answer::of(app.get(&format!("{kept}/errors?q=gardez"))).await;
    assert_eq!(found.body["total"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_runs_is_stopped() {
    let app = TestApp::start().await;
    let text = "Un film brillant et une histoire nulle. ".repeat(20);
    let file = lines(std::iter::repeat_n((text.as_str(), "negative"), 20_000));
    let answer = Answer::of(send(&app, "x-ndjson", "?model=tiny", file)).await;
    let location = answer.header("location").unwrap().to_owned();
    assert_eq!(app.delete(&location).send().await.unwrap().status(), 204);
    // The next one has its turn.
    let next = evaluated(&app, "x-ndjson", "?model=tiny", lines([("Nul.", "negative")])).await;
    assert_eq!(Answer::of(app.get(&next)).await.body["figures"]["rows"], 1);
    let folder = app.dir.path().join("data/evaluations");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
}
