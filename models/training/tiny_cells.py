"""Toy networks of every cell that the server lays open, with seeded random weights, and each computed a second way.

PyTorch computes the cells that it has; the GRU that resets before its product (`linear_before_reset` 0, Keras'
`reset_after=False`) is not among them and is computed here as ONNX's specification writes it.
"""

import dataclasses

import numpy as np
import torch
from torch import nn

from graph import Recurrent, direction_of_torch

FEATURES = 6
UNITS = 4
LABELS = 2

# Wide enough that gates open and shut, and that two cells never agree by chance.
SPREAD = 0.8

GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}
MODULES = {"LSTM": nn.LSTM, "GRU": nn.GRU, "RNN": nn.RNN}


@dataclasses.dataclass
class Cell:
    """What one test model is made of."""

    operator: str
    layers: int = 1
    directions: int = 1
    # Of a GRU alone; PyTorch's is 1.
    linear_before_reset: int = 1


CELLS = {
    "tiny-rnn": Cell("RNN"),
    "tiny-gru": Cell("GRU"),
    "tiny-gru-reset-before": Cell("GRU", linear_before_reset=0),
    "tiny-lstm-stacked": Cell("LSTM", layers=2),
    "tiny-bilstm-stacked": Cell("LSTM", layers=2, directions=2),
}


class Network:
    """Embedding, recurrent layers, dense: in PyTorch's order of gates, one direction a list entry."""

    def __init__(self, cell, table, random):
        def drawn(*shape):
            return random.normal(0, SPREAD, shape).astype(np.float32)

        self.cell = cell
        self.table = table.astype(np.float32)
        rows = GATES[cell.operator] * UNITS
        reads = [FEATURES] + [cell.directions * UNITS] * (cell.layers - 1)
        self.layers = [
            [(drawn(rows, width), drawn(rows, UNITS), drawn(rows), drawn(rows)) for _ in range(cell.directions)]
            for width in reads
        ]
        self.dense = drawn(cell.directions * UNITS, LABELS)
        self.bias = drawn(LABELS)

    def recurrent(self):
        """The layers as ONNX nodes."""
        attributes = {"linear_before_reset": self.cell.linear_before_reset} if self.cell.operator == "GRU" else {}
        name = self.cell.operator.lower()
        names = [name] if len(self.layers) == 1 else [f"{name}_{index + 1}" for index in range(len(self.layers))]
        made = []
        for name, layer in zip(names, self.layers):
            directions = [direction_of_torch(self.cell.operator, *arrays) for arrays in layer]
            made.append(Recurrent(name, self.cell.operator, *(np.stack(part) for part in zip(*directions)), attributes))
        return made

    def logits(self, ids):
        """The second way: never through ONNX."""
        steps = self.table[ids]
        if self.cell.operator == "GRU" and self.cell.linear_before_reset == 0:
            last = gru_by_specification(steps, self.layers[0][0])
        else:
            last = self.last_by_torch(steps)
        return last @ self.dense + self.bias

    @torch.no_grad()
    def last_by_torch(self, steps):
        cell = self.cell
        module = MODULES[cell.operator](FEATURES, UNITS, cell.layers, bidirectional=cell.directions == 2)
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        for index, layer in enumerate(self.layers):
            for arrays, suffix in zip(layer, ("", "_reverse")):
                for name, array in zip(names, arrays):
                    getattr(module, f"{name}_l{index}{suffix}").copy_(torch.from_numpy(array))
        _, last = module(torch.from_numpy(steps)[:, None])
        hidden = last[0] if cell.operator == "LSTM" else last
        return hidden[-cell.directions :, 0].reshape(-1).numpy()


def gru_by_specification(steps, arrays):
    """The last state of a GRU with `linear_before_reset` 0, equation by equation, in double precision."""
    w, r, input_bias, recurrent_bias = (array.astype(np.float64) for array in arrays)
    reset_w, update_w, candidate_w = np.split(w, 3)
    reset_r, update_r, candidate_r = np.split(r, 3)
    reset_b, update_b, candidate_b = np.split(input_bias + recurrent_bias, 3)
    hidden = np.zeros(UNITS)
    for x in steps:
        z = sigmoid(update_w @ x + update_r @ hidden + update_b)
        reset = sigmoid(reset_w @ x + reset_r @ hidden + reset_b)
        candidate = np.tanh(candidate_w @ x + candidate_r @ (reset * hidden) + candidate_b)
        hidden = (1 - z) * candidate + z * hidden
    return hidden


def sigmoid(x):
    return 1 / (1 + np.exp(-x))
