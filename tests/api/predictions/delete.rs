//! `DELETE /predictions` and `DELETE /predictions/{id}`.

use super::{as_teacher, with_five};
use crate::support::{Answer, TestApp};

/// Whether any file of the server's data holds `needle`.
fn on_disk(app: &TestApp, needle: &str) -> bool {
    std::fs::read_dir(app.dir.path().join("data")).unwrap().any(|file| {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn one_is_erased_from_the_disk() {
    let (app, ids) = with_five().await;
    assert!(on_disk(&app, "histoire nulle"));
    let address = format!("/predictions/{}", ids[1]);
    let stranger = Answer::of(app.delete(&address)).await;
    assert_eq!((stranger.status.as_u16(), stranger.problem()), (401, "teacher-only"));
    assert_eq!(as_teacher(app.delete(&address)).await.status, 204);
    assert!(!on_disk(&app, "histoire nulle") && on_disk(&app, "Un film brillant"));
    assert_eq!(Answer::of(app.get(&address)).await.problem(), "unknown-prediction");
    assert_eq!(as_teacher(app.delete(&address)).await.problem(), "unknown-prediction");
    assert_eq!(as_teacher(app.delete("/predictions/x")).await.problem(), "invalid-parameter");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_erased_by_filter_and_all_only_when_said() {
    let (app, _) = with_five().await;
    assert_eq!(Answer::of(app.delete("/predictions?all=true")).await.problem(), "teacher-only");
    for query in ["", "?all=false"] {
        let answer = as_teacher(app.delete(&format!("/predictions{query}"))).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (403, "erase-unconfirmed"), "{query}");
    }
    for query in ["?every=true", "?limit=1", "?q="] {
        let answer = as_teacher(app.delete(&format!("/predictions{query}"))).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (400, "invalid-parameter"), "{query}");
    }
    for (query, deleted) in [("label=negative&all=true", 2), ("q=recit", 1), ("wrong=true", 0), ("all=true", 2)] {
        let answer = as_teacher(app.delete(&format!("/predictions?{query}"))).await;
        assert_eq!((answer.status.as_u16(), &answer.body["deleted"]), (200, &deleted.into()), "{query}");
    }
    assert!(!on_disk(&app, "Un film"));
}

#[tokio::test(flavor = "multi_thread")]
async fn retention_erases_at_start() {
    const DAY_MS: i64 = 24 * 3600 * 1000;
    let mut app = TestApp::start().await;
    app.advance_ms(-DAY_MS - 1);
    let old = app.predicted_id("Un film brillant.").await;
    app.advance_ms(1);
    let young = app.predicted_id("Nul.").await;
    app.stop().await;

    let data_dir = app.dir.path().join("data");
    let again = TestApp::with(|config, _| {
        config.data_dir = data_dir;
        config.predictions.keep_days = 1;
    })
    .await;
    let status = async |id: &str| Answer::of(again.get(&format!("/predictions/{id}"))).await.status.as_u16();
    while status(&old).await != 404 {
        tokio::task::yield_now().await;
    }
    assert_eq!(status(&young).await, 200);
}
