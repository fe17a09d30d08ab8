//! `POST /predictions/labels`, `GET /predictions/annotators`, `GET /predictions/agreement`.

use serde_json::{Value, json};

use super::as_teacher;
use crate::support::{Answer, TestApp};

/// A server with the ids of `count` predictions.
async fn predicted(count: usize) -> (TestApp, Vec<String>) {
    let app = TestApp::start().await;
    let answer = app.predict(json!({"texts": vec!["Un film drôle."; count], "model": "tiny:fp32"})).await;
    let id = |one: &Value| one["id"].as_str().unwrap().to_owned();
    let ids = answer.body["predictions"].as_array().unwrap().iter().map(id).collect();
    (app, ids)
}

async fn post(app: &TestApp, labels: Vec<Value>) -> Answer {
    Answer::of(app.post("/predictions/labels").json(&json!({"labels": labels}))).await
}

async fn gold(app: &TestApp, id: &str) -> Value {
    Answer::of(app.get(&format!("/predictions/{id}"))).await.body["gold_label"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_label_costs_itself_alone() {
    let (app, ids) = predicted(3).await;
    let none = "00000000-0000-7000-8000-00000000ffff";
    let answer = post(
        &app,
        vec![
            json!({"id": ids[0], "label": "negative"}),
            json!({"id": none, "label": "negative"}),
            json!({"id": ids[1], "label": "fabuleux"}),
            json!({"id": ids[1], "label": "positive", "annotator": "x".repeat(41)}),
            json!({"id": ids[1], "label": "positive", "annotator": "  groupe 3 "}),
            json!({"id": "un", "label": "positive"}),
            json!({"id": ids[0], "label": "positive"}),
        ],
    )
    .await;
    assert_eq!((answer.status.as_u16(), &answer.body["labelled"]), (200, &json!(3)), "{answer:?}");
    let refused: Vec<(u64, &str)> = answer.body["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["index"].as_u64().unwrap(), one["error"]["type"].as_str().unwrap()))
        .collect();
    let wanted = [
        (1, "/problems/unknown-prediction"),
        (2, "/problems/unknown-label"),
        (3, "/problems/invalid-field"),
        (5, "/problems/invalid-field"),
    ];
    assert_eq!(refused, wanted);
    assert_eq!(gold(&app, &ids[0]).await, "positive", "the last one counts");
    assert_eq!(gold(&app, &ids[1]).await, "positive");
    let live = Answer::of(app.get("/evaluations/live")).await;
    assert_eq!(live.body["done"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn ndjson_and_long_lists_do() {
    let (app, ids) = predicted(450).await;
    let mut lines: Vec<String> = ids.iter().map(|id| json!({"id": id, "label": "negative"}).to_string()).collect();
    lines.insert(1, String::new());
    lines.insert(2, "{".to_owned());
    let request = app.post("/predictions/labels").header("content-type", "application/x-ndjson");
    let answer = Answer::of(request.body(lines.join("\n"))).await;
    assert_eq!(answer.body["labelled"], 450, "{answer:?}");
    assert_eq!(answer.body["refused"][0]["index"], 2, "lines count from 0");

    let many = vec![json!({"id": ids[0], "label": "negative"}); 10_001];
    let answer = post(&app, many).await;
    assert_eq!((answer.status.as_u16(), answer.problem()), (422, "invalid-field"));
    assert_eq!(post(&app, Vec::new()).await.body, json!({"labelled": 0, "refused": []}));
    let text = Answer::of(app.post("/predictions/labels").body("x")).await;
    assert_eq!(text.problem(), "unsupported-media-type");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_annotators_are_compared() {
    let (app, ids) = predicted(20).await;
    let label = |id: &String, label: &str, by: &str| json!({"id": id, "label": label, "annotator": by});
    let mut labels = Vec::new();
    for (at, id) in ids.iter().enumerate() {
        labels.push(label(id, if at < 10 { "negative" } else { "positive" }, "ana"));
        if at > 0 {
            labels.push(label(id, if at < 8 { "negative" } else { "positive" }, "bo"));
        }
    }
    assert_eq!(post(&app, labels).await.body["labelled"], 39);
    let annotators = as_teacher(app.get("/predictions/annotators")).await.body;
    assert_eq!(
        (&annotators["annotators"][0]["annotator"], &annotators["annotators"][0]["labels"]),
        (&json!("ana"), &json!(20))
    );
    assert_eq!(annotators["annotators"][1]["labels"], 19);

    let agreement = as_teacher(app.get("/predictions/agreement?first=ana&second=bo")).await.body;
    assert_eq!((&agreement["rows"], &agreement["table"]), (&json!(19), &json!([[7, 2], [0, 10]])));
    // sklearn.metrics.cohen_kappa_score of the same labels.
    let kappa = agreement["kappa"]["value"].as_f64().unwrap();
    assert!((kappa - 0.786_516_853_932_584_3).abs() < 1e-12, "{kappa}");
    let differing = agreement["differing"].as_array().unwrap();
    let told: Vec<&str> = differing.iter().map(|one| one["id"].as_str().unwrap()).collect();
    // The texts of one list are read by several workers, and take their ids as they are answered.
    let mut wanted = [ids[8].as_str(), ids[9].as_str()];
    wanted.sort_by(|one, other| other.cmp(one));
    assert_eq!(told, wanted, "newest first");
    assert_eq!((&differing[0]["first"], &differing[0]["second"]), (&json!("negative"), &json!("positive")));

    // What is given one by one counts too, and goes with the prediction.
    let put = app.put(&format!("/predictions/{}/label", ids[0]));
    let put = Answer::of(put.json(&json!({"label": "negative", "annotator": "bo"}))).await;
    assert_eq!(put.status, 200, "{put:?}");
    let rows = async || as_teacher(app.get("/predictions/agreement?first=ana&second=bo")).await.body["rows"].clone();
    assert_eq!(rows().await, 20);
    assert_eq!(as_teacher(app.delete(&format!("/predictions/{}", ids[0]))).await.status, 204);
    assert_eq!(rows().await, 19);
    assert_eq!(as_teacher(app.get("/predictions/agreement?first=ana&second=cy")).await.body["kappa"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn annotators_are_the_teacher_s_to_see() {
    let app = TestApp::start().await;
    for path in ["/predictions/annotators", "/predictions/agreement?first=a&second=b"] {
        assert_eq!(Answer::of(app.get(path)).await.problem(), "teacher-only");
    }
    for query in ["?first=a", "?first=a&second=", "?first=a&second=b&third=c"] {
        let answer = as_teacher(app.get(&format!("/predictions/agreement{query}"))).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (400, "invalid-parameter"), "{query}");
    }
}
