//! One direction of a recurrent layer, recomputed: what its gates let through at every step, and how far back its last
//! state depends on each. The formulas, and the order of the weights, are those of ONNX's operator specification
//! (onnx.ai/onnx/operators: LSTM-14, GRU-14, RNN-14), with its default activations and nothing optional.
//!
//! Sums run in a fixed order in single precision, so that the same text gives the same numbers on every machine.

mod gru;
mod lstm;
mod reach;
mod rnn;

pub use gru::Gru;
pub use lstm::Lstm;
pub use rnn::Rnn;

use reach::Reach;

/// A table of numbers, one row a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    /// Numbers in a row.
    pub columns: usize,
    /// Row after row.
    pub values: Vec<f32>,
}

/// The weights of one direction, as ONNX lays them out: gate after gate, and in each a row for every unit.
#[derive(Clone, Copy, Debug)]
pub struct Parameters<'w> {
    /// Units.
    pub hidden: usize,
    /// From the layer's input: [gates * hidden, width of the input].
    pub w: &'w [f32],
    /// From the state before: [gates * hidden, hidden].
    pub r: &'w [f32],
    /// Two biases, one after the other: [2 * gates * hidden]; zero where there are none.
    pub b: Option<&'w [f32]>,
}

/// What a direction begins with.
#[derive(Clone, Debug)]
pub struct Start {
    /// The state before the first step.
    pub hidden: Vec<f32>,
    /// The memory before the first step; only an LSTM has one.
    pub cell: Vec<f32>,
}

/// What every step computed, by the names that students know; the states, `hidden`, come last.
pub type Steps = Vec<(&'static str, Matrix)>;

/// A kind of recurrent layer.
pub trait Cell {
    /// Computes every step of `x`, which is in the order of reading.
    fn forward(&self, x: &Matrix, start: &Start) -> Steps;

    /// For each step of `steps`, the exact Frobenius norm of the last state's derivative by the layer's input there.
    ///
    /// With M the derivative of the last state by the state after step t, the chain rule goes backwards:
    /// d last / d x_t = M A_t W and M becomes M (A_t R + what the state keeps of itself), A_t being the activations'
    /// derivatives at step t. `None` once `goes_on` says to stop.
    fn influence(&self, steps: &Steps, start: &Start, goes_on: &dyn Fn() -> bool) -> Option<Vec<f64>>;
}

impl Matrix {
    /// No rows yet.
    pub fn new(columns: usize) -> Self {
        Self { columns, values: Vec::new() }
    }

    /// Row `at`.
    ///
    /// # Panics
    /// When there is no such row.
    pub fn row(&self, at: usize) -> &[f32] {
        &self.values[at * self.columns..(at + 1) * self.columns]
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.values.len() / self.columns.max(1)
    }

    /// The rows from last to first.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let rows = self.values.chunks_exact(self.columns.max(1)).rev();
        Self { columns: self.columns, values: rows.flatten().copied().collect() }
    }
}

impl Parameters<'_> {
    /// Numbers in a row of all gates.
    fn all(&self) -> usize {
        self.r.len() / self.hidden.max(1)
    }

    /// The width of the layer's input.
    fn width(&self) -> usize {
        self.w.len() / self.all().max(1)
    }

    /// The bias of every unit of every gate: in the first `joined` gates the sum of its two, in the others the one beside
    /// the input's product.
    fn bias(&self, joined: usize) -> Vec<f32> {
        let all = self.all();
        let Some(b) = self.b else { return vec![0.0; all] };
        let mut bias = b[..all].to_vec();
        bias.iter_mut().zip(&b[all..]).take(joined * self.hidden).for_each(|(sum, of_state)| *sum += of_state);
        bias
    }

    /// The bias beside the state's product, of gate `at`.
    fn state_bias(&self, at: usize) -> Vec<f32> {
        let begin = self.all() + at * self.hidden;
        self.b.map_or_else(|| vec![0.0; self.hidden], |b| b[begin..begin + self.hidden].to_vec())
    }

    /// The state's weights of gate `at`.
    fn state_weights(&self, at: usize) -> &[f32] {
        let size = self.hidden * self.hidden;
        &self.r[at * size..(at + 1) * size]
    }

    /// Adds to `row` the weights of one unit of one gate: `state` times those from the state, then `input` times those
    /// from the input.
    fn add_unit(&self, row: &mut [f32], gate: usize, unit: usize, state: f32, input: f32) {
        let at = gate * self.hidden + unit;
        let (of_state, of_input) = row.split_at_mut(self.hidden);
        let width = of_input.len();
        let add = |sums: &mut [f32], weights: &[f32], factor: f32| {
            sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += factor * weight);
        };
        add(of_state, &self.r[at * self.hidden..(at + 1) * self.hidden], state);
        add(of_input, &self.w[at * width..(at + 1) * width], input);
    }
}

/// Weights, column after column: a step then adds whole columns, which the compiler does several units at a time, in
/// the same order for each.
#[derive(Debug)]
struct Product {
    outputs: usize,
    columns: Vec<f32>,
}

impl Product {
    /// Of `rows`, [outputs, inputs].
    fn new(rows: &[f32], inputs: usize) -> Self {
        let outputs = rows.len() / inputs.max(1);
        let columns = (0..inputs).flat_map(|input| (0..outputs).map(move |output| rows[output * inputs + input]));
        Self { outputs, columns: columns.collect() }
    }

    /// Adds the product with `x` to `sums`.
    fn add(&self, x: &[f32], sums: &mut [f32]) {
        for (x, column) in x.iter().zip(self.columns.chunks_exact(self.outputs.max(1))) {
            for (sum, weight) in sums.iter_mut().zip(column) {
                *sum += x * weight;
            }
        }
    }
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// The table named `name`.
fn named<'s>(steps: &'s Steps, name: &str) -> &'s Matrix {
    let found = steps.iter().find(|(known, _)| *known == name);
    &found.expect("a cell reads the tables that it wrote").1
}

/// Row `at - 1`, or `start` before the first.
fn before<'s>(states: &'s Matrix, at: usize, start: &'s [f32]) -> &'s [f32] {
    if at == 0 { start } else { states.row(at - 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers in (-1, 1) from a linear congruence: any do, as long as they repeat.
    pub(super) fn numbers(count: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        let next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        std::iter::repeat_with(next).take(count).collect()
    }

    fn parts(gates: usize) -> (Vec<f32>, Vec<f32>, Vec<f32>, Matrix, Start) {
        let (hidden, width, steps) = (5, 3, 7);
        let x = Matrix { columns: width, values: numbers(steps * width, 1) };
        let start = Start { hidden: numbers(hidden, 2), cell: numbers(hidden, 3) };
        let w = numbers(gates * hidden * width, 4);
        (w, numbers(gates * hidden * hidden, 5), numbers(2 * gates * hidden, 6), x, start)
    }

    /// The norms by central differences of the last state.
    fn by_differences(cell: &dyn Cell, x: &Matrix, start: &Start) -> Vec<f64> {
        let step = 1e-2;
        let last = |x: &Matrix| named(&cell.forward(x, start), "hidden").row(x.rows() - 1).to_vec();
        let mut squares = vec![0.0; x.rows()];
        for at in 0..x.values.len() {
            let moved = |by: f32| {
                let mut x = x.clone();
                x.values[at] += by;
                last(&x)
            };
            for (up, down) in moved(step).iter().zip(&moved(-step)) {
                squares[at / x.columns] += ((f64::from(*up) - f64::from(*down)) / (2.0 * f64::from(step))).powi(2);
            }
        }
        squares.into_iter().map(f64::sqrt).collect()
    }

    fn check(cell: &dyn Cell, x: &Matrix, start: &Start) {
        let exact = cell.influence(&cell.forward(x, start), start, &|| true).unwrap();
        for (exact, near) in exact.iter().zip(by_differences(cell, x, start)) {
            assert!((exact - near).abs() <= 2e-3 * near + 1e-4, "{exact} {near}");
        }
    }

    #[test]
    fn influence_is_what_moving_the_input_shows() {
        let (w, r, b, x, start) = parts(4);
        check(&Lstm::new(Parameters { hidden: 5, w: &w, r: &r, b: Some(&b) }), &x, &start);
        let (w, r, b, x, start) = parts(3);
        for after in [false, true] {
            check(&Gru::new(Parameters { hidden: 5, w: &w, r: &r, b: Some(&b) }, after), &x, &start);
        }
        let (w, r, _, x, start) = parts(1);
        check(&Rnn::new(Parameters { hidden: 5, w: &w, r: &r, b: None }), &x, &start);
    }

    #[test]
    fn influence_stops_when_told() {
        let (w, r, b, x, start) = parts(4);
        let cell = Lstm::new(Parameters { hidden: 5, w: &w, r: &r, b: Some(&b) });
        assert_eq!(cell.influence(&cell.forward(&x, &start), &start, &|| false), None);
    }

    #[test]
    fn an_lstm_remembers_what_its_gates_let_through() {
        let (w, r, b, x, start) = parts(4);
        let steps = Lstm::new(Parameters { hidden: 5, w: &w, r: &r, b: Some(&b) }).forward(&x, &start);
        let [input, forget, output, candidate, cell, hidden] =
            ["input", "forget", "output", "candidate", "cell", "hidden"].map(|name| named(&steps, name));
        for at in 0..x.rows() {
            for unit in 0..5 {
                let kept = forget.row(at)[unit] * before(cell, at, &start.cell)[unit];
                let memory = kept + input.row(at)[unit] * candidate.row(at)[unit];
                assert_eq!(cell.row(at)[unit], memory);
                assert_eq!(hidden.row(at)[unit], output.row(at)[unit] * memory.tanh());
            }
        }
    }
}
