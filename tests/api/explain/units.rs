//! `units`: the mean, each, or those named.

use serde_json::{Value, json};

use super::table;
use crate::support::{Answer, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn the_mean_is_one_column_and_the_default() {
    let app = TestApp::start().await;
    let text = "Un film drôle.";
    let mean = app.explain(json!({"text": text, "model": "tiny"})).await.body;
    assert_eq!(mean, app.explain(json!({"text": text, "model": "tiny", "units": "mean"})).await.body);
    let all = app.explain(json!({"text": text, "model": "tiny", "units": "all"})).await.body;
    for at in 0..2 {
        assert_eq!(mean["layers"][at]["units"], "mean");
        let of_all = table(&all["layers"][at], "forget");
        for (mean, row) in table(&mean["layers"][at], "forget").iter().zip(of_all) {
            assert_eq!(mean.len(), 1);
            assert!((mean[0] - row.iter().sum::<f64>() / 4.0).abs() < 1e-7);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn units_are_shown_in_the_order_asked_for_each_once() {
    let app = TestApp::start().await;
    let ask = async |units| app.explain(json!({"text": "Un film.", "model": "tiny-gru", "units": units})).await.body;
    let (all, some) = (ask(json!("all")).await, ask(json!([3, 0, 3])).await);
    assert_eq!(some["layers"][0]["units"], json!([3, 0]));
    let (all, some) = (table(&all["layers"][0], "update"), table(&some["layers"][0], "update"));
    assert_eq!(some, all.iter().map(|row| vec![row[3], row[0]]).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn units_that_do_not_exist_are_a_problem_that_says_how_many_there_are() {
    let app = TestApp::start().await;
    let answer = app.explain(json!({"text": "Un film.", "model": "tiny", "units": [0, 4]})).await;
    assert_eq!((answer.status.as_u16(), answer.problem()), (422, "invalid-field"));
    assert_eq!(answer.body["errors"][0]["pointer"], "/units");
    assert!(
        answer.body["detail"].as_str().unwrap().contains("pas d'unité 4 : la plus large couche en a 4"),
        "{answer:?}"
    );
    let wrong = [("\"some\"", ""), ("[]", ""), ("[-1]", "/0"), ("[1,0.5]", "/1"), ("2", "")];
    for (units, within) in wrong {
        let units: Value = serde_json::from_str(units).unwrap();
        let answer = app.explain(json!({"text": "Un film.", "model": "tiny", "units": units})).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (422, "invalid-field"), "{units}");
        assert_eq!(answer.body["errors"][0]["pointer"], format!("/units{within}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_streams_and_its_numbers_have_nine_digits_at_most() {
    let app = TestApp::start().await;
    let body = json!({"text": "Un film drôle.", "model": "tiny-bilstm-stacked", "units": "all", "influence": true});
    let response = app.post("/explain").json(&body).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(response.headers().get("content-length"), None);
    let text = response.text().await.unwrap();
    let layers = &text[text.find("\"layers\"").unwrap()..];
    for number in layers.split([',', '[', ']', ':', '{', '}']).filter(|part| part.parse::<f64>().is_ok()) {
        let digits = number.split('e').next().unwrap().trim_start_matches(['-', '0', '.']);
        assert!(digits.chars().filter(char::is_ascii_digit).count() <= 9, "{number}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_leaves_frees_its_place() {
    let app = TestApp::start().await;
    let body = json!({"text": "Un film drôle.", "model": "tiny", "units": "all"});
    // Whole units take an eighth of the places each: were they kept, the ninth would be refused.
    for _ in 0..20 {
        let response = app.post("/explain").json(&body).send().await.unwrap();
        assert_eq!(response.status(), 200);
        drop(response);
    }
    assert_eq!(Answer::of(app.post("/explain").json(&body)).await.status, 200);
}
