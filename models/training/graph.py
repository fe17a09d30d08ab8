"""Writes the models as ONNX graphs by hand, so that every tensor has a readable name. Needs numpy and onnx only."""

import dataclasses
import json
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17

# The IR that goes with opset 17: older runtimes still read it.
IR_VERSION = 8


@dataclasses.dataclass
class Weights:
    """Arrays in the LSTM operator's layout: gates in the order i, o, f, c, one leading axis for directions."""

    embedding: np.ndarray
    w: np.ndarray
    r: np.ndarray
    b: np.ndarray
    dense: np.ndarray
    bias: np.ndarray


def lstm_direction(w, r, input_bias, recurrent_bias):
    """One direction from the order i, f, g, o (PyTorch and Keras) to ONNX's i, o, f, c."""

    def reorder(array):
        i, f, g, o = np.split(array, 4)
        return np.concatenate([i, o, f, g])

    return reorder(w), reorder(r), np.concatenate([reorder(input_bias), reorder(recurrent_bias)])


def bilstm_pooled(name, weights):
    """`input_ids`, `lengths` -> `logits`: a BiLSTM masked by its lengths, then max and mean pooling, then dense."""
    hidden = weights.r.shape[2]
    nodes = embed() + [
        # ONNX Runtime refuses a length of zero.
        helper.make_node("Max", ["lengths", "one"], ["real_lengths"]),
        helper.make_node("Cast", ["real_lengths"], ["sequence_lens"], to=TensorProto.INT32),
        lstm_node(hidden, "bidirectional", sequence_lens="sequence_lens", outputs=["hidden_states"]),
        # [time, 1] < [1, batch], then the shape of the hidden states: [time, direction, batch, unit].
        helper.make_node("Shape", ["input_ids"], ["time"], start=1, end=2),
        helper.make_node("Squeeze", ["time"], ["time_scalar"]),
        helper.make_node("Range", ["zero", "time_scalar", "one_scalar"], ["steps"]),
        helper.make_node("Unsqueeze", ["steps", "step_axes"], ["steps_column"]),
        helper.make_node("Unsqueeze", ["real_lengths", "length_axes"], ["lengths_row"]),
        helper.make_node("Less", ["steps_column", "lengths_row"], ["is_real"]),
        helper.make_node("Where", ["is_real", "hidden_states", "below_any_state"], ["real_states"]),
        helper.make_node("ReduceMax", ["real_states"], ["max_by_direction"], axes=[0], keepdims=0),
        # The operator's states are zero past each length: their sum needs no mask.
        helper.make_node("ReduceSum", ["hidden_states", "time_axis"], ["sum_by_direction"], keepdims=0),
        helper.make_node("Cast", ["real_lengths"], ["lengths_float"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["lengths_float", "unit_axis"], ["lengths_column"]),
        helper.make_node("Div", ["sum_by_direction", "lengths_column"], ["mean_by_direction"]),
        helper.make_node("Concat", ["max_by_direction", "mean_by_direction"], ["pooled_parts"], axis=0),
        helper.make_node("Transpose", ["pooled_parts"], ["pooled_rows"], perm=[1, 0, 2]),
        helper.make_node("Reshape", ["pooled_rows", "pooled_shape"], ["pooled"]),
        helper.make_node("Gemm", ["pooled", "dense.weight", "dense.bias"], ["logits"]),
    ]
    constants = {
        "one": np.array([1], np.int64),
        "zero": np.array(0, np.int64),
        "one_scalar": np.array(1, np.int64),
        "step_axes": np.array([1, 2, 3], np.int64),
        "length_axes": np.array([0, 1, 3], np.int64),
        # A hidden state lies between -1 and 1.
        "below_any_state": np.array(-1, np.float32),
        "time_axis": np.array([0], np.int64),
        "unit_axis": np.array([1], np.int64),
        "pooled_shape": np.array([-1, 4 * hidden], np.int64),
    }
    return model_of(name, nodes, ("input_ids", "lengths"), weights, constants)


def lstm_last_state(name, weights):
    """`input_ids` -> `logits`: an LSTM that reads all it is given, padding included; its last state, then dense."""
    hidden = weights.r.shape[2]
    nodes = embed() + [
        lstm_node(hidden, "forward", outputs=["hidden_states", "last_by_direction"]),
        helper.make_node("Squeeze", ["last_by_direction", "direction_axis"], ["last_state"]),
        helper.make_node("Gemm", ["last_state", "dense.weight", "dense.bias"], ["logits"]),
    ]
    return model_of(name, nodes, ("input_ids",), weights, {"direction_axis": np.array([0], np.int64)})


def embed():
    """Ids to embeddings, time first: ONNX Runtime's LSTM knows no other layout."""
    return [
        helper.make_node("Transpose", ["input_ids"], ["ids_by_time"], perm=[1, 0]),
        helper.make_node("Gather", ["embedding.weight", "ids_by_time"], ["embedded"], name="embedding"),
    ]


def lstm_node(hidden, direction, outputs, sequence_lens=""):
    inputs = ["embedded", "lstm.W", "lstm.R", "lstm.B"] + ([sequence_lens] if sequence_lens else [])
    return helper.make_node("LSTM", inputs, outputs, name="lstm", hidden_size=hidden, direction=direction)


def model_of(name, nodes, inputs, weights, constants):
    shapes = {"input_ids": ["batch", "time"], "lengths": ["batch"], "attention_mask": ["batch", "time"]}
    tensors = {
        "embedding.weight": weights.embedding,
        "lstm.W": weights.w,
        "lstm.R": weights.r,
        "lstm.B": weights.b,
        "dense.weight": weights.dense,
        "dense.bias": weights.bias,
    }
    stored = {key: np.ascontiguousarray(value, dtype=np.float32) for key, value in tensors.items()} | constants
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info(key, TensorProto.INT64, shapes[key]) for key in inputs],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", weights.dense.shape[1]])],
        [numpy_helper.from_array(value, key) for key, value in stored.items()],
    )
    model = helper.make_model(graph, producer_name="tramontane", opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model)
    return model


def write_json(path, value):
    pathlib.Path(path).write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def write_folder(folder, model, tokenizer, config, training=None):
    """A model folder: the graph, its tokenizer, its configuration, and how it was trained."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(model, folder / "model.onnx")
    tokenizer.save(str(folder / "tokenizer.json"))
    write_json(folder / "config.json", config)
    if training:
        write_json(folder / "training.json", training)
