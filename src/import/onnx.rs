//! A network as an ONNX file, node by node, under the names that the project's own models give their tensors.

use prost::Message;
use prost::bytes::Bytes;

use super::network::{Activation, Cell, Network, Pooling, Recurrent};
use crate::runtime::proto;

/// The newest that every supported ONNX Runtime reads, as `models/training/graph.py` writes it.
const OPSET: i64 = 17;
/// The one that goes with it.
const IR_VERSION: i64 = 8;

/// The bytes of `model.onnx`: `input_ids` and, where padding is hidden, `lengths` to `logits`.
pub(super) fn encode(name: &str, network: &Network) -> Vec<u8> {
    let mut graph = Graph::default();
    graph.floats("embedding.weight", &network.embedding.shape, &network.embedding.values);
    graph.node("Transpose", &["input_ids"], "ids_by_time", vec![ints("perm", &[1, 0])]);
    // Time first: ONNX Runtime's recurrent operators know no other layout.
    graph.node("Gather", &["embedding.weight", "ids_by_time"], "embedded", Vec::new());
    if network.masked {
        graph.longs("one", &[1], &[1]);
        // ONNX Runtime refuses a length of zero.
        graph.node("Max", &["lengths", "one"], "real_lengths", Vec::new());
        graph.node("Cast", &["real_lengths"], "sequence_lens", vec![int("to", proto::INT32.into())]);
    }
    let mut steps = "embedded".to_owned();
    for (at, layer) in network.recurrent.iter().enumerate() {
        let last = at + 1 == network.recurrent.len() && network.pooling == Pooling::Last;
        let operator = layer.cell.operator().to_lowercase();
        let name = if network.recurrent.len() == 1 { operator } else { format!("{operator}_{}", at + 1) };
        steps = graph.recurrent(&name, layer, &steps, network.masked, last);
    }
    let pooled = match network.pooling {
        Pooling::Last => steps,
        Pooling::Maximum => graph.node("ReduceMax", &[&steps], "pooled", over_time()),
        Pooling::Average if network.masked => graph.mean_of_real(&steps),
        Pooling::Average => graph.node("ReduceMean", &[&steps], "pooled", over_time()),
    };
    graph.dense(network, pooled);
    graph.finish(name, network)
}

#[derive(Default)]
struct Graph {
    nodes: Vec<proto::Node>,
    tensors: Vec<proto::Tensor>,
}

impl Graph {
    /// Adds a node of one output; gives the output's name.
    fn node(&mut self, operator: &str, inputs: &[&str], output: &str, attribute: Vec<proto::Attribute>) -> String {
        self.nodes.push(proto::Node {
            input: inputs.iter().map(|input| (*input).to_owned()).collect(),
            output: vec![output.to_owned()],
            name: output.to_owned(),
            operator: operator.to_owned(),
            attribute,
            ..proto::Node::default()
        });
        output.to_owned()
    }

    fn floats(&mut self, name: &str, shape: &[usize], values: &[f32]) {
        let raw_data = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.tensor(name, shape, proto::FLOAT, raw_data);
    }

    fn longs(&mut self, name: &str, shape: &[usize], values: &[i64]) {
        let raw_data = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.tensor(name, shape, proto::INT64, raw_data);
    }

    fn tensor(&mut self, name: &str, shape: &[usize], data_type: i32, raw_data: Vec<u8>) {
        let (dims, name, raw_data) = (signed(shape), name.to_owned(), Bytes::from(raw_data));
        self.tensors.push(proto::Tensor { dims, data_type, name, raw_data, ..proto::Tensor::default() });
    }

    /// Adds a layer with its weights; gives its states, [time, batch, units], or its last one, [batch, units].
    fn recurrent(&mut self, name: &str, layer: &Recurrent, steps: &str, masked: bool, last: bool) -> String {
        let (units, directions) = (layer.units(), layer.directions.len());
        let rows = layer.cell.gates() * units;
        let joined = |part: fn(&super::network::Direction) -> &[f32]| {
            layer.directions.iter().flat_map(|direction| part(direction).iter().copied()).collect::<Vec<_>>()
        };
        let features = layer.directions[0].w.columns();
        self.floats(&format!("{name}.W"), &[directions, rows, features], &joined(|direction| &direction.w.values));
        self.floats(&format!("{name}.R"), &[directions, rows, units], &joined(|direction| &direction.r.values));
        self.floats(&format!("{name}.B"), &[directions, 2 * rows], &joined(|direction| &direction.b));
        let direction = if directions == 2 { "bidirectional" } else { "forward" };
        let mut attribute = vec![int("hidden_size", signed(&[units])[0]), string("direction", direction)];
        if let Cell::Gru { reset_after } = layer.cell {
            attribute.push(int("linear_before_reset", reset_after.into()));
        }
        let weights = ["W", "R", "B"].map(|part| format!("{name}.{part}"));
        let mut input = vec![steps.to_owned()];
        input.extend(weights);
        if masked {
            input.push("sequence_lens".to_owned());
        }
        let states = format!("{name}.{}", if last { "last" } else { "states" });
        // The states of every step come first, and the last states second.
        let output = if last { vec![String::new(), states.clone()] } else { vec![states.clone()] };
        self.nodes.push(proto::Node {
            input,
            output,
            name: name.to_owned(),
            operator: layer.cell.operator().to_owned(),
            attribute,
            ..proto::Node::default()
        });
        // From [time, direction, batch, unit], or [direction, batch, unit], to one row of both directions' units.
        let (perm, row): (&[i64], &[i64]) = if last { (&[1, 0, 2], &[0, -1]) } else { (&[0, 2, 1, 3], &[0, 0, -1]) };
        let (turned, row_name) = (format!("{name}.by_text"), format!("{name}.row"));
        self.longs(&row_name, &[row.len()], row);
        self.node("Transpose", &[&states], &turned, vec![ints("perm", perm)]);
        self.node("Reshape", &[&turned, &row_name], &format!("{name}.joined"), Vec::new())
    }

    fn mean_of_real(&mut self, steps: &str) -> String {
        self.longs("zero", &[], &[0]);
        self.longs("one_scalar", &[], &[1]);
        self.longs("step_axes", &[2], &[1, 2]);
        self.longs("length_axes", &[2], &[0, 2]);
        self.longs("unit_axis", &[1], &[1]);
        self.longs("time_axis", &[1], &[0]);
        self.floats("nothing", &[], &[0.0]);
        // [time, 1, 1] < [1, batch, 1], as the steps lie.
        self.node("Shape", &["input_ids"], "time", vec![int("start", 1), int("end", 2)]);
        self.node("Squeeze", &["time"], "time_scalar", Vec::new());
        self.node("Range", &["zero", "time_scalar", "one_scalar"], "steps", Vec::new());
        self.node("Unsqueeze", &["steps", "step_axes"], "steps_column", Vec::new());
        self.node("Unsqueeze", &["real_lengths", "length_axes"], "lengths_row", Vec::new());
        self.node("Less", &["steps_column", "lengths_row"], "is_real", Vec::new());
        self.node("Where", &["is_real", steps, "nothing"], "real_steps", Vec::new());
        self.node("ReduceSum", &["real_steps", "time_axis"], "sum", vec![int("keepdims", 0)]);
        self.node("Cast", &["real_lengths"], "lengths_float", vec![int("to", proto::FLOAT.into())]);
        self.node("Unsqueeze", &["lengths_float", "unit_axis"], "lengths_column", Vec::new());
        self.node("Div", &["sum", "lengths_column"], "pooled", Vec::new())
    }

    fn dense(&mut self, network: &Network, mut read: String) {
        for (at, layer) in network.dense.iter().enumerate() {
            let last = at + 1 == network.dense.len();
            let name = if network.dense.len() == 1 { "dense".to_owned() } else { format!("dense_{}", at + 1) };
            let (weight, bias) = (format!("{name}.weight"), format!("{name}.bias"));
            self.floats(&weight, &layer.weight.shape, &layer.weight.values);
            self.floats(&bias, &[layer.bias.values.len()], &layer.bias.values);
            let output = if last { "logits".to_owned() } else { format!("{name}.sum") };
            read = self.node("Gemm", &[&read, &weight, &bias], &output, Vec::new());
            let operator = match layer.activation {
                Activation::None => continue,
                Activation::Relu => "Relu",
                Activation::Tanh => "Tanh",
                Activation::Sigmoid => "Sigmoid",
            };
            read = self.node(operator, &[&read], &format!("{name}.active"), Vec::new());
        }
    }

    fn finish(self, name: &str, network: &Network) -> Vec<u8> {
        let mut input = vec![value("input_ids", proto::INT64, vec![named("batch"), named("time")])];
        if network.masked {
            input.push(value("lengths", proto::INT64, vec![named("batch")]));
        }
        let columns = proto::Dimension { size: Some(signed(&[network.columns()])[0]), name: None };
        let output = vec![value("logits", proto::FLOAT, vec![named("batch"), columns])];
        let name = name.to_owned();
        let graph = proto::Graph { node: self.nodes, name, initializer: self.tensors, input, output };
        let opset_import = vec![proto::Opset { version: OPSET }];
        let producer_name = "tramontane".to_owned();
        proto::Model { ir_version: IR_VERSION, producer_name, graph: Some(graph), opset_import }.encode_to_vec()
    }
}

fn over_time() -> Vec<proto::Attribute> {
    vec![ints("axes", &[0]), int("keepdims", 0)]
}

fn int(name: &str, value: i64) -> proto::Attribute {
    proto::Attribute { name: name.to_owned(), i: Some(value), kind: Some(proto::AN_INT), ..Default::default() }
}

fn ints(name: &str, values: &[i64]) -> proto::Attribute {
    proto::Attribute { name: name.to_owned(), ints: values.to_vec(), kind: Some(proto::INTS), ..Default::default() }
}

fn string(name: &str, value: &str) -> proto::Attribute {
    let s = Some(Bytes::copy_from_slice(value.as_bytes()));
    proto::Attribute { name: name.to_owned(), s, kind: Some(proto::A_STRING), ..Default::default() }
}

fn value(name: &str, element: i32, dim: Vec<proto::Dimension>) -> proto::ValueInfo {
    let tensor = Some(proto::TensorType { element, shape: Some(proto::Shape { dim }) });
    proto::ValueInfo { name: name.to_owned(), of: Some(proto::Type { tensor }) }
}

fn named(name: &str) -> proto::Dimension {
    proto::Dimension { size: None, name: Some(name.to_owned()) }
}

/// Array sizes as ONNX counts them; none comes near the bound.
fn signed(shape: &[usize]) -> Vec<i64> {
    shape.iter().map(|size| i64::try_from(*size).unwrap_or(i64::MAX)).collect()
}
