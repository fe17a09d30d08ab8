//! `kill -9` under load: what was answered is in the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sqlx::{ConnectOptions, Row};
use tokio::task::JoinSet;

use crate::program::{Connection, Program};

#[tokio::test(flavor = "multi_thread")]
async fn no_answered_prediction_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    let mut answered = Vec::new();
    for round in 0..3 {
        let program = Program::serve(dir.path());
        let count = Arc::new(AtomicUsize::new(0));
        let mut clients = JoinSet::new();
        for client in 0..16 {
            let (address, count) = (program.address.clone(), Arc::clone(&count));
            clients.spawn(async move {
                let mut ids = Vec::new();
                let Ok(mut connection) = Connection::open(&address).await else { return ids };
                // Until the server dies.
                while let Ok(reply) = connection.predict(&format!("Un film drôle {round} {client} {}", ids.len())).await
                {
                    let body: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
                    ids.push(body["id"].as_str().unwrap().to_owned());
                    count.fetch_add(1, Ordering::Relaxed);
                }
                ids
            });
        }
        while count.load(Ordering::Relaxed) < 300 {
            tokio::task::yield_now().await;
        }
        program.signal("KILL");
        answered.extend(clients.join_all().await.into_iter().flatten());
        assert_eq!(program.wait().0, None);
    }
    assert!(answered.len() >= 900);
    // Started once more, so that it is the server itself that recovers the file.
    let program = Program::serve(dir.path());
    let mut connection = Connection::open(&program.address).await.unwrap();
    assert_eq!(connection.predict("Nul.").await.unwrap().status, 200);
    let file = dir.path().join("tramontane.sqlite3");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file).read_only(true);
    let mut database = options.connect().await.unwrap();
    let rows = sqlx::query("SELECT id FROM predictions").fetch_all(&mut database).await.unwrap();
    let stored: std::collections::HashSet<String> =
        rows.iter().map(|row| uuid::Uuid::from_slice(row.get(0)).unwrap().to_string()).collect();
    let lost: Vec<_> = answered.iter().filter(|id| !stored.contains(*id)).collect();
    assert!(lost.is_empty(), "{} of {} lost", lost.len(), answered.len());
    let check: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut database).await.unwrap();
    assert_eq!(check, "ok");
}
