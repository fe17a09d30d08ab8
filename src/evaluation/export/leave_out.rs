//! The rows that an export leaves out.

use std::collections::BTreeSet;

use super::super::Evaluations;
use super::super::doubts::doubts;
use super::super::duplicates::{Signature, groups};
use super::super::error::EvaluationError;
use super::super::folded::Folded;
use super::super::look::Look;
use super::{PAGE, Without};

/// The rows of `look` that an export `without` these leaves out.
///
/// # Errors
/// When the database fails.
pub(super) async fn rows(
    evaluations: &Evaluations,
    look: &Look,
    without: Without,
) -> Result<BTreeSet<usize>, EvaluationError> {
    let mut rows = BTreeSet::new();
    if without.duplicates {
        let signatures = signatures(evaluations, look).await?;
        let surplus = tokio::task::block_in_place(|| surplus(&signatures));
        rows.extend(surplus);
    }
    if without.doubts {
        let doubts = tokio::task::block_in_place(|| doubts(&look.columns, usize::MAX));
        rows.extend(doubts.doubts.iter().map(|doubt| doubt.row as usize));
    }
    Ok(rows)
}

/// All rows of a group but its first.
fn surplus(signatures: &[Signature]) -> Vec<usize> {
    groups(signatures).iter().flat_map(|group| group.into_iter().skip(1)).map(|row| row as usize).collect()
}

async fn signatures(evaluations: &Evaluations, look: &Look) -> Result<Vec<Signature>, EvaluationError> {
    // A row that is erased meanwhile is no text, and will not be exported.
    let mut signatures = vec![Signature::of(&Folded::of("")); look.columns.len()];
    let rows: Vec<usize> = (0..look.columns.len()).collect();
    for page in rows.chunks(PAGE) {
        for sentence in evaluations.sentences(look, page).await? {
            let row = usize::try_from(sentence.number).expect("a row's number is a place in its columns");
            signatures[row] = Signature::of(&Folded::of(&sentence.text));
        }
    }
    Ok(signatures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_a_group_stays() {
        let texts = ["Un film à voir.", "Rien à sauver ici.", "UN FILM À VOIR", "Un film à voir !"];
        let signatures = texts.map(|text| Signature::of(&Folded::of(text)));
        assert_eq!(surplus(&signatures), [2, 3]);
    }
}
