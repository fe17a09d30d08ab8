"""Writes a model's int8 twin with ONNX Runtime's dynamic quantisation."""

import logging
import pathlib

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic

# The dense layer stays in float: it is a thousandth of the weights and gives the logits.
QUANTISED = ["LSTM", "Gather"]


def quantise(folder):
    """From `model.onnx` to `model.int8.onnx`: eight-bit LSTM weights and, row for row, eight-bit embeddings."""
    folder = pathlib.Path(folder)
    target = folder / "model.int8.onnx"
    # Its advice to preprocess the graph first has no object here: the shapes are known and nothing is to be folded.
    logging.getLogger().setLevel(logging.ERROR)
    quantize_dynamic(
        folder / "model.onnx",
        target,
        op_types_to_quantize=QUANTISED,
        per_channel=False,
        weight_type=QuantType.QInt8,
    )
    if "DynamicQuantizeLSTM" not in {node.op_type for node in onnx.load(target).graph.node}:
        raise RuntimeError("the LSTM was not quantised")
