"""Holds `POST /explain` of a running server to NumPy and PyTorch.

For every model with recurrent layers, and texts of 1, 2, 50 and 400 tokens (as many as the model reads): every gate and
state recomputed in NumPy from the ONNX file's own weights; the identities between them; PyTorch's own layer with the
same weights; the influence by autograd in double precision; the last running score against /predict; the parameters
against the formulas. Then the time of an explanation, as a multiple of a prediction's in the same run.

    python models/training/check_inside.py --url http://127.0.0.1:8080 --models models
"""

import argparse
import json
import pathlib
import statistics
import sys
import time
import urllib.request

import numpy
import onnx
import torch
from onnx import numpy_helper

GATES = {"LSTM": ["input", "output", "forget", "candidate"], "GRU": ["update", "reset", "candidate"], "RNN": ["hidden"]}
SHOWN = {
    "LSTM": ["input", "forget", "output", "candidate", "cell", "hidden"],
    "GRU": ["reset", "update", "candidate", "hidden"],
    "RNN": ["hidden"],
}
# ONNX's order of gates to PyTorch's: i o f c to i f g o; z r h to r z n.
TO_TORCH = {"LSTM": [0, 2, 3, 1], "GRU": [1, 0, 2], "RNN": [0]}
TOLERANCE = 1e-5
LENGTHS = [1, 2, 50, 400]
WORDS = {
    "fr": "le film est beau mais la fin ne tient pas et on reste sur sa faim sans trop savoir pour qui ni comment".split(),
    "en": "the film is good but the end does not hold and we are left with no one to care for at all".split(),
}


def call(url, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def sigmoid(x):
    return 1 / (1 + numpy.exp(-x))


class Layer:
    """One direction of a recurrent layer of an ONNX file."""

    def __init__(self, node, tensors, at, direction):
        attributes = {one.name: onnx.helper.get_attribute_value(one) for one in node.attribute}
        self.name, self.operator, self.direction = node.name or node.op_type, node.op_type, direction
        self.w, self.r = tensors[node.input[1]][at], tensors[node.input[2]][at]
        self.hidden = self.r.shape[1]
        both = len(node.input) > 3 and node.input[3]
        self.b = tensors[node.input[3]][at] if both else numpy.zeros(2 * len(self.r), numpy.float32)
        self.linear_before_reset = bool(attributes.get("linear_before_reset", 0))

    def run(self, x):
        """Every step of `x` in the order of reading, in double precision."""
        w, r, b, x = (array.astype(numpy.float64) for array in (self.w, self.r, self.b, x))
        of_x, of_h = b[: len(r)], b[len(r):]
        h = c = numpy.zeros(self.hidden)
        split = lambda sums: numpy.split(sums, len(sums) // self.hidden)
        steps = []
        for row in x:
            if self.operator == "LSTM":
                i, o, f, g = split(w @ row + r @ h + of_x + of_h)
                i, o, f, g = sigmoid(i), sigmoid(o), sigmoid(f), numpy.tanh(g)
                c = f * c + i * g
                h = o * numpy.tanh(c)
                steps.append({"input": i, "forget": f, "output": o, "candidate": g, "cell": c, "hidden": h})
            elif self.operator == "GRU":
                xz, xr, xn = split(w @ row + of_x)
                bz, br, bn = split(of_h)
                rz, rr, rn = numpy.split(r, 3)
                z, reset = sigmoid(xz + rz @ h + bz), sigmoid(xr + rr @ h + br)
                inner = reset * (rn @ h + bn) if self.linear_before_reset else rn @ (reset * h) + bn
                n = numpy.tanh(xn + inner)
                h = (1 - z) * n + z * h
                steps.append({"reset": reset, "update": z, "candidate": n, "hidden": h})
            else:
                h = numpy.tanh(w @ row + r @ h + of_x + of_h)
                steps.append({"hidden": h})
        return {name: numpy.array([step[name] for step in steps]) for name in steps[0]}

    def torch_layer(self):
        """PyTorch's own layer with the same weights; it has none that resets before the product."""
        if self.operator == "GRU" and not self.linear_before_reset:
            return None
        layer = getattr(torch.nn, self.operator)(self.w.shape[1], self.hidden)
        order = lambda rows: torch.tensor(
            numpy.concatenate([numpy.split(rows, len(TO_TORCH[self.operator]))[at] for at in TO_TORCH[self.operator]])
        )
        half = len(self.r)
        with torch.no_grad():
            layer.weight_ih_l0.copy_(order(self.w))
            layer.weight_hh_l0.copy_(order(self.r))
            layer.bias_ih_l0.copy_(order(self.b[:half]))
            layer.bias_hh_l0.copy_(order(self.b[half:]))
        return layer

    def torch_states(self, x):
        """The states as a function of `x` in PyTorch: its own layer, or the formula where it has none."""
        layer = self.torch_layer()
        if layer is not None:
            return layer.to(x.dtype)(x)[0]
        w, r, b = (torch.tensor(array, dtype=x.dtype) for array in (self.w, self.r, self.b))
        (wz, wr, wn), (rz, rr, rn) = w.chunk(3), r.chunk(3)
        (xz, xr, xn), (bz, br, bn) = b[: len(r)].chunk(3), b[len(r):].chunk(3)
        h, states = torch.zeros(self.hidden, dtype=x.dtype), []
        for row in x:
            z = torch.sigmoid(wz @ row + rz @ h + xz + bz)
            reset = torch.sigmoid(wr @ row + rr @ h + xr + br)
            n = torch.tanh(wn @ row + rn @ (reset * h) + xn + bn)
            h = (1 - z) * n + z * h
            states.append(h)
        return torch.stack(states)

    def influence(self, x):
        """The norms of the last state's derivative by each row of `x`, by autograd in double precision."""
        x = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        last = self.torch_states(x)[-1]
        rows = [torch.autograd.grad(last[unit], x, retain_graph=True)[0] for unit in range(self.hidden)]
        return torch.stack(rows).square().sum((0, 2)).sqrt().numpy()

    def parameters(self, single_bias):
        gates = len(GATES[self.operator])
        return gates * self.hidden * (self.w.shape[1] + self.hidden + (1 if single_bias else 2))


def open_file(path):
    """The embedding, and the recurrent layers as lists of their directions."""
    graph = onnx.load(path).graph
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    recurrent = [node for node in graph.node if node.op_type in GATES]
    embedding = next((tensors[n.input[0]] for n in graph.node if n.op_type == "Gather" and n.input[0] in tensors), None)
    layers = []
    for node in recurrent:
        direction = next((a.s.decode() for a in node.attribute if a.name == "direction"), "forward")
        names = ["forward", "reverse"] if direction == "bidirectional" else [direction]
        layers.append([Layer(node, tensors, at, name) for at, name in enumerate(names)])
    return embedding, layers, tensors


def text_of(url, model, language, tokens, limit):
    """A text of exactly `tokens` tokens, of words that are one token each."""
    words = WORDS.get(language, WORDS["fr"])
    alone = [word for word in words if call(f"{url}/tokenize", {"text": word, "model": model})["total"] == 1]
    alone = alone or words[:1]
    text = " ".join(alone[at % len(alone)] for at in range(tokens))
    total = call(f"{url}/tokenize", {"text": text, "model": model})["total"]
    assert total == tokens or total > limit, f"{model}: {total} tokens instead of {tokens}"
    return text


def check(url, folder, model, report):
    name, limit = model["name"], model["max_length"]
    embedding, layers, tensors = open_file(folder / name / "model.onnx")
    if not layers:
        answer = call(f"{url}/explain", {"text": "film", "model": name})
        assert answer["gates"] is None and answer["why"]["fr"], name
        print(f"{name}: no gates, and says so")
        return
    worst = {key: 0.0 for key in ("numpy", "identities", "torch", "parity", "influence", "running", "predict")}
    for tokens in LENGTHS:
        text = text_of(url, name, model["language"], tokens, limit)
        body = {"text": text, "model": f"{name}:fp32", "units": "all", "influence": True}
        answer = call(f"{url}/explain", body)
        predicted = call(f"{url}/predict", {"text": text, "model": f"{name}:fp32", "log": False})
        worst["predict"] = max(worst["predict"], abs(answer["score"] - predicted["score"]))
        if "running_score" in answer:
            last = answer["running_score"][-1]
            worst["running"] = max(worst["running"], abs(last - predicted["scores"][answer["target"]]))
        x = embedding[[token["id"] for token in answer["tokens"]]]
        shown = iter(answer["layers"])
        for directions in layers:
            outputs = []
            for layer in directions:
                got = next(shown)
                assert (got["layer"], got["direction"]) == (layer.name, layer.direction)
                flip = (lambda rows: rows[::-1]) if layer.direction == "reverse" else (lambda rows: rows)
                read = flip(x).copy()
                tables = {gate: flip(numpy.array(got[gate])) for gate in SHOWN[layer.operator]}
                expected = layer.run(read)
                for gate, table in tables.items():
                    # A cell may be as large as there are steps: of one above 1, the difference is taken relative to it.
                    gap = abs(table - expected[gate]) / numpy.maximum(1, abs(expected[gate]))
                    worst["numpy"] = max(worst["numpy"], gap.max())
                if layer.operator == "LSTM":
                    before = numpy.vstack([numpy.zeros(layer.hidden), tables["cell"][:-1]])
                    memory = tables["forget"] * before + tables["input"] * tables["candidate"]
                    state = tables["output"] * numpy.tanh(tables["cell"])
                    gap = max(abs(memory - tables["cell"]).max(), abs(state - tables["hidden"]).max())
                    worst["identities"] = max(worst["identities"], gap)
                with torch.no_grad():
                    states = layer.torch_states(torch.tensor(read)).numpy()
                worst["torch"] = max(worst["torch"], abs(states - tables["hidden"]).max())
                worst["parity"] = max(worst["parity"], got["parity"])
                exact = layer.influence(read)
                relative = abs(flip(numpy.array(got["influence"])) - exact) / numpy.maximum(exact, 1e-300)
                worst["influence"] = max(worst["influence"], relative.max())
                outputs.append(flip(tables["hidden"]).astype(numpy.float32))
            x = numpy.concatenate(outputs, axis=1)
        assert next(shown, None) is None, f"{name}: more layers than the file"
    for key in ("numpy", "identities", "torch", "parity"):
        assert worst[key] <= TOLERANCE, f"{name}: {key} {worst[key]}"
    assert worst["predict"] == 0 and worst["running"] == 0 and worst["influence"] <= 1e-3, f"{name}: {worst}"

    detail = call(f"{url}/models/{name}")
    for directions in layers:
        own = next(layer for layer in detail["layers"] if layer["name"] == directions[0].name)
        # Keras has one bias where ONNX has two: the second is then zero, and no parameter.
        single = directions[0].operator == "LSTM" and all(not one.b[len(one.r):].any() for one in directions)
        formula = sum(one.parameters(single) for one in directions)
        initialisers = sum(one.w.size + one.r.size + one.b.size for one in directions)
        assert own["parameters"] == formula, f"{name}: {own['parameters']} parameters, {formula} by the formula"
        assert single or formula == initialisers, f"{name}: {initialisers} in the file, {formula} by the formula"
    print(f"{name}: {detail['parameters']} parameters; " + ", ".join(f"{key} {value:.1e}" for key, value in worst.items()))
    report.append(name)


def multiples(url, model):
    """The time of an explanation of 200 tokens, as a multiple of a prediction's, one after the other."""
    name = model["name"]
    text = text_of(url, name, model["language"], min(200, model["max_length"]), model["max_length"])
    asks = {
        "predict": ("/predict", {"text": text, "model": name, "log": False}),
        "mean": ("/explain", {"text": text, "model": name}),
        "all": ("/explain", {"text": text, "model": name, "units": "all"}),
        "influence": ("/explain", {"text": text, "model": name, "influence": True}),
    }
    times = {key: [] for key in asks}
    for _ in range(10):
        for key, (route, body) in asks.items():
            began = time.perf_counter()
            call(url + route, body)
            times[key].append(time.perf_counter() - began)
    middle = {key: statistics.median(values) * 1e3 for key, values in times.items()}
    parts = (f"{key} {ms:.1f} ms ({ms / middle['predict']:.1f} x)" for key, ms in middle.items())
    print(f"{name}: " + ", ".join(parts))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", default="http://127.0.0.1:8080")
    parser.add_argument("--models", type=pathlib.Path, default="models")
    parser.add_argument("--times", action="store_true", help="measure, too")
    arguments = parser.parse_args()
    served = call(f"{arguments.url}/models")["models"]
    checked = []
    for model in served:
        check(arguments.url, arguments.models, model, checked)
    for model in served if arguments.times else []:
        if model["name"] in checked:
            multiples(arguments.url, model)
    return 0 if checked else "no model with recurrent layers is served"


if __name__ == "__main__":
    sys.exit(main())
