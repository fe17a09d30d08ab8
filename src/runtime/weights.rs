//! The numbers in a `model.onnx`, and the operators that use them. Reads a file's bytes once and runs nothing; what it
//! cannot read as floats (quantised tensors, tensors kept in another file) it leaves out.

use std::collections::{HashMap, HashSet};

use prost::Message;
use prost::bytes::Bytes;

use super::graph::GraphError;
use super::proto;

/// The input that a network reads a text's ids from.
const IDS: &str = "input_ids";

/// Operators that hand ids on, rearranged or bounded.
const PASS_IDS_ON: [&str; 11] =
    ["Cast", "Clip", "Flatten", "Identity", "Max", "Min", "Reshape", "Squeeze", "Transpose", "Unsqueeze", "Where"];

/// A graph's initialisers and operators.
#[derive(Debug)]
pub struct Weights {
    tensors: HashMap<String, Tensor>,
    nodes: Vec<Node>,
}

/// One initialiser.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Its dimensions.
    pub shape: Vec<usize>,
    /// Its numbers, the last dimension running fastest.
    pub values: Vec<f32>,
}

/// One operator.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its name in the graph; empty where the graph gives none.
    pub name: String,
    /// ONNX operator.
    pub operator: String,
    /// Names of its inputs; an empty one is left out.
    pub inputs: Vec<String>,
    /// Names of its outputs; an empty one is not computed.
    pub outputs: Vec<String>,
    /// What else the operator takes, by name.
    pub attributes: HashMap<String, Attribute>,
}

/// A value of an operator's attribute. Tensors and graphs are left out.
#[derive(Clone, Debug, PartialEq)]
pub enum Attribute {
    /// One number.
    Float(f32),
    /// One whole number.
    Int(i64),
    /// One word.
    Text(String),
    /// Numbers.
    Floats(Vec<f32>),
    /// Whole numbers.
    Ints(Vec<i64>),
    /// Words.
    Texts(Vec<String>),
}

impl Weights {
    /// Decodes `bytes`, the content of a `.onnx` file.
    ///
    /// # Errors
    /// When they are not an ONNX model with a graph.
    pub fn decode(bytes: Vec<u8>) -> Result<Self, GraphError> {
        let graph = proto::Model::decode(Bytes::from(bytes))?.graph.ok_or(GraphError::Empty)?;
        let constants = graph.node.iter().filter(|node| node.operator == "Constant").filter_map(|node| {
            let tensor = node.attribute.iter().find_map(|attribute| attribute.t.as_ref())?;
            Some((node.output.first()?.clone(), Tensor::read(tensor)?))
        });
        let mut tensors: HashMap<String, Tensor> = constants.collect();
        for tensor in &graph.initializer {
            if let Some(read) = Tensor::read(tensor) {
                tensors.insert(tensor.name.clone(), read);
            }
        }
        Ok(Self { tensors, nodes: graph.node.into_iter().map(Node::read).collect() })
    }

    /// The initialiser (or constant) of that name, where it is one of floats.
    pub fn tensor(&self, name: &str) -> Option<&Tensor> {
        self.tensors.get(name)
    }

    /// Every operator, in the graph's order, in which each comes after those it reads from.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The embedding, [vocabulary, width]: the matrix from which the graph gathers rows by `input_ids`.
    pub fn embedding(&self) -> Option<&Tensor> {
        let mut ids = HashSet::from([IDS]);
        for node in &self.nodes {
            if node.operator == "Gather"
                && let [matrix, rows] = node.inputs.as_slice()
                && ids.contains(rows.as_str())
                && let Some(matrix) = self.tensor(matrix).filter(|matrix| matrix.shape.len() == 2)
            {
                return Some(matrix);
            }
            let hands_on = PASS_IDS_ON.contains(&node.operator.as_str());
            if hands_on && node.inputs.iter().any(|input| ids.contains(input.as_str())) {
                ids.extend(node.outputs.iter().map(String::as_str));
            }
        }
        None
    }
}

impl Tensor {
    pub(super) fn read(tensor: &proto::Tensor) -> Option<Self> {
        let shape = tensor.dims.iter().map(|dimension| usize::try_from(*dimension)).collect::<Result<_, _>>().ok()?;
        Some(Self { shape, values: tensor.floats()? })
    }

    /// Row `at` of a matrix, or of whatever else has a last dimension: `shape.last()` numbers.
    ///
    /// # Panics
    /// When there is no such row.
    pub fn row(&self, at: usize) -> &[f32] {
        let width = self.shape.last().copied().unwrap_or(1);
        &self.values[at * width..(at + 1) * width]
    }
}

impl Node {
    pub(super) fn read(node: proto::Node) -> Self {
        let attributes = node.attribute.into_iter().filter_map(|attribute| {
            let name = attribute.name.clone();
            Some((name, Attribute::read(attribute)?))
        });
        Self {
            attributes: attributes.collect(),
            name: node.name,
            operator: node.operator,
            inputs: node.input,
            outputs: node.output,
        }
    }

    /// The input at `at` in the operator's order, unless it is left out.
    pub fn input(&self, at: usize) -> Option<&str> {
        self.inputs.get(at).map(String::as_str).filter(|name| !name.is_empty())
    }

    /// The attribute of that name, where it is a whole number.
    pub fn int(&self, name: &str) -> Option<i64> {
        if let Some(Attribute::Int(value)) = self.attributes.get(name) { Some(*value) } else { None }
    }

    /// The attribute of that name, where it is a word.
    pub fn text(&self, name: &str) -> Option<&str> {
        if let Some(Attribute::Text(value)) = self.attributes.get(name) { Some(value) } else { None }
    }

    /// The output at `at` in the operator's order, where it is computed.
    pub fn output(&self, at: usize) -> Option<&str> {
        self.outputs.get(at).map(String::as_str).filter(|name| !name.is_empty())
    }
}

impl Attribute {
    fn read(attribute: proto::Attribute) -> Option<Self> {
        let text = |bytes: &Bytes| String::from_utf8_lossy(bytes).into_owned();
        match attribute.kind? {
            proto::A_FLOAT => Some(Self::Float(attribute.f.unwrap_or_default())),
            proto::AN_INT => Some(Self::Int(attribute.i.unwrap_or_default())),
            proto::A_STRING => Some(Self::Text(attribute.s.as_ref().map(text).unwrap_or_default())),
            proto::FLOATS => Some(Self::Floats(attribute.floats)),
            proto::INTS => Some(Self::Ints(attribute.ints)),
            proto::STRINGS => Some(Self::Texts(attribute.strings.iter().map(text).collect())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(folder: &str) -> Weights {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join("model.onnx");
        Weights::decode(std::fs::read(path).unwrap()).unwrap()
    }

    #[test]
    fn initialisers_and_attributes_are_read() {
        let weights = weights("tests/fixtures/models/tiny");
        assert_eq!(weights.tensor("lstm.W").unwrap().shape, [2, 16, 6]);
        assert_eq!(weights.tensor("lstm.W").unwrap().values.len(), 2 * 16 * 6);
        assert_eq!(weights.tensor("time_axis"), None, "whole numbers are no weights");
        let lstm = weights.nodes().iter().find(|node| node.operator == "LSTM").unwrap();
        assert_eq!(lstm.attributes["hidden_size"], Attribute::Int(4));
        assert_eq!(lstm.attributes["direction"], Attribute::Text("bidirectional".to_owned()));
        assert_eq!((lstm.input(3), lstm.input(7), lstm.output(0)), (Some("lstm.B"), None, Some("hidden_states")));
    }

    #[test]
    fn the_embedding_is_what_the_ids_gather_from() {
        assert_eq!(weights("tests/fixtures/models/tiny").embedding().unwrap().shape, [73, 6]);
        assert_eq!(weights("tests/fixtures/models/tiny-transformer").embedding().unwrap().shape, [80, 16]);
        let tiny = weights("tests/fixtures/models/tiny-nomask");
        let embedding = tiny.embedding().unwrap();
        assert_eq!(embedding.row(1), &embedding.values[6..12]);
    }

    #[test]
    fn bytes_that_are_no_graph_are_refused() {
        assert!(matches!(Weights::decode(b"\xff\xff\xff".to_vec()), Err(GraphError::Decode(_))));
        assert!(matches!(Weights::decode(Vec::new()), Err(GraphError::Empty)));
    }
}
