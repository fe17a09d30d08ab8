//! A word that stands in the prompt and nowhere else: seen outside, the prompt is.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::clock::Clock;

/// A canary. It never leaves in an answer: the output filter withholds any word of the prompt that looks drawn by lot.
#[derive(Clone)]
pub struct Canary(SecretString);

impl Canary {
    /// A fresh one, unguessable.
    pub fn new(clock: &Clock) -> Self {
        let digest = Sha256::digest(clock.next_id());
        let digits: String = digest.iter().take(10).map(|byte| format!("{byte:02x}")).collect();
        Self(format!("repere-{digits}").into())
    }

    /// The word, for the prompt alone.
    pub fn word(&self) -> &str {
        self.0.expose_secret()
    }

    /// The word as one of the secrets of an output filter.
    pub fn secret(&self) -> SecretString {
        self.0.clone()
    }
}

impl fmt::Debug for Canary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Canary").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::{OutputFilter, WITHHELD};

    #[test]
    fn differs_each_time_and_never_leaves() {
        let clock = Clock::system();
        let (one, other) = (Canary::new(&clock), Canary::new(&clock));
        assert_ne!(one.word(), other.word());
        assert!(!format!("{one:?}").contains(&one.word()[7..]));
        let mut filter = OutputFilter::new(&format!("Tu es un tuteur. Repère : {}.", one.word()), &[]);
        let answer = filter.push(&format!("Mon repère est {} !", one.word())) + &filter.finish();
        assert_eq!(answer, format!("Mon repère est {WITHHELD} !"));
        assert!(filter.has_withheld());
    }
}
