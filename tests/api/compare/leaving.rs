//! Whoever leaves closes the call upstream, and takes what waits out of the queue.

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::request;
use crate::mistral::{Answer, Behaviour, FakeMistral, Gate};
use crate::support::TestApp;

/// A connection that has asked. Dropped, it is closed, which pooled ones are not at once.
async fn asked(app: &TestApp, body: &serde_json::Value) -> TcpStream {
    let mut connection = TcpStream::connect(app.address.strip_prefix("http://").unwrap()).await.unwrap();
    let body = body.to_string();
    let length = body.len();
    let head =
        format!("POST /compare HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: {length}");
    connection.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).await.unwrap();
    connection
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_of_a_client_that_left_is_closed() {
    let fake = FakeMistral::start().await;
    let app = TestApp::asking_with(&fake, |config, _| config.mistral.embedding_model.clear()).await;
    fake.set_default(Behaviour::answer(Answer::tutor()).held(&Gate::closed()));
    let connection = asked(&app, &request(&["mistral", "tiny"], &["uppercase", "reverse"])).await;
    fake.until(|counts| counts.open == 3).await;
    drop(connection);
    fake.until(|counts| counts.closed_early == 3).await;
}
