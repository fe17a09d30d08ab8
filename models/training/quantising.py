"""Writes a model's int8 twin with ONNX Runtime's dynamic quantisation."""

import logging
import pathlib

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic

# The LSTM alone, which is where the time goes. Eight-bit embeddings would make the file smaller, and moved the IMDB
# model's probabilities four times as far; one scale a tensor moved them less than one a channel.
QUANTISED = ["LSTM"]


def quantise(folder):
    """From `model.onnx` to `model.int8.onnx`: eight-bit LSTM weights, the rest as it is."""
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
