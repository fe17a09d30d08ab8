//! Whoever leaves closes the call upstream; whoever stays reads each piece as it comes.

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::question;
use crate::mistral::{Answer, Behaviour, FakeMistral, Gate};
use crate::support::TestApp;

/// A server whose only calls are chats: what the counts count.
async fn asking(fake: &FakeMistral) -> TestApp {
    TestApp::asking_with(fake, |config, _| config.mistral.embedding_model.clear()).await
}

/// A connection that has asked. Dropped, it is closed, which pooled ones are not at once.
async fn asked(app: &TestApp, stream: bool) -> TcpStream {
    let mut connection = TcpStream::connect(app.address.strip_prefix("http://").unwrap()).await.unwrap();
    let body = question(json!({"stream": stream})).to_string();
    let head = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    connection.write_all((head + &body).as_bytes()).await.unwrap();
    connection
}

/// Reads until `wanted` has come.
async fn until(connection: &mut TcpStream, wanted: &str) -> String {
    let mut read = Vec::new();
    while !String::from_utf8_lossy(&read).contains(wanted) {
        assert!(connection.read_buf(&mut read).await.unwrap() > 0, "{}", String::from_utf8_lossy(&read));
    }
    String::from_utf8_lossy(&read).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_middle_of_a_stream() {
    let fake = FakeMistral::start().await;
    let app = asking(&fake).await;
    let gate = Gate::closed();
    let answer = Answer::says("La porte d’oubli efface ce qui ne sert plus, puis la porte d’entrée écrit.");
    fake.set_default(Behaviour::answer(answer).dripped(&gate));
    gate.pass(8);
    let mut connection = asked(&app, true).await;
    let read = until(&mut connection, "porte").await;
    assert!(read.contains("\"role\":\"assistant\"") && !read.contains("finish_reason\":\"stop"), "{read}");
    drop(connection);
    fake.until(|counts| counts.closed_early == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_first_word() {
    let fake = FakeMistral::start().await;
    let app = asking(&fake).await;
    let gate = Gate::closed();
    fake.set_default(Behaviour::answer(Answer::tutor()).held(&gate));
    for (left, stream) in [(1, true), (2, false)] {
        let mut connection = asked(&app, stream).await;
        if stream {
            // The head comes at once, before the language model has said anything.
            until(&mut connection, "text/event-stream").await;
        }
        fake.until(|counts| counts.open == 1).await;
        drop(connection);
        fake.until(|counts| counts.closed_early == left).await;
    }
}
