//! `GET /evaluations/{id}/export`.

use serde_json::{Value, json};

use super::{evaluated, get, lines, with_reviews};
use crate::support::{Answer, TEACHER_KEY, TestApp};

async fn exported(app: &TestApp, address: &str) -> String {
    let response = app.get(address).send().await.unwrap();
    assert_eq!(response.status(), 200, "{address}");
    response.text().await.unwrap()
}

fn objects(ndjson: &str) -> Vec<Value> {
    ndjson.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_tell_all_that_is_known_with_the_labels_that_count() {
    let (app, location) = with_reviews().await;
    let label = json!({"label": "positive"});
    assert_eq!(Answer::of(app.put(&format!("{location}/rows/4/label")).json(&label)).await.status, 200);
    let rows = objects(&exported(&app, &format!("{location}/export")).await);
    assert_eq!(rows.len(), 6);
    let row = &rows[4];
    assert_eq!(
        (&row["row"], &row["line"], &row["id"], &row["text"], &row["attributes"]),
        (&json!(4), &json!(7), &Value::Null, &json!("Un récit brillant !"), &json!({"source": "forum"}))
    );
    assert_eq!(
        (&row["label"], &row["original"], &row["correct"]),
        (&json!("positive"), &json!("negative"), &json!(true))
    );
    assert_eq!((&rows[5]["original"], &rows[5]["correct"]), (&Value::Null, &json!(false)));
    assert_eq!(row["cues"], json!(["exclamation"]));
    assert_eq!(row["score"], row["scores"][row["predicted"].as_str().unwrap()]);
    let right = rows.iter().filter(|row| row["correct"] == true).count();
    assert_eq!(get(&app, &location).await["accuracy"], right as f64 / 6.0);

    let csv = exported(&app, &format!("{location}/export?format=csv")).await;
    assert!(csv.starts_with("row,line,id,text,label,original,predicted,correct,score,scores,tokens,"), "{csv}");
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    for (record, row) in reader.records().zip(&rows) {
        for (name, field) in names.iter().zip(&record.unwrap()) {
            let written = match &row[name] {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                Value::Array(words) => words.iter().map(|word| word.as_str().unwrap()).collect::<Vec<_>>().join(" "),
                other => other.to_string(),
            };
            assert_eq!(field, written, "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_training_file_reads_back_as_the_same_rows() {
    let (app, location) = with_reviews().await;
    let awkward = "{\"text\": \"=1+1, \\\"drôle\\\"\\r\\nbrillant\", \"label\": 1, \"source\": \"a;b\", \"note\": 5}\n\
        {\"text\": \"Nul.\", \"label\": \"negative\"}\n";
    let other = evaluated(&app, "x-ndjson", "?model=tiny:fp32", awkward).await;
    for location in [location, other] {
        let rows = objects(&exported(&app, &format!("{location}/export")).await);
        for (format, kind) in [("ndjson", "x-ndjson"), ("csv", "csv")] {
            let training = exported(&app, &format!("{location}/export?what=training&format={format}")).await;
            let again = evaluated(&app, kind, "?model=tiny:fp32", training.clone()).await;
            let read = objects(&exported(&app, &format!("{again}/export")).await);
            assert_eq!(read.len(), rows.len(), "{training}");
            for (mut read, row) in read.into_iter().zip(&rows) {
                // A table has every column in every row; an empty value is none.
                let attributes = read["attributes"].as_object_mut().unwrap();
                attributes.retain(|_, value| value != "");
                for field in ["text", "label", "predicted", "scores", "attributes"] {
                    assert_eq!(read[field], row[field], "{training}");
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn duplicates_and_doubts_are_left_out() {
    let app = TestApp::start().await;
    let mut rows = vec![("Une histoire nulle, sans le moindre intérêt.", "negative"); 2];
    rows.extend([
        ("Un récit brillant.", "negative"),
        ("Un film brillant.", "positive"),
        ("UN FILM BRILLANT", "positive"),
    ]);
    let location = evaluated(&app, "x-ndjson", "?model=tiny:fp32", lines(rows)).await;
    let numbers = async |query: &str| {
        let rows = objects(&exported(&app, &format!("{location}/export?{query}")).await);
        rows.iter().map(|row| row["row"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    let doubts = get(&app, &format!("{location}/doubts")).await;
    assert_eq!(doubts["doubts"][0]["row"], 2, "{doubts}");
    assert_eq!(numbers("").await, [0, 1, 2, 3, 4]);
    assert_eq!(numbers("without=duplicates").await, [0, 2, 3]);
    assert_eq!(numbers("without=doubts").await, [0, 1, 3, 4]);
    assert_eq!(numbers("without=doubts,duplicates").await, [0, 3]);
    let answer = Answer::of(app.get(&format!("{location}/export?without=errors"))).await;
    assert_eq!((answer.status.as_u16(), answer.problem()), (400, "invalid-parameter"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_the_teacher_s() {
    let app = TestApp::start().await;
    let answer = Answer::of(app.get("/evaluations/live/export")).await;
    assert_eq!((answer.status.as_u16(), answer.problem()), (401, "teacher-only"));
    let made = Answer::of(app.post("/predict").json(&json!({"text": "Un film brillant.", "model": "tiny:fp32"}))).await;
    let id = made.body["id"].as_str().unwrap();
    let label = json!({"label": "negative"});
    assert_eq!(Answer::of(app.put(&format!("/predictions/{id}/label")).json(&label)).await.status, 200);
    let response = app.get("/evaluations/live/export").bearer_auth(TEACHER_KEY).send().await.unwrap();
    let rows = objects(&response.text().await.unwrap());
    assert_eq!((rows.len(), rows[0]["id"].as_str(), &rows[0]["line"]), (1, Some(id), &Value::Null));
    assert_eq!((&rows[0]["label"], &rows[0]["attributes"]), (&json!("negative"), &json!({"model": "tiny:fp32"})));
    let training = app.get("/evaluations/live/export?what=training&format=csv").bearer_auth(TEACHER_KEY);
    let training = training.send().await.unwrap().text().await.unwrap();
    assert_eq!(training, "text,label,model\r\nUn film brillant.,negative,tiny:fp32\r\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_rows_than_a_page_come_in_order() {
    let app = TestApp::start().await;
    let texts: Vec<String> = (0..300).map(|number| format!("Un film brillant, le {number}e.")).collect();
    let location =
        evaluated(&app, "x-ndjson", "?model=tiny:fp32", lines(texts.iter().map(|text| (text.as_str(), "positive"))))
            .await;
    let rows = objects(&exported(&app, &format!("{location}/export")).await);
    assert_eq!(rows.iter().map(|row| row["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>(), texts);
}
