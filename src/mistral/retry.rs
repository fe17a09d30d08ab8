//! Whether and when a call is tried again. Only before an answer's first byte: half an answer cannot be taken back.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// Mistral's clients know this one too, in milliseconds.
const RETRY_AFTER_MS: &str = "retry-after-ms";

/// The first pause; each is twice the one before. Short, since a student looks at the screen.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// How much longer the pauses of a model at its capacity are: it takes a while to find room.
const SLOWLY: u32 = 4;
/// The longest pause. Whoever would have to wait longer is better served by the course's own sentences, at once.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// What a failure says of the next attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// None would fare better.
    Never,
    /// After a pause.
    Again,
    /// After a longer one.
    Slowly,
    /// After the time that the server asks for.
    After(Duration),
}

/// The pause before attempt `number` (the second is 1), or none when there should not be one. `jitter` lies between 0
/// and 1: a class that failed together must not come back together.
pub fn pause(advice: Advice, number: u32, jitter: f64) -> Option<Duration> {
    let grown = |first: Duration| first.saturating_mul(2_u32.saturating_pow(number.saturating_sub(1)));
    match advice {
        Advice::Never => None,
        Advice::Again => Some(spread(grown(FIRST_PAUSE).min(LONGEST_PAUSE), jitter)),
        Advice::Slowly => Some(spread(grown(FIRST_PAUSE * SLOWLY).min(LONGEST_PAUSE), jitter)),
        // To come back sooner than asked would only be refused again.
        Advice::After(asked) if asked > LONGEST_PAUSE => None,
        Advice::After(asked) => Some(asked + spread(FIRST_PAUSE, jitter) / 2),
    }
}

/// The time that the server asks to wait: `Retry-After` in seconds, with or without a fraction, or as a date, or
/// `retry-after-ms`. `now_s` is the time, in seconds since 1970.
pub fn asked_wait(headers: &HeaderMap, now_s: i64) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let number = |text: &str, unit: f64| {
        let value = text.parse::<f64>().ok()?;
        // NaN and what is negative or beyond counting say nothing.
        Duration::try_from_secs_f64(value * unit).ok()
    };
    if let Some(wait) = text(RETRY_AFTER_MS).and_then(|text| number(text, 0.001)) {
        return Some(wait);
    }
    let asked = text(RETRY_AFTER.as_str())?;
    number(asked, 1.0).or_else(|| {
        let until = date(asked)?.as_second();
        Some(Duration::from_secs(u64::try_from(until.saturating_sub(now_s)).unwrap_or(0)))
    })
}

/// Half of it, and a random part of the other half.
fn spread(pause: Duration, jitter: f64) -> Duration {
    pause.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
}

/// A date as HTTP writes it, which is RFC 2822's with the zone's old name.
fn date(text: &str) -> Option<Timestamp> {
    rfc2822::DateTimeParser::new().parse_timestamp(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(headers: &[(&'static str, &str)]) -> Option<f64> {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        // 2026-11-24T10:00:00Z
        asked_wait(&headers, 1_795_514_400).map(|wait| wait.as_secs_f64())
    }

    #[test]
    fn waits_are_read_in_each_form() {
        for (headers, expected) in [
            (&[("retry-after", "3")][..], Some(3.0)),
            (&[("retry-after", " 0.25 ")], Some(0.25)),
            (&[("retry-after", "0")], Some(0.0)),
            (&[("retry-after", "Tue, 24 Nov 2026 10:00:09 GMT")], Some(9.0)),
            (&[("retry-after", "Tue, 24 Nov 2026 09:59:00 GMT")], Some(0.0)),
            (&[("retry-after-ms", "1500")], Some(1.5)),
            (&[("retry-after-ms", "1500"), ("retry-after", "60")], Some(1.5)),
            (&[("retry-after-ms", "soon"), ("retry-after", "60")], Some(60.0)),
            (&[("retry-after", "-3")], None),
            (&[("retry-after", "NaN")], None),
            (&[("retry-after", "inf")], None),
            (&[("retry-after", "1e300")], None),
            (&[("retry-after", "tomorrow")], None),
            (&[("retry-after", "")], None),
            (&[], None),
        ] {
            assert_eq!(asked(headers), expected, "{headers:?}");
        }
    }

    #[test]
    fn pauses_grow_and_are_spread_and_bounded() {
        let between = |advice, number| [0.0, 1.0].map(|jitter| pause(advice, number, jitter).unwrap().as_millis());
        assert_eq!(between(Advice::Again, 1), [250, 500]);
        assert_eq!(between(Advice::Again, 2), [500, 1000]);
        assert_eq!(between(Advice::Again, 3), [1000, 2000]);
        assert_eq!(between(Advice::Again, 50), [5000, 10_000]);
        assert_eq!(between(Advice::Slowly, 1), [1000, 2000]);
        assert_eq!(between(Advice::Slowly, 2), [2000, 4000]);
        assert_eq!(between(Advice::After(Duration::from_secs(2)), 1), [2125, 2250]);
    }

    #[test]
    fn some_waits_are_not_worth_it() {
        assert_eq!(pause(Advice::Never, 1, 0.5), None);
        assert_eq!(pause(Advice::After(Duration::from_secs(3600)), 1, 0.5), None);
    }
}
