//! `GET /models/{name}/vocabulary`: searched and paged.

use insta::assert_json_snapshot;
use serde_json::json;

use super::problem;
use crate::support::{Answer, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn entries_say_what_they_are() {
    let app = TestApp::start().await;
    let answer = Answer::of(app.get("/models/tiny/vocabulary?q=emouv")).await;
    assert_json_snapshot!(answer.body);
    let answer = Answer::of(app.get("/models/tiny-transformer/vocabulary?q=ing")).await;
    assert_eq!(answer.body["entries"][0]["token"], "##ing");
    assert_eq!(answer.body["entries"][0]["piece"], true);
    let special = Answer::of(app.get("/models/tiny/vocabulary?limit=2")).await;
    assert_eq!(special.body["entries"][0]["special"], true);
    assert_eq!(special.body["entries"][1]["unknown"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_join_to_the_whole_by_their_links() {
    let app = TestApp::start().await;
    let whole = Answer::of(app.get("/models/tiny/vocabulary?limit=200")).await;
    assert_eq!((&whole.body["total"], &whole.body["next_cursor"]), (&json!(73), &json!(null)));
    assert_eq!(whole.header("link"), None);
    let mut joined = Vec::new();
    let mut next = Some("/models/tiny/vocabulary?limit=20".to_owned());
    while let Some(path) = next {
        let page = Answer::of(app.get(&path)).await;
        joined.extend(page.body["entries"].as_array().unwrap().clone());
        next = page.header("link").map(|link| {
            let (address, relation) = link.split_once(';').unwrap();
            assert_eq!(relation, " rel=\"next\"");
            address.trim_matches(['<', '>']).to_owned()
        });
    }
    assert_eq!(json!(joined), whole.body["entries"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_survives_any_text() {
    let app = TestApp::start().await;
    for (q, total) in [("😍", 1), ("%20", 0), ("%00", 0), ("zzz", 0), ("", 73), ("%F0%9F%A6%84", 0)] {
        let answer = Answer::of(app.get(&format!("/models/tiny/vocabulary?q={q}"))).await;
        assert_eq!(answer.body["total"], total, "{q:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_refused() {
    let app = TestApp::start().await;
    assert_eq!(problem(&app, "none/vocabulary").await, (404, "unknown-model".to_owned()));
    let long = format!("q={}", "a".repeat(101));
    for query in ["limit=0", "limit=201", "limit=a", "cursor=", "cursor=00", "page=2", long.as_str()] {
        let got = problem(&app, &format!("tiny/vocabulary?{query}")).await;
        assert_eq!(got, (400, "invalid-parameter".to_owned()), "{query}");
    }
}
