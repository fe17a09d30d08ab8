//! What a text is compared by: 64 bits that texts of nearly the same words nearly share.

use crate::evaluation::folded::Folded;

/// Texts of fewer words are duplicates when they are equal only: one word more or less is another saying.
const MIN_WORDS: usize = 5;

/// A shingle is so many words in a row. Single words set unrelated reviews near to each other, whose small words are the
/// same; of three in a row, each changed word moves three.
const SHINGLE: usize = 2;

/// A text's `SimHash` (Charikar 2002), over its folded words two by two: punctuation, case and accents make no difference.
/// The same text has the same signature in every version of the program, so that it may be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Signature {
    /// The bits. Of fewer than five words, a plain hash of them all.
    pub hash: u64,
    /// How many words the text has.
    pub words: u32,
}

impl Signature {
    /// Of a text with these words.
    pub fn of(words: &Folded) -> Self {
        let hashes: Vec<u64> = words.words().map(of_word).collect();
        let count = u32::try_from(hashes.len()).unwrap_or(u32::MAX);
        let hash = if hashes.len() < MIN_WORDS { of_run(&hashes) } else { similarity(&hashes) };
        Self { hash, words: count }
    }

    /// Whether the text is too short to be anything but equal to another.
    pub(super) fn is_short(self) -> bool {
        (self.words as usize) < MIN_WORDS
    }
}

/// Each bit is what most shingles have there.
fn similarity(words: &[u64]) -> u64 {
    let mut votes = [0_i32; 64];
    for shingle in words.windows(SHINGLE) {
        let hash = of_run(shingle);
        for (bit, vote) in votes.iter_mut().enumerate() {
            *vote += if hash >> bit & 1 == 1 { 1 } else { -1 };
        }
    }
    votes.iter().enumerate().fold(0, |hash, (bit, vote)| hash | u64::from(*vote > 0) << bit)
}

/// FNV-1a (Fowler, Noll and Vo), whose bits [`mix`] then spreads.
fn of_word(word: &str) -> u64 {
    let hash =
        word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    mix(hash)
}

/// The order of the words counts.
fn of_run(words: &[u64]) -> u64 {
    words.iter().fold(0, |hash, word| mix(hash.rotate_left(1) ^ word))
}

/// The finaliser of `SplitMix64` (Steele, Lea and Flood 2014): each bit of the number moves half of the result's.
fn mix(number: u64) -> u64 {
    let mixed = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Signature {
        Signature::of(&Folded::of(text))
    }

    #[test]
    fn spelling_makes_no_difference_and_order_does() {
        let text = "Un film très long, et qui n'en finit pas.";
        assert_eq!(of(text), of("UN FILM TRES LONG  et qui n’en finit pas !!"));
        assert_ne!(of(text), of("Un film qui n'en finit pas, et très long."));
        assert_ne!(of("pas bon").hash, of("bon pas").hash);
        assert_eq!(of(""), of("…"));
    }

    #[test]
    fn a_signature_stays_what_it_was() {
        assert_eq!(
            of("Un film très long, et qui n'en finit pas."),
            Signature { hash: 0x992e_5b40_a3dd_9bbc, words: 10 }
        );
    }
}
