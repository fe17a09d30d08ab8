"""Puts a table of tokens and pairs beside a network that was trained alone, and writes the model folder."""

import dataclasses
import pathlib

import numpy as np
import torch

import calibrating
import fitting
import graph
import pair_fitting
import vocabulary
from pooled import UNKNOWN, WIDTH

# Where `check_export.py` finds the network that a graph was made of.
KEPT = pathlib.Path(__file__).resolve().parents[2] / "target" / "training"


def with_table(model, taught, held, settings, leans=False):
    """The table of the rows `taught`, scaled, and the network scaled in place: what the graph holds; and their shares.

    The shares are fitted on the rows `held`, with their weights, from which neither part learnt; `settings` are the table's. With
    `leans`, so is a constant, which the network's bias takes: both parts lean as their sources do, and weights can say how far
    they should.
    """
    table = pair_fitting.fitted(taught.ids, taught.labels, taught.weights, vocabulary.BPE_SIZE, settings)
    logits = fitting.logits_of(model, held)
    margins = np.stack([logits[:, 1] - logits[:, 0], table.margins(held.ids), np.ones(len(held))], 1).astype(np.float64)
    counts = calibrating.shares(margins[:, : 3 if leans else 2], held.labels, held.weights)
    network_share, table_share, constant = (*counts, 0.0)[:3]
    for parameter in model.dense.parameters():
        parameter.data *= float(network_share)
    model.dense.bias.data += torch.tensor([-0.5, 0.5]) * float(constant)
    shares = {"network": round(float(network_share), 4), "table": round(float(table_share), 4)}
    shares |= {"constant": round(float(constant), 4)} if leans else {}
    return table.times(table_share), shares | {"fitted_rows": len(held)}


def weights_of(model, table):
    """The trained weights as arrays, in the ONNX operator's gate order; the constant of a table with its whole say is in the bias."""
    constant = np.float32(0 if table.half_at else table.constant)
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    directions = [
        graph.lstm_direction(*(getattr(layer, name).detach().numpy() for name in names))
        for layer in (model.ahead, model.back)
    ]
    return graph.Weights(
        embedding=model.embedding.weight.detach().numpy(),
        w=np.stack([direction[0] for direction in directions]),
        r=np.stack([direction[1] for direction in directions]),
        b=np.stack([direction[2] for direction in directions]),
        dense=model.dense.weight.detach().numpy().T,
        bias=model.dense.bias.detach().numpy() + np.array([-0.5, 0.5], np.float32) * constant,
    )


def config(language, max_length, truncation, table):
    of_table = {"tokens": len(table.tokens), "pairs": len(table.pairs)}
    if table.apart is not None:
        of_table["pairs_apart"] = len(table.apart)
    of_table |= {"counts": "each different one once" if table.once else "each time", "divided_by": "root of the length"}
    if table.half_at:
        of_table["half_its_say_at"] = table.half_at
    return {
        "model_type": "bilstm",
        "architectures": ["BiLstmForSequenceClassification"],
        "language": language,
        "id2label": {"0": "negative", "1": "positive"},
        "label2id": {"negative": 0, "positive": 1},
        "max_length": max_length,
        "truncation": truncation,
        "pad_token_id": 0,
        "unk_token_id": UNKNOWN,
        "vocab_size": len(table.tokens),
        "embedding_size": WIDTH,
        "hidden_size": WIDTH,
        "num_layers": 1,
        "bidirectional": True,
        "pooling": "max+mean",
        "table": of_table,
    }


def write(folder, name, settings, model, table, tokenizer, summary):
    """The model folder; `settings` is what `config` gives. The network is left for `check_export.py`."""
    KEPT.mkdir(parents=True, exist_ok=True)
    torch.save({"state": model.state_dict(), "table": dataclasses.asdict(table)}, KEPT / f"{name}.pt")
    proto = graph.bilstm_and_pairs(name, weights_of(model, table), table)
    graph.write_folder(folder, proto, tokenizer, settings, summary)
