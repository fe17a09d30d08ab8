//! The inputs and outputs of a graph's recurrent layers, for one text: the same `model.onnx`, with these values added to
//! its outputs. Knows where the layers are, and not what they compute.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use ort::environment::Environment;
use ort::value::DynValue;
use prost::Message;
use prost::bytes::Bytes;

use super::encoding::Encoding;
use super::error::InferError;
use super::graph::GraphError;
use super::network::{Input, Lane, NetworkError, Row, builder};
use super::proto;
use super::weights::{Node, Tensor};
use crate::config::Device;

/// The operators of ONNX's own that are recurrent layers.
pub const RECURRENT: [&str; 3] = ["LSTM", "GRU", "RNN"];

/// A graph whose recurrent layers can be watched. One text at a time.
#[derive(Debug)]
pub struct Probe {
    layers: Vec<Node>,
    tensors: HashMap<String, Tensor>,
    inputs: Vec<(String, Input)>,
    watched: Vec<String>,
    lane: Mutex<Lane>,
    pad_id: i64,
}

/// What a run showed, by the values' names in the graph.
#[derive(Debug)]
pub struct Watched<'p> {
    constant: &'p HashMap<String, Tensor>,
    floats: HashMap<String, Tensor>,
    lengths: HashMap<String, i32>,
}

impl Probe {
    /// Loads `bytes`, the content of a `.onnx` file, into a session of one thread on the processor.
    ///
    /// # Errors
    /// When it is no graph, ONNX Runtime refuses it, or it asks for an input that cannot be given.
    pub fn load(environment: &Environment, bytes: Vec<u8>, pad_id: u32) -> Result<Self, NetworkError> {
        let bytes = Bytes::from(bytes);
        let graph = proto::Model::decode(bytes.clone()).map_err(GraphError::from)?.graph.ok_or(GraphError::Empty)?;
        let (layers, added) = recurrent(&graph.node);
        let read = layers.iter().flat_map(|layer| layer.inputs.iter()).filter(|name| !name.is_empty());
        let read: HashSet<&String> = read.collect();
        let tensors = graph.initializer.iter().filter(|tensor| read.contains(&tensor.name));
        let tensors: HashMap<String, Tensor> =
            tensors.filter_map(|tensor| Some((tensor.name.clone(), Tensor::read(tensor)?))).collect();
        let outputs = layers.iter().filter_map(|layer| layer.outputs.first());
        let watched: HashSet<&String> =
            read.into_iter().filter(|name| !tensors.contains_key(*name)).chain(outputs).collect();
        let watched: Vec<String> = watched.into_iter().cloned().collect();

        let known: HashSet<&str> = graph.output.iter().map(|output| output.name.as_str()).collect();
        let output = watched.iter().filter(|name| !known.contains(name.as_str()));
        let output = output.map(|name| proto::ValueInfo { name: name.clone(), of: None }).collect();
        let more = proto::Graph { node: added, output, ..proto::Graph::default() };
        let more = proto::Model { graph: Some(more), ..proto::Model::default() }.encode_to_vec();

        let given: HashSet<&str> = graph.initializer.iter().map(|tensor| tensor.name.as_str()).collect();
        let inputs = graph.input.iter().map(|input| input.name.clone());
        let inputs: Vec<String> = inputs.filter(|name| !given.contains(name.as_str())).collect();
        let inputs = Input::resolve(&inputs)?;
        drop(graph);
        // Two serialised messages, one after the other, are their merge (protobuf's encoding, "Last One Wins"): the
        // file's every other field stays as it is, those included that are not read here. Nothing shares the bytes any
        // more, so they are not copied.
        let mut bytes = Vec::from(bytes);
        bytes.extend(more);
        // The weights once, not a second time in the layout that many texts at once would want: a model is opened for a
        // few texts.
        let builder = builder(environment, Device::Cpu)?.with_prepacking(false);
        let session = builder.map_err(ort::Error::from)?.commit_from_memory(&bytes)?;
        Ok(Self { layers, tensors, inputs, watched, lane: Mutex::new(Lane::new(session)), pad_id: i64::from(pad_id) })
    }

    /// The recurrent layers in the graph's order. The first output of each, the states at every step, has a name.
    pub fn layers(&self) -> &[Node] {
        &self.layers
    }

    /// Runs one text. Blocks: while another text is run, and for this one's time.
    ///
    /// # Errors
    /// When the network fails.
    pub fn run(&self, encoding: &Encoding) -> Result<Watched<'_>, InferError> {
        let mut lane = self.lane.lock().unwrap_or_else(PoisonError::into_inner);
        lane.fill(&[Row { ids: &encoding.ids, length: encoding.length }], self.pad_id);
        let outputs = lane.outputs(&self.inputs, 1).map_err(|error| InferError::Run(Arc::new(error)))?;
        let mut watched = Watched { constant: &self.tensors, floats: HashMap::new(), lengths: HashMap::new() };
        for name in &self.watched {
            let Some(value) = outputs.get(name) else { continue };
            if let Some(tensor) = floats(value) {
                watched.floats.insert(name.clone(), tensor);
            } else if let Ok((_, &[length])) = value.try_extract_tensor::<i32>() {
                watched.lengths.insert(name.clone(), length);
            }
        }
        Ok(watched)
    }
}

impl Watched<'_> {
    /// The floats of that name: a layer's input, its states, its weights.
    pub fn tensor(&self, name: &str) -> Option<&Tensor> {
        self.floats.get(name).or_else(|| self.constant.get(name))
    }

    /// How many steps a layer read, by the name of its `sequence_lens`.
    pub fn length(&self, name: &str) -> Option<usize> {
        self.lengths.get(name).and_then(|length| usize::try_from(*length).ok())
    }
}

/// The recurrent layers, and a second one for each that does not give its states, which gives them.
fn recurrent(nodes: &[proto::Node]) -> (Vec<Node>, Vec<proto::Node>) {
    let mut layers = Vec::new();
    let mut added = Vec::new();
    let own = |node: &&proto::Node| matches!(node.domain.as_str(), "" | "ai.onnx");
    for node in nodes.iter().filter(own).filter(|node| RECURRENT.contains(&node.operator.as_str())) {
        let mut node = node.clone();
        if node.output.first().is_none_or(String::is_empty) {
            let twin = format!("tramontane.states.{}", added.len());
            added.push(proto::Node { name: twin.clone(), output: vec![twin.clone()], ..node.clone() });
            node.output = vec![twin];
        }
        layers.push(Node::read(node));
    }
    (layers, added)
}

fn floats(value: &DynValue) -> Option<Tensor> {
    let (shape, values) = value.try_extract_tensor::<f32>().ok()?;
    let shape = shape.iter().map(|dimension| usize::try_from(*dimension)).collect::<Result<_, _>>().ok()?;
    Some(Tensor { shape, values: values.to_vec() })
}
