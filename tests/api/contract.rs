//! The committed `openapi.yaml` is what the routes say.

use std::path::Path;

use crate::support::TestApp;

#[test]
fn the_committed_document_is_the_generated_one() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.yaml");
    let committed = std::fs::read_to_string(committed).unwrap();
    let generated = tramontane::http::openapi::yaml().unwrap();
    assert!(committed == generated, "openapi.yaml has drifted from the routes: run `cargo xtask openapi`");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_is_served_and_shown() {
    let app = TestApp::start().await;
    let document = app.get("/openapi.yaml").send().await.unwrap();
    assert_eq!(document.headers()["content-type"], "application/yaml");
    assert!(document.text().await.unwrap().starts_with("openapi: 3.1"));
    let page = app.get("/docs/").send().await.unwrap().text().await.unwrap();
    assert!(page.contains("swagger-ui"), "{page}");
    let script = app.get("/docs/swagger-initializer.js").send().await.unwrap().text().await.unwrap();
    assert!(script.contains("/openapi.yaml"), "{script}");
}
