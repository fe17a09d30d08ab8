//! The day's budget: entered before a call, settled after, and never exceeded.

use std::time::Duration;

use tokio::task::JoinSet;
use tramontane::mistral::MistralError;

use super::{Relay, most_tokens, question};
use crate::mistral::faults;

#[tokio::test]
async fn a_call_costs_what_the_server_counted() {
    let relay = Relay::start().await;
    let usage = [relay.complete().await.unwrap().usage, relay.streamed().await.unwrap().usage];
    let tokens: u64 = usage.iter().flatten().map(|usage| usage.total_tokens).sum();
    assert_eq!(relay.settled().await, (2, i64::try_from(tokens).unwrap()));
}

#[tokio::test]
async fn a_call_that_failed_costs_what_it_may_have() {
    for (fault, expected) in [
        // A refusal costs a call each time, and no tokens.
        ("unauthorized", (1, 0)),
        ("bad_gateway", (3, 0)),
        // After these, the server may have counted.
        ("truncated", (1, most_tokens())),
        ("reset", (3, 3 * most_tokens())),
        ("web_page", (1, most_tokens())),
        ("usage_null", (1, most_tokens())),
    ] {
        let relay = Relay::start().await;
        relay.fake.set_default(faults::named(fault).unwrap().behaviour());
        let _ = relay.streamed().await;
        assert_eq!(relay.settled().await, expected, "{fault}");
    }
    let relay = Relay::start().await;
    relay.fake.close().await;
    let _ = relay.streamed().await;
    assert_eq!(relay.settled().await, (0, 0));
}

#[tokio::test]
async fn retries_are_calls_too() {
    let relay = Relay::with(|settings| settings.calls_per_day = 2).await;
    relay.fake.set_default(faults::named("bad_gateway").unwrap().behaviour());
    assert!(matches!(relay.complete().await.unwrap_err(), MistralError::BudgetSpent { .. }));
    assert_eq!(relay.fake.requests().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_at_once_do_not_exceed_the_calls() {
    let relay = Relay::with(|settings| settings.calls_per_day = 100).await;
    let mut callers = JoinSet::new();
    for _ in 0..64 {
        let mistral = relay.mistral.clone();
        callers.spawn(async move {
            let mut answered = 0;
            for _ in 0..4 {
                match mistral.complete(question()).await {
                    Ok(_) => answered += 1,
                    Err(MistralError::BudgetSpent { retry_after }) => {
                        // The tests' day began ten hours ago.
                        assert_eq!(retry_after, Duration::from_secs(14 * 3600));
                    }
                    Err(error) => panic!("{error}"),
                }
            }
            answered
        });
    }
    let answered: usize = callers.join_all().await.into_iter().sum();
    assert_eq!((answered, relay.fake.requests().len()), (100, 100));
    assert_eq!(relay.metric("upstream_calls_total{name=\"budget_spent\"}"), 4 * 64 - 100);
    relay.advance_ms(14 * 3600 * 1000);
    relay.complete().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_at_once_do_not_exceed_the_tokens() {
    let limit = 20 * most_tokens();
    let relay = Relay::with(|settings| settings.tokens_per_day = u64::try_from(limit).unwrap()).await;
    let mut callers = JoinSet::new();
    for _ in 0..64 {
        let mistral = relay.mistral.clone();
        callers.spawn(async move {
            let mut used = 0;
            for _ in 0..10 {
                if let Ok(answer) = mistral.complete(question()).await {
                    used += answer.usage.unwrap().total_tokens;
                }
            }
            used
        });
    }
    let used: u64 = callers.join_all().await.into_iter().sum();
    let used = i64::try_from(used).unwrap();
    assert!(used > 0 && used <= limit, "{used} of {limit}");
    assert_eq!(relay.settled().await.1, used);
}

#[tokio::test]
async fn an_unreadable_budget_lets_nobody_through() {
    let relay = Relay::start().await;
    sqlx::raw_sql("PRAGMA query_only = ON").execute(&mut *relay.storage.write().await).await.unwrap();
    assert_eq!(relay.complete().await.unwrap_err(), MistralError::BudgetUnavailable);
    assert_eq!(relay.fake.requests().len(), 0);
}
