//! A set of rows: one bit a row, so that « both » is an AND and « how many » a count of bits.

/// Some of the rows `0..len`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bits {
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    /// The rows of `0..len` that `holds` is true of.
    pub fn of(len: usize, holds: impl Fn(usize) -> bool) -> Self {
        let word = |at: usize| {
            let rows = at * 64..len.min(at * 64 + 64);
            rows.fold(0, |word, row| word | u64::from(holds(row)) << (row % 64))
        };
        Self { words: (0..len.div_ceil(64)).map(word).collect(), len }
    }

    /// Whether `row` is among them.
    pub fn has(&self, row: usize) -> bool {
        self.words[row / 64] >> (row % 64) & 1 == 1
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// How many are in `other` too, a set of as many rows.
    pub fn count_and(&self, other: &Self) -> u64 {
        debug_assert_eq!(self.len, other.len);
        let both = self.words.iter().zip(&other.words).map(|(one, other)| one & other);
        both.map(|word| u64::from(word.count_ones())).sum()
    }

    /// Leaves those that are in `other` too.
    pub fn keep(&mut self, other: &Self) {
        debug_assert_eq!(self.len, other.len);
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= other);
    }

    /// What is left when only `rows` exist, renumbered in their order.
    pub fn among(&self, rows: &[u32]) -> Self {
        Self::of(rows.len(), |at| self.has(rows[at] as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_alone_and_together() {
        let thirds = Bits::of(131, |row| row % 3 == 0);
        let evens = Bits::of(131, |row| row % 2 == 0);
        assert_eq!((thirds.count(), evens.count()), (44, 66));
        assert_eq!(thirds.count_and(&evens), 22);
        let mut both = thirds.clone();
        both.keep(&evens);
        assert_eq!(both, Bits::of(131, |row| row % 6 == 0));
        assert!(both.has(126) && !both.has(129));
        assert_eq!(thirds.among(&[0, 1, 3, 130]), Bits::of(4, |at| at % 2 == 0));
    }
}
