//! How the last state depends on an earlier one: the matrix that the chain rule carries backwards. Kept near 1 by whole
//! powers of two, because what vanishes over 400 steps is far below the smallest single-precision number.

/// Rows worked on at once: each weight is then fetched once for all of them.
const ROWS: usize = 4;
/// Bounds of the largest number kept as it is, and the power of two by which it is moved beyond them.
const STEP: i32 = 32;

/// The derivative of the last state by something of an earlier step: [units, width].
#[derive(Clone, Debug)]
pub(super) struct Reach {
    pub(super) units: usize,
    pub(super) values: Vec<f32>,
    /// The true values are these times two to this power.
    exponent: i32,
}

impl Reach {
    /// Of the last state by itself, beside `width - units` columns of zeros.
    pub(super) fn identity(units: usize, width: usize) -> Self {
        let mut values = vec![0.0; units * width];
        for unit in 0..units {
            values[unit * width + unit] = 1.0;
        }
        Self { units, values, exponent: 0 }
    }

    /// The product with `right`, whose rows are `width` long; the power of two stays.
    pub(super) fn times(&self, right: &[f32], width: usize) -> Self {
        let inner = self.width();
        let mut values = vec![0.0; self.units * width];
        for (sums, left) in values.chunks_mut(ROWS * width).zip(self.values.chunks(ROWS * inner)) {
            for at in 0..inner {
                let right = &right[at * width..(at + 1) * width];
                for (sums, left) in sums.chunks_exact_mut(width).zip(left.chunks_exact(inner)) {
                    let factor = left[at];
                    for (sum, right) in sums.iter_mut().zip(right) {
                        *sum += factor * right;
                    }
                }
            }
        }
        Self { units: self.units, values, exponent: self.exponent }
    }

    /// Adds `other`, which may have fewer columns, to the first columns. Both have the same power of two.
    pub(super) fn add(&mut self, other: &Self) {
        let (width, others) = (self.width(), other.width());
        for (row, other) in self.values.chunks_exact_mut(width).zip(other.values.chunks_exact(others)) {
            row.iter_mut().zip(other).for_each(|(value, other)| *value += other);
        }
    }

    /// Each column times its factor.
    pub(super) fn scaled(mut self, factors: &[f32]) -> Self {
        for row in self.values.chunks_exact_mut(factors.len()) {
            row.iter_mut().zip(factors).for_each(|(value, factor)| *value *= factor);
        }
        self
    }

    /// The first `at` columns, and the others.
    pub(super) fn split(&self, at: usize) -> [Self; 2] {
        let rows = || self.values.chunks_exact(self.width());
        let part = |values: Vec<f32>| Self { units: self.units, values, exponent: self.exponent };
        [
            part(rows().flat_map(|row| &row[..at]).copied().collect()),
            part(rows().flat_map(|row| &row[at..]).copied().collect()),
        ]
    }

    fn width(&self) -> usize {
        self.values.len() / self.units.max(1)
    }

    /// The Frobenius norm of the true values.
    pub(super) fn norm(&self) -> f64 {
        let squares: f64 = self.values.iter().map(|value| f64::from(*value).powi(2)).sum();
        squares.sqrt() * 2.0_f64.powi(self.exponent)
    }

    /// Brings the values back near 1; the true ones stay the same.
    pub(super) fn settle(&mut self) {
        let largest = self.values.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        let by = if largest >= 2.0_f32.powi(STEP) {
            -STEP
        } else if largest > 0.0 && largest < 2.0_f32.powi(-STEP) {
            STEP
        } else {
            return;
        };
        let factor = 2.0_f32.powi(by);
        self.values.iter_mut().for_each(|value| *value *= factor);
        self.exponent -= by;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_vanishes_stays_exact() {
        let mut reach = Reach::identity(2, 2);
        for _ in 0..500 {
            reach = reach.times(&[0.25, 0.0, 0.0, 0.25], 2);
            reach.settle();
        }
        let expected = 2.0_f64.sqrt() * 2.0_f64.powi(-1000);
        assert!((reach.norm() / expected - 1.0).abs() < 1e-12, "{}", reach.norm());
    }

    #[test]
    fn what_explodes_stays_finite() {
        let mut reach = Reach::identity(1, 1);
        for _ in 0..300 {
            reach = reach.times(&[8.0], 1);
            reach.settle();
        }
        assert_eq!(reach.norm(), 2.0_f64.powi(900));
    }
}
