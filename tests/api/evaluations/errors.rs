//! `/errors`, `/words`, `/doubts`, `/duplicates`: what went wrong, as sentences.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{evaluated, get, lines, with_reviews};
use crate::support::{Answer, TestApp};

fn rows(page: &Value) -> Vec<u64> {
    page["rows"].as_array().unwrap().iter().map(|row| row["row"].as_u64().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_come_surest_first_with_what_explains_them() {
    let (app, location) = with_reviews().await;
    let page = get(&app, &format!("{location}/errors?contributions=true")).await;
    assert_eq!(page["total"], 2);
    assert_eq!(rows(&page).into_iter().collect::<BTreeSet<_>>(), BTreeSet::from([4, 5]));
    assert!(page["rows"][0]["score"].as_f64() >= page["rows"][1]["score"].as_f64());
    let row = page["rows"].as_array().unwrap().iter().find(|row| row["row"] == 4).unwrap();
    assert_eq!((&row["line"], &row["gold"], &row["predicted"]), (&json!(7), &json!("negative"), &json!("positive")));
    assert_eq!((&row["cues"], &row["attributes"]), (&json!(["exclamation"]), &json!({"source": "forum"})));
    // What the row says of itself is what the other routes say of its text.
    let predicted = app.predict(json!({"text": row["text"], "model": "tiny:fp32", "log": false})).await;
    assert_eq!((&row["score"], &row["scores"]), (&predicted.body["score"], &predicted.body["scores"]));
    let explained = app.explain(row["explain"].clone()).await;
    assert_eq!(explained.status, 200, "{explained:?}");
    assert_eq!(row["contributions"], explained.body["contributions"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_chosen_by_cell_slice_word_and_order() {
    let (app, location) = with_reviews().await;
    let chosen = async |query: &str| rows(&get(&app, &format!("{location}/errors?{query}")).await);
    assert_eq!(chosen("gold=positive&predicted=negative").await, [5]);
    assert_eq!(chosen("where=attribute.source=forum").await, [4]);
    assert_eq!(chosen("where=attribute.source=forum&where=exclamation=no").await, [0u64; 0]);
    assert_eq!(chosen("q=brillant%20RECIT").await, [4]);
    assert_eq!(chosen("q=%22%20OR%20").await, [0u64; 0]);
    assert_eq!(chosen("wrong=false&where=contrast=yes").await, [2]);
    assert_eq!(chosen("wrong=any&order=random&seed=3").await.len(), 6);
    assert_eq!(chosen("wrong=any&order=random&seed=3").await, chosen("wrong=any&order=random&seed=3").await);
    let nearest = chosen("wrong=any&order=border").await;
    let mut surest = chosen("wrong=any&order=confident").await;
    surest.reverse();
    assert_eq!(nearest, surest);
    for query in
        ["order=best", "gold=neutral", "where=moon=full", "where=word=chat", "limit=0", "cursor=x", "colour=red"]
    {
        let answer = Answer::of(app.get(&format!("{location}/errors?{query}"))).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (400, "invalid-parameter"), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_meet_without_gap_or_overlap() {
    let app = TestApp::start().await;
    let texts: Vec<String> = (0..50).map(|n| format!("Un film brillant numéro {n}")).collect();
    let file = lines(texts.iter().map(|text| (text.as_str(), "negative")));
    let location = evaluated(&app, "x-ndjson", "?model=tiny:fp32", file).await;
    for order in ["confident", "border", "random", "doubtful"] {
        let whole = rows(&get(&app, &format!("{location}/errors?order={order}&limit=200")).await);
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = get(&app, &format!("{location}/errors?order={order}&limit=7{cursor}")).await;
            seen.extend(rows(&page));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, whole, "{order}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_of_errors_doubtful_labels_and_duplicates_are_told() {
    let app = TestApp::start().await;
    let mut file: Vec<(String, &str)> = Vec::new();
    for n in 0..20 {
        file.push((format!("Un film brillant, scène {n}"), "positive"));
        file.push((format!("Une histoire nulle, scène {n}"), "negative"));
    }
    for n in 0..4 {
        file.push((format!("Un décor brillant, scène {n}"), "negative"));
    }
    file.push(("Un film BRILLANT : scene 3 !".to_owned(), "positive"));
    file.push(("Un décor brillant, scène 2".to_owned(), "positive"));
    let file = lines(file.iter().map(|(text, label)| (text.as_str(), *label)));
    let location = evaluated(&app, "x-ndjson", "?model=tiny:fp32", file).await;

    let words = get(&app, &format!("{location}/words")).await;
    assert_eq!((&words["words"][0]["word"], &words["words"][0]["errors"]), (&json!("decor"), &json!(4)));
    assert_eq!(get(&app, &format!("{location}/errors?where=word=decor")).await["total"], 4);

    let doubts = get(&app, &format!("{location}/doubts?limit=3")).await;
    assert_eq!(doubts["doubtful"].as_u64().unwrap() + doubts["model_errors"].as_u64().unwrap(), 4);
    assert_eq!(doubts["doubts"].as_array().unwrap().len(), doubts["texts"].as_array().unwrap().len());

    let duplicates = get(&app, &format!("{location}/duplicates")).await;
    assert_eq!(duplicates["conflicts"], 1);
    assert_eq!(duplicates["groups"][0]["rows"], json!([42, 45]));
    assert_eq!(duplicates["groups"][0]["conflict"], true);
}
