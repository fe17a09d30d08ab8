//! `GET /predictions`.

use serde_json::Value;

use super::{as_teacher, with_five};
use crate::support::{Answer, TestApp};

/// Which of `ids` stand in the page, in its order.
fn listed(page: &Answer, ids: &[String]) -> Vec<usize> {
    let predictions = page.body["predictions"].as_array().unwrap_or_else(|| panic!("{page:?}"));
    let place = |one: &Value| ids.iter().position(|id| one["id"] == id.as_str()).unwrap();
    predictions.iter().map(place).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_teacher_lists() {
    let app = TestApp::start().await;
    let answer = Answer::of(app.get("/predictions")).await;
    assert_eq!((answer.status.as_u16(), answer.problem()), (401, "teacher-only"));
    let answer = as_teacher(app.get("/predictions")).await;
    assert_eq!((answer.status.as_u16(), &answer.body["next_cursor"]), (200, &Value::Null));
    assert_eq!(answer.header("link"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_filter_filters() {
    let (app, ids) = with_five().await;
    for (query, wanted) in [
        ("", vec![4, 3, 2, 1, 0]),
        ("?label=positive", vec![4, 2, 0]),
        ("?label=none", vec![]),
        ("?model=tiny", vec![4, 3, 2, 1, 0]),
        ("?model=tiny-nomask", vec![]),
        ("?since=2026-11-24T10:00:03Z", vec![4, 3]),
        ("?since=2026-11-24T11:00:03%2B01:00", vec![4, 3]),
        ("?until=2026-11-24T10:00:01.000Z", vec![0]),
        ("?labelled=true", vec![1, 0]),
        ("?labelled=false", vec![4, 3, 2]),
        ("?wrong=true", vec![1]),
        ("?wrong=false", vec![0]),
        ("?q=DROLE", vec![2]),
        ("?q=film&label=positive&since=2026-11-24T10:00:01Z", vec![2]),
        ("?limit=2", vec![4, 3]),
    ] {
        let page = as_teacher(app.get(&format!("/predictions{query}"))).await;
        assert_eq!(listed(&page, &ids), wanted, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_their_links() {
    let (app, ids) = with_five().await;
    let mut address = "/predictions?limit=2&model=tiny".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = as_teacher(app.get(&address)).await;
        seen.extend(listed(&page, &ids));
        let Some(link) = page.header("link") else {
            assert_eq!(page.body["next_cursor"], Value::Null);
            break;
        };
        address = link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap().to_owned();
        assert!(address.ends_with(page.body["next_cursor"].as_str().unwrap()) && address.contains("model=tiny"));
    }
    assert_eq!(seen, [4, 3, 2, 1, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_that_do_not_fit_are_named() {
    let app = TestApp::start().await;
    for query in [
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=",
        "limit=ten",
        "since=yesterday",
        "until=2026-11-24",
        "labelled=1",
        "labelled=",
        "wrong=yes",
        "cursor=x",
        "cursor=",
        "q=",
        "label=a&label=b",
    ] {
        let answer = as_teacher(app.get(&format!("/predictions?{query}"))).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (400, "invalid-parameter"), "{query}");
        let name = query.split('=').next().unwrap();
        assert!(answer.body["detail"].as_str().unwrap().contains(name), "{query}: {answer:?}");
    }
    let unknown = as_teacher(app.get("/predictions?labeled=true")).await;
    assert!(unknown.status == 400 && unknown.body["detail"].as_str().unwrap().contains("labeled"), "{unknown:?}");
    let long = as_teacher(app.get(&format!("/predictions?q={}", "a".repeat(201)))).await;
    assert_eq!(long.status, 400);
}
