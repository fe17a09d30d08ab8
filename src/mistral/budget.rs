//! The day's calls and tokens, kept in the database: entered before a call with the most that it may cost, corrected once
//! its cost is known. Whatever breaks in between, a process included, leaves the most as spent: the limit holds.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use super::MistralError;
use crate::clock::Clock;
use crate::storage::{Connection, Storage};

const DAY_S: i64 = 86_400;

/// Corrections that share a transaction. More than are ever due at once.
const MAX_GROUP: usize = 256;

/// The budget. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Budget {
    storage: Storage,
    clock: Clock,
    calls_per_day: i64,
    tokens_per_day: i64,
    // Unbounded: a correction a call, and a call was paid for with a transaction of its own.
    corrections: UnboundedSender<Correction>,
}

/// What a call may cost, entered as spent. Dropped unsettled, it stays so.
#[derive(Debug)]
pub struct Reservation {
    day: i64,
    tokens: i64,
    corrections: UnboundedSender<Correction>,
}

/// How far an attempt that failed had come, and so what it cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The server was not reached: nothing.
    Nothing,
    /// It refused: a call, and no tokens.
    Refused,
    /// It may have done its work: everything.
    Unknown,
}

/// What to add to a day; negative where less was spent than entered.
#[derive(Clone, Copy, Debug, Default)]
pub struct Correction {
    day: i64,
    calls: i64,
    tokens: i64,
}

impl Budget {
    /// A budget of so much a day, and its corrections, to be given to [`correct`].
    pub fn new(
        storage: Storage,
        clock: Clock,
        calls_per_day: u64,
        tokens_per_day: u64,
    ) -> (Self, UnboundedReceiver<Correction>) {
        let (corrections, due) = mpsc::unbounded_channel();
        let (calls_per_day, tokens_per_day) = (saturated(calls_per_day), saturated(tokens_per_day));
        (Self { storage, clock, calls_per_day, tokens_per_day, corrections }, due)
    }

    /// Enters one call of at most `tokens`.
    ///
    /// # Errors
    /// [`MistralError::BudgetSpent`] where the day does not hold it, [`MistralError::BudgetUnavailable`] where the
    /// database fails; nothing is entered then.
    pub async fn reserve(&self, tokens: u64) -> Result<Reservation, MistralError> {
        let tokens = saturated(tokens);
        let day = self.clock.now().as_second().div_euclid(DAY_S);
        self.enter(day, tokens).await?;
        Ok(Reservation { day, tokens, corrections: self.corrections.clone() })
    }

    /// Enters another attempt at the same call, after one that came as far as `reach`.
    ///
    /// # Errors
    /// As [`reserve`](Self::reserve).
    pub async fn reserve_again(&self, reservation: &Reservation, reach: Reach) -> Result<(), MistralError> {
        match reach {
            Reach::Nothing => Ok(()),
            // Its tokens are entered already, and were not used.
            Reach::Refused => self.enter(reservation.day, 0).await,
            Reach::Unknown => self.enter(reservation.day, reservation.tokens).await,
        }
    }

    /// One statement, so that no other caller comes between the comparison and the entry.
    async fn enter(&self, day: i64, tokens: i64) -> Result<(), MistralError> {
        let entered = sqlx::query(
            "INSERT INTO upstream_budget (day, calls, tokens) SELECT ?1, 1, ?2 WHERE 1 <= ?3 AND ?2 <= ?4
             ON CONFLICT (day) DO UPDATE SET calls = calls + 1, tokens = tokens + excluded.tokens
             WHERE calls < ?3 AND tokens <= ?4 - excluded.tokens",
        )
        .bind(day)
        .bind(tokens)
        .bind(self.calls_per_day)
        .bind(self.tokens_per_day)
        .execute(&mut *self.storage.write().await)
        .await;
        match entered {
            Ok(done) if done.rows_affected() == 1 => Ok(()),
            Ok(_) => Err(MistralError::BudgetSpent { retry_after: self.until_tomorrow() }),
            Err(error) => {
                tracing::warn!(%error, "the budget cannot be written");
                Err(MistralError::BudgetUnavailable)
            }
        }
    }

    fn until_tomorrow(&self) -> Duration {
        let left = DAY_S - self.clock.now().as_second().rem_euclid(DAY_S);
        Duration::from_secs(u64::try_from(left).unwrap_or_default())
    }
}

impl Reservation {
    /// The call cost `tokens`.
    pub fn settle(self, tokens: u64) {
        self.correct(0, saturated(tokens).saturating_sub(self.tokens));
    }

    /// The call failed, having come as far as `reach`.
    pub fn give_back(self, reach: Reach) {
        match reach {
            Reach::Nothing => self.correct(-1, -self.tokens),
            Reach::Refused => self.correct(0, -self.tokens),
            Reach::Unknown => {}
        }
    }

    fn correct(&self, calls: i64, tokens: i64) {
        // Where nobody corrects any more, the most stays spent.
        let _stopped = self.corrections.send(Correction { day: self.day, calls, tokens });
    }
}

/// Writes corrections until the last budget and reservation are gone; those that wait share a transaction.
pub async fn correct(storage: Storage, mut due: UnboundedReceiver<Correction>) {
    let mut group = Vec::with_capacity(MAX_GROUP);
    while due.recv_many(&mut group, MAX_GROUP).await > 0 {
        let mut days = BTreeMap::<i64, Correction>::new();
        for Correction { day, calls, tokens } in group.drain(..) {
            let sum = days.entry(day).or_default();
            sum.calls = sum.calls.saturating_add(calls);
            sum.tokens = sum.tokens.saturating_add(tokens);
        }
        let mut connection = storage.write().await;
        for (day, sum) in days {
            if let Err(error) = write(&mut connection, day, sum).await {
                tracing::warn!(%error, "the budget cannot be corrected; more stays spent than was");
            }
        }
    }
}

async fn write(connection: &mut Connection, day: i64, sum: Correction) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE upstream_budget SET calls = MAX(0, calls + ?2), tokens = MAX(0, tokens + ?3) WHERE day = ?1")
        .bind(day)
        .bind(sum.calls)
        .bind(sum.tokens)
        .execute(connection)
        .await?;
    Ok(())
}

fn saturated(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use jiff::Timestamp;
    use tokio::task::JoinSet;

    use super::*;

    struct Rig {
        _dir: tempfile::TempDir,
        storage: Storage,
        budget: Budget,
        due: UnboundedReceiver<Correction>,
        now_s: Arc<AtomicI64>,
    }

    async fn rig(calls: u64, tokens: u64) -> Rig {
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open(dir.path()).await.unwrap();
        let now_s = Arc::new(AtomicI64::new(20_000 * DAY_S + 80_000));
        let read = Arc::clone(&now_s);
        let clock = Clock::scripted(move || Timestamp::from_second(read.load(Ordering::Relaxed)).unwrap());
        let (budget, due) = Budget::new(storage.clone(), clock, calls, tokens);
        Rig { _dir: dir, storage, budget, due, now_s }
    }

    impl Rig {
        async fn spent(&self) -> Vec<(i64, i64, i64)> {
            let all = sqlx::query_as("SELECT day, calls, tokens FROM upstream_budget ORDER BY day");
            all.fetch_all(self.storage.read()).await.unwrap()
        }

        /// What is left once every correction is written.
        async fn settled(self) -> Vec<(i64, i64, i64)> {
            let Self { _dir, storage, budget, due, .. } = self;
            drop(budget);
            correct(storage.clone(), due).await;
            let all = sqlx::query_as("SELECT day, calls, tokens FROM upstream_budget ORDER BY day");
            all.fetch_all(storage.read()).await.unwrap()
        }
    }

    #[tokio::test]
    async fn a_call_is_entered_at_its_most_and_settled_at_its_cost() {
        let rig = rig(10, 1000).await;
        let reservation = rig.budget.reserve(400).await.unwrap();
        assert_eq!(rig.spent().await, [(20_000, 1, 400)]);
        reservation.settle(150);
        rig.budget.reserve(500).await.unwrap().settle(600);
        assert_eq!(rig.settled().await, [(20_000, 2, 750)]);
    }

    #[tokio::test]
    async fn a_failed_call_gives_back_what_it_did_not_cost() {
        for (reach, expected) in
            [(Reach::Nothing, (20_000, 0, 0)), (Reach::Refused, (20_000, 1, 0)), (Reach::Unknown, (20_000, 1, 400))]
        {
            let rig = rig(10, 1000).await;
            rig.budget.reserve(400).await.unwrap().give_back(reach);
            assert_eq!(rig.settled().await, [expected], "{reach:?}");
        }
    }

    #[tokio::test]
    async fn each_attempt_costs_what_it_may_have() {
        let rig = rig(4, 1000).await;
        let reservation = rig.budget.reserve(400).await.unwrap();
        for (reach, expected) in [
            (Reach::Nothing, (1, 400)),
            (Reach::Refused, (2, 400)),
            (Reach::Unknown, (3, 800)),
            (Reach::Refused, (4, 800)),
        ] {
            rig.budget.reserve_again(&reservation, reach).await.unwrap();
            assert_eq!(rig.spent().await, [(20_000, expected.0, expected.1)], "{reach:?}");
        }
        assert!(rig.budget.reserve_again(&reservation, Reach::Refused).await.is_err());
        reservation.settle(100);
        assert_eq!(rig.settled().await, [(20_000, 4, 500)]);
    }

    #[tokio::test]
    async fn a_spent_day_says_when_the_next_begins() {
        let spent = MistralError::BudgetSpent { retry_after: Duration::from_secs(6400) };
        for (calls, tokens, first) in [(0, 1000, 1), (10, 0, 1), (10, 1000, 1001)] {
            let rig = rig(calls, tokens).await;
            assert_eq!(rig.budget.reserve(first).await.unwrap_err(), spent, "{calls} {tokens}");
            assert_eq!(rig.spent().await, []);
        }
        let rig = rig(2, 1000).await;
        let kept = rig.budget.reserve(999).await.unwrap();
        assert_eq!(rig.budget.reserve(2).await.unwrap_err(), spent);
        rig.budget.reserve(1).await.unwrap();
        assert_eq!(rig.budget.reserve(0).await.unwrap_err(), spent);
        rig.now_s.fetch_add(6400, Ordering::Relaxed);
        rig.budget.reserve(7).await.unwrap();
        // What was entered yesterday is settled yesterday.
        kept.settle(9);
        assert_eq!(rig.settled().await, [(20_000, 2, 10), (20_001, 1, 7)]);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn sixty_four_callers_together_do_not_exceed_it() {
        let rig = rig(1000, 10_000).await;
        let mut callers = JoinSet::new();
        for caller in 0..64_u64 {
            let budget = rig.budget.clone();
            callers.spawn(async move {
                let mut granted = 0;
                for number in 0..20_u64 {
                    let tokens = 100 + caller + number;
                    if let Ok(reservation) = budget.reserve(tokens).await {
                        granted += tokens;
                        drop(reservation);
                    }
                }
                granted
            });
        }
        let granted: u64 = callers.join_all().await.into_iter().sum();
        let [(_, calls, tokens)] = rig.spent().await[..] else { panic!("one day") };
        assert!(tokens <= 10_000 && calls <= 1000, "{tokens} {calls}");
        assert_eq!(u64::try_from(tokens).unwrap(), granted);
        assert!(granted > 9_800, "{granted}");
    }

    #[tokio::test]
    async fn a_failing_database_grants_nothing() {
        let rig = rig(10, 1000).await;
        sqlx::raw_sql("PRAGMA query_only = ON").execute(&mut *rig.storage.write().await).await.unwrap();
        assert_eq!(rig.budget.reserve(1).await.unwrap_err(), MistralError::BudgetUnavailable);
    }
}
