//! One graph loaded into ONNX Runtime: a single-threaded session for each worker, and what is known of its behaviour.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ort::environment::Environment;
use ort::session::builder::{GraphOptimizationLevel, SessionBuilder};
use ort::session::{Session, SessionOutputs};
use ort::value::TensorRef;
use thiserror::Error;

use super::error::InferError;
use super::graph::{Graph, GraphError};
use crate::config::Device;

/// Why a graph is not served.
#[derive(Debug, Error)]
pub enum NetworkError {
    /// The file is no ONNX graph.
    #[error("the graph cannot be read")]
    Graph(#[from] GraphError),
    /// ONNX Runtime refuses it.
    #[error("ONNX Runtime refuses the graph")]
    Session(#[from] ort::Error),
    /// An input that nothing here can give.
    #[error("the graph asks for an input '{0}'; input_ids, lengths, attention_mask and token_type_ids can be given")]
    UnknownInput(String),
    /// A required input is absent.
    #[error("the graph has no input 'input_ids'")]
    NoIds,
    /// The network fails on a text that its tokenizer can make.
    #[error("the network fails on {what}")]
    SelfTest {
        /// Which probe.
        what: &'static str,
        /// The failure.
        source: InferError,
    },
}

/// What a graph can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Input {
    Ids,
    Lengths,
    Mask,
    Types,
}

impl Input {
    const ALL: [(&'static str, Self); 4] = [
        ("input_ids", Self::Ids),
        ("lengths", Self::Lengths),
        ("attention_mask", Self::Mask),
        ("token_type_ids", Self::Types),
    ];

    /// What to give for each of `names`.
    pub(super) fn resolve(names: &[String]) -> Result<Vec<(String, Self)>, NetworkError> {
        let inputs = names.iter().map(|name| {
            let known = Self::ALL.into_iter().find(|(known, _)| known == name);
            known.map(|(_, input)| (name.clone(), input)).ok_or_else(|| NetworkError::UnknownInput(name.clone()))
        });
        let inputs = inputs.collect::<Result<Vec<_>, _>>()?;
        if inputs.iter().any(|(_, input)| *input == Self::Ids) { Ok(inputs) } else { Err(NetworkError::NoIds) }
    }
}

/// A loaded graph. Workers share it; each uses its own session.
#[derive(Debug)]
pub struct Network {
    key: u64,
    inputs: Vec<(String, Input)>,
    sessions: Vec<Mutex<Lane>>,
    pad_id: i64,
    any_length: bool,
}

/// A worker's session, and the buffers that it fills anew for each batch.
#[derive(Debug)]
pub(super) struct Lane {
    session: Session,
    ids: Vec<i64>,
    lengths: Vec<i64>,
    mask: Vec<i64>,
    types: Vec<i64>,
}

/// One row of a batch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'e> {
    pub(super) ids: &'e [u32],
    pub(super) length: usize,
}

impl Network {
    /// Loads `path`, whose content is `graph`, once for each of `workers`.
    ///
    /// # Errors
    /// When ONNX Runtime refuses it, or it asks for an input that cannot be given.
    pub fn load(
        environment: &Environment,
        path: &Path,
        graph: &Graph,
        pad_id: u32,
        workers: usize,
        device: Device,
    ) -> Result<Self, NetworkError> {
        static NEXT_KEY: AtomicU64 = AtomicU64::new(0);
        let inputs = Input::resolve(&graph.inputs)?;
        let sessions = (0..workers.max(1))
            .map(|_| Ok(Mutex::new(Lane::new(builder(environment, device)?.commit_from_file(path)?))));
        Ok(Self {
            key: NEXT_KEY.fetch_add(1, Ordering::Relaxed),
            inputs,
            sessions: sessions.collect::<Result<_, ort::Error>>()?,
            pad_id: i64::from(pad_id),
            any_length: true,
        })
    }

    /// Tells this network from every other ever loaded.
    pub(super) fn key(&self) -> u64 {
        self.key
    }

    /// Whether texts of different lengths may share a batch; see [`super::selftest`].
    pub fn any_length(&self) -> bool {
        self.any_length
    }

    pub(super) fn restrict_to_equal_lengths(&mut self) {
        self.any_length = false;
    }

    /// Runs `rows` as one batch on `worker`'s session, and gives each row's logits.
    pub(super) fn run(&self, worker: usize, rows: &[Row<'_>]) -> Result<Vec<Vec<f32>>, InferError> {
        let lane = &self.sessions[worker % self.sessions.len()];
        let mut lane = lane.lock().unwrap_or_else(PoisonError::into_inner);
        lane.fill(rows, self.pad_id);
        let logits = lane.run(&self.inputs, rows.len()).map_err(|error| InferError::Run(Arc::new(error)))?;
        let labels = logits.len() / rows.len().max(1);
        if labels == 0 || labels * rows.len() != logits.len() {
            return Err(InferError::Shape { got: logits.len(), texts: rows.len() });
        }
        Ok(logits.chunks_exact(labels).map(<[f32]>::to_vec).collect())
    }
}

impl Lane {
    pub(super) fn new(session: Session) -> Self {
        Self { session, ids: Vec::new(), lengths: Vec::new(), mask: Vec::new(), types: Vec::new() }
    }

    pub(super) fn fill(&mut self, rows: &[Row<'_>], pad_id: i64) {
        let width = rows.iter().map(|row| row.ids.len()).max().unwrap_or_default();
        self.ids.clear();
        self.lengths.clear();
        self.mask.clear();
        self.types.clear();
        self.types.resize(width * rows.len(), 0);
        for row in rows {
            let end = self.ids.len() + width;
            self.ids.extend(row.ids.iter().copied().map(i64::from));
            self.ids.resize(end, pad_id);
            // A length of zero is undefined for a recurrent layer.
            self.lengths.push(row.length.max(1) as i64);
            self.mask.extend(std::iter::repeat_n(1, row.length));
            self.mask.resize(end, 0);
        }
    }

    fn run(&mut self, inputs: &[(String, Input)], rows: usize) -> ort::Result<Vec<f32>> {
        let outputs = self.outputs(inputs, rows)?;
        let (_, logits) = outputs[0].try_extract_tensor::<f32>()?;
        Ok(logits.to_vec())
    }

    /// Every output of the graph for what the lane was filled with.
    pub(super) fn outputs(&mut self, inputs: &[(String, Input)], rows: usize) -> ort::Result<SessionOutputs<'_>> {
        let width = self.ids.len() / rows.max(1);
        let mut values = Vec::with_capacity(inputs.len());
        for (name, input) in inputs {
            let value = match input {
                Input::Ids => TensorRef::from_array_view(([rows, width], self.ids.as_slice()))?,
                Input::Lengths => TensorRef::from_array_view(([rows], self.lengths.as_slice()))?,
                Input::Mask => TensorRef::from_array_view(([rows, width], self.mask.as_slice()))?,
                Input::Types => TensorRef::from_array_view(([rows, width], self.types.as_slice()))?,
            };
            values.push((name.as_str(), value));
        }
        self.session.run(values)
    }
}

/// One thread a session, and no spinning: threads inside a run gain nothing on an LSTM's small products, and a spinning
/// pool burns most of a core while the server idles. No memory pattern: lengths vary from run to run. No arena of the
/// session's own: it grows by doubling and keeps the most that any batch took, for each worker and each graph, where what
/// the process frees after a run serves the next session as well. Runs are as fast.
pub(super) fn builder(environment: &Environment, device: Device) -> ort::Result<SessionBuilder> {
    let builder = Session::builder(environment)?
        .with_optimization_level(GraphOptimizationLevel::All)?
        .with_intra_threads(1)?
        .with_inter_threads(1)?
        .with_intra_op_spinning(false)?
        .with_inter_op_spinning(false)?
        .with_memory_pattern(false)?;
    let provider = match device {
        Device::Cpu => ort::ep::CPU::default().with_arena_allocator(false).build(),
        // ONNX Runtime multiplies in TF32 by default, whose ten bits of mantissa move a probability in the fourth digit
        // and gain nothing measurable here. Without the last flag, it would fall back to the processor and say nothing.
        Device::Cuda => ort::ep::CUDA::default().with_tf32(false).build().error_on_failure(),
    };
    Ok(builder.with_execution_providers([provider])?)
}
