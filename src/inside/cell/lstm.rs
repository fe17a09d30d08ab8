//! The LSTM. With σ the logistic function and ⊙ the product unit by unit:
//! input i = σ(x Wi + h Ri + bi), output o and forget f likewise; candidate g = tanh(x Wc + h Rc + bc);
//! cell c' = f ⊙ c + i ⊙ g; hidden h' = o ⊙ tanh(c'). ONNX's order of gates is i, o, f, c.

use super::{Cell, Matrix, Parameters, Product, Reach, Start, Steps, before, named, sigmoid};

/// One direction of an LSTM.
#[derive(Debug)]
pub struct Lstm<'w> {
    weights: Parameters<'w>,
}

impl<'w> Lstm<'w> {
    /// With these weights.
    pub fn new(weights: Parameters<'w>) -> Self {
        Self { weights }
    }
}

impl Cell for Lstm<'_> {
    fn forward(&self, x: &Matrix, start: &Start) -> Steps {
        let units = self.weights.hidden;
        let from_input = Product::new(self.weights.w, self.weights.width());
        let from_state = Product::new(self.weights.r, units);
        let bias = self.weights.bias(4);
        let [mut input, mut forget, mut output, mut candidate, mut cell, mut hidden] =
            [const { Vec::new() }; 6].map(|values| Matrix { columns: units, values });
        for at in 0..x.rows() {
            let mut sums = bias.clone();
            from_input.add(x.row(at), &mut sums);
            from_state.add(before(&hidden, at, &start.hidden), &mut sums);
            for unit in 0..units {
                let [i, o, f] = [0, 1, 2].map(|gate| sigmoid(sums[gate * units + unit]));
                let g = sums[3 * units + unit].tanh();
                let memory = f * before(&cell, at, &start.cell)[unit] + i * g;
                input.values.push(i);
                output.values.push(o);
                forget.values.push(f);
                candidate.values.push(g);
                sums[unit] = memory;
            }
            cell.values.extend_from_slice(&sums[..units]);
            let outputs = output.row(at).iter();
            hidden.values.extend(outputs.zip(&sums).map(|(output, memory)| output * memory.tanh()));
        }
        vec![
            ("input", input),
            ("forget", forget),
            ("output", output),
            ("candidate", candidate),
            ("cell", cell),
            ("hidden", hidden),
        ]
    }

    fn influence(&self, steps: &Steps, start: &Start, goes_on: &dyn Fn() -> bool) -> Option<Vec<f64>> {
        let units = self.weights.hidden;
        let width = self.weights.width();
        let [input, forget, output, candidate, cell] =
            ["input", "forget", "output", "candidate", "cell"].map(|name| named(steps, name));
        // Columns: the state's, then the memory's. What reaches the state reaches the memory through it.
        let mut reach = Reach::identity(units, 2 * units);
        let mut norms = vec![0.0; cell.rows()];
        let mut right = vec![0.0; 2 * units * (units + width)];
        for at in (0..cell.rows()).rev() {
            if !goes_on() {
                return None;
            }
            let (i, f, o, g) = (input.row(at), forget.row(at), output.row(at), candidate.row(at));
            let memory_before = before(cell, at, &start.cell);
            let memory: Vec<f32> = cell.row(at).iter().map(|value| value.tanh()).collect();
            for row in reach.values.chunks_exact_mut(2 * units) {
                let (of_state, of_memory) = row.split_at_mut(units);
                for unit in 0..units {
                    of_memory[unit] += of_state[unit] * o[unit] * (1.0 - memory[unit] * memory[unit]);
                }
            }
            // The derivatives by [state before | input] of the state through its output gate, and of the memory.
            right.fill(0.0);
            let add = |row: &mut [f32], gate, unit, factor| self.weights.add_unit(row, gate, unit, factor, factor);
            let (of_state, of_memory) = right.split_at_mut(units * (units + width));
            for unit in 0..units {
                let row = unit * (units + width)..(unit + 1) * (units + width);
                add(&mut of_state[row.clone()], 1, unit, memory[unit] * o[unit] * (1.0 - o[unit]));
                let of_memory = &mut of_memory[row];
                add(of_memory, 0, unit, g[unit] * i[unit] * (1.0 - i[unit]));
                add(of_memory, 2, unit, memory_before[unit] * f[unit] * (1.0 - f[unit]));
                add(of_memory, 3, unit, i[unit] * (1.0 - g[unit] * g[unit]));
            }
            let [of_state, of_input] = reach.times(&right, units + width).split(units);
            norms[at] = of_input.norm();
            let states = of_state.values.chunks_exact(units);
            for (row, of_state) in reach.values.chunks_exact_mut(2 * units).zip(states) {
                let (state, memory) = row.split_at_mut(units);
                state.copy_from_slice(of_state);
                memory.iter_mut().zip(f).for_each(|(value, f)| *value *= f);
            }
            reach.settle();
        }
        Some(norms)
    }
}
