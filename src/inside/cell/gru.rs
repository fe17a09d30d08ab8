//! The GRU. With σ the logistic function and ⊙ the product unit by unit: update z = σ(x Wz + h Rz + bz), reset
//! r = σ(x Wr + h Rr + br); candidate n = tanh(x Wn + (r ⊙ h) Rn + bn), or, where `linear_before_reset` is set (as
//! PyTorch and Keras train it), n = tanh(x Wn + bn + r ⊙ (h Rn + b'n)); hidden h' = (1 - z) ⊙ n + z ⊙ h. ONNX's order of
//! gates is z, r, h.

use super::{Cell, Matrix, Parameters, Product, Reach, Start, Steps, before, named, sigmoid};

/// One direction of a GRU.
#[derive(Debug)]
pub struct Gru<'w> {
    weights: Parameters<'w>,
    linear_before_reset: bool,
}

impl<'w> Gru<'w> {
    /// With these weights, and the reset gate before or after the product with the state's weights.
    pub fn new(weights: Parameters<'w>, linear_before_reset: bool) -> Self {
        Self { weights, linear_before_reset }
    }

    /// What the state's weights and bias make of each state before: `h Rn + b'n`, for every step.
    fn recurrent_candidate(&self, hidden: &Matrix, start: &Start) -> Matrix {
        let units = self.weights.hidden;
        let product = Product::new(self.weights.state_weights(2), units);
        let bias = self.weights.state_bias(2);
        let mut rows = Matrix::new(units);
        for at in 0..hidden.rows() {
            let mut sums = bias.clone();
            product.add(before(hidden, at, &start.hidden), &mut sums);
            rows.values.extend(sums);
        }
        rows
    }
}

impl Cell for Gru<'_> {
    fn forward(&self, x: &Matrix, start: &Start) -> Steps {
        let units = self.weights.hidden;
        let from_input = Product::new(self.weights.w, self.weights.width());
        let from_state = Product::new(&self.weights.r[..2 * units * units], units);
        let to_candidate = Product::new(self.weights.state_weights(2), units);
        // Where the reset gate comes after the product, it weighs the candidate's second bias too.
        let bias = self.weights.bias(if self.linear_before_reset { 2 } else { 3 });
        let of_candidate = self.weights.state_bias(2);
        let [mut update, mut reset, mut candidate, mut hidden] =
            [const { Vec::new() }; 4].map(|values| Matrix { columns: units, values });
        for at in 0..x.rows() {
            let state = before(&hidden, at, &start.hidden);
            let mut sums = bias.clone();
            from_input.add(x.row(at), &mut sums);
            let (gates, new) = sums.split_at_mut(2 * units);
            from_state.add(state, gates);
            update.values.extend(gates[..units].iter().map(|sum| sigmoid(*sum)));
            reset.values.extend(gates[units..].iter().map(|sum| sigmoid(*sum)));
            let reset = reset.row(at);
            if self.linear_before_reset {
                let mut product = of_candidate.clone();
                to_candidate.add(state, &mut product);
                new.iter_mut().zip(&product).zip(reset).for_each(|((sum, product), reset)| *sum += reset * product);
            } else {
                let let_through: Vec<f32> = reset.iter().zip(state).map(|(reset, state)| reset * state).collect();
                to_candidate.add(&let_through, new);
            }
            candidate.values.extend(new.iter().map(|sum| sum.tanh()));
            let (z, n) = (update.row(at), candidate.row(at));
            let states = (0..units).map(|unit| (1.0 - z[unit]) * n[unit] + z[unit] * state[unit]);
            let states: Vec<f32> = states.collect();
            hidden.values.extend(states);
        }
        vec![("reset", reset), ("update", update), ("candidate", candidate), ("hidden", hidden)]
    }

    fn influence(&self, steps: &Steps, start: &Start, goes_on: &dyn Fn() -> bool) -> Option<Vec<f64>> {
        let (weights, units) = (self.weights, self.weights.hidden);
        let width = weights.width();
        let [reset, update, candidate, hidden] =
            ["reset", "update", "candidate", "hidden"].map(|name| named(steps, name));
        let products = self.linear_before_reset.then(|| self.recurrent_candidate(hidden, start));
        let mut reach = Reach::identity(units, units);
        let mut norms = vec![0.0; hidden.rows()];
        let mut right = vec![0.0; units * (units + width)];
        for at in (0..hidden.rows()).rev() {
            if !goes_on() {
                return None;
            }
            let (r, z, n) = (reset.row(at), update.row(at), candidate.row(at));
            let state = before(hidden, at, &start.hidden);
            right.fill(0.0);
            // The derivatives by [state before | input] of what a unit lets through of each.
            for (unit, row) in right.chunks_exact_mut(units + width).enumerate() {
                let of_candidate = (1.0 - z[unit]) * (1.0 - n[unit] * n[unit]);
                let updates = (state[unit] - n[unit]) * z[unit] * (1.0 - z[unit]);
                weights.add_unit(row, 0, unit, updates, updates);
                let product = products.as_ref().map(|products| products.row(at)[unit]);
                let resets = product.map_or(0.0, |product| of_candidate * product * r[unit] * (1.0 - r[unit]));
                weights.add_unit(row, 1, unit, resets, resets);
                weights.add_unit(row, 2, unit, product.map_or(0.0, |_| of_candidate * r[unit]), of_candidate);
                row[unit] += z[unit];
            }
            let mut product = reach.times(&right, units + width);
            if products.is_none() {
                // The candidate sees the state before through the reset gate of every unit of it.
                let of_candidate: Vec<f32> = n.iter().zip(z).map(|(n, z)| (1.0 - z) * (1.0 - n * n)).collect();
                let through = reach.scaled(&of_candidate).times(weights.state_weights(2), units);
                product.add(&through.clone().scaled(r));
                let resets: Vec<f32> = r.iter().zip(state).map(|(r, state)| state * r * (1.0 - r)).collect();
                right.fill(0.0);
                for (unit, row) in right.chunks_exact_mut(units + width).enumerate() {
                    weights.add_unit(row, 1, unit, 1.0, 1.0);
                }
                product.add(&through.scaled(&resets).times(&right, units + width));
            }
            let [of_state, of_input] = product.split(units);
            norms[at] = of_input.norm();
            reach = of_state;
            reach.settle();
        }
        Some(norms)
    }
}
