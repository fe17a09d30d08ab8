//! Texts that a labelled set holds twice, or nearly, and whether their labels agree.

mod groups;
mod signature;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use groups::{Groups, groups};
pub use signature::Signature;

/// Rows whose texts are the same, or nearly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DuplicateGroup {
    /// The rows, in their order.
    pub rows: Vec<u32>,
    /// Whether their words are all the same, case, accents and punctuation aside; else some differ in a few words.
    pub is_exact: bool,
    /// How many of them have each label, in the order of the model's labels.
    pub labels: Vec<u64>,
    /// Whether their gold labels differ: at least one of them is wrong, or the text leaves it open.
    pub conflict: bool,
}

/// What is there twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Duplicates {
    /// How many groups there are.
    pub count: u64,
    /// How many rows could go without a group losing its last.
    pub surplus_rows: u64,
    /// How many groups have labels that differ.
    pub conflicts: u64,
    /// The groups: those that conflict first, then the larger ones, then by their first row.
    pub groups: Vec<DuplicateGroup>,
}

/// The groups of near-duplicates, `limit` of them at most. There is one signature a row.
///
/// Texts are near where at most five bits of their 64-bit `SimHash` over word pairs differ, and their lengths by two words or
/// a tenth at most; texts under five words, where they are equal. Not every near-duplicate is found. Of copies of reviews in
/// which one word was replaced, measured on 105,000 French and English ones: a third of those of 21 to 50 words, 67 % up to
/// 100 words, 90 % up to 200, 97 % up to 400. With a word added at the end: 72, 91, 98 and over 99 %.
///
/// `gold` holds each row's label, by its place among as many as `labels`.
pub fn duplicates(labels: usize, gold: &[u8], signatures: &[Signature], limit: usize) -> Duplicates {
    let mut found = Duplicates { count: 0, surplus_rows: 0, conflicts: 0, groups: Vec::new() };
    for rows in groups(signatures).iter() {
        let group = tell(labels, gold, signatures, rows);
        found.count += 1;
        found.surplus_rows += group.rows.len() as u64 - 1;
        found.conflicts += u64::from(group.conflict);
        found.groups.push(group);
        // There may be half as many groups as rows.
        if found.groups.len() > 2 * limit {
            keep_first(&mut found.groups, limit);
        }
    }
    keep_first(&mut found.groups, limit);
    found
}

fn keep_first(groups: &mut Vec<DuplicateGroup>, limit: usize) {
    groups.sort_by_key(|group| (!group.conflict, std::cmp::Reverse(group.rows.len()), group.rows.first().copied()));
    groups.truncate(limit);
}

fn tell(labels: usize, gold: &[u8], signatures: &[Signature], rows: Vec<u32>) -> DuplicateGroup {
    let mut counts = vec![0; labels];
    for row in &rows {
        counts[usize::from(gold[*row as usize])] += 1;
    }
    DuplicateGroup {
        is_exact: rows.windows(2).all(|pair| signatures[pair[0] as usize] == signatures[pair[1] as usize]),
        conflict: counts.iter().filter(|rows| **rows > 0).count() > 1,
        labels: counts,
        rows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::folded::Folded;

    #[test]
    fn groups_tell_whether_their_labels_agree() {
        let texts = [
            ("Un film magnifique, à voir en famille.", 1),
            ("Très bien", 1),
            ("Une histoire sans surprise ni rythme, dommage.", 0),
            ("un film MAGNIFIQUE à voir en famille", 0),
            ("tres bien !", 1),
            ("Très bien.", 1),
            ("Très bien fait", 1),
        ];
        let gold = texts.map(|(_, gold)| gold);
        let signatures = texts.map(|(text, _)| Signature::of(&Folded::of(text)));
        let duplicates = duplicates(2, &gold, &signatures, 10);
        assert_eq!((duplicates.count, duplicates.surplus_rows, duplicates.conflicts), (2, 3, 1));
        let [conflict, agreed] = &duplicates.groups[..] else { panic!("{duplicates:?}") };
        assert_eq!((&conflict.rows[..], &conflict.labels[..], conflict.conflict), (&[0, 3][..], &[1, 1][..], true));
        assert_eq!((&agreed.rows[..], &agreed.labels[..], agreed.conflict), (&[1, 4, 5][..], &[0, 3][..], false));
        assert!(agreed.is_exact && conflict.is_exact);
    }

    #[test]
    fn the_first_groups_are_told_however_many_there_are() {
        // Pairs, each of a signature of its own; every third disagrees.
        let signatures: Vec<Signature> = (0..40).map(|row| Signature { hash: row / 2, words: 3 }).collect();
        let gold: Vec<u8> = (0..40).map(|row| u8::from(row % 6 == 5)).collect();
        let all = duplicates(2, &gold, &signatures, 20);
        assert_eq!((all.count, all.surplus_rows, all.conflicts, all.groups.len()), (20, 20, 6, 20));
        assert_eq!(all.groups[6].rows, [0, 1], "behind those that disagree");
        let some = duplicates(2, &gold, &signatures, 3);
        assert_eq!((some.count, some.surplus_rows, some.conflicts), (20, 20, 6));
        assert_eq!(some.groups, all.groups[..3]);
    }
}
