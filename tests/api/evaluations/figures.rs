//! `/confusion`, `/calibration`, and labels corrected.

use serde_json::json;

use super::{get, with_reviews};
use crate::support::Answer;

#[tokio::test(flavor = "multi_thread")]
async fn the_cells_sum_to_the_rows() {
    let (app, location) = with_reviews().await;
    let confusion = get(&app, &format!("{location}/confusion")).await;
    assert_eq!(confusion, json!({"labels": ["negative", "positive"], "matrix": [[2, 1], [1, 2]]}));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bins_sum_to_the_rows() {
    let (app, location) = with_reviews().await;
    let calibration = get(&app, &format!("{location}/calibration")).await;
    for curve in ["confidence", "second_label"] {
        let rows: u64 = calibration[curve].as_array().unwrap().iter().map(|bin| bin["rows"].as_u64().unwrap()).sum();
        assert_eq!(rows, 6, "{curve}");
    }
    let count = |bin: &serde_json::Value| bin["right"].as_u64().unwrap() + bin["wrong"].as_u64().unwrap();
    assert_eq!(calibration["histogram"].as_array().unwrap().iter().map(count).sum::<u64>(), 6);
    assert_eq!(calibration["thresholds"]["label"], "positive");
    let refused = Answer::of(app.get(&format!("{location}/calibration?aim=luck"))).await;
    assert_eq!(refused.problem(), "invalid-parameter");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_label_counts_from_then_on_and_can_be_taken_back() {
    let (app, location) = with_reviews().await;
    let put = async |row: u64, label: &str| {
        Answer::of(app.put(&format!("{location}/rows/{row}/label")).json(&json!({"label": label}))).await
    };
    let corrected = put(4, "positive").await;
    assert_eq!((corrected.status.as_u16(), &corrected.body["accuracy"]), (200, &json!(5.0 / 6.0)));
    let confusion = get(&app, &format!("{location}/confusion")).await;
    assert_eq!(confusion["matrix"], json!([[2, 0], [1, 3]]));
    let right = get(&app, &format!("{location}/errors?wrong=false&where=attribute.source=forum&limit=3")).await;
    let row = right["rows"].as_array().unwrap().iter().find(|row| row["row"] == 4).unwrap();
    assert_eq!((&row["gold"], &row["original"]), (&json!("positive"), &json!("negative")));
    // It is no error any more, and a search among errors does not find it.
    assert_eq!(get(&app, &format!("{location}/errors?q=recit")).await["total"], 0);

    assert_eq!(put(4, "negative").await.body["accuracy"], json!(4.0 / 6.0));
    let found = get(&app, &format!("{location}/errors?q=R%C3%A9cit")).await;
    assert_eq!((&found["total"], &found["rows"][0]["original"]), (&json!(1), &json!(null)));

    for (row, label, status, problem) in [(6, "positive", 404, "unknown-row"), (0, "fabuleux", 409, "unknown-label")] {
        let answer = put(row, label).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (status, problem));
    }
}
