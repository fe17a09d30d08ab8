//! `/course/documents` and `/course/documents/{path}`.

use serde_json::{Value, json};
use sqlx::Connection;

use super::as_teacher;
use crate::support::{Answer, TestApp};

const PAGE: &str = "# Les portes\n\nUne **porte** laisse passer l'information. Elle vaut entre 0 et 1.\n";

async fn put(app: &TestApp, path: &str, body: impl Into<reqwest::Body>) -> Answer {
    as_teacher(app.put(&format!("/course/documents/{path}")).body(body)).await
}

fn paths(page: &Answer) -> Vec<&str> {
    let documents = page.body["documents"].as_array().unwrap_or_else(|| panic!("{page:?}"));
    documents.iter().map(|document| document["path"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_sent_read_changed_and_removed() {
    let app = TestApp::start().await;
    let empty = Answer::of(app.get("/course/documents")).await;
    assert_eq!((empty.status.as_u16(), &empty.body), (200, &json!({"documents": [], "next_cursor": null})));

    let created = put(&app, "lstm/Les%20portes.md", PAGE).await;
    assert_eq!((created.status.as_u16(), &created.body["outcome"]), (201, &json!("created")));
    insta::assert_json_snapshot!(created.body, { ".document.sha256" => "[sha256]" });

    let read = app.get("/course/documents/lstm/Les%20portes.md").send().await.unwrap();
    assert_eq!(read.headers()["content-type"], "text/markdown; charset=utf-8");
    assert_eq!(read.headers()["x-content-type-options"], "nosniff");
    let etag = read.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(read.text().await.unwrap(), PAGE);

    app.advance_ms(1000);
    assert_eq!(put(&app, "lstm/Les%20portes.md", PAGE).await.body["outcome"], "unchanged");
    let longer = format!("{PAGE}\nUne phrase de plus.\n");
    let changed = put(&app, "lstm/Les%20portes.md", longer.clone()).await;
    assert_eq!((changed.status.as_u16(), &changed.body["outcome"]), (200, &json!("changed")));
    assert_eq!(changed.body["document"]["updated_at"], "2026-11-24T10:00:01.000Z");
    let again = app.get("/course/documents/lstm/Les%20portes.md").header("if-none-match", &etag).send().await.unwrap();
    assert_eq!((again.status().as_u16(), again.text().await.unwrap()), (200, longer));

    let address = "/course/documents/lstm/Les%20portes.md";
    assert_eq!(as_teacher(app.delete(address)).await.status, 204);
    for answer in [as_teacher(app.delete(address)).await, Answer::of(app.get(address)).await] {
        assert_eq!((answer.status.as_u16(), answer.problem()), (404, "unknown-document"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_shows_how_it_was_cut() {
    let app = TestApp::start().await;
    put(&app, "portes.md", PAGE).await;
    let cut = Answer::of(app.get("/course/documents/portes.md?passages=true")).await;
    insta::assert_json_snapshot!(cut.body, { ".document.sha256" => "[sha256]" });
    for sentence in cut.body["passages"][0]["sentences"].as_array().unwrap() {
        let place = |field: &str| usize::try_from(sentence[field].as_u64().unwrap()).unwrap();
        assert!(PAGE[place("start")..place("end")].ends_with('.'), "{sentence}");
    }
    let list = Answer::of(app.get("/course/documents")).await;
    let passage = &cut.body["passages"][0];
    let place = json!({"headings": passage["headings"], "start": passage["start"], "end": passage["end"]});
    assert_eq!(list.body["documents"][0]["cut"], json!([place]));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_document_runs_in_a_browser() {
    let app = TestApp::start().await;
    let page = "<p>Une page.</p><script>alert(1)</script>";
    put(&app, "page.html", page).await;
    put(&app, "texte.txt", page).await;
    for path in ["page.html", "texte.txt"] {
        let read = app.get(&format!("/course/documents/{path}")).send().await.unwrap();
        assert_eq!(read.headers()["content-type"], "text/plain; charset=utf-8");
        assert_eq!(read.headers()["x-content-type-options"], "nosniff");
        assert_eq!(read.text().await.unwrap(), page);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_has_the_document_is_told_so() {
    let app = TestApp::start().await;
    put(&app, "a.md", PAGE).await;
    let read = app.get("/course/documents/a.md").send().await.unwrap();
    let etag = read.headers()["etag"].to_str().unwrap().to_owned();
    for (known, status) in [
        (etag.clone(), 304),
        (format!("W/{etag}"), 304),
        (format!("\"x\", {etag}"), 304),
        ("*".to_owned(), 304),
        ("\"x\"".to_owned(), 200),
        (etag.trim_matches('"').to_owned(), 200),
    ] {
        let answer = app.get("/course/documents/a.md").header("if-none-match", &known).send().await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.headers()["etag"].to_str().unwrap()), (status, &*etag), "{known}");
        assert_eq!(answer.bytes().await.unwrap().is_empty(), status == 304, "{known}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_teacher_changes_the_course() {
    let app = TestApp::start().await;
    put(&app, "a.md", PAGE).await;
    let address = "/course/documents/a.md";
    for request in [app.put(address).body("Autre."), app.delete(address), app.delete(address).bearer_auth("faux")] {
        let answer = Answer::of(request).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (401, "teacher-only"));
    }
    assert_eq!(app.get(address).send().await.unwrap().text().await.unwrap(), PAGE);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_document_is_refused_with_the_reason() {
    let app = TestApp::with(|config, _| config.http.body_limit_bytes = 1000).await;
    for (path, body, status, problem, detail) in [
        ("a.pdf", b"x".to_vec(), 422, "unreadable-document", ".md, .html"),
        ("sans-extension", b"x".to_vec(), 422, "unreadable-document", ".md, .html"),
        ("a.md", b"Un \xe9t\xe9".to_vec(), 422, "unreadable-document", "octet 3 "),
        ("a.md", b"a\0b".to_vec(), 422, "unreadable-document", "octet 1 "),
        ("a.md", b" \n---\n".to_vec(), 422, "unreadable-document", "rien"),
        ("a.md", vec![b'a'; 1001], 413, "body-too-large", "1000 octets"),
        ("a%5Cb.md", b"x".to_vec(), 400, "invalid-parameter", "barre oblique"),
        ("a%2F..%2Fb.md", b"x".to_vec(), 400, "invalid-parameter", "« .. »"),
        ("%2Fetc.md", b"x".to_vec(), 400, "invalid-parameter", "vide"),
        ("a%00.md", b"x".to_vec(), 400, "invalid-parameter", "contrôle"),
        ("a%FF.md", b"x".to_vec(), 400, "invalid-parameter", "UTF-8"),
    ] {
        let answer = put(&app, path, body).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (status, problem), "{path}");
        assert!(answer.body["detail"].as_str().unwrap().contains(detail), "{path}: {answer:?}");
    }
    assert_eq!(Answer::of(app.get("/course/documents")).await.body["documents"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_their_links() {
    let app = TestApp::start().await;
    for path in ["c.md", "a/b.md", "é.md", "a.md", "b.txt"] {
        put(&app, path, "Une phrase.").await;
    }
    let mut address = "/course/documents?limit=2".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = Answer::of(app.get(&address)).await;
        seen.extend(paths(&page).into_iter().map(str::to_owned));
        let Some(link) = page.header("link") else {
            assert_eq!(page.body["next_cursor"], Value::Null);
            break;
        };
        address = link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap().to_owned();
        assert!(address.ends_with(page.body["next_cursor"].as_str().unwrap()), "{address}");
    }
    assert_eq!(seen, ["a.md", "a/b.md", "b.txt", "c.md", "é.md"]);
    for query in ["limit=0", "limit=201", "limit=x", "cursor=", "cursor=zz", "cursor=6", "cursor=2e2e", "page=2"] {
        let answer = Answer::of(app.get(&format!("/course/documents?{query}"))).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (400, "invalid-parameter"), "{query}");
        let name = query.split('=').next().unwrap();
        assert!(answer.body["detail"].as_str().unwrap().contains(name), "{query}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_start_reads_the_course_s_folder_and_later_ones_do_not() {
    let mut app = TestApp::with(|config, dir| {
        config.course_dir = dir.join("cours");
        std::fs::create_dir(&config.course_dir).unwrap();
        std::fs::write(config.course_dir.join("portes.md"), PAGE).unwrap();
        std::fs::write(config.course_dir.join("schema.svg"), "<svg/>").unwrap();
    })
    .await;
    let list = Answer::of(app.get("/course/documents")).await;
    assert_eq!((paths(&list), &list.body["documents"][0]["origin"]), (vec!["portes.md"], &json!("folder")));
    assert_eq!(as_teacher(app.delete("/course/documents/portes.md")).await.status, 204);
    put(&app, "autre.md", "Une phrase.").await;
    app.stop().await;

    let (data_dir, course_dir) = (app.dir.path().join("data"), app.dir.path().join("cours"));
    let again = TestApp::with(|config, _| (config.data_dir, config.course_dir) = (data_dir, course_dir)).await;
    assert_eq!(paths(&Answer::of(again.get("/course/documents")).await), ["autre.md"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_another_program_holds_says_so() {
    let app = TestApp::start().await;
    put(&app, "a.md", PAGE).await;
    let file = app.dir.path().join("data").join(tramontane::storage::FILE_NAME);
    let mut other = sqlx::SqliteConnection::connect(file.to_str().unwrap()).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let answer = put(&app, "b.md", PAGE).await;
    assert_eq!((answer.status.as_u16(), answer.problem()), (503, "storage-unavailable"));
    assert_eq!(answer.header("retry-after"), Some("1"));
    assert_eq!(app.get("/course/documents/a.md").send().await.unwrap().status(), 200, "reading goes on");
}
