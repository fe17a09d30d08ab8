//! A limit of time that is set once what it limits is under way: to set one costs a call of the system and wakes a thread,
//! and whoever waits for an answer would wait for both.

use std::pin::pin;

use futures_util::future::poll_immediate;
use tokio::task::yield_now;
use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout_at};

/// What `future` gives, where it does so by `deadline`. It begins at once, and the tasks that it sets going have their turn;
/// only then is the limit set.
///
/// # Errors
/// When the deadline passes first. The future is dropped then.
pub async fn within<T>(deadline: Instant, future: impl Future<Output = T>) -> Result<T, Elapsed> {
    let mut future = pin!(future);
    if let Some(done) = poll_immediate(&mut future).await {
        return Ok(done);
    }
    yield_now().await;
    timeout_at(deadline, future).await
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn a_future_has_until_the_deadline() {
        assert_eq!(within(Instant::now(), ready(1)).await.ok(), Some(1));
        assert!(within(Instant::now(), pending::<()>()).await.is_err());
    }

    #[tokio::test]
    async fn what_a_future_sets_going_goes_before_the_limit() {
        let (ask, asked) = oneshot::channel::<u8>();
        let (answer, answered) = oneshot::channel();
        let answering = async { answer.send(asked.await.unwrap() + 1).unwrap() };
        let asking = async {
            ask.send(1).unwrap();
            answered.await.unwrap()
        };
        // There is no time left once the limit is set.
        let (said, ()) = tokio::join!(within(Instant::now(), asking), answering);
        assert_eq!(said.ok(), Some(2));
    }
}
