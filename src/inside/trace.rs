//! A text's way through a network's recurrent layers: for each layer and direction every gate and state, recomputed from
//! the layer's own input and weights, and held against what ONNX Runtime computed.

use super::cell::{Cell, Gru, Lstm, Matrix, Parameters, Rnn, Start, Steps};
use super::obstacle::Obstacle;
use crate::runtime::probe::Watched;
use crate::runtime::weights::{Attribute, Node, Tensor};

/// Which way a layer reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the first token.
    Forward,
    /// From the last.
    Reverse,
}

/// One direction of a recurrent layer, as it read a text.
#[derive(Debug)]
pub struct Traced {
    /// Which way.
    pub direction: Direction,
    /// Units.
    pub hidden: usize,
    /// Gates and states by name, one row a token, in the text's order whichever way the layer reads.
    pub steps: Steps,
    /// Largest difference between the recomputed states and ONNX Runtime's.
    pub parity: f32,
    /// For each token, the Frobenius norm of the derivative of the direction's last state by the layer's input there;
    /// where it was asked for.
    pub influence: Option<Vec<f64>>,
}

/// A recurrent layer, or why it stays closed.
#[derive(Debug)]
pub struct Layer {
    /// Its name in the graph; the operator's, where the graph gives none.
    pub name: String,
    /// `LSTM`, `GRU` or `RNN`.
    pub operator: String,
    /// What each of its directions computed.
    pub directions: Result<Vec<Traced>, Obstacle>,
}

/// Time ran out, or whoever asked left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

/// Opens every layer of `layers`, for a text of `tokens` tokens, padding included. `goes_on` is asked at every step of
/// the influence, the one part that may take seconds.
///
/// # Errors
/// Once `goes_on` says to stop.
pub fn trace(
    layers: &[Node],
    watched: &Watched<'_>,
    tokens: usize,
    influence: bool,
    goes_on: &dyn Fn() -> bool,
) -> Result<Vec<Layer>, Stopped> {
    let mut traced = Vec::with_capacity(layers.len());
    for layer in layers {
        let name = if layer.name.is_empty() { layer.operator.clone() } else { layer.name.clone() };
        let directions = match Opened::new(layer, watched, tokens) {
            Ok(opened) => Ok((0..opened.directions.len())
                .map(|at| opened.trace(at, influence, goes_on))
                .collect::<Result<Vec<_>, _>>()?),
            Err(obstacle) => Err(obstacle),
        };
        traced.push(Layer { name, operator: layer.operator.clone(), directions });
    }
    Ok(traced)
}

/// A layer whose values and weights are at hand and fit each other.
struct Opened<'w> {
    layer: &'w Node,
    directions: &'static [Direction],
    hidden: usize,
    read: usize,
    x: &'w Tensor,
    states: &'w Tensor,
    w: &'w Tensor,
    r: &'w Tensor,
    b: Option<&'w Tensor>,
    start: [Option<&'w Tensor>; 2],
}

impl<'w> Opened<'w> {
    fn new(layer: &'w Node, watched: &'w Watched<'_>, tokens: usize) -> Result<Self, Obstacle> {
        let directions: &'static [Direction] = match layer.text("direction").unwrap_or("forward") {
            "forward" => &[Direction::Forward],
            "reverse" => &[Direction::Reverse],
            _ => &[Direction::Forward, Direction::Reverse],
        };
        options(layer, watched)?;
        let needed = |at: usize| layer.input(at).and_then(|name| watched.tensor(name)).ok_or(Obstacle::Weights);
        // An input that is there and is no float, as a quantised one, must not count as left out.
        let optional = |at: usize| layer.input(at).map(|_| needed(at)).transpose();
        let states = layer.output(0).and_then(|name| watched.tensor(name)).ok_or(Obstacle::Weights)?;
        let (x, w, r, b) = (needed(0)?, needed(1)?, needed(2)?, optional(3)?);
        let start = [optional(5)?, if layer.operator == "LSTM" { optional(6)? } else { None }];

        let &[steps, 1, width] = x.shape.as_slice() else { return Err(Obstacle::Steps) };
        if steps != tokens {
            return Err(Obstacle::Steps);
        }
        let read = layer.input(4).map_or(Some(steps), |name| watched.length(name)).ok_or(Obstacle::Weights)?;
        let hidden = r.shape.last().copied().unwrap_or_default();
        let (count, gates) = (directions.len(), gates(layer) * hidden);
        let fits = w.shape == [count, gates, width]
            && r.shape == [count, gates, hidden]
            && b.is_none_or(|b| b.shape == [count, 2 * gates])
            && start.iter().flatten().all(|start| start.shape == [count, 1, hidden])
            && states.shape == [steps, count, 1, hidden];
        if !fits || hidden == 0 {
            return Err(Obstacle::Weights);
        }
        Ok(Self { layer, directions, hidden, read: read.min(steps), x, states, w, r, b, start })
    }

    fn trace(&self, at: usize, influence: bool, goes_on: &dyn Fn() -> bool) -> Result<Traced, Stopped> {
        let part = |tensor: &'w Tensor| {
            let size = tensor.values.len() / self.directions.len();
            &tensor.values[at * size..(at + 1) * size]
        };
        let weights = Parameters { hidden: self.hidden, w: part(self.w), r: part(self.r), b: self.b.map(part) };
        let cell: Box<dyn Cell + '_> = match self.layer.operator.as_str() {
            "LSTM" => Box::new(Lstm::new(weights)),
            "GRU" => Box::new(Gru::new(weights, self.layer.int("linear_before_reset").unwrap_or_default() != 0)),
            _ => Box::new(Rnn::new(weights)),
        };
        let [hidden, memory] =
            self.start.map(|start| start.map_or_else(|| vec![0.0; self.hidden], |start| part(start).to_vec()));
        let start = Start { hidden, cell: memory };
        let direction = self.directions[at];
        let in_text_order = |rows: Matrix| if direction == Direction::Reverse { rows.reversed() } else { rows };

        let width = self.x.shape.last().copied().unwrap_or_default();
        let x = Matrix { columns: width, values: self.x.values[..self.read * width].to_vec() };
        let steps = cell.forward(&in_text_order(x), &start);
        let norms = if influence { Some(cell.influence(&steps, &start, goes_on).ok_or(Stopped)?) } else { None };
        let steps: Steps = steps.into_iter().map(|(name, rows)| (name, in_text_order(rows))).collect();
        let norms = norms.map(|mut norms| {
            if direction == Direction::Reverse {
                norms.reverse();
            }
            norms
        });
        Ok(Traced { direction, hidden: self.hidden, parity: self.parity(at, &steps), steps, influence: norms })
    }

    /// The largest difference to ONNX Runtime's states; NaN where either is none.
    fn parity(&self, at: usize, steps: &Steps) -> f32 {
        let Some((_, hidden)) = steps.last() else { return f32::NAN };
        let row = self.directions.len() * self.hidden;
        let mut parity = 0.0_f32;
        for step in 0..hidden.rows() {
            let theirs = &self.states.values[step * row + at * self.hidden..][..self.hidden];
            for (own, theirs) in hidden.row(step).iter().zip(theirs) {
                let difference = (own - theirs).abs();
                parity = if difference.is_nan() { f32::NAN } else { parity.max(difference) };
            }
        }
        parity
    }
}

fn gates(layer: &Node) -> usize {
    match layer.operator.as_str() {
        "LSTM" => 4,
        "GRU" => 3,
        _ => 1,
    }
}

/// Refuses what changes the formulas. What is given and says the same as its default is none of it.
fn options(layer: &Node, watched: &Watched<'_>) -> Result<(), Obstacle> {
    let usual: &[&str] = match layer.operator.as_str() {
        "LSTM" => &["sigmoid", "tanh", "tanh"],
        "GRU" => &["sigmoid", "tanh"],
        _ => &["tanh"],
    };
    if let Some(Attribute::Texts(given)) = layer.attributes.get("activations") {
        let same = given.iter().zip(usual.iter().cycle()).all(|(given, usual)| given.eq_ignore_ascii_case(usual));
        if !same {
            return Err(Obstacle::Option("activations"));
        }
    }
    if layer.attributes.contains_key("clip") {
        return Err(Obstacle::Option("clip"));
    }
    for option in ["input_forget", "layout"] {
        if layer.int(option).unwrap_or_default() != 0 {
            return Err(Obstacle::Option(option));
        }
    }
    let peepholes = if layer.operator == "LSTM" { layer.input(7) } else { None };
    if let Some(name) = peepholes {
        let none = watched.tensor(name).is_some_and(|weights| weights.values.iter().all(|weight| *weight == 0.0));
        if !none {
            return Err(Obstacle::Option("peepholes"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::Device;
    use crate::models::{Loader, Model};
    use crate::runtime::library;

    fn load(name: &str) -> Model {
        let loader = Loader { environment: library::load(None).unwrap(), workers: 1, device: Device::Cpu };
        loader.load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/models").join(name)).unwrap()
    }

    fn open(model: &Model, text: &str) -> Vec<Layer> {
        let encoding = model.tokenizer.encode(text).unwrap();
        let probe = model.probe().unwrap();
        let watched = probe.run(&encoding).unwrap();
        trace(probe.layers(), &watched, encoding.ids.len(), true, &|| true).unwrap()
    }

    #[test]
    fn every_cell_agrees_with_onnx_runtime() {
        let models = [
            ("tiny", 1, 2),
            ("tiny-nomask", 1, 1),
            ("tiny-lstm-stacked", 2, 1),
            ("tiny-bilstm-stacked", 2, 2),
            ("tiny-gru", 1, 1),
            ("tiny-gru-reset-before", 1, 1),
            ("tiny-rnn", 1, 1),
        ];
        for (name, layers, directions) in models {
            let model = load(name);
            for text in ["Nul.", "Un film drôle et brillant, mais une fin nulle !"] {
                let opened = open(&model, text);
                assert_eq!(opened.len(), layers, "{name}");
                for traced in opened.iter().flat_map(|layer| layer.directions.as_ref().unwrap()) {
                    assert!(traced.parity <= 1e-5, "{name}: {}", traced.parity);
                    let rows = model.tokenizer.encode(text).unwrap().length;
                    assert!(traced.steps.iter().all(|(_, values)| values.rows() == rows), "{name}");
                    assert_eq!(traced.influence.as_ref().map(Vec::len), Some(rows), "{name}");
                }
                assert!(opened.iter().all(|layer| layer.directions.as_ref().unwrap().len() == directions), "{name}");
            }
        }
        for name in ["tiny-transformer", "tiny-bow"] {
            assert!(open(&load(name), "Un film drôle.").is_empty(), "{name} has no recurrent layer");
        }
    }

    fn with(name: &str, value: Attribute) -> Node {
        Node {
            name: String::new(),
            operator: "LSTM".to_owned(),
            inputs: Vec::new(),
            outputs: Vec::new(),
            attributes: [(name.to_owned(), value)].into(),
        }
    }

    #[test]
    fn an_option_that_changes_the_formulas_is_named() {
        let model = load("tiny");
        let probe = model.probe().unwrap();
        let watched = probe.run(&model.tokenizer.encode("Nul.").unwrap()).unwrap();
        let texts = |words: &[&str]| Attribute::Texts(words.iter().map(|word| (*word).to_owned()).collect());
        for (name, value) in [
            ("activations", texts(&["HardSigmoid", "Tanh", "Tanh"])),
            ("clip", Attribute::Float(3.0)),
            ("input_forget", Attribute::Int(1)),
            ("layout", Attribute::Int(1)),
        ] {
            assert_eq!(options(&with(name, value), &watched), Err(Obstacle::Option(name)));
        }
        let usual = texts(&["Sigmoid", "Tanh", "Tanh", "Sigmoid", "Tanh", "Tanh"]);
        assert_eq!(options(&with("activations", usual), &watched), Ok(()));
        assert_eq!(options(&with("layout", Attribute::Int(0)), &watched), Ok(()));
    }

    #[test]
    fn steps_that_are_no_tokens_are_refused() {
        let model = load("tiny-rnn");
        let probe = model.probe().unwrap();
        let watched = probe.run(&model.tokenizer.encode("Un film.").unwrap()).unwrap();
        let layers = trace(probe.layers(), &watched, 99, false, &|| true).unwrap();
        assert_eq!(layers[0].directions.as_ref().unwrap_err(), &Obstacle::Steps);
    }

    #[test]
    fn influence_ends_when_time_is_up() {
        let model = load("tiny");
        let encoding = model.tokenizer.encode("Un film.").unwrap();
        let probe = model.probe().unwrap();
        let watched = probe.run(&encoding).unwrap();
        assert_eq!(trace(probe.layers(), &watched, encoding.ids.len(), true, &|| false).err(), Some(Stopped));
    }
}
