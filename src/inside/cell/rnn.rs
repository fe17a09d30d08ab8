//! The plain recurrent layer: h' = tanh(x W + h R + b). No gate: whatever it keeps, it keeps through R.

use super::{Cell, Matrix, Parameters, Product, Reach, Start, Steps, before, named};

/// One direction of a plain recurrent layer.
#[derive(Debug)]
pub struct Rnn<'w> {
    weights: Parameters<'w>,
}

impl<'w> Rnn<'w> {
    /// With these weights.
    pub fn new(weights: Parameters<'w>) -> Self {
        Self { weights }
    }
}

impl Cell for Rnn<'_> {
    fn forward(&self, x: &Matrix, start: &Start) -> Steps {
        let units = self.weights.hidden;
        let from_input = Product::new(self.weights.w, self.weights.width());
        let from_state = Product::new(self.weights.r, units);
        let bias = self.weights.bias(1);
        let mut hidden = Matrix::new(units);
        for at in 0..x.rows() {
            let mut sums = bias.clone();
            from_input.add(x.row(at), &mut sums);
            from_state.add(before(&hidden, at, &start.hidden), &mut sums);
            hidden.values.extend(sums.iter().map(|sum| sum.tanh()));
        }
        vec![("hidden", hidden)]
    }

    fn influence(&self, steps: &Steps, _: &Start, goes_on: &dyn Fn() -> bool) -> Option<Vec<f64>> {
        let units = self.weights.hidden;
        let width = self.weights.width();
        let hidden = named(steps, "hidden");
        let mut reach = Reach::identity(units, units);
        let mut norms = vec![0.0; hidden.rows()];
        let mut right = vec![0.0; units * (units + width)];
        for at in (0..hidden.rows()).rev() {
            if !goes_on() {
                return None;
            }
            right.fill(0.0);
            for (unit, (row, state)) in right.chunks_exact_mut(units + width).zip(hidden.row(at)).enumerate() {
                let factor = 1.0 - state * state;
                self.weights.add_unit(row, 0, unit, factor, factor);
            }
            let [of_state, of_input] = reach.times(&right, units + width).split(units);
            norms[at] = of_input.norm();
            reach = of_state;
            reach.settle();
        }
        Some(norms)
    }
}
