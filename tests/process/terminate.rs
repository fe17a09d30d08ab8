//! SIGTERM under load: every request that a client sent is answered, and the process ends.

use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::program::{Connection, Program};

#[tokio::test(flavor = "multi_thread")]
async fn no_connection_is_cut() {
    let dir = tempfile::tempdir().unwrap();
    let program = Program::serve(dir.path());
    let count = Arc::new(AtomicUsize::new(0));
    let mut clients = JoinSet::new();
    for _ in 0..32 {
        let (address, count) = (program.address.clone(), Arc::clone(&count));
        clients.spawn(async move {
            loop {
                let mut connection = match Connection::open(&address).await {
                    Ok(connection) => connection,
                    // The listener is gone: this client's work is done.
                    Err(error) if error.kind() == ErrorKind::ConnectionRefused => return,
                    Err(error) => panic!("{error}"),
                };
                loop {
                    let reply = connection.predict("Un film brillant, drôle et émouvant.").await.unwrap();
                    assert_eq!(reply.status, 200);
                    count.fetch_add(1, Ordering::Relaxed);
                    if reply.closes {
                        break;
                    }
                }
            }
        });
    }
    // Connections that never send anything must not hold the stop up, either.
    let _idle = Connection::open(&program.address).await.unwrap();
    while count.load(Ordering::Relaxed) < 500 {
        tokio::task::yield_now().await;
    }
    let told = Instant::now();
    program.signal("TERM");
    clients.join_all().await;
    let (code, log) = tokio::task::spawn_blocking(|| program.wait()).await.unwrap();
    assert_eq!(code, Some(0), "{log}");
    assert!(told.elapsed() < Duration::from_secs(10));
    assert!(log.contains("stopped") && !log.contains("were cut"), "{log}");
}
