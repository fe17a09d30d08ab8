//! How much a map keeps of who is near whom: the share of each point's nearest neighbours that are still among its
//! nearest on the map.

use super::vector::{Vector, dot};

/// Neighbours looked at: those that a person looks at around a word.
pub(super) const NEIGHBOURS: usize = 10;

/// Points that are asked for their neighbours: each is held against all others, twice.
const MAX_ASKED: usize = 1000;

/// The share kept, between 0 and 1, of the neighbours of vectors of length 1. Where there are few, all but itself are
/// neighbours, and all are kept.
pub(super) fn share(vectors: &[Vector], points: &[[f64; 2]]) -> f64 {
    let count = vectors.len();
    let neighbours = NEIGHBOURS.min(count.saturating_sub(1));
    if neighbours == 0 {
        return 1.0;
    }
    let asked = (0..count).step_by(count.div_ceil(MAX_ASKED));
    let possible = asked.len() * neighbours;
    let kept: usize = asked
        .map(|own| {
            let near = nearest(own, count, neighbours, |other| -dot(&vectors[own], &vectors[other]));
            let shown = nearest(own, count, neighbours, |other| {
                let (dx, dy) = (points[own][0] - points[other][0], points[own][1] - points[other][1]);
                dx * dx + dy * dy
            });
            near.iter().filter(|one| shown.contains(one)).count()
        })
        .sum();
    kept as f64 / possible as f64
}

fn nearest(own: usize, count: usize, wanted: usize, distance: impl Fn(usize) -> f64) -> Vec<usize> {
    let mut others: Vec<(f64, usize)> =
        (0..count).filter(|other| *other != own).map(|other| (distance(other), other)).collect();
    let by_distance = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
    if wanted < others.len() {
        others.select_nth_unstable_by(wanted, by_distance);
        others.truncate(wanted);
    }
    others.into_iter().map(|(_, other)| other).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(count: usize) -> (Vec<Vector>, Vec<[f64; 2]>) {
        let angles = (0..count).map(|at| at as f64 * std::f64::consts::TAU / count as f64);
        let points: Vec<[f64; 2]> = angles.map(|angle| [angle.cos(), angle.sin()]).collect();
        (points.iter().map(|point| point.to_vec()).collect(), points)
    }

    #[test]
    fn a_map_like_the_vectors_keeps_all_and_one_that_is_shuffled_keeps_few() {
        let (vectors, mut points) = around(101);
        assert_eq!(share(&vectors, &points), 1.0);
        crate::random::Random::seeded(1).shuffle(&mut points);
        // By chance, ten of a hundred.
        assert!((0.05..0.2).contains(&share(&vectors, &points)));
    }

    #[test]
    fn of_many_points_some_are_asked() {
        let (vectors, points) = around(2 * MAX_ASKED + 1);
        assert_eq!(share(&vectors, &points), 1.0);
    }

    #[test]
    fn few_points_keep_all() {
        for count in [0, 1, 2, 11] {
            let (vectors, mut points) = around(count);
            points.reverse();
            assert_eq!(share(&vectors, &points), 1.0, "{count}");
        }
    }
}
