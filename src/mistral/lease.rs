//! A part of the day's budget that is entered in the database as spent and not used yet. Most calls are granted from it, and
//! what a call did not cost returns to it, without a trip to the database. Pure: who enters it is [`super::budget`].

/// Calls entered ahead at the most: what a class asks in a moment.
const MAX_CALLS_AHEAD: i64 = 16;

/// The part of a day's budget that is entered ahead at the most, and so what a killed process leaves as spent.
const PART_AHEAD: i64 = 100;

/// Calls and tokens. Negative where more was spent than entered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    /// Calls.
    pub calls: i64,
    /// Tokens, in and out.
    pub tokens: i64,
}

/// What a day was entered for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Days since 1970-01-01, UTC.
    pub day: i64,
    /// How much.
    pub amount: Amount,
}

/// What is entered and not used.
#[derive(Debug)]
pub struct Lease {
    left: Entry,
    ahead: Amount,
}

/// What must be entered before a call can be granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// At least.
    pub least: Amount,
    /// With some for the calls after it, where the day holds that.
    pub ahead: Amount,
}

impl Lease {
    /// A lease on so much a day, with nothing entered. Of a small budget nothing is entered ahead.
    pub fn new(a_day: Amount) -> Self {
        let calls = (a_day.calls / PART_AHEAD).min(MAX_CALLS_AHEAD);
        let tokens = if calls == 0 { 0 } else { a_day.tokens / PART_AHEAD };
        Self { left: Entry { day: 0, amount: Amount::default() }, ahead: Amount { calls, tokens } }
    }

    /// Takes what is wanted.
    ///
    /// # Errors
    /// Where it does not hold that: what must be entered first.
    pub fn take(&mut self, wanted: Entry) -> Result<(), Missing> {
        let left = if self.left.day == wanted.day { self.left.amount } else { Amount::default() };
        let least = wanted.amount.beyond(left);
        if least != Amount::default() {
            return Err(Missing { least, ahead: wanted.amount.plus(self.ahead).beyond(left) });
        }
        self.left = Entry { day: wanted.day, amount: left.minus(wanted.amount) };
        Ok(())
    }

    /// Adds what was entered. Gives what it held of another day, to be taken off that.
    pub fn add(&mut self, entered: Entry) -> Option<Entry> {
        let other_day = if self.left.day == entered.day { None } else { self.close() };
        self.left = Entry { day: entered.day, amount: self.left.amount.plus(entered.amount) };
        other_day
    }

    /// Takes back what was granted and not used. Gives what is too much to be kept, to be taken off its day; negative where
    /// more was used.
    pub fn give_back(&mut self, unused: Entry) -> Option<Entry> {
        if unused.day != self.left.day {
            return unused.unless_nothing();
        }
        let left = self.left.amount.plus(unused.amount);
        let most = self.ahead.plus(self.ahead);
        // What thirty calls have borrowed comes back together; what lacks was spent.
        let kept = Amount { calls: left.calls.clamp(0, most.calls), tokens: left.tokens.clamp(0, most.tokens) };
        self.left.amount = kept;
        Entry { day: unused.day, amount: left.minus(kept) }.unless_nothing()
    }

    /// All that it holds, to be taken off its day.
    pub fn close(&mut self) -> Option<Entry> {
        let left = self.left;
        self.left.amount = Amount::default();
        left.unless_nothing()
    }
}

impl Entry {
    fn unless_nothing(self) -> Option<Self> {
        (self.amount != Amount::default()).then_some(self)
    }
}

impl Amount {
    /// The sum.
    pub fn plus(self, other: Self) -> Self {
        Self { calls: self.calls.saturating_add(other.calls), tokens: self.tokens.saturating_add(other.tokens) }
    }

    fn minus(self, other: Self) -> Self {
        Self { calls: self.calls.saturating_sub(other.calls), tokens: self.tokens.saturating_sub(other.tokens) }
    }

    /// What goes beyond `other`; nothing where it is less.
    fn beyond(self, other: Self) -> Self {
        let Self { calls, tokens } = self.minus(other);
        Self { calls: calls.max(0), tokens: tokens.max(0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(calls: i64, tokens: i64) -> Amount {
        Amount { calls, tokens }
    }

    fn on(day: i64, calls: i64, tokens: i64) -> Entry {
        Entry { day, amount: amount(calls, tokens) }
    }

    fn lease() -> Lease {
        Lease::new(amount(400, 100_000))
    }

    #[test]
    fn a_hundredth_of_the_day_is_entered_ahead() {
        let missing = lease().take(on(7, 1, 500)).unwrap_err();
        assert_eq!(missing, Missing { least: amount(1, 500), ahead: amount(5, 1500) });
        let large = Lease::new(amount(i64::MAX, i64::MAX)).take(on(7, 1, 500)).unwrap_err();
        assert_eq!(large.ahead, amount(17, 500 + i64::MAX / 100));
        let small = Lease::new(amount(99, 100_000)).take(on(7, 1, 500)).unwrap_err();
        assert_eq!(small.ahead, small.least);
    }

    #[test]
    fn what_is_entered_is_granted_once() {
        let mut lease = lease();
        assert_eq!(lease.add(on(7, 2, 1000)), None);
        lease.take(on(7, 1, 600)).unwrap();
        let missing = lease.take(on(7, 1, 600)).unwrap_err();
        assert_eq!(missing.least, amount(0, 200));
        lease.take(on(7, 1, 400)).unwrap();
        assert_eq!(lease.close(), None);
    }

    #[test]
    fn a_day_is_not_paid_from_another() {
        let mut lease = lease();
        lease.add(on(7, 2, 1000));
        assert_eq!(lease.take(on(8, 1, 100)).unwrap_err().least, amount(1, 100));
        assert_eq!(lease.add(on(8, 1, 100)), Some(on(7, 2, 1000)));
        lease.take(on(8, 1, 100)).unwrap();
        assert_eq!(lease.give_back(on(7, 0, 30)), Some(on(7, 0, 30)));
        assert_eq!(lease.close(), None);
    }

    #[test]
    fn what_comes_back_is_kept_up_to_twice_what_is_entered_ahead() {
        let mut lease = lease();
        lease.add(on(7, 1, 0));
        lease.take(on(7, 1, 0)).unwrap();
        assert_eq!(lease.give_back(on(7, 1, 1500)), None);
        assert_eq!(lease.give_back(on(7, 0, 1500)), Some(on(7, 0, 1000)));
        assert_eq!(lease.close(), Some(on(7, 1, 2000)));
        assert_eq!(lease.give_back(on(7, 0, -300)), Some(on(7, 0, -300)));
    }
}
