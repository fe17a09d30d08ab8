//! A PyTorch state dict into a network: it holds names and arrays alone, so a layer's kind is told by its arrays' shapes and
//! the rest is convention, stated in the notes.

use std::collections::BTreeMap;

use super::arrays::{Array, Arrays};
use super::error::ImportError;
use super::network::{Activation, Cell, Dense, Direction, Network, Pooling, Recurrent};

/// Where ONNX finds its gates among PyTorch's: i, f, g, o become i, o, f, c; r, z, n become z, r, h.
const LSTM_GATES: [usize; 4] = [0, 3, 1, 2];
const GRU_GATES: [usize; 3] = [1, 0, 2];

const KNOWN: &str = "nn.Embedding, nn.LSTM, nn.GRU, nn.RNN, nn.Linear";

pub(super) fn read(arrays: &Arrays) -> Result<Network, ImportError> {
    let mut left: BTreeMap<&str, &Array> = arrays.arrays.iter().map(|(name, array)| (name.as_str(), array)).collect();
    let mut recurrent = Vec::new();
    let mut prefixes: Vec<String> = Vec::new();
    let first = "weight_ih_l0";
    prefixes.extend(left.keys().filter_map(|name| name.strip_suffix(first).map(str::to_owned)));
    let [prefix] = prefixes.as_slice() else {
        return Err(ImportError::Modules { found: prefixes.len() });
    };
    for layer in 0.. {
        let ahead = direction(&mut left, prefix, &format!("l{layer}"))?;
        let Some((cell, ahead)) = ahead else { break };
        let back = direction(&mut left, prefix, &format!("l{layer}_reverse"))?;
        let directions = std::iter::once(ahead).chain(back.map(|(_, back)| back)).collect();
        recurrent.push(Recurrent { cell, directions });
    }
    let width = recurrent.first().map_or(0, |layer| layer.directions[0].w.columns());
    let embeds = |(name, array): (&&str, &&Array)| {
        let plausible =
            array.shape.len() == 2 && array.columns() == width && !left.contains_key(bias_of(name).as_str());
        plausible.then(|| (*name).to_owned())
    };
    let embedding = left.iter().find_map(embeds).ok_or(ImportError::Missing { what: "nn.Embedding" })?;
    let embedding = left.remove(embedding.as_str()).cloned().ok_or(ImportError::Missing { what: "nn.Embedding" })?;
    let reads = recurrent.last().map_or(0, |layer| layer.units() * layer.directions.len());
    let dense = dense(&mut left, reads)?;
    if let Some(name) = left.keys().next() {
        return Err(ImportError::Layer { layer: (*name).to_owned(), known: KNOWN });
    }
    let mut notes = vec![
        "a state dict says no more than names and numbers; assumed: only the real tokens are read (packed), and the \
         dense layer reads the last state (h_n, both directions side by side)"
            .to_owned(),
    ];
    if dense.len() > 1 {
        notes.push("assumed: ReLU between the dense layers".to_owned());
    }
    let network = Network { embedding, masked: true, recurrent, pooling: Pooling::Last, dense, length: None, notes };
    network.check()?;
    Ok(network)
}

fn bias_of(weight: &str) -> String {
    weight.strip_suffix("weight").map(|prefix| format!("{prefix}bias")).unwrap_or_default()
}

/// One direction of one layer, where the state dict has it; its kind is how many gates its rows make.
fn direction(
    left: &mut BTreeMap<&str, &Array>,
    prefix: &str,
    suffix: &str,
) -> Result<Option<(Cell, Direction)>, ImportError> {
    let mut take = |name: &str| left.remove(format!("{prefix}{name}_{suffix}").as_str());
    let (Some(w), Some(r)) = (take("weight_ih"), take("weight_hh")) else { return Ok(None) };
    let (input_bias, recurrent_bias) = (take("bias_ih"), take("bias_hh"));
    let gates = r.rows() / r.columns().max(1);
    let (cell, order): (_, &[usize]) = match gates {
        4 => (Cell::Lstm, &LSTM_GATES),
        3 => (Cell::Gru { reset_after: true }, &GRU_GATES),
        1 => (Cell::Rnn, &[0]),
        _ => {
            return Err(ImportError::Shapes {
                layer: format!("{prefix}{suffix}"),
                expects: r.columns(),
                gets: r.rows(),
            });
        }
    };
    let bias =
        |bias: Option<&Array>| bias.cloned().unwrap_or_else(|| Array::zeros(&[r.rows()])).reordered(order).values;
    let b = [bias(input_bias), bias(recurrent_bias)].concat();
    Ok(Some((cell, Direction { w: w.reordered(order), r: r.reordered(order), b })))
}

/// The linear layers, each reading what the one before it gives; by name where two could come next.
fn dense(left: &mut BTreeMap<&str, &Array>, mut reads: usize) -> Result<Vec<Dense>, ImportError> {
    let mut layers: Vec<Dense> = Vec::new();
    loop {
        let fits = |(name, array): (&&str, &&Array)| {
            (name.ends_with("weight") && array.shape.len() == 2 && array.columns() == reads).then(|| (*name).to_owned())
        };
        let Some(name) = left.iter().find_map(fits) else { break };
        let Some(weight) = left.remove(name.as_str()).map(Array::transposed) else { break };
        let bias = left.remove(bias_of(&name).as_str()).cloned();
        let bias = bias.unwrap_or_else(|| Array::zeros(&[weight.columns()]));
        reads = weight.columns();
        if let Some(before) = layers.last_mut() {
            before.activation = Activation::Relu;
        }
        layers.push(Dense { weight, bias, activation: Activation::None });
    }
    if layers.is_empty() { Err(ImportError::Missing { what: "nn.Linear" }) } else { Ok(layers) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(shapes: &[(&str, &[usize])]) -> Arrays {
        let counted = |shape: &[usize]| {
            let size: usize = shape.iter().product();
            Array { shape: shape.to_vec(), values: (0..size).map(|at| at as f32).collect() }
        };
        let arrays = shapes.iter().map(|(name, shape)| ((*name).to_owned(), counted(shape))).collect();
        Arrays { arrays, layers: None }
    }

    #[test]
    fn kinds_and_order_are_told_by_the_shapes() {
        let arrays = state(&[
            ("emb.weight", &[9, 2]),
            ("gru.weight_ih_l0", &[3, 2]),
            ("gru.weight_hh_l0", &[3, 1]),
            ("gru.bias_ih_l0", &[3]),
            ("gru.bias_hh_l0", &[3]),
            ("out.weight", &[2, 4]),
            ("out.bias", &[2]),
            ("pre.weight", &[4, 1]),
            ("pre.bias", &[4]),
        ]);
        let network = read(&arrays).unwrap();
        assert_eq!((network.model_type().as_str(), network.columns(), network.masked), ("gru", 2, true));
        // r, z, n become z, r, h.
        assert_eq!(network.recurrent[0].directions[0].r.values, [1.0, 0.0, 2.0]);
        assert_eq!(network.dense[0].activation, Activation::Relu);
        assert_eq!(network.notes.len(), 2);
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let recurrent: [(&str, &[usize]); 3] =
            [("lstm.weight_ih_l0", &[8, 3]), ("lstm.weight_hh_l0", &[8, 2]), ("fc.weight", &[2, 2])];
        let Err(ImportError::Missing { what }) = read(&state(&recurrent)) else { panic!("nothing was missing") };
        assert_eq!(what, "nn.Embedding");
        let more = [&recurrent[..], &[("e.weight", &[9, 3]), ("norm.weight", &[2])]].concat();
        let Err(ImportError::Layer { layer, .. }) = read(&state(&more)) else { panic!("it was taken") };
        assert_eq!(layer, "norm.weight");
    }
}
