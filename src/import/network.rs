//! A network as it will be written: embedding, recurrent layers in ONNX's order of gates, pooling, dense layers.

use super::arrays::Array;
use super::error::ImportError;

/// What a recurrent layer is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Lstm,
    /// Keras' `reset_after`, ONNX's `linear_before_reset`; PyTorch's always is.
    Gru {
        reset_after: bool,
    },
    Rnn,
}

/// One direction of a recurrent layer, in ONNX's layout: gates in the order i, o, f, c or z, r, h.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Direction {
    /// [gates x units, features]
    pub(super) w: Array,
    /// [gates x units, units]
    pub(super) r: Array,
    /// The input's biases, then the recurrent ones.
    pub(super) b: Vec<f32>,
}

/// A recurrent layer of one or two directions.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Recurrent {
    pub(super) cell: Cell,
    pub(super) directions: Vec<Direction>,
}

/// What makes one vector of a text out of its steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pooling {
    Last,
    Maximum,
    Average,
}

/// What stands behind a dense layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Activation {
    /// The last layer's sigmoid or softmax is the server's own work.
    None,
    Relu,
    Tanh,
    Sigmoid,
}

/// A dense layer: [features, units].
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Dense {
    pub(super) weight: Array,
    pub(super) bias: Array,
    pub(super) activation: Activation,
}

/// A network.
#[derive(Clone, Debug)]
pub(super) struct Network {
    pub(super) embedding: Array,
    /// Whether padding is hidden from it.
    pub(super) masked: bool,
    pub(super) recurrent: Vec<Recurrent>,
    pub(super) pooling: Pooling,
    pub(super) dense: Vec<Dense>,
    /// The length it was built for, where it says one.
    pub(super) length: Option<usize>,
    /// What was assumed, for a person to check.
    pub(super) notes: Vec<String>,
}

impl Cell {
    /// ONNX's operator.
    pub(super) fn operator(self) -> &'static str {
        match self {
            Self::Lstm => "LSTM",
            Self::Gru { .. } => "GRU",
            Self::Rnn => "RNN",
        }
    }

    pub(super) fn gates(self) -> usize {
        match self {
            Self::Lstm => 4,
            Self::Gru { .. } => 3,
            Self::Rnn => 1,
        }
    }
}

impl Recurrent {
    /// Of one direction.
    pub(super) fn units(&self) -> usize {
        self.directions[0].r.columns()
    }
}

impl Network {
    /// Numbers that it answers for a text.
    pub(super) fn columns(&self) -> usize {
        self.dense.last().map_or(0, |dense| dense.weight.columns())
    }

    /// `lstm`, `bilstm`, `gru`, ...; `bow` where nothing reads in order.
    pub(super) fn model_type(&self) -> String {
        let Some(layer) = self.recurrent.first() else { return "bow".to_owned() };
        let both = if layer.directions.len() == 2 { "bi" } else { "" };
        format!("{both}{}", layer.cell.operator().to_lowercase())
    }

    /// Whether each layer reads what the one before it gives.
    pub(super) fn check(&self) -> Result<(), ImportError> {
        let chain = |layer: &str, expects: usize, gets: usize| {
            let layer = layer.to_owned();
            if expects == gets { Ok(()) } else { Err(ImportError::Shapes { layer, expects, gets }) }
        };
        let mut width = self.embedding.columns();
        for layer in &self.recurrent {
            let (name, units) = (layer.cell.operator(), layer.units());
            let rows = layer.cell.gates() * units;
            for direction in &layer.directions {
                chain(name, direction.w.columns(), width)?;
                chain(name, direction.r.columns(), units)?;
                chain(name, direction.w.rows(), rows)?;
                chain(name, direction.r.rows(), rows)?;
                chain(name, direction.b.len(), 2 * rows)?;
            }
            width = units * layer.directions.len();
        }
        for layer in &self.dense {
            chain("Dense", layer.weight.rows(), width)?;
            chain("Dense", layer.bias.values.len(), layer.weight.columns())?;
            width = layer.weight.columns();
        }
        Ok(())
    }
}
