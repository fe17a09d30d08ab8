//! `POST /evaluations`, and how a file is followed.

use serde_json::{Value, json};

use super::{REVIEWS, evaluated, followed, get, lines, send, with_reviews};
use crate::support::{Answer, TEACHER_KEY, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_taken_in_read_and_counted() {
    let app = TestApp::start().await;
    let answer = Answer::of(send(&app, "csv", "?model=tiny:fp32&name=critiques", REVIEWS)).await;
    assert_eq!(answer.status, 202, "{answer:?}");
    let location = answer.header("location").unwrap().to_owned();
    assert_eq!(location, format!("/evaluations/{}", answer.body["id"].as_str().unwrap()));
    assert_eq!((&answer.body["total"], &answer.body["name"]), (&json!(6), &json!("critiques")));
    let events = followed(&app, &location).await;
    assert!(events[..events.len() - 1].iter().all(|(name, _)| name == "progress"), "{events:?}");
    let (name, last) = events.last().unwrap();
    assert_eq!((name.as_str(), &last["status"]), ("done", &json!("done")));
    let mut body = get(&app, &location).await;
    assert_eq!((&body["done"], &body["total"], &body["refused"]), (&json!(6), &json!(6), &json!(0)));
    assert_eq!((&body["model"], &body["precision"]), (&json!("tiny"), &json!("fp32")));
    assert_eq!(body["accuracy"], json!(4.0 / 6.0));
    assert_eq!(body["figures"]["accuracy"]["value"], body["accuracy"]);
    assert_eq!(body["figures"]["classes"][1]["label"], "positive");
    // The figures are those of the last event, and more.
    body.as_object_mut().unwrap().remove("figures");
    assert_eq!(&body, last);
    let listed = Answer::of(app.get("/evaluations").bearer_auth(TEACHER_KEY)).await;
    assert_eq!(listed.body["evaluations"], json!([last]));
    assert_eq!(Answer::of(app.get("/evaluations")).await.problem(), "teacher-only");
    // Nothing of it is in the log, and its file is gone.
    let log = Answer::of(app.get("/predictions").bearer_auth(TEACHER_KEY)).await;
    assert_eq!(log.body["predictions"], json!([]));
    assert_eq!(std::fs::read_dir(app.dir.path().join("data/evaluations")).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_row_costs_itself_and_is_told() {
    let app = TestApp::start().await;
    let mut file =
        b"{\"text\": \"Un film brillant.\", \"label\": 1}\n{\"text\": \"x\", \"label\": \"fabuleux\"}\n".to_vec();
    file.extend_from_slice(
        b"{\"text\": \"caf\xe9\", \"label\": 1}\n\n{\"text\": \"Nul.\", \"label\": \"Negative\"}\n[]\n",
    );
    file.extend_from_slice(b"{\"text\": \"\\u0000\\u200b\", \"label\": 0}\n{\"text\": \"\", \"label\": 0}");
    let location = evaluated(&app, "x-ndjson", "?model=tiny:fp32", file).await;
    let body = get(&app, &location).await;
    assert_eq!(
        (&body["refused"], &body["done"]),
        (&body["total"].as_u64().map(|n| n - body["figures"]["rows"].as_u64().unwrap()).into(), &body["total"])
    );
    let faults = get(&app, &format!("{location}/faults")).await;
    let told: Vec<(u64, &str)> = faults["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (fault["line"].as_u64().unwrap(), fault["error"]["type"].as_str().unwrap()))
        .collect();
    let wanted = [(2, "/problems/unknown-label"), (3, "/problems/invalid-utf8"), (6, "/problems/invalid-json")];
    assert_eq!(told[..3], wanted);
    assert_eq!(told.last(), Some(&(8, "/problems/empty-text")));
    let english = Answer::of(app.get(&format!("{location}/faults")).header("accept-language", "en")).await;
    assert_eq!(english.body["faults"][0]["error"]["detail"], "The model has no label 'fabuleux'.");
    let french = faults["faults"][0]["error"]["detail"].as_str().unwrap();
    assert_eq!(french, "Le modèle n'a pas d'étiquette « fabuleux ».");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_without_a_row_to_read_is_given_up_and_says_why() {
    let app = TestApp::start().await;
    let location = evaluated(&app, "x-ndjson", "?model=tiny", "{}\n{\"text\": \"x\"}\n").await;
    let body = get(&app, &location).await;
    assert_eq!((&body["status"], &body["reason"], &body["refused"]), (&json!("failed"), &json!("no_row"), &json!(2)));
    assert_eq!(body["accuracy"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_do_is_refused_and_leaves_nothing() {
    let app = TestApp::start().await;
    let good = lines([("Nul.", "negative")]);
    let long_name = format!("?name={}", "x".repeat(201));
    for (kind, query, file, status, problem) in [
        ("x-ndjson", "", "", 422, "empty-file"),
        ("x-ndjson", "", " \n\r\n", 422, "empty-file"),
        ("csv", "", "text,label\n", 422, "empty-file"),
        ("csv", "", "texte;label\nx;1\n", 422, "unreadable-table"),
        ("x-ndjson", "?model=grand", &good, 404, "unknown-model"),
        ("x-ndjson", "?models=tiny", &good, 400, "invalid-parameter"),
        ("x-ndjson", &long_name, &good, 400, "invalid-parameter"),
    ] {
        let answer = Answer::of(send(&app, kind, query, file.to_owned())).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (status, problem), "{query} {file}");
    }
    let header = Answer::of(send(&app, "csv", "", "texte;label\nx;1\n")).await;
    assert!(header.body["detail"].as_str().unwrap().contains("« texte », « label »"), "{header:?}");
    let json = Answer::of(app.post("/evaluations").json(&json!({"text": "x", "label": 1}))).await;
    assert_eq!((json.status.as_u16(), json.problem()), (415, "unsupported-media-type"));
    let listed = Answer::of(app.get("/evaluations").bearer_auth(TEACHER_KEY)).await;
    assert_eq!(listed.body["evaluations"], json!([]));
    let files = std::fs::read_dir(app.dir.path().join("data/evaluations"));
    assert_eq!(files.map_or(0, Iterator::count), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_breaks_off_leaves_nothing() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let app = TestApp::start().await;
    let mut stream = tokio::net::TcpStream::connect(app.address.trim_start_matches("http://")).await.unwrap();
    let head = "POST /evaluations HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-ndjson\r\ntransfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(b"5\r\n{\"tex\r\nzz\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert_eq!(std::fs::read_dir(app.dir.path().join("data/evaluations")).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_upload_left_is_taken_away_at_the_next_start() {
    let app = TestApp::with(|config, _| {
        let folder = config.data_dir.join("evaluations");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("0".repeat(32)), "{\"text\": \"à moi").unwrap();
    })
    .await;
    // Evaluations are read once it is gone.
    evaluated(&app, "x-ndjson", "?model=tiny", lines([("Nul.", "negative")])).await;
    assert_eq!(std::fs::read_dir(app.dir.path().join("data/evaluations")).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_of_many_megabytes_costs_itself() {
    let app = TestApp::with(|config, _| config.http.text_limit_bytes = 4096).await;
    let long = format!("{{\"text\": \"{}\", \"label\": 1}}\n", "x".repeat(8 << 20));
    let file = format!("{}{long}{}", lines([("Nul.", "negative")]), lines([("Un film brillant.", "positive")]));
    let location = evaluated(&app, "x-ndjson", "?model=tiny", file).await;
    let body = get(&app, &location).await;
    assert_eq!((&body["figures"]["rows"], &body["refused"], &body["total"]), (&json!(2), &json!(1), &json!(3)));
    let faults = get(&app, &format!("{location}/faults")).await;
    assert_eq!(faults["faults"][0]["error"]["type"], "/problems/text-too-large");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reads_an_evaluation_without_its_id() {
    let (app, location) = with_reviews().await;
    for part in [
        "",
        "/events",
        "/faults",
        "/confusion",
        "/calibration",
        "/slices",
        "/errors",
        "/words",
        "/doubts",
        "/duplicates",
    ] {
        for (id, status, problem) in
            [("00000000-0000-7000-8000-00000000ffff", 404, "unknown-evaluation"), ("x", 400, "invalid-parameter")]
        {
            let answer = Answer::of(app.get(&format!("/evaluations/{id}{part}"))).await;
            assert_eq!((answer.status.as_u16(), answer.problem()), (status, problem), "{id}{part}");
        }
        let answer = app.get(&format!("{location}{part}")).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{part}");
    }
}
