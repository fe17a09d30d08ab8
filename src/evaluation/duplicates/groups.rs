//! Groups signatures that nearly agree, without comparing each with each.

use super::Signature;

/// Of 64 bits, so many may differ. Manku, Jain and Das Sarma (2007) take three, for eight billion pages; among the pairs of a
/// million texts, chance sets a fifth of one pair so near by five.
const MAX_DISTANCE: u32 = 5;

/// The 64 bits in seven blocks: first bit and width. Where five bits differ at most, two blocks are untouched at least.
const BLOCKS: [(u32, u32); 7] = [(0, 10), (10, 9), (19, 9), (28, 9), (37, 9), (46, 9), (55, 9)];

/// A signature is compared with so many at most that follow it in a table. Where more share two blocks, nearly all are joined
/// by way of one another; comparing each with each would take the square of their number.
const MAX_COMPARED: usize = 100;

/// How many words two texts may differ by: two, or a tenth of the longer one.
fn are_as_long(one: u32, other: u32) -> bool {
    one.abs_diff(other) <= (one.max(other) / 10).max(2)
}

/// Groups of rows, listed one at a time: there may be half as many as rows.
#[derive(Debug)]
pub struct Groups(Vec<(u32, u32)>);

/// The rows of texts that are nearly the same, each group and their list in the order of rows. A text that has no twin is
/// in none. Of two in one group, each may be near to a third only.
///
/// Signatures that agree in two blocks stand together in one of 21 sorted tables, and are compared there. A million take
/// some two seconds, and 16 MB beside them.
pub fn groups(signatures: &[Signature]) -> Groups {
    let mut rows: Vec<u32> = (0..u32::try_from(signatures.len()).unwrap_or(u32::MAX)).collect();
    rows.sort_unstable_by_key(|row| (signatures[*row as usize], *row));
    let mut sets = Sets::of(rows.len());
    // Equal ones first: the tables then hold each signature once, however often a text was copied.
    let mut distinct: Vec<u32> = Vec::new();
    for row in rows {
        match distinct.last() {
            Some(last) if signatures[*last as usize] == signatures[row as usize] => sets.join(*last, row),
            _ => distinct.push(row),
        }
    }
    distinct.retain(|row| !signatures[*row as usize].is_short());
    for (at, one) in BLOCKS.iter().enumerate() {
        for other in &BLOCKS[at + 1..] {
            join_within_table(signatures, &distinct, &mut sets, *one, *other);
        }
    }
    drop(distinct);
    sets.groups()
}

impl Groups {
    /// The rows of each group, two at least.
    pub fn iter(&self) -> impl Iterator<Item = Vec<u32>> {
        let groups = self.0.chunk_by(|one, other| one.0 == other.0).filter(|group| group.len() > 1);
        groups.map(|group| group.iter().map(|(_, row)| *row).collect())
    }
}

/// Joins what is near among the signatures that share two blocks.
fn join_within_table(signatures: &[Signature], distinct: &[u32], sets: &mut Sets, one: (u32, u32), other: (u32, u32)) {
    let block = |hash: u64, (first, width): (u32, u32)| hash >> first & ((1 << width) - 1);
    // Both blocks have 19 bits together at most, the row 32.
    let key = |row: &u32| {
        let hash = signatures[*row as usize].hash;
        (block(hash, one) << other.1 | block(hash, other)) << 32 | u64::from(*row)
    };
    let mut table: Vec<u64> = distinct.iter().map(key).collect();
    table.sort_unstable();
    for alike in table.chunk_by(|one, other| one >> 32 == other >> 32) {
        for (at, one) in alike.iter().enumerate() {
            // The low half is the row.
            let one = *one as u32;
            for other in alike[at + 1..].iter().take(MAX_COMPARED) {
                let other = *other as u32;
                let (mine, theirs) = (signatures[one as usize], signatures[other as usize]);
                if (mine.hash ^ theirs.hash).count_ones() <= MAX_DISTANCE && are_as_long(mine.words, theirs.words) {
                    sets.join(one, other);
                }
            }
        }
    }
}

/// Disjoint sets of rows, each a tree whose root is its first row (Tarjan 1975).
struct Sets(Vec<u32>);

impl Sets {
    fn of(rows: usize) -> Self {
        Self((0..u32::try_from(rows).unwrap_or(u32::MAX)).collect())
    }

    fn root(&mut self, mut row: u32) -> u32 {
        while self.0[row as usize] != row {
            // Halves the way for who comes next.
            let above = self.0[row as usize];
            self.0[row as usize] = self.0[above as usize];
            row = above;
        }
        row
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one.max(other) as usize] = one.min(other);
    }

    fn groups(mut self) -> Groups {
        let rows = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        let mut rooted: Vec<(u32, u32)> = (0..rows).map(|row| (self.root(row), row)).collect();
        rooted.sort_unstable();
        Groups(rooted)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::evaluation::slices::tests::random;

    fn listed(groups: &Groups) -> Vec<Vec<u32>> {
        groups.iter().collect()
    }

    fn of(hash: u64, words: u32) -> Signature {
        Signature { hash, words }
    }

    #[test]
    fn five_bits_may_differ_wherever_they_are() {
        let mut random = random(3);
        for _ in 0..2_000 {
            let hash = random();
            let mut bits = BTreeSet::new();
            while bits.len() < 6 {
                bits.insert(random() % 64);
            }
            let bits: Vec<u64> = bits.into_iter().collect();
            let flipped = |bits: &[u64]| bits.iter().fold(hash, |hash, bit| hash ^ 1 << bit);
            assert_eq!(listed(&groups(&[of(hash, 40), of(flipped(&bits[1..]), 40)])), [[0, 1]]);
            assert_eq!(listed(&groups(&[of(hash, 40), of(flipped(&bits), 40)])), [[0; 0]; 0]);
        }
    }

    #[test]
    fn length_decides_too() {
        assert_eq!(
            listed(&groups(&[of(9, 100), of(8, 110), of(9, 20), of(8, 22), of(8, 25)])),
            [vec![0, 1], vec![2, 3]]
        );
    }

    #[test]
    fn short_texts_are_duplicates_when_equal() {
        assert_eq!(listed(&groups(&[of(9, 4), of(8, 4), of(9, 4), of(8, 4)])), [[0, 2], [1, 3]]);
    }

    #[test]
    fn near_to_a_third_is_in_its_group() {
        let chain = [of(0b1111_1111, 50), of(0, 50), of(0b0000_1111, 50), of(u64::MAX, 50)];
        assert_eq!(listed(&groups(&chain)), [[0, 1, 2]]);
        assert_eq!(listed(&groups(&[])), [[0; 0]; 0]);
    }

    #[test]
    fn the_tables_find_what_comparing_each_with_each_finds() {
        let mut random = random(5);
        // Hashes near to a few centres, so that many are near to each other and many just not.
        let signatures: Vec<Signature> = (0..600)
            .map(|_| {
                let centre = (random() % 40).wrapping_mul(0x9e37_79b9_7f4a_7c15);
                let flips = random() % 9;
                of((0..flips).fold(centre, |hash, _| hash ^ 1 << (random() % 64)), 30)
            })
            .collect();
        let mut sets = Sets::of(signatures.len());
        for (one, mine) in signatures.iter().enumerate() {
            for (other, theirs) in signatures.iter().enumerate().skip(one + 1) {
                if (mine.hash ^ theirs.hash).count_ones() <= MAX_DISTANCE {
                    sets.join(u32::try_from(one).unwrap(), u32::try_from(other).unwrap());
                }
            }
        }
        assert_eq!(listed(&groups(&signatures)), listed(&sets.groups()));
    }
}
