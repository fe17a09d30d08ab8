"""Holds a server on a graphics card to one on the processor, and its rate to PyTorch's on the same card.

    python models/training/check_cuda.py --url CUDA_URL --cpu-url URL --data DIR

Both servers answer the validation reviews with fp32. Prints how far their scores are apart, then texts a second in turns: both
servers, PyTorch from token ids, and PyTorch from texts. Exits with 1 where a label differs, or a score by more than `AGREEMENT`.
"""

import argparse
import pathlib
import statistics
import time

import numpy as np
import onnx
import torch
from onnx import numpy_helper

import fitting
from check_parity import texts_of
from client import Client
from pair_table import MULTIPLIER, Table
from pooled import Classifier
from serving import Model

ROOT = pathlib.Path(__file__).resolve().parents[2]

# A card adds in another order, some hundred steps long. What rounds its factors as well (TF32) is 1.5e-4 apart.
AGREEMENT = 1e-6

ROUNDS = 3


class Together(torch.nn.Module):
    """A graph of two parts as PyTorch runs it: [text, 2] logits of padded ids and lengths."""

    def __init__(self, path, half_at):
        super().__init__()
        arrays = {tensor.name: numpy_helper.to_array(tensor).copy() for tensor in onnx.load(path).graph.initializer}
        self.network = Classifier().eval()
        self.network.load_state_dict(network_state(arrays))
        constant = float(arrays["table.constant"]) if half_at else 0.0
        self.table = Table(arrays["tokens.weight"], arrays["pairs.weight"], constant, half_at=half_at)
        for name in ("tokens", "pairs"):
            self.register_buffer(name, torch.from_numpy(getattr(self.table, name)))

    def forward(self, ids, lengths):
        logits = self.network(ids, lengths)
        step = torch.arange(ids.shape[1], device=ids.device)[None]
        places = (ids[:, :-1] * MULTIPLIER + ids[:, 1:]) % len(self.pairs)
        total = (self.tokens[ids] * (step < lengths[:, None])).sum(1)
        total = total + (self.pairs[places] * (step[:, 1:] < lengths[:, None])).sum(1)
        margin = (total / lengths.sqrt() + self.table.constant) * lengths / (lengths + self.table.half_at)
        return logits + torch.stack([-margin, margin], 1) / 2


def network_state(arrays):
    """PyTorch's names and gate order (i, f, g, o) of the graph's (i, o, f, c)."""
    state = {"embedding.weight": arrays["embedding.weight"], "dense.weight": arrays["dense.weight"].T}
    state["dense.bias"] = arrays["dense.bias"]
    turned = lambda array: np.concatenate([np.split(array, 4)[gate] for gate in (0, 2, 3, 1)])
    for at, name in enumerate(("ahead", "back")):
        input_bias, recurrent_bias = np.split(arrays["lstm.B"][at], 2)
        state[f"{name}.weight_ih_l0"], state[f"{name}.weight_hh_l0"] = turned(arrays["lstm.W"][at]), turned(arrays["lstm.R"][at])
        state[f"{name}.bias_ih_l0"], state[f"{name}.bias_hh_l0"] = turned(input_bias), turned(recurrent_bias)
    return {name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in state.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True, help="the server on the card")
    parser.add_argument("--cpu-url", required=True, help="the server on the processor")
    parser.add_argument("--data", required=True, help="folder that holds fr/ and imdb/")
    parser.add_argument("--model", default="avis-bilstm", help="a model whose table weighs neighbours, each time (default: avis-bilstm)")
    parser.add_argument("--models-dir", default=ROOT / "models", type=pathlib.Path, help="where the folders are")
    parser.add_argument("--batch", type=int, default=64, help="PyTorch's texts a batch: what the server on the card takes (default: 64)")
    parser.add_argument("--texts", type=int, help="validation texts to read (default: all)")
    arguments = parser.parse_args()
    folder = arguments.models_dir / arguments.model
    model = Model(folder)
    if model.config.get("table", {}).get("counts") != "each time":
        parser.error(f"{arguments.model} has no such table: PyTorch's part of the comparison would not be its")
    texts = texts_of(arguments.data, model.config["language"])[: arguments.texts]
    device = "cuda" if torch.cuda.is_available() else "cpu"
    graph = Together(folder / "model.onnx", model.config["table"].get("half_its_say_at", 0)).to(device)

    def served(url):
        return lambda: list(Client(url).stream(texts, f"{arguments.model}:fp32"))

    def pytorch(ids):
        rows = fitting.Rows([np.array(row) for row in ids], np.zeros(len(ids)))
        return fitting.logits_of(graph, rows, arguments.batch)

    ids = [model.encode(text) for text in texts]
    ways = {
        "server, card": served(arguments.url),
        "server, processor": served(arguments.cpu_url),
        "PyTorch, from ids": lambda: pytorch(ids),
        "PyTorch, from texts": lambda: pytorch([model.encode(text) for text in texts]),
    }
    taken, answers = {name: [] for name in ways}, {}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            started = time.perf_counter()
            answers[name] = way()
            taken[name].append(time.perf_counter() - started)
    names = [model.config["id2label"][key] for key in ("0", "1")]
    card, processor = (
        np.array([[answer["scores"][name] for name in names] for answer in answers[way]]) for way in ("server, card", "server, processor")
    )
    labels = np.stack([card.argmax(1), processor.argmax(1), answers["PyTorch, from ids"].argmax(1)])
    apart = float(np.abs(card - processor).max())
    card_name = torch.cuda.get_device_name() if device == "cuda" else "no card"
    others = [int((labels[0] != labels[other]).sum()) for other in (1, 2)]
    print(f"{len(texts)} texts on {card_name}: scores of card and processor differ by {apart:.1e} at most")
    print(f"texts with another label than the card's: {others[0]} on the processor, {others[1]} in PyTorch")
    slowest = statistics.median(taken["PyTorch, from texts"])
    for name, values in taken.items():
        print(f"{name}: {len(texts) / statistics.median(values):.0f} texts a second, × {slowest / statistics.median(values):.2f}")
    raise SystemExit(apart > AGREEMENT or bool((labels[0] != labels[1]).any()))


if __name__ == "__main__":
    main()
