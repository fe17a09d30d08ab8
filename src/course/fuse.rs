//! Reciprocal rank fusion: several orders of the same things into one (Cormack, Clarke & Büttcher 2009). Only ranks count, so
//! scores of different kinds need not be made comparable.

use std::collections::HashMap;

/// The paper's constant: how little the first ranks stand out.
const K: f64 = 60.0;

/// What stands in any of the `orders`, best first, with its score.
pub(super) fn fuse<const N: usize>(orders: [&[i64]; N]) -> Vec<(i64, f64)> {
    let mut scores: HashMap<i64, f64> = HashMap::new();
    for order in orders {
        for (rank, id) in (1_u32..).zip(order) {
            *scores.entry(*id).or_default() += 1.0 / (K + f64::from(rank));
        }
    }
    let mut fused: Vec<(i64, f64)> = scores.into_iter().collect();
    fused.sort_by(|(a, score_a), (b, score_b)| score_b.total_cmp(score_a).then(a.cmp(b)));
    fused
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_orders_like_comes_first() {
        let fused = fuse([&[1, 2, 3], &[4, 2, 1]]);
        assert_eq!(fused.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [1, 2, 4, 3]);
        assert!((fused[0].1 - (1.0 / 61.0 + 1.0 / 63.0)).abs() < 1e-12);
    }
}
