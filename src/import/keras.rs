//! Keras' layers and arrays into a network. Knows the layers of the workshop and their kin; another layer, or an option that
//! changes what one computes, is refused by its name.

use std::collections::VecDeque;

use serde::Deserialize;
use serde_json::Value;

use super::arrays::{Array, Arrays};
use super::error::ImportError;
use super::network::{Activation, Cell, Dense, Direction, Network, Pooling, Recurrent};

/// The kinds of layer known, for a message.
pub(super) const KNOWN: &str = "Embedding, LSTM, GRU, SimpleRNN, Bidirectional, Dropout, SpatialDropout1D, \
    GlobalMaxPooling1D, GlobalAveragePooling1D, Dense (relu, tanh, sigmoid, softmax, linear)";

/// Where ONNX finds its gates among Keras': i, f, c, o become i, o, f, c; z, r, h stay.
const LSTM_GATES: [usize; 4] = [0, 3, 1, 2];

#[derive(Deserialize)]
struct Layer {
    class_name: String,
    config: Value,
    /// Names of its arrays, in Keras' order.
    #[serde(default)]
    weights: Vec<String>,
}

pub(super) fn read(arrays: &Arrays) -> Result<Network, ImportError> {
    let layers = arrays.layers.as_deref().ok_or(ImportError::NoLayers)?;
    let layers: Vec<Layer> = serde_json::from_str(layers).map_err(|_| ImportError::NoLayers)?;
    let mut embedding = None;
    let (mut masked, mut length, mut pooling) = (false, None, None);
    let (mut recurrent, mut dense): (Vec<Recurrent>, Vec<(Dense, String)>) = (Vec::new(), Vec::new());
    // Whether what was read so far gives one vector a step.
    let mut steps = true;
    for layer in layers {
        let config = &layer.config;
        let misplaced = || ImportError::Order { layer: layer.class_name.clone() };
        let mut given = layer.weights.iter().map(|name| array(arrays, name)).collect::<Result<VecDeque<_>, _>>()?;
        match layer.class_name.as_str() {
            "InputLayer" => {
                let shape = config.get("batch_shape").or_else(|| config.get("batch_input_shape"));
                length = shape.and_then(|shape| shape.get(1)?.as_u64()).and_then(|length| usize::try_from(length).ok());
            }
            "Dropout" | "SpatialDropout1D" => {}
            "Embedding" if embedding.is_none() => {
                masked = config["mask_zero"].as_bool().unwrap_or_default();
                embedding = given.pop_front();
            }
            "LSTM" | "GRU" | "SimpleRNN" | "Bidirectional" if steps && embedding.is_some() && pooling.is_none() => {
                let (layer, sequences) = recurrent_layer(&layer, given)?;
                recurrent.push(layer);
                steps = sequences;
            }
            "GlobalMaxPooling1D" | "GlobalAveragePooling1D" if steps && embedding.is_some() => {
                let maximum = layer.class_name == "GlobalMaxPooling1D";
                if maximum && masked {
                    // Keras' maximum does not look at the mask: it reads what the layers leave behind a text's end.
                    return option(&layer.class_name, "mask_zero", "True");
                }
                pooling = Some(if maximum { Pooling::Maximum } else { Pooling::Average });
                steps = false;
            }
            "Dense" if !steps => {
                let activation = config["activation"].as_str().unwrap_or("linear").to_owned();
                let weight = given.pop_front().ok_or_else(misplaced)?;
                let bias = given.pop_front().unwrap_or_else(|| Array::zeros(&[weight.columns()]));
                dense.push((Dense { weight, bias, activation: Activation::None }, activation));
            }
            known if KNOWN.split([',', ' ']).any(|one| one == known) => return Err(misplaced()),
            other => return Err(ImportError::Layer { layer: other.to_owned(), known: KNOWN }),
        }
    }
    let embedding = embedding.ok_or_else(|| ImportError::Missing { what: "Embedding" })?;
    let dense = activated(dense)?;
    let pooling = pooling.unwrap_or(Pooling::Last);
    let network = Network { embedding, masked, recurrent, pooling, dense, length, notes: Vec::new() };
    network.check()?;
    Ok(network)
}

fn array(arrays: &Arrays, name: &str) -> Result<Array, ImportError> {
    let array = arrays.arrays.get(name).filter(|array| (1..=2).contains(&array.shape.len())).cloned();
    array.ok_or_else(|| ImportError::Missing { what: "an array of weights" })
}

fn option<T>(layer: &str, option: &'static str, value: &str) -> Result<T, ImportError> {
    Err(ImportError::Option { layer: layer.to_owned(), option, value: value.to_owned() })
}

/// A recurrent layer, and whether it gives its state after each step rather than the last alone.
fn recurrent_layer(layer: &Layer, mut given: VecDeque<Array>) -> Result<(Recurrent, bool), ImportError> {
    if layer.class_name != "Bidirectional" {
        let (cell, sequences) = cell(&layer.class_name, &layer.config)?;
        return Ok((Recurrent { cell, directions: vec![direction(cell, given)?] }, sequences));
    }
    let merge = &layer.config["merge_mode"];
    if merge != "concat" {
        return option("Bidirectional", "merge_mode", &merge.to_string());
    }
    let inner = &layer.config["layer"];
    let (cell, sequences) = cell(inner["class_name"].as_str().unwrap_or_default(), &inner["config"])?;
    let back = given.split_off(given.len() / 2);
    Ok((Recurrent { cell, directions: vec![direction(cell, given)?, direction(cell, back)?] }, sequences))
}

fn cell(class_name: &str, config: &Value) -> Result<(Cell, bool), ImportError> {
    let cell = match class_name {
        "LSTM" => Cell::Lstm,
        "GRU" => Cell::Gru { reset_after: config["reset_after"].as_bool().unwrap_or_default() },
        "SimpleRNN" => Cell::Rnn,
        other => return Err(ImportError::Layer { layer: format!("Bidirectional({other})"), known: KNOWN }),
    };
    // What ONNX's operators compute unless told otherwise, and what Keras' layers do.
    let expected = [("activation", "tanh"), ("recurrent_activation", "sigmoid")];
    for (name, value) in expected {
        if let Some(other) = config.get(name).filter(|other| **other != value) {
            return option(class_name, name, &other.to_string());
        }
    }
    if config["go_backwards"].as_bool().unwrap_or_default() {
        return option(class_name, "go_backwards", "True");
    }
    Ok((cell, config["return_sequences"].as_bool().unwrap_or_default()))
}

/// Kernel, recurrent kernel and perhaps a bias, in Keras' order of gates, into ONNX's layout.
fn direction(cell: Cell, mut given: VecDeque<Array>) -> Result<Direction, ImportError> {
    let missing = || ImportError::Missing { what: "an array of weights" };
    let (kernel, recurrent) = (given.pop_front().ok_or_else(missing)?, given.pop_front().ok_or_else(missing)?);
    let rows = kernel.columns();
    let bias = given.pop_front().map_or_else(|| vec![0.0; rows], |bias| bias.values);
    let order: &[usize] = match cell {
        Cell::Lstm => &LSTM_GATES,
        Cell::Gru { .. } => &[0, 1, 2],
        Cell::Rnn => &[0],
    };
    let fits = rows > 0 && rows.is_multiple_of(order.len()) && bias.len().is_multiple_of(rows);
    if !fits || recurrent.columns() != rows {
        return Err(ImportError::Shapes {
            layer: cell.operator().to_owned(),
            expects: recurrent.columns(),
            gets: rows,
        });
    }
    let ordered = |values: &[f32]| Array { shape: vec![rows], values: values.to_vec() }.reordered(order).values;
    let mut b: Vec<f32> = bias.chunks_exact(rows).flat_map(ordered).collect();
    // Keras has one bias, but for the GRU that resets after its product; ONNX always two.
    b.resize(2 * rows, 0.0);
    Ok(Direction { w: kernel.transposed().reordered(order), r: recurrent.transposed().reordered(order), b })
}

/// The dense layers with what stands behind each. The last one's sigmoid, of one output, or softmax is left to the server.
fn activated(layers: Vec<(Dense, String)>) -> Result<Vec<Dense>, ImportError> {
    let last = layers.len().checked_sub(1).ok_or(ImportError::Missing { what: "Dense" })?;
    let one = |(at, (dense, name)): (usize, (Dense, String))| {
        let columns = dense.weight.columns();
        let activation = match (name.as_str(), at == last) {
            ("linear", _) => Activation::None,
            ("sigmoid", true) if columns == 1 => Activation::None,
            ("softmax", true) if columns > 1 => Activation::None,
            ("relu", false) => Activation::Relu,
            ("tanh", false) => Activation::Tanh,
            ("sigmoid", false) => Activation::Sigmoid,
            _ => return option("Dense", "activation", &format!("{name} ({columns})")),
        };
        Ok(Dense { activation, ..dense })
    };
    layers.into_iter().enumerate().map(one).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    fn made(layers: &Value, shapes: &[(&str, &[usize])]) -> Result<Network, ImportError> {
        let counted = |shape: &[usize]| {
            let size: usize = shape.iter().product();
            Array { shape: shape.to_vec(), values: (0..size).map(|at| at as f32).collect() }
        };
        let arrays: BTreeMap<_, _> = shapes.iter().map(|(name, shape)| ((*name).to_owned(), counted(shape))).collect();
        read(&Arrays { arrays, layers: Some(layers.to_string()) })
    }

    fn lstm(config: &Value) -> Value {
        json!([
            {"class_name": "Embedding", "config": {"mask_zero": false}, "weights": ["e"]},
            {"class_name": "LSTM", "config": config, "weights": ["k", "r", "b"]},
            {"class_name": "Dense", "config": {"activation": "sigmoid"}, "weights": ["d", "c"]},
        ])
    }

    const SHAPES: [(&str, &[usize]); 6] =
        [("e", &[5, 2]), ("k", &[2, 4]), ("r", &[1, 4]), ("b", &[4]), ("d", &[1, 1]), ("c", &[1])];

    #[test]
    fn an_lstm_s_gates_stand_in_onnx_s_order() {
        let network = made(&lstm(&json!({"activation": "tanh"})), &SHAPES).unwrap();
        let direction = &network.recurrent[0].directions[0];
        // Columns i, f, c, o of the kernel become the rows i, o, f, c.
        assert_eq!(direction.w.values, [0.0, 4.0, 3.0, 7.0, 1.0, 5.0, 2.0, 6.0]);
        assert_eq!(direction.r.values, [0.0, 3.0, 1.0, 2.0]);
        assert_eq!(direction.b, [0.0, 3.0, 1.0, 2.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!((network.pooling, network.model_type().as_str()), (Pooling::Last, "lstm"));
    }

    #[test]
    fn what_would_compute_something_else_is_refused() {
        for config in [
            json!({"activation": "relu"}),
            json!({"recurrent_activation": "hard_sigmoid"}),
            json!({"go_backwards": true}),
        ] {
            assert!(matches!(made(&lstm(&config), &SHAPES), Err(ImportError::Option { .. })), "{config}");
        }
        // Its states are read by nobody: a dense layer at each step is another network.
        assert!(matches!(made(&lstm(&json!({"return_sequences": true})), &SHAPES), Err(ImportError::Order { .. })));
        let convolution = json!([{"class_name": "Conv1D", "config": {}}]);
        let Err(error) = made(&convolution, &[]) else { panic!("a convolution was taken") };
        assert!(error.to_string().contains("Conv1D") && error.to_string().contains("SimpleRNN"), "{error}");
        let mut wide = SHAPES;
        wide[4].1 = &[3, 1];
        assert!(matches!(made(&lstm(&json!({})), &wide), Err(ImportError::Shapes { .. })));
    }
}
