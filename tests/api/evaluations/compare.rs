//! `/evaluations/{id}/compare`: two models on the same file.

use serde_json::json;

use super::{REVIEWS, evaluated, get, lines, with_reviews};
use crate::support::Answer;

#[tokio::test(flavor = "multi_thread")]
async fn two_models_are_compared_row_by_row() {
    let (app, first) = with_reviews().await;
    let second = evaluated(&app, "csv", "?model=tiny-bow", REVIEWS).await;
    let id = second.trim_start_matches("/evaluations/");
    let compared = get(&app, &format!("{first}/compare?with={id}")).await;
    let count = |field: &str| compared[field].as_u64().unwrap();
    assert_eq!(count("both_right") + count("only_first") + count("only_second") + count("neither"), 6);
    assert_eq!((&compared["first"]["model"], &compared["second"]["model"]), (&json!("tiny"), &json!("tiny-bow")));
    let differing = compared["differing"].as_array().unwrap();
    assert_eq!(differing.len() as u64, count("only_first") + count("only_second"));
    for row in differing {
        assert_ne!(row["first"]["label"], row["second"]["label"]);
    }
    let itself = get(&app, &format!("{second}/compare?with={id}")).await;
    assert_eq!((&itself["mcnemar"]["p_value"], &itself["differing"]), (&json!(1.0), &json!([])));
}

#[tokio::test(flavor = "multi_thread")]
async fn other_rows_are_not_compared() {
    let (app, first) = with_reviews().await;
    let other = evaluated(&app, "x-ndjson", "?model=tiny", lines([("Nul.", "negative")])).await;
    let id = other.trim_start_matches("/evaluations/");
    let answer = Answer::of(app.get(&format!("{first}/compare?with={id}"))).await;
    assert_eq!((answer.status.as_u16(), answer.problem()), (409, "other-rows"));
    let none = Answer::of(app.get(&format!("{first}/compare?with=00000000-0000-7000-8000-00000000ffff"))).await;
    assert_eq!(none.problem(), "unknown-evaluation");
}
