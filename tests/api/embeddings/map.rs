//! `GET /models/{name}/embeddings/map`: repeated to the byte, kept, and told by its ETag.

use std::fs;

use insta::assert_json_snapshot;
use reqwest::StatusCode;

use super::problem;
use crate::support::{Answer, TEACHER_KEY, TestApp, fixtures};

async fn text(app: &TestApp, path: &str) -> (StatusCode, Option<String>, String) {
    let response = app.get(&format!("/models/tiny/embeddings/{path}")).send().await.unwrap();
    let etag = response.headers().get("etag").map(|etag| etag.to_str().unwrap().to_owned());
    (response.status(), etag, response.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn words_lie_on_a_plane_with_their_polarity() {
    let app = TestApp::start().await;
    let answer = Answer::of(app.get("/models/tiny/embeddings/map?words=superbe,nul,film,génial,Superbe")).await;
    assert_json_snapshot!(answer.body, {
        ".points[].x" => insta::rounded_redaction(3),
        ".points[].y" => insta::rounded_redaction(3),
        ".points[].polarity" => insta::rounded_redaction(3),
        ".explained_variance[]" => insta::rounded_redaction(3),
    });
    let point = |word: &str| {
        let points = answer.body["points"].as_array().unwrap();
        points.iter().find(|point| point["word"] == word).unwrap()["polarity"].as_f64().unwrap()
    };
    assert!(point("superbe") > 0.5 && point("nul") < -0.5, "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_usual_map_is_of_whole_words() {
    let app = TestApp::start().await;
    let answer = Answer::of(app.get("/models/tiny-transformer/embeddings/map")).await;
    let words: Vec<_> = answer.body["points"].as_array().unwrap().iter().map(|point| &point["word"]).collect();
    assert_eq!(words[..3], ["the", "film", "was"]);
    assert_eq!((&answer.body["method"], &answer.body["poles"][1]), (&"pca".into(), &"LABEL_1".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_map_repeats_to_the_byte_kept_or_made_anew() {
    let app = TestApp::start().await;
    let twin = TestApp::start().await;
    for path in ["map?method=pca&top=30", "map?method=tsne&top=30", "map?method=tsne&top=30&seed=3"] {
        let first = text(&app, path).await;
        assert_eq!(first.0, 200, "{first:?}");
        assert_eq!(text(&app, path).await, first, "kept");
        assert_eq!(text(&twin, path).await, first, "made anew");
    }
    assert_ne!(text(&app, "map?method=tsne&top=30&seed=3").await, text(&app, "map?method=tsne&top=30&seed=4").await);
    let words = "map?method=tsne&words=film,nul,superbe,acteur,histoire,brillant";
    assert_eq!(text(&app, words).await, text(&app, words).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_somebody_sent_are_not_kept() {
    let mut app = TestApp::start().await;
    let answer = Answer::of(app.get("/models/tiny-transformer/embeddings/map?words=qwertyword,film")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let usual = text(&app, "map?top=30").await;
    app.stop().await;
    let stored = app.stored();
    let holds = |needle: &str| stored.windows(needle.len()).any(|part| part == needle.as_bytes());
    assert!(holds(usual.1.unwrap().trim_matches('"')) && !holds("qwertyword"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_has_the_map_is_told_so() {
    let app = TestApp::start().await;
    let (_, etag, _) = text(&app, "map?top=20").await;
    let etag = etag.unwrap();
    for (known, status) in [(etag.as_str(), 304), ("\"other\"", 200), ("*", 304), (&format!("W/{etag}, \"x\""), 304)] {
        let request = app.get("/models/tiny/embeddings/map?top=20").header("if-none-match", known);
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{known}");
        assert_eq!(response.headers()["etag"], etag.as_str());
    }
    let (_, other, _) = text(&app, "map?top=21").await;
    assert_ne!(other.unwrap(), etag);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_model_of_the_same_name_has_another_map() {
    let app = TestApp::with(|config, dir| {
        let models = dir.join("models");
        copy("tiny", &models.join("tiny"));
        config.models_dir = models;
    })
    .await;
    let before = text(&app, "map").await;
    copy("tiny-nomask", &app.dir.path().join("models/tiny"));
    // What was loaded answers on, and the file is no longer its own; what was read of it already is.
    assert_eq!(text(&app, "map").await, before);
    let reload = app.post("/models/reload").bearer_auth(TEACHER_KEY).send().await.unwrap();
    assert_eq!(reload.status(), 200);
    let after = text(&app, "map").await;
    assert_eq!(after.0, 200);
    assert_ne!(after.1, before.1);
}

fn copy(model: &str, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for file in ["config.json", "tokenizer.json", "model.onnx"] {
        fs::copy(fixtures().join("models").join(model).join(file), to.join(file)).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_changed_are_not_looked_into() {
    let app = TestApp::with(|config, dir| {
        let models = dir.join("models");
        copy("tiny", &models.join("tiny"));
        config.models_dir = models;
    })
    .await;
    copy("tiny-nomask", &app.dir.path().join("models/tiny"));
    assert_eq!(problem(&app, "tiny/embeddings/map").await, (409, "model-changed".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_refused() {
    let app = TestApp::start().await;
    for (query, wanted) in [
        ("method=umap", (400, "invalid-parameter")),
        ("top=1", (400, "invalid-parameter")),
        ("top=5001", (400, "invalid-parameter")),
        ("top=1001&method=tsne", (422, "word-count")),
        ("seed=-1", (400, "invalid-parameter")),
        ("top=10&words=film,nul", (400, "invalid-parameter")),
        ("words=un%20film,nul", (400, "invalid-parameter")),
        ("words=film", (422, "word-count")),
        ("words=", (422, "word-count")),
        ("words=film,Film", (422, "word-count")),
        ("words=film,nul,superbe&method=tsne", (422, "word-count")),
        ("words=film,zzz,nul,🦄", (404, "unknown-word")),
    ] {
        let (status, kind) = problem(&app, &format!("tiny/embeddings/map?{query}")).await;
        assert_eq!((status, kind.as_str()), wanted, "{query}");
    }
    let many = vec!["film"; 1001].join(",");
    let got = problem(&app, &format!("tiny/embeddings/map?words={many}")).await;
    assert_eq!(got, (422, "word-count".to_owned()));
    assert_eq!(problem(&app, "none/embeddings/map").await, (404, "unknown-model".to_owned()));
}
