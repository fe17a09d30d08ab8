"""Sets the French models side by side over HTTP: accuracy, what shuffled words change, speed; rewrites docs/modeles.md.

    python models/training/side_by_side.py --url http://127.0.0.1:8080 --data DIR

Speed is measured in turns, each model once a round, and given as a multiple of avis-lstm's time in the same run: what
else the machine does then strikes all of them alike. All in fp32.
"""

import argparse
import json
import pathlib
import statistics
import time
import urllib.request

import numpy as np

import corpus
import figures
from client import Client
from measure import FRENCH, french_slices, positive_probabilities, write_block

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs" / "modeles.md"
REFERENCE = "avis-lstm"
SEED = 20

ROUNDS = 9
ROUND_TEXTS = 400

# Shorter than every limit, so that shuffling changes the order alone and not what is cut.
SHUFFLED_WORDS = 80

SLICES = {
    "**all sources**": "tous les avis",
    "films (Allociné, SensCritique)": "films",
    "texts with a negation": "avec négation",
    "texts whose words lean the other way": "mots à contre-pied",
}


def shuffled(text, random):
    words = text.split()
    random.shuffle(words)
    return " ".join(words)


def times(url, texts):
    """The median seconds that each model takes for `texts` in one list, in turns."""
    client, taken = Client(url), {name: [] for name in FRENCH}
    for _ in range(ROUNDS):
        for name in FRENCH:
            started = time.perf_counter()
            client.predict({"texts": texts, "model": f"{name}:fp32", "log": False})
            taken[name].append(time.perf_counter() - started)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def french(value, digits):
    return f"{value:.{digits}f}".replace(".", ",")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8080", help="the running server")
    parser.add_argument("--data", required=True, help="folder that holds fr/")
    arguments = parser.parse_args()
    rows = corpus.french_validation(arguments.data)
    labels = np.array([row["label"] for row in rows])
    slices = dict(french_slices(rows))
    random = np.random.default_rng(SEED)
    short = [row["text"] for row in rows if len(row["text"].split()) <= SHUFFLED_WORDS]
    mixed = [shuffled(text, random) for text in short]
    seconds = times(arguments.url, [row["text"] for row in rows[:ROUND_TEXTS]])
    head = ["modèle", "paramètres", "`model.onnx`", *SLICES.values(), "étiquettes changées par le mélange", "temps"]
    lines = [f"| {' | '.join(head)} |", f"| --- |{' ---: |' * (len(head) - 1)}"]
    for name in FRENCH:
        with urllib.request.urlopen(f"{arguments.url}/models/{name}") as answer:
            detail = json.load(answer)
        size = next(variant["bytes"] for variant in detail["variants"] if variant["precision"] == "fp32")
        reference = f"{name}:fp32"
        positive = positive_probabilities(arguments.url, rows, reference) > 0.5
        as_written, as_mixed = (
            positive_probabilities(arguments.url, [{"text": text} for text in texts], reference) > 0.5
            for texts in (short, mixed)
        )
        cells = [f"`{name}`", f"{detail['parameters']:,}".replace(",", " "), f"{french(size / 1e6, 1)} Mo"]
        cells += [french(100 * figures.accuracy(labels[slices[key]], positive[slices[key]]), 1) + " %" for key in SLICES]
        cells += [french(100 * float(np.mean(as_written != as_mixed)), 1) + " %"]
        cells += [f"× {french(seconds[name] / seconds[REFERENCE], 2)}"]
        lines.append(f"| {' | '.join(cells)} |")
    block = "\n".join(lines)
    write_block(DOCUMENT, block)
    print(block)


if __name__ == "__main__":
    main()
