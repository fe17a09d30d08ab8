//! `GET /models/{name}/embeddings/neighbors`: the nearest by cosine.

use insta::assert_json_snapshot;

use super::problem;
use crate::support::{Answer, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn the_nearest_come_first() {
    let app = TestApp::start().await;
    let answer = Answer::of(app.get("/models/tiny/embeddings/neighbors?word=Superbe&k=4")).await;
    assert_json_snapshot!(answer.body, { ".neighbors[].similarity" => insta::rounded_redaction(4) });
    let with_precision = Answer::of(app.get("/models/tiny:fp32/embeddings/neighbors?word=Superbe&k=4")).await;
    assert_eq!(with_precision.body, answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_in_pieces_is_their_mean_and_said_so() {
    let app = TestApp::start().await;
    let answer = Answer::of(app.get("/models/tiny-transformer/embeddings/neighbors?word=acting")).await;
    assert_eq!(answer.body["vector"], "mean_of_pieces");
    assert!(answer.body["pieces"].as_array().unwrap().len() > 1, "{answer:?}");
    assert_eq!(answer.body["neighbors"].as_array().unwrap().len(), 10);
    let whole = Answer::of(app.get("/models/tiny-transformer/embeddings/neighbors?word=acting&whole=true")).await;
    assert!(whole.body["neighbors"].as_array().unwrap().iter().all(|one| one["piece"] == false));
}

#[tokio::test(flavor = "multi_thread")]
async fn emoji_are_words_where_the_vocabulary_has_them() {
    let app = TestApp::start().await;
    let known = Answer::of(app.get("/models/tiny/embeddings/neighbors?word=😍")).await;
    assert_eq!((known.status.as_u16(), &known.body["word"]), (200, &serde_json::json!("😍")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_word_or_not_known_is_a_problem() {
    let app = TestApp::start().await;
    for (model, query, wanted) in [
        ("none", "word=film", (404, "unknown-model")),
        ("tiny", "word=🦄", (404, "unknown-word")),
        ("tiny", "word=zzz", (404, "unknown-word")),
        ("tiny", "word=%5BPAD%5D", (404, "unknown-word")),
        ("tiny", "word=", (400, "invalid-parameter")),
        ("tiny", "word=%20%09", (400, "invalid-parameter")),
        ("tiny", "word=un%20film", (400, "invalid-parameter")),
        ("tiny", "", (400, "invalid-parameter")),
        ("tiny", "word=film&k=0", (400, "invalid-parameter")),
        ("tiny", "word=film&k=101", (400, "invalid-parameter")),
        ("tiny", "word=film&other=1", (400, "invalid-parameter")),
    ] {
        let (status, kind) = problem(&app, &format!("{model}/embeddings/neighbors?{query}")).await;
        assert_eq!((status, kind.as_str()), wanted, "{model} {query}");
    }
    let long = "z".repeat(20_000);
    let (status, kind) = problem(&app, &format!("tiny/embeddings/neighbors?word={long}")).await;
    assert_eq!((status, kind.as_str()), (400, "invalid-parameter"));
    // A megabyte is no address: it ends before any route sees it.
    let huge = app.get(&format!("/models/tiny/embeddings/neighbors?word={}", "z".repeat(1 << 20))).send().await;
    assert!(huge.is_err() || huge.unwrap().status().is_client_error());
    let detail = Answer::of(app.get("/models/tiny/embeddings/neighbors?word=zzz")).await;
    assert!(detail.body["detail"].as_str().unwrap().contains("zzz"), "{detail:?}");
}
