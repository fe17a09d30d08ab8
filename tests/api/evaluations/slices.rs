//! `/slices`: where the model fails, found by itself.

use serde_json::{Value, json};

use super::{evaluated, get};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn slices_that_part_the_rows_sum_to_them() {
    let (app, location) = super::with_reviews().await;
    let slices = get(&app, &format!("{location}/slices")).await;
    assert_eq!((&slices["rows"], &slices["errors"]), (&json!(6), &json!(2)));
    let mut partitions = 0;
    for group in slices["groups"].as_array().unwrap() {
        if group["is_partition"] == true {
            let sum = |field: &str| {
                let count = |slice: &Value| slice[field].as_u64().unwrap();
                group["slices"].as_array().unwrap().iter().map(count).sum::<u64>()
            };
            assert_eq!(sum("rows") + group["rows_left_out"].as_u64().unwrap(), 6, "{group}");
            partitions += 1;
        }
    }
    assert!(partitions >= 5, "{slices}");
    let sources = slices["groups"].as_array().unwrap().iter().find(|group| group["subject"] == "attribute.source");
    let classe = &sources.unwrap()["slices"][0];
    assert_eq!((&classe["conditions"], &classe["rows"]), (&json!(["attribute.source=classe"]), &json!(3)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_whose_rows_are_mislabelled_is_the_worst_slice() {
    let app = TestApp::start().await;
    let openings = ["Le film", "La pièce", "Le livre", "Ce récit", "Cette série"];
    let verdicts = ["est brillant", "n'est pas brillant", "est nul", "n'est pas nul", "reste drôle", "ennuie un peu"];
    let texts: Vec<String> = (0..300)
        .map(|n| format!("{} {}, jour {n}.", openings[n % openings.len()], verdicts[n % verdicts.len()]))
        .collect();
    // Labelled as the model itself reads them, so that all its errors are those that are planted.
    let answer = app.predict(json!({"texts": texts, "model": "tiny:fp32", "log": false})).await;
    let file: String = texts
        .iter()
        .zip(answer.body["predictions"].as_array().unwrap())
        .map(|(text, predicted)| {
            let flipped = if predicted["label"] == "positive" { "negative" } else { "positive" };
            let label = if text.contains(" pas ") { json!(flipped) } else { predicted["label"].clone() };
            format!("{}\n", json!({"text": text, "label": label}))
        })
        .collect();
    let location = evaluated(&app, "x-ndjson", "?model=tiny:fp32", file).await;
    let worst = &get(&app, &format!("{location}/slices")).await["worst"]["slices"][0];
    let conditions: Vec<&str> =
        worst["conditions"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    assert!(matches!(conditions[..], ["word=pas"] | ["negation=yes"]), "{worst}");
    assert_eq!(
        (&worst["rows"], &worst["error_rate"], &worst["rest_error_rate"]),
        (&json!(100), &json!(1.0), &json!(0.0))
    );
}
