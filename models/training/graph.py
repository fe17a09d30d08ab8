"""Writes the models as ONNX graphs by hand, so that every tensor has a readable name. Needs numpy and onnx only."""

import dataclasses
import json
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

import table_graph

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


@dataclasses.dataclass
class Recurrent:
    """One recurrent node: its name, its ONNX operator, its weights in the operator's layout, its other attributes."""

    name: str
    operator: str
    w: np.ndarray
    r: np.ndarray
    b: np.ndarray
    attributes: dict = dataclasses.field(default_factory=dict)


# Where ONNX looks for each of PyTorch's gates: i, f, g, o become i, o, f, c; r, z, n become z, r, h.
GATES_OF_TORCH = {"LSTM": (0, 3, 1, 2), "GRU": (1, 0, 2), "RNN": (0,)}


def direction_of_torch(operator, w, r, input_bias, recurrent_bias):
    """One direction's (W, R, B) from PyTorch's order of gates to ONNX's."""

    def reorder(array):
        gates = np.split(array, len(GATES_OF_TORCH[operator]))
        return np.concatenate([gates[index] for index in GATES_OF_TORCH[operator]])

    return reorder(w), reorder(r), np.concatenate([reorder(input_bias), reorder(recurrent_bias)])


def lstm_direction(w, r, input_bias, recurrent_bias):
    """One direction from the order i, f, g, o (PyTorch and Keras) to ONNX's i, o, f, c."""
    return direction_of_torch("LSTM", w, r, input_bias, recurrent_bias)


def bilstm_pooled(name, weights):
    """`input_ids`, `lengths` -> `logits`: a BiLSTM masked by its lengths, then max and mean pooling, then dense."""
    nodes, constants = pooling(weights.r.shape[2])
    nodes.append(helper.make_node("Gemm", ["pooled", "dense.weight", "dense.bias"], ["logits"]))
    return model_of(name, nodes, ("input_ids", "lengths"), tensors_of(weights), constants)


def bilstm_and_pairs(name, weights, table):
    """`input_ids`, `lengths` -> `logits`: a pooled BiLSTM, and a table's margin (`pair_table.py`) added between its two logits."""
    nodes, constants = pooling(weights.r.shape[2])
    table_nodes, table_constants, table_tensors = table_graph.nodes_of(table)
    nodes += [
        helper.make_node("Gemm", ["pooled", "dense.weight", "dense.bias"], ["read_logits"]),
        helper.make_node("Unsqueeze", ["steps", "row_axis"], ["step_column"]),
        helper.make_node("Less", ["step_column", "real_lengths"], ["is_real_step"]),
        *table_nodes,
        helper.make_node("Mul", ["margin", "half"], ["half_margin"]),
        helper.make_node("Unsqueeze", ["half_margin", "row_axis"], ["for_positive"]),
        helper.make_node("Neg", ["for_positive"], ["for_negative"]),
        helper.make_node("Concat", ["for_negative", "for_positive"], ["table_logits"], axis=1),
        helper.make_node("Add", ["read_logits", "table_logits"], ["logits"]),
    ]
    constants |= table_constants | {"row_axis": np.array([1], np.int64), "half": np.array(0.5, np.float32)}
    return model_of(name, nodes, ("input_ids", "lengths"), tensors_of(weights) | table_tensors, constants)


def pooling(hidden):
    """The nodes from `input_ids` to `pooled`, a BiLSTM's maxima and means over the real steps; and their constants."""
    nodes = embed() + sequence_lens() + [
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
    return nodes, constants


def last_real_state(name, embedding, layers, dense, bias):
    """`input_ids`, `lengths` -> `logits`: recurrent layers masked by the lengths; the last one's last state, then dense."""
    nodes = embed() + sequence_lens()
    tensors = {"embedding.weight": embedding}
    constants = {"one": np.array([1], np.int64)}
    steps = "embedded"
    for layer in layers:
        last = layer is layers[-1]
        directions, _, hidden = layer.r.shape
        tensors |= {f"{layer.name}.{key}": value for key, value in zip("WRB", (layer.w, layer.r, layer.b))}
        # The states of every step come first, and the last states second.
        outputs = ["", f"{layer.name}.last"] if last else [f"{layer.name}.states"]
        inputs = [steps, *(f"{layer.name}.{key}" for key in "WRB"), "sequence_lens"]
        attributes = {"hidden_size": hidden, "direction": "bidirectional" if directions == 2 else "forward"}
        nodes.append(helper.make_node(layer.operator, inputs, outputs, name=layer.name, **attributes, **layer.attributes))
        steps = f"{layer.name}.joined"
        # From [time, direction, batch, unit], or [direction, batch, unit], to one row of both directions' units.
        perm = [1, 0, 2] if last else [0, 2, 1, 3]
        constants[f"{layer.name}.row"] = np.array([0, -1] if last else [0, 0, -1], np.int64)
        nodes += [
            helper.make_node("Transpose", [outputs[-1]], [f"{layer.name}.by_text"], perm=perm),
            helper.make_node("Reshape", [f"{layer.name}.by_text", f"{layer.name}.row"], [steps]),
        ]
    nodes.append(helper.make_node("Gemm", [steps, "dense.weight", "dense.bias"], ["logits"]))
    tensors |= {"dense.weight": dense, "dense.bias": bias}
    return model_of(name, nodes, ("input_ids", "lengths"), tensors, constants)


def bag_of_words(name, embedding, dense, bias):
    """`input_ids`, `lengths` -> `logits`: the mean of the real tokens' embeddings, then dense. No order at all."""
    nodes = embed() + [
        helper.make_node("Max", ["lengths", "one"], ["real_lengths"]),
        # [time, 1] < [1, batch], as the embeddings lie: [time, batch, feature].
        helper.make_node("Shape", ["input_ids"], ["time"], start=1, end=2),
        helper.make_node("Squeeze", ["time"], ["time_scalar"]),
        helper.make_node("Range", ["zero", "time_scalar", "one_scalar"], ["steps"]),
        helper.make_node("Unsqueeze", ["steps", "step_axes"], ["steps_column"]),
        helper.make_node("Unsqueeze", ["real_lengths", "length_axes"], ["lengths_row"]),
        helper.make_node("Less", ["steps_column", "lengths_row"], ["is_real"]),
        helper.make_node("Where", ["is_real", "embedded", "nothing"], ["real_embeddings"]),
        helper.make_node("ReduceSum", ["real_embeddings", "time_axis"], ["sum"], keepdims=0),
        helper.make_node("Cast", ["real_lengths"], ["lengths_float"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["lengths_float", "feature_axis"], ["lengths_column"]),
        helper.make_node("Div", ["sum", "lengths_column"], ["mean"]),
        helper.make_node("Gemm", ["mean", "dense.weight", "dense.bias"], ["logits"]),
    ]
    tensors = {"embedding.weight": embedding, "dense.weight": dense, "dense.bias": bias}
    constants = {
        "one": np.array([1], np.int64),
        "zero": np.array(0, np.int64),
        "one_scalar": np.array(1, np.int64),
        "step_axes": np.array([1, 2], np.int64),
        "length_axes": np.array([0, 2], np.int64),
        "nothing": np.array(0, np.float32),
        "time_axis": np.array([0], np.int64),
        "feature_axis": np.array([1], np.int64),
    }
    return model_of(name, nodes, ("input_ids", "lengths"), tensors, constants)


def lstm_last_state(name, weights):
    """`input_ids` -> `logits`: an LSTM that reads all it is given, padding included; its last state, then dense."""
    hidden = weights.r.shape[2]
    nodes = embed() + [
        lstm_node(hidden, "forward", outputs=["hidden_states", "last_by_direction"]),
        helper.make_node("Squeeze", ["last_by_direction", "direction_axis"], ["last_state"]),
        helper.make_node("Gemm", ["last_state", "dense.weight", "dense.bias"], ["logits"]),
    ]
    return model_of(name, nodes, ("input_ids",), tensors_of(weights), {"direction_axis": np.array([0], np.int64)})


def embed():
    """Ids to embeddings, time first: ONNX Runtime's LSTM knows no other layout."""
    return [
        helper.make_node("Transpose", ["input_ids"], ["ids_by_time"], perm=[1, 0]),
        helper.make_node("Gather", ["embedding.weight", "ids_by_time"], ["embedded"], name="embedding"),
    ]


def sequence_lens():
    """`lengths` as the recurrent operators take them."""
    return [
        # ONNX Runtime refuses a length of zero.
        helper.make_node("Max", ["lengths", "one"], ["real_lengths"]),
        helper.make_node("Cast", ["real_lengths"], ["sequence_lens"], to=TensorProto.INT32),
    ]


def lstm_node(hidden, direction, outputs, sequence_lens=""):
    inputs = ["embedded", "lstm.W", "lstm.R", "lstm.B"] + ([sequence_lens] if sequence_lens else [])
    return helper.make_node("LSTM", inputs, outputs, name="lstm", hidden_size=hidden, direction=direction)


def tensors_of(weights):
    """One LSTM's weights under their names in the graph."""
    return {
        "embedding.weight": weights.embedding,
        "lstm.W": weights.w,
        "lstm.R": weights.r,
        "lstm.B": weights.b,
        "dense.weight": weights.dense,
        "dense.bias": weights.bias,
    }


def model_of(name, nodes, inputs, tensors, constants):
    shapes = {"input_ids": ["batch", "time"], "lengths": ["batch"], "attention_mask": ["batch", "time"]}
    stored = {key: np.ascontiguousarray(value, dtype=np.float32) for key, value in tensors.items()} | constants
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info(key, TensorProto.INT64, shapes[key]) for key in inputs],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", tensors["dense.bias"].shape[0]])],
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
