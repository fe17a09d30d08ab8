"""Holds an exported folder's graphs to each other and to PyTorch, and their time to that of another model.

    python models/training/check_export.py --data DIR --model avis-bilstm --against OTHER_FOLDER

Prints the largest difference of fp32 to PyTorch's logits (where the recipe left its network in `target/training/`), what
int8 changes, whether an int8 answer depends on its batch or its session, and the time a text, in turns: A, B, A, B. Exits with
1 where a bound is passed.
"""

import argparse
import pathlib
import statistics
import time

import numpy as np
import torch

import corpus
import figures
import fitting
from pair_table import Table
from pooled import Classifier
from serving import Model
from two_parts import KEPT

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Single precision, some hundred steps.
AGREEMENT = 1e-5
INT8_ACCURACY = 0.002
TIMES_AS_LONG = 3.0

BATCH = 8
ROUNDS = 9


def batches(ids):
    """Batches of similar lengths, as the server forms them."""
    order = sorted(range(len(ids)), key=lambda index: len(ids[index]))
    for at in range(0, len(order), BATCH):
        group = order[at : at + BATCH]
        lengths = np.array([len(ids[index]) for index in group], np.int64)
        padded = np.zeros((len(group), lengths.max()), np.int64)
        for row, index in zip(padded, group):
            row[: len(ids[index])] = ids[index]
        yield group, {"input_ids": padded, "lengths": lengths}


def alone(model, ids):
    return np.array([model.logits(row) for row in ids])


def together(model, ids):
    logits = np.zeros((len(ids), 2), np.float32)
    for group, feed in batches(ids):
        logits[group] = model.session.run(["logits"], feed)[0]
    return logits


def times(models, ids):
    """Microseconds a text by model, each round in turns; the median of the rounds."""
    feeds = [feed for _, feed in batches(ids)]
    taken = {name: [] for name in models}
    for _ in range(ROUNDS):
        for name, model in models.items():
            started = time.perf_counter()
            for feed in feeds:
                model.session.run(["logits"], feed)
            taken[name].append((time.perf_counter() - started) / len(ids) * 1e6)
    return {name: statistics.median(values) for name, values in taken.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder that holds fr/ and imdb/")
    parser.add_argument("--model", default="avis-bilstm", help="its name (default: avis-bilstm)")
    parser.add_argument("--against", type=pathlib.Path, help="the model folder whose time is the measure (default: none)")
    parser.add_argument("--folder", type=pathlib.Path, help="where the model is (default: models/<model>)")
    parser.add_argument("--texts", type=int, help="validation texts to read (default: all)")
    arguments = parser.parse_args()
    folder = arguments.folder or ROOT / "models" / arguments.model
    fp32, int8 = (Model(folder, file) for file in ("model.onnx", "model.int8.onnx"))
    french = fp32.config["language"] == "fr"
    rows = corpus.french_validation(arguments.data) if french else corpus.imdb(arguments.data)[2]
    rows = rows[: arguments.texts]
    labels = np.array([row["label"] for row in rows])
    ids = [fp32.encode(row["text"]) for row in rows]
    exact, quantised, company = alone(fp32, ids), alone(int8, ids), together(int8, ids)
    holds = []

    network = KEPT / f"{arguments.model}.pt"
    if network.exists():
        kept = torch.load(network, weights_only=False)
        model, table = Classifier(), Table(**kept["table"])
        model.load_state_dict(kept["state"])
        texts = [np.array(row) for row in ids]
        theirs = fitting.logits_of(model, fitting.Rows(texts, labels))
        theirs += np.outer(table.margins(texts), [-0.5, 0.5])
        apart = float(np.abs(theirs - exact).max())
        holds.append(apart <= AGREEMENT)
        print(f"fp32 and PyTorch: logits differ by {apart:.1e} at most")
    right = [figures.accuracy(labels, logits.argmax(1)) for logits in (exact, quantised)]
    same = float(np.mean(exact.argmax(1) == quantised.argmax(1)))
    holds.append(abs(right[0] - right[1]) <= INT8_ACCURACY)
    print(f"accuracy: fp32 {right[0]:.4f}, int8 {right[1]:.4f}; the same label to {same:.2%}")
    apart = float(np.abs(quantised - company).max())
    holds.append(apart == 0)
    print(f"int8 alone and in batches of {BATCH}: logits differ by {apart:.1e} at most")
    again = alone(Model(folder, "model.int8.onnx"), ids)
    holds.append(np.array_equal(quantised, again))
    print(f"two int8 sessions: the same to the bit, {np.array_equal(quantised, again)}")
    if arguments.against:
        taken = times({"this": int8, "the other": Model(arguments.against, "model.int8.onnx")}, ids)
        ratio = taken["this"] / taken["the other"]
        holds.append(ratio <= TIMES_AS_LONG)
        print(", ".join(f"{name} {value:.0f} µs a text" for name, value in taken.items()) + f": × {ratio:.2f}")
    raise SystemExit(not all(holds))


if __name__ == "__main__":
    main()
