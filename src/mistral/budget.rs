//! The day's calls and tokens, kept in the database: entered before a call with the most that it may cost, corrected once
//! its cost is known. Whatever breaks in between, a process included, leaves the most as spent: the limit holds.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use super::MistralError;
use super::lease::{Amount, Entry, Lease, Missing};
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
    a_day: Amount,
    books: Arc<Books>,
    /// Held while something is entered, so that others find it rather than enter as much again.
    entering: Arc<tokio::sync::Mutex<()>>,
}

/// What a call may cost, entered as spent. Dropped unsettled, it stays so.
#[derive(Debug)]
pub struct Reservation {
    day: i64,
    tokens: i64,
    books: Arc<Books>,
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

/// What is entered and not used, and what is to be taken off the days.
#[derive(Debug)]
struct Books {
    lease: Mutex<Lease>,
    // Unbounded: at most one correction a call.
    corrections: UnboundedSender<Entry>,
}

impl Budget {
    /// A budget of so much a day, and its corrections, to be given to [`correct`].
    pub fn new(
        storage: Storage,
        clock: Clock,
        calls_per_day: u64,
        tokens_per_day: u64,
    ) -> (Self, UnboundedReceiver<Entry>) {
        let (corrections, due) = mpsc::unbounded_channel();
        let a_day = Amount { calls: saturated(calls_per_day), tokens: saturated(tokens_per_day) };
        let books = Arc::new(Books { lease: Mutex::new(Lease::new(a_day)), corrections });
        (Self { storage, clock, a_day, books, entering: Arc::default() }, due)
    }

    /// Takes one call of at most `tokens` from the day.
    ///
    /// # Errors
    /// [`MistralError::BudgetSpent`] where the day does not hold it, [`MistralError::BudgetUnavailable`] where the
    /// database fails; nothing is taken then.
    pub async fn reserve(&self, tokens: u64) -> Result<Reservation, MistralError> {
        let tokens = saturated(tokens);
        let day = self.take(Amount { calls: 1, tokens }).await?;
        Ok(Reservation { day, tokens, books: Arc::clone(&self.books) })
    }

    /// Takes another attempt at the same call, after one that came as far as `reach`.
    ///
    /// # Errors
    /// As [`reserve`](Self::reserve).
    pub async fn reserve_again(&self, reservation: &Reservation, reach: Reach) -> Result<(), MistralError> {
        let tokens = match reach {
            Reach::Nothing => return Ok(()),
            // Its tokens are entered already, and were not used.
            Reach::Refused => 0,
            Reach::Unknown => reservation.tokens,
        };
        self.take(Amount { calls: 1, tokens }).await?;
        Ok(())
    }

    /// Takes `amount` from today, and says which day that is.
    async fn take(&self, amount: Amount) -> Result<i64, MistralError> {
        let day = self.clock.now().as_second().div_euclid(DAY_S);
        let wanted = Entry { day, amount };
        if self.books.lease().take(wanted).is_ok() {
            return Ok(day);
        }
        let _turn = self.entering.lock().await;
        loop {
            // What was left may be another's by the time that something is entered: then once more.
            let Err(Missing { least, ahead }) = self.books.lease().take(wanted) else { return Ok(day) };
            let entered = if self.enter(day, ahead).await? {
                ahead
            } else if ahead != least && self.enter(day, least).await? {
                least
            } else {
                return Err(MistralError::BudgetSpent { retry_after: self.until_tomorrow() });
            };
            let other_day = self.books.lease().add(Entry { day, amount: entered });
            self.books.correct(other_day);
        }
    }

    /// Enters `amount`, where the day holds it. One statement, so that no other process comes between the comparison and the
    /// entry. A caller who leaves meanwhile leaves it as spent.
    async fn enter(&self, day: i64, amount: Amount) -> Result<bool, MistralError> {
        let entered = sqlx::query(
            "INSERT INTO upstream_budget (day, calls, tokens) SELECT ?1, ?2, ?3 WHERE ?2 <= ?4 AND ?3 <= ?5
             ON CONFLICT (day) DO UPDATE SET calls = calls + excluded.calls, tokens = tokens + excluded.tokens
             WHERE calls <= ?4 - excluded.calls AND tokens <= ?5 - excluded.tokens",
        )
        .bind(day)
        .bind(amount.calls)
        .bind(amount.tokens)
        .bind(self.a_day.calls)
        .bind(self.a_day.tokens)
        .execute(&mut *self.storage.write().await)
        .await;
        match entered {
            Ok(done) => Ok(done.rows_affected() == 1),
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
        self.give_back_amount(0, self.tokens.saturating_sub(saturated(tokens)));
    }

    /// The call failed, having come as far as `reach`.
    pub fn give_back(self, reach: Reach) {
        match reach {
            Reach::Nothing => self.give_back_amount(1, self.tokens),
            Reach::Refused => self.give_back_amount(0, self.tokens),
            Reach::Unknown => {}
        }
    }

    fn give_back_amount(&self, calls: i64, tokens: i64) {
        let unused = Entry { day: self.day, amount: Amount { calls, tokens } };
        let rest = self.books.lease().give_back(unused);
        self.books.correct(rest);
    }
}

impl Books {
    fn lease(&self) -> MutexGuard<'_, Lease> {
        // Nothing panics with a lease half changed.
        self.lease.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn correct(&self, rest: Option<Entry>) {
        if let Some(rest) = rest {
            // Where nobody corrects any more, it stays spent.
            let _stopped = self.corrections.send(rest);
        }
    }
}

impl Drop for Books {
    fn drop(&mut self) {
        let rest = self.lease().close();
        self.correct(rest);
    }
}

/// Takes what was not used off its day, until the last budget and reservation are gone; corrections that wait share a trip.
pub async fn correct(storage: Storage, mut due: UnboundedReceiver<Entry>) {
    let mut group = Vec::with_capacity(MAX_GROUP);
    while due.recv_many(&mut group, MAX_GROUP).await > 0 {
        let mut days = BTreeMap::<i64, Amount>::new();
        for Entry { day, amount } in group.drain(..) {
            let sum = days.entry(day).or_default();
            *sum = sum.plus(amount);
        }
        let mut connection = storage.write().await;
        for (day, unused) in days {
            if let Err(error) = take_off(&mut connection, day, unused).await {
                tracing::warn!(%error, "the budget cannot be corrected; more stays spent than was");
            }
        }
    }
}

async fn take_off(connection: &mut Connection, day: i64, unused: Amount) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE upstream_budget SET calls = MAX(0, calls - ?2), tokens = MAX(0, tokens - ?3) WHERE day = ?1")
        .bind(day)
        .bind(unused.calls)
        .bind(unused.tokens)
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
        due: UnboundedReceiver<Entry>,
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
    async fn a_large_budget_is_entered_ahead_and_given_back() {
        let rig = rig(500, 100_000).await;
        let mut reservations = Vec::new();
        for expected in [(6, 1400), (6, 1400), (6, 1400), (9, 2600), (9, 2600)] {
            reservations.push(rig.budget.reserve(400).await.unwrap());
            assert_eq!(rig.spent().await, [(20_000, expected.0, expected.1)]);
        }
        for reservation in reservations {
            reservation.settle(100);
        }
        assert_eq!(rig.settled().await, [(20_000, 5, 500)]);
    }

    #[tokio::test]
    async fn the_last_calls_of_a_day_are_entered_alone() {
        let rig = rig(500, 1500).await;
        for tokens in [700, 700, 100] {
            drop(rig.budget.reserve(tokens).await.unwrap());
        }
        assert!(rig.budget.reserve(1).await.is_err());
        assert_eq!(rig.settled().await, [(20_000, 3, 1500)]);
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
