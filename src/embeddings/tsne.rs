//! t-SNE (van der Maaten and Hinton, 2008), exact: a plane in which each vector lies near those that it was near to. One
//! thread and a fixed order of additions, so that the same seed gives the same map to the last bit.
//!
//! Of our own rather than a crate: `bhtsne` adds up on several threads, in another order each time, and brings a Fourier
//! transform for the sake of more points than a class can read.

use std::sync::atomic::{AtomicBool, Ordering};

use super::vector::Vector;
use crate::random::Random;

/// How many neighbours each vector has, in effect: the authors' advice is 5 to 50, and scikit-learn's default this.
const PERPLEXITY: f64 = 30.0;

/// The fewest vectors that have neighbours and others.
pub(super) const MIN_POINTS: usize = 4;

/// All steps; what moves later moves by less than a point's size.
const STEPS: usize = 1000;
/// Steps in which neighbours pull harder, so that clusters form before the space is full.
const EARLY_STEPS: usize = 250;
/// By how much harder (Belkina et al., 2019).
const EXAGGERATION: f64 = 12.0;
/// The spread of the first map, small enough that every point still passes every other (Kobak and Berens, 2019).
const START_SPREAD: f64 = 1e-4;
/// What the seed adds to it: it parts what lies in one place, and leaves the whole in place.
const JOLT: f64 = 1e-6;
/// Halvings of the interval in which a vector's bandwidth is looked for: to a double's last digits.
const BISECTIONS: usize = 64;

/// How far to go at each step, by axis.
#[derive(Clone, Debug)]
struct Axis {
    place: Vec<f64>,
    speed: Vec<f64>,
    gain: Vec<f64>,
    pull: Vec<f64>,
    push: Vec<f64>,
}

/// How many neighbours each of `count` vectors has, in effect.
pub(super) fn perplexity(count: usize) -> f64 {
    PERPLEXITY.min((count as f64 - 1.0) / 3.0)
}

/// Maps vectors, at least [`MIN_POINTS`], beginning with `start`: their principal components, in which the far keeps its
/// place. `None` once `stop` is set.
pub(super) fn map(
    vectors: &[Vector],
    start: &[[f64; 2]],
    random: &mut Random,
    stop: &AtomicBool,
) -> Option<Vec<[f64; 2]>> {
    let count = vectors.len();
    let near = affinities(vectors);
    let spread = (start.iter().map(|point| point[0] * point[0]).sum::<f64>() / count as f64).sqrt();
    let scale = if spread > 0.0 { START_SPREAD / spread } else { 0.0 };
    let mut axes = [0, 1].map(|axis| {
        let place = start.iter().map(|point| point[axis] * scale + JOLT * random.signed()).collect();
        let zeros = vec![0.0; count];
        Axis { place, speed: zeros.clone(), gain: vec![1.0; count], pull: zeros.clone(), push: zeros }
    });
    // A rate in proportion to the number of points suits few and many (Belkina et al., 2019).
    let rate = (count as f64 / EXAGGERATION / 4.0).max(50.0);
    for step in 0..STEPS {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let early = step < EARLY_STEPS;
        let (exaggeration, momentum) = if early { (EXAGGERATION, 0.5) } else { (1.0, 0.8) };
        let all = forces(&near, &mut axes);
        for axis in &mut axes {
            axis.step(exaggeration, all, momentum, rate);
        }
    }
    let [x, y] = axes;
    Some(x.place.into_iter().zip(y.place).map(|(x, y)| [x, y]).collect())
}

impl Axis {
    fn step(&mut self, exaggeration: f64, all: f64, momentum: f64, rate: f64) {
        for at in 0..self.place.len() {
            let slope = 4.0 * (exaggeration * self.pull[at] - self.push[at] / all);
            // Faster while the direction holds, slower once it turns (Jacobs, 1988).
            let turns = (slope > 0.0) == (self.speed[at] > 0.0);
            self.gain[at] = if turns { (self.gain[at] * 0.8).max(0.01) } else { self.gain[at] + 0.2 };
            self.speed[at] = momentum * self.speed[at] - rate * self.gain[at] * slope;
            self.place[at] += self.speed[at];
        }
    }
}

/// What pulls and pushes each point, and the sum of all closenesses.
fn forces(near: &[f64], axes: &mut [Axis; 2]) -> f64 {
    let [x, y] = axes;
    let count = x.place.len();
    for axis in [&mut *x, &mut *y] {
        axis.pull.fill(0.0);
        axis.push.fill(0.0);
    }
    let (mut all, mut at) = (0.0, 0);
    for a in 0..count {
        let (mut pull, mut push) = ([0.0; 2], [0.0; 2]);
        for (b, affinity) in (a + 1..count).zip(&near[at..]) {
            let (dx, dy) = (x.place[a] - x.place[b], y.place[a] - y.place[b]);
            let closeness = 1.0 / (1.0 + dx * dx + dy * dy);
            all += closeness;
            let (attract, repel) = (affinity * closeness, closeness * closeness);
            pull[0] += attract * dx;
            pull[1] += attract * dy;
            push[0] += repel * dx;
            push[1] += repel * dy;
            x.pull[b] -= attract * dx;
            y.pull[b] -= attract * dy;
            x.push[b] -= repel * dx;
            y.push[b] -= repel * dy;
        }
        x.pull[a] += pull[0];
        y.pull[a] += pull[1];
        x.push[a] += push[0];
        y.push[a] += push[1];
        at += count - a - 1;
    }
    2.0 * all
}

/// How probable each pair is as neighbours: the upper triangle of the symmetric matrix, row by row.
fn affinities(vectors: &[Vector]) -> Vec<f64> {
    let count = vectors.len();
    let mut rows = vec![0.0; count * count];
    for a in 0..count {
        for b in 0..a {
            let distance = vectors[a].iter().zip(&vectors[b]).map(|(a, b)| (a - b) * (a - b)).sum();
            rows[a * count + b] = distance;
            rows[b * count + a] = distance;
        }
    }
    let wanted = perplexity(count).ln();
    for (at, row) in rows.chunks_exact_mut(count).enumerate() {
        neighbours(row, at, wanted);
    }
    let pairs = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b)));
    // Not zero, so that no neighbour is ever lost altogether.
    pairs.map(|(a, b)| ((rows[a * count + b] + rows[b * count + a]) / (2.0 * count as f64)).max(1e-12)).collect()
}

/// Turns squared distances from vector `own` into probabilities whose entropy is `wanted`, in nats.
fn neighbours(row: &mut [f64], own: usize, wanted: f64) {
    row[own] = f64::INFINITY;
    let nearest = row.iter().copied().fold(f64::INFINITY, f64::min);
    row.iter_mut().for_each(|distance| *distance -= nearest);
    let (mut low, mut high, mut precision) = (0.0, f64::INFINITY, 1.0);
    for _ in 0..BISECTIONS {
        let (mut sum, mut mean) = (0.0, 0.0);
        for distance in row.iter().copied().filter(|distance| distance.is_finite()) {
            let weight = (-distance * precision).exp();
            sum += weight;
            mean += weight * distance;
        }
        let entropy = sum.ln() + precision * mean / sum;
        if entropy > wanted {
            low = precision;
        } else {
            high = precision;
        }
        precision = if high.is_finite() { f64::midpoint(low, high) } else { precision * 2.0 };
    }
    row.iter_mut().for_each(|distance| *distance = (-*distance * precision).exp());
    let sum: f64 = row.iter().sum();
    row.iter_mut().for_each(|weight| *weight /= sum);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embeddings::pca;

    static GOING_ON: AtomicBool = AtomicBool::new(false);

    /// Three clouds of ten, each around a corner of its own.
    fn clouds() -> Vec<Vector> {
        let mut random = Random::seeded(1);
        let mut number = |at: usize, place: usize| f64::from(u8::from(place == at / 10)) + 0.1 * random.signed();
        (0..30).map(|at| (0..6).map(|place| number(at, place)).collect()).collect()
    }

    fn mapped(vectors: &[Vector], seed: u64) -> Vec<[f64; 2]> {
        map(vectors, &pca::project(vectors).points, &mut Random::seeded(seed), &GOING_ON).unwrap()
    }

    fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
        (a[0] - b[0]).hypot(a[1] - b[1])
    }

    #[test]
    fn clouds_stay_apart() {
        let points = mapped(&clouds(), 0);
        for (at, point) in points.iter().enumerate() {
            let mut others: Vec<usize> = (0..30).filter(|other| *other != at).collect();
            others.sort_by(|a, b| distance(*point, points[*a]).total_cmp(&distance(*point, points[*b])));
            assert!(others[..9].iter().all(|other| other / 10 == at / 10), "{at}: {others:?}");
        }
    }

    #[test]
    fn a_seed_repeats_a_map_to_the_bit_and_another_does_not() {
        let vectors = clouds();
        assert_eq!(mapped(&vectors, 5), mapped(&vectors, 5));
        assert_ne!(mapped(&vectors, 5), mapped(&vectors, 6));
    }

    #[test]
    fn probabilities_sum_to_one_and_have_the_entropy_wanted() {
        let near = affinities(&clouds());
        assert_eq!(near.len(), 30 * 29 / 2);
        assert!((2.0 * near.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        let mut row = vec![0.0, 1.0, 4.0, 9.0, 2.0, 0.5];
        neighbours(&mut row, 0, 3.0_f64.ln());
        let entropy: f64 = row.iter().filter(|p| **p > 0.0).map(|p| -p * p.ln()).sum();
        assert!((entropy - 3.0_f64.ln()).abs() < 1e-9 && row[0] == 0.0, "{row:?}");
    }

    #[test]
    fn vectors_of_one_place_are_parted_and_all_numbers_finite() {
        for vectors in [vec![vec![1.0, 2.0]; 4], vec![vec![0.0; 3]; 20]] {
            let points = mapped(&vectors, 0);
            assert!(points.iter().flatten().all(|number| number.is_finite()), "{points:?}");
            assert!(distance(points[0], points[1]) > 0.0);
        }
    }

    #[test]
    fn a_map_that_nobody_waits_for_is_left() {
        let vectors = clouds();
        assert!(
            map(&vectors, &pca::project(&vectors).points, &mut Random::seeded(0), &AtomicBool::new(true)).is_none()
        );
    }
}
