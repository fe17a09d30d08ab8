"""Sets every served model and format in one table over HTTP: size, accuracy, time per text; rewrites the one in README.md.

    python models/training/served.py --url http://127.0.0.1:8080 --data DIR

Each is measured on what it never saw in its language. Time is measured in turns, every model of the language once a round, and
given as a multiple of the language's reference in the same run: what else the machine does then strikes all of them alike.
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
from measure import positive_probabilities, write_block

DOCUMENT = pathlib.Path(__file__).resolve().parent / "README.md"
REFERENCES = {"fr": "avis-lstm:fp32", "en": "imdb-lstm:fp32"}

ROUNDS = 7
ROUND_TEXTS = 200


def rows_of(language, data):
    """The rows that only measure, and which of them are films or CLS."""
    if language == "fr":
        rows = corpus.french_validation(data)
        return rows, np.array([corpus.is_film_or_cls(row["src"]) for row in rows])
    rows = corpus.imdb(data)[2]
    return rows, np.ones(len(rows), bool)


def served(url):
    """The models that tell reviews apart, with their formats: (name:format, language, bytes)."""
    with urllib.request.urlopen(f"{url}/models") as answer:
        models = json.load(answer)["models"]
    return [
        (f"{model['name']}:{variant['precision']}", model["language"], variant["bytes"])
        for model in models
        if model["language"] in REFERENCES
        for variant in model["variants"]
    ]


def times(url, texts, references):
    """The median seconds that each takes for `texts` in one list, in turns."""
    client, taken = Client(url), {reference: [] for reference in references}
    for _ in range(ROUNDS):
        for reference in references:
            started = time.perf_counter()
            client.predict({"texts": texts, "model": reference, "log": False})
            taken[reference].append(time.perf_counter() - started)
    return {reference: statistics.median(seconds) for reference, seconds in taken.items()}


def share_of(right):
    return "{:.4f} ({:.4f} to {:.4f})".format(*figures.wilson(int(right.sum()), len(right)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8080", help="the running server")
    parser.add_argument("--data", required=True, help="folder that holds fr/ and imdb/")
    arguments = parser.parse_args()
    models = served(arguments.url)
    lines = ["| model | language | size | all texts | films and CLS | time per text |", "| --- | --- | ---: | ---: | ---: | ---: |"]
    for language, reference in REFERENCES.items():
        rows, films = rows_of(language, arguments.data)
        labels = np.array([row["label"] for row in rows])
        seconds = times(
            arguments.url,
            [row["text"] for row in rows[:ROUND_TEXTS]],
            [name for name, spoken, _ in models if spoken == language],
        )
        for name, spoken, size in models:
            if spoken != language:
                continue
            right = (positive_probabilities(arguments.url, rows, name) > 0.5) == labels
            cells = [f"`{name}`", language, f"{size / 1e6:.1f} MB", share_of(right), share_of(right[films])]
            lines.append(f"| {' | '.join(cells)} | × {seconds[name] / seconds[reference]:.2f} |")
    block = "\n".join(lines)
    write_block(DOCUMENT, block)
    print(block)


if __name__ == "__main__":
    main()
