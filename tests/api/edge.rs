//! What every answer carries, whatever the route.

use serde_json::json;

use crate::support::{Answer, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn request_ids_are_taken_given_and_stored() {
    let app = TestApp::start().await;
    let given =
        Answer::of(app.post("/predict").header("x-request-id", "tp-42.a_b").json(&json!({"text": "Nul."}))).await;
    assert_eq!(given.header("x-request-id"), Some("tp-42.a_b"));
    let id = given.body["id"].as_str().unwrap();
    assert_eq!(Answer::of(app.get(&format!("/predictions/{id}"))).await.body["request_id"], "tp-42.a_b");
    for bad in ["", "a b", "é", &"x".repeat(129)] {
        let answer = Answer::of(app.get("/health/live").header("x-request-id", bad.as_bytes())).await;
        let made = answer.header("x-request-id").unwrap();
        assert!(made.len() == 36 && made != bad, "{bad:?} -> {made}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_is_passed_on() {
    let app = TestApp::start().await;
    let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let answer = Answer::of(app.get("/health/live").header("traceparent", trace)).await;
    assert_eq!(answer.header("traceparent"), Some(trace));
    let answer = Answer::of(app.get("/health/live").header("traceparent", "nonsense")).await;
    assert_eq!(answer.header("traceparent"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn problems_speak_french_or_english() {
    let app = TestApp::start().await;
    let ask = async |language: &str| {
        let request = app.post("/predict").header("accept-language", language).json(&json!({"text": ""}));
        Answer::of(request).await
    };
    assert_eq!(ask("fr-FR,fr;q=0.9,en;q=0.8").await.body["title"], "Le texte est vide");
    let english = ask("en").await;
    assert_eq!(english.body["title"], "The text is empty");
    assert_eq!(english.header("content-language"), Some("en"));
    assert_eq!(english.body["instance"], "/predict");
    assert_eq!(english.body["request_id"].as_str(), english.header("x-request-id"));
}

#[tokio::test(flavor = "multi_thread")]
async fn security_headers_are_everywhere() {
    let app = TestApp::start().await;
    for path in ["/", "/docs/", "/health/live", "/nowhere", "/models", "/openapi.yaml"] {
        let answer = Answer::of(app.get(path)).await;
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{path}");
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_addresses_and_methods_are_problems() {
    let app = TestApp::start().await;
    let nowhere = Answer::of(app.get("/nowhere")).await;
    assert_eq!((nowhere.status.as_u16(), nowhere.problem()), (404, "not-found"));
    let method = Answer::of(app.put("/predict")).await;
    assert_eq!((method.status.as_u16(), method.problem()), (405, "method-not-allowed"));
    assert_eq!(method.header("allow"), Some("POST"));
}

#[tokio::test(flavor = "multi_thread")]
async fn other_origins_are_shut_out_unless_let_in() {
    let app = TestApp::start().await;
    let answer = Answer::of(app.get("/health/live").header("origin", "https://class.example")).await;
    assert_eq!(answer.header("access-control-allow-origin"), None);
    let app = TestApp::with(|config, _| config.http.cors_origins = vec!["https://class.example".to_owned()]).await;
    let answer = Answer::of(app.get("/health/live").header("origin", "https://class.example")).await;
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://class.example"));
    let answer = Answer::of(app.get("/health/live").header("origin", "https://other.example")).await;
    assert_eq!(answer.header("access-control-allow-origin"), None);

    // As OpenAI's client asks from a browser.
    let preflight = app.options("/v1/chat/completions").header("origin", "https://class.example");
    let preflight = preflight.header("access-control-request-method", "POST");
    let wanted = "authorization,content-type,x-stainless-lang,x-stainless-retry-count";
    let answer = Answer::of(preflight.header("access-control-request-headers", wanted)).await;
    assert_eq!((answer.status.as_u16(), answer.header("access-control-allow-headers")), (200, Some(wanted)));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_problem_type_leads_to_its_page() {
    let app = TestApp::start().await;
    for kind in tramontane::http::problem::Kind::ALL {
        let page = app.get(&format!("/problems/{}", kind.slug())).header("accept-language", "en").send().await.unwrap();
        assert_eq!(page.status(), 200, "{kind:?}");
        assert!(page.text().await.unwrap().contains(&kind.title().en), "{kind:?}");
    }
    assert_eq!(Answer::of(app.get("/problems/none")).await.problem(), "not-found");
}
