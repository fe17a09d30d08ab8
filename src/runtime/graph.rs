//! What a `model.onnx` says of itself: inputs, layers, parameters. Keeps none of its numbers and runs nothing.

use std::collections::HashMap;

use prost::Message;
use prost::bytes::Bytes;
use serde::Serialize;
use thiserror::Error;
use utoipa::ToSchema;

use super::probe::RECURRENT;
use super::proto::{self, FLOAT, FLOAT16, INT8, UINT8};

/// The file is no ONNX graph.
#[derive(Debug, Error)]
pub enum GraphError {
    /// Not a protobuf of ONNX's schema.
    #[error("not an ONNX file")]
    Decode(#[from] prost::DecodeError),
    /// A protobuf, and no graph in it.
    #[error("the ONNX file holds no graph")]
    Empty,
}

/// What a graph is made of.
#[derive(Clone, Debug)]
pub struct Graph {
    /// Names of the inputs that a caller must give.
    pub inputs: Vec<String>,
    /// Operators that hold weights, in the graph's order.
    pub layers: Vec<Layer>,
    /// Trainable numbers in all.
    pub parameters: u64,
    /// Operators, weightless ones included.
    pub operators: usize,
    /// Whether one of them carries a state from step to step, in whatever precision.
    pub recurrent: bool,
}

/// One operator and its weights.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Layer {
    /// Its name in the graph; the operator's, where the graph gives none.
    #[schema(example = "lstm")]
    pub name: String,
    /// ONNX operator.
    #[schema(example = "LSTM")]
    pub operator: String,
    /// Its weights, in the operator's order.
    pub weights: Vec<Weight>,
    /// Trainable numbers of this layer.
    #[schema(example = 49_408)]
    pub parameters: u64,
}

/// One tensor of weights.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Weight {
    /// Its name in the graph.
    #[schema(example = "lstm.W")]
    pub name: String,
    /// Its shape.
    #[schema(example = json!([1, 256, 128]))]
    pub shape: Vec<i64>,
}

impl Graph {
    /// Decodes `bytes`, the content of a `.onnx` file.
    ///
    /// # Errors
    /// When they are not an ONNX model with a graph.
    pub fn decode(bytes: Vec<u8>) -> Result<Self, GraphError> {
        let graph = proto::Model::decode(Bytes::from(bytes))?.graph.ok_or(GraphError::Empty)?;
        let tensors: HashMap<&str, &proto::Tensor> =
            graph.initializer.iter().map(|tensor| (tensor.name.as_str(), tensor)).collect();
        let inputs = graph.input.iter().map(|input| input.name.clone());
        let inputs = inputs.filter(|name| !tensors.contains_key(name.as_str())).collect();
        let mut layers = Vec::new();
        let mut counted = Vec::new();
        for node in &graph.node {
            let weights = node.input.iter().filter_map(|name| tensors.get(name.as_str()));
            let weights: Vec<&proto::Tensor> = weights.filter(|tensor| tensor.is_weight()).copied().collect();
            // A number by itself is an exponent or a bound, and no layer.
            if weights.iter().all(|tensor| tensor.elements() <= 1) {
                continue;
            }
            let mut parameters = 0;
            for tensor in &weights {
                // Tied weights count once, as every framework counts them.
                if !counted.contains(&tensor.name.as_str()) {
                    counted.push(tensor.name.as_str());
                    parameters += tensor.parameters(node);
                }
            }
            layers.push(Layer {
                name: if node.name.is_empty() { node.operator.clone() } else { node.name.clone() },
                operator: node.operator.clone(),
                weights: weights
                    .iter()
                    .map(|tensor| Weight { name: tensor.name.clone(), shape: tensor.dims.clone() })
                    .collect(),
                parameters,
            });
        }
        let parameters = layers.iter().map(|layer| layer.parameters).sum();
        // Quantised ones too: DynamicQuantizeLSTM.
        let recurs = |node: &proto::Node| RECURRENT.iter().any(|operator| node.operator.ends_with(operator));
        let recurrent = graph.node.iter().any(recurs);
        Ok(Self { inputs, layers, parameters, operators: graph.node.len(), recurrent })
    }
}

/// What a weight's numbers may be: two kinds of floats, and two that a float is quantised to.
const WEIGHT_TYPES: [i32; 4] = [FLOAT, FLOAT16, UINT8, INT8];

impl proto::Tensor {
    fn is_weight(&self) -> bool {
        WEIGHT_TYPES.contains(&self.data_type) && !self.dims.is_empty()
    }

    /// The tensor's trainable numbers. ONNX gives a recurrent layer two biases where Keras has one: a second half that
    /// is all zero stands for that, and is not counted.
    fn parameters(&self, node: &proto::Node) -> u64 {
        let bias = node.input.get(3).is_some_and(|name| *name == self.name);
        if bias && node.operator == "LSTM" && self.data_type == FLOAT && self.second_half_is_zero() {
            self.elements() / 2
        } else {
            self.elements()
        }
    }

    /// Whether, in each direction's row, the second half is zero.
    fn second_half_is_zero(&self) -> bool {
        let values = self.floats().unwrap_or_default();
        let width = self.dims.last().and_then(|width| usize::try_from(*width).ok()).unwrap_or_default();
        width > 1 && values.chunks_exact(width).all(|row| row[width / 2..].iter().all(|value| *value == 0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_graph_are_refused() {
        assert!(matches!(Graph::decode(b"\xff\xff\xff".to_vec()), Err(GraphError::Decode(_))));
        assert!(matches!(Graph::decode(Vec::new()), Err(GraphError::Empty)));
    }
}
