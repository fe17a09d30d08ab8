"""Writes a model's int8 twin with ONNX Runtime's dynamic quantisation, made independent of a text's batch-mates.

Dynamic quantisation takes the scale of its activations from the whole batch, so that a text's answer would depend on the
texts beside it. Two constant features and two constant units, which nothing reads, span the widest range that embeddings
and states can have: every batch then has the same scale at every step, and a text the same answer alone and in company.
"""

import logging
import pathlib
import tempfile

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

import table_graph

# The LSTM alone, which is where the time goes; embeddings stay as they were trained. A table of pairs, which would be a third
# of the file, becomes bytes besides.
QUANTISED = ["LSTM"]

# An anchor is a pair: the top of the range and its bottom.
ANCHORS = 2

# Of a signed byte, on the side that has fewer.
LARGEST_BYTE = 127

# A gate's bias at which a float's sigmoid is 1 to the last bit, and its hyperbolic tangent as well.
SATURATED = 30.0


def anchored(model):
    """The same function, with the features and units that fix the scales.

    An anchor unit's gates are all open, so that its cell state is +t or -t after t steps and its hidden state tanh(+t) or
    tanh(-t). A real unit's cell state is at most t in size, since each step adds at most 1 to it: its hidden state stays
    between the two.
    """
    model = onnx.ModelProto.FromString(model.SerializeToString())
    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    arrays = {name: numpy_helper.to_array(tensor) for name, tensor in tensors.items()}
    table, w, r, b = (arrays[name] for name in ("embedding.weight", "lstm.W", "lstm.R", "lstm.B"))
    directions, hidden, features = r.shape[0], r.shape[2], w.shape[2]
    wider = hidden + ANCHORS

    limits = np.array([table.max(), table.min()], np.float32)
    table = np.concatenate([table, np.tile(limits, (len(table), 1))], axis=1)
    w = np.pad(w.reshape(directions, 4, hidden, features), [(0, 0), (0, 0), (0, ANCHORS), (0, ANCHORS)])
    r = np.pad(r.reshape(directions, 4, hidden, hidden), [(0, 0), (0, 0), (0, ANCHORS), (0, ANCHORS)])
    b = np.pad(b.reshape(directions, 2, 4, hidden), [(0, 0), (0, 0), (0, 0), (0, ANCHORS)])
    # Input, output and forget gates open; the candidate is +1 for the first anchor and -1 for the second.
    b[:, 0, :, hidden:] = SATURATED
    b[:, 0, 3, hidden + 1] = -SATURATED
    # The dense layer reads blocks of `hidden` states, and nothing of the anchors.
    dense = arrays["dense.weight"]
    dense = np.pad(dense.reshape(-1, hidden, dense.shape[1]), [(0, 0), (0, ANCHORS), (0, 0)])
    blocks = len(dense)
    changed = {
        "embedding.weight": table,
        "lstm.W": w.reshape(directions, 4 * wider, features + ANCHORS),
        "lstm.R": r.reshape(directions, 4 * wider, wider),
        "lstm.B": b.reshape(directions, 8 * wider),
        "dense.weight": dense.reshape(blocks * wider, -1),
    }
    if "pooled_shape" in arrays:
        changed["pooled_shape"] = np.array([-1, blocks * wider], np.int64)
    for name, array in changed.items():
        tensors[name].CopyFrom(numpy_helper.from_array(np.ascontiguousarray(array), name))
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.name == "hidden_size":
                attribute.CopyFrom(helper.make_attribute("hidden_size", wider))
    return model


def with_small_pairs(model):
    """The same graph with its tables of pairs, where it has any, in eight bits and one scale each.

    A scale is a power of two, so that a float's sum of what it stands for is as exact as it was (`pair_table.py`).
    """
    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    small = [name for name in table_graph.NAMES.values() if f"{name}.weight" in tensors]
    for name in small:
        weights = numpy_helper.to_array(tensors[f"{name}.weight"])
        scale = np.float32(2.0 ** np.ceil(np.log2(np.abs(weights).max() / LARGEST_BYTE)))
        in_bytes = np.round(weights / scale).astype(np.int8)
        tensors[f"{name}.weight"].CopyFrom(numpy_helper.from_array(in_bytes, f"{name}.weight"))
        model.graph.initializer.append(numpy_helper.from_array(scale, f"{name}.scale"))
    nodes = []
    for node in model.graph.node:
        nodes.append(node)
        if node.name in small:
            weights_name = node.output[0]
            node.output[0] = f"{node.name}.bytes"
            nodes.append(helper.make_node("DequantizeLinear", [node.output[0], f"{node.name}.scale"], [weights_name]))
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


def quantise(folder):
    """From `model.onnx` to `model.int8.onnx`: eight-bit LSTM weights and pairs, the rest as it is."""
    folder = pathlib.Path(folder)
    target = folder / "model.int8.onnx"
    # Its advice to preprocess the graph first has no object here: the shapes are known and nothing is to be folded.
    logging.getLogger().setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as scratch:
        wider = pathlib.Path(scratch) / "model.onnx"
        onnx.save(anchored(onnx.load(folder / "model.onnx")), wider)
        quantize_dynamic(
            wider, target, op_types_to_quantize=QUANTISED, per_channel=False, weight_type=QuantType.QInt8
        )
    model = with_small_pairs(onnx.load(target))
    if "DynamicQuantizeLSTM" not in {node.op_type for node in model.graph.node}:
        raise RuntimeError("the LSTM was not quantised")
    onnx.save(model, target)
