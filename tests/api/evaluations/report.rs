//! `GET /evaluations/{id}/report`.

use super::{evaluated, with_reviews};
use crate::support::{Answer, TEACHER_KEY, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_needs_nothing_else() {
    let (app, location) = with_reviews().await;
    let response = app.get(&format!("{location}/report")).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "text/html; charset=utf-8");
    assert_eq!(header("content-disposition"), "inline; filename=\"rapport.html\"");
    assert_eq!(
        header("content-security-policy"),
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    );
    let page = response.text().await.unwrap();
    // What was sent, what the model is wrong about, and the part that only the texts tell.
    for part in
        ["<h1>critiques</h1>", "tiny:fp32", "Un récit brillant !", "Les mots des erreurs", "Des textes en double"]
    {
        assert!(page.contains(part), "{part} is missing");
    }
    assert!(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_is_asked_for_or_preferred() {
    let (app, location) = with_reviews().await;
    let language = async |query: &str, accepted: &str| {
        let request = app.get(&format!("{location}/report{query}")).header("accept-language", accepted);
        request.send().await.unwrap().headers()["content-language"].to_str().unwrap().to_owned()
    };
    assert_eq!(language("", "en").await, "en");
    assert_eq!(language("", "*").await, "fr");
    assert_eq!(language("?lang=fr", "en").await, "fr");
    let answer = Answer::of(app.get(&format!("{location}/report?lang=de"))).await;
    assert_eq!((answer.status.as_u16(), answer.problem()), (400, "invalid-parameter"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_cannot_bring_markup_in() {
    let app = TestApp::start().await;
    let file = "{\"text\": \"<script>alert(1)</script> brillant\", \"label\": \"negative\", \"<b>\": \"<i>\"}\n\
        {\"text\": \"nul\", \"label\": \"negative\"}\n";
    let location = evaluated(&app, "x-ndjson", "?model=tiny:fp32&name=%3Cimg%20src=x%3E", file).await;
    let page = app.get(&format!("{location}/report")).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; brillant") && page.contains("&lt;img src=x&gt;"));
    assert!(!page.contains("<script") && !page.contains("<img"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_s_page_is_the_teacher_s() {
    let app = TestApp::start().await;
    let answer = Answer::of(app.get("/evaluations/live/report")).await;
    assert_eq!((answer.status.as_u16(), answer.problem()), (401, "teacher-only"));
    let response = app.get("/evaluations/live/report").bearer_auth(TEACHER_KEY).send().await.unwrap();
    assert!(response.text().await.unwrap().contains("Aucun texte n’a encore été lu."));
    let unknown = Answer::of(app.get("/evaluations/00000000-0000-7000-8000-000000000000/report")).await;
    assert_eq!(unknown.status, 404);
}
