"""Compares the server's probabilities with ONNX Runtime's own, one text at a time.

    python models/training/check_parity.py --url http://127.0.0.1:8080 --data DIR --model avis-bilstm

Each text is asked alone, then within one list of 10,000. Exits with 1 where fp32 differs by more than 1e-6 or int8
by more than 5e-3.
"""

import argparse
import itertools
import pathlib

import numpy as np

import corpus
from client import Client
from serving import Model, probabilities

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES = {"fp32": "model.onnx", "int8": "model.int8.onnx"}

# One computation: only the last bit of the softmax may differ. int8 graphs of others may depend on a batch,
# whose activations are then quantised together.
TOLERANCES = {"fp32": 1e-6, "int8": 5e-3}


def texts_of(data, language):
    rows = corpus.french_validation(data) if language == "fr" else corpus.imdb(data)[2]
    return [row["text"] for row in rows]


def scores(answer, labels):
    return np.array([answer["scores"][label] for label in labels], dtype=np.float64).astype(np.float32)


def difference(name, expected, served, tolerance):
    """Prints one comparison; whether it holds."""
    apart = np.abs(np.asarray(expected, np.float64) - np.asarray(served, np.float64)).max(1)
    identical = int((np.asarray(expected) == np.asarray(served)).all(1).sum())
    holds = bool(apart.max() <= tolerance)
    print(
        f"{name}: {identical} of {len(apart)} identical to the bit, "
        f"largest difference {apart.max():.2e} ({'within' if holds else 'BEYOND'} {tolerance:g})"
    )
    return holds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8080", help="the running server")
    parser.add_argument("--data", required=True, help="folder that holds fr/ and imdb/")
    parser.add_argument("--model", required=True, help="name of the model folder")
    parser.add_argument("--models-dir", default=ROOT / "models", type=pathlib.Path, help="where the folders are")
    parser.add_argument("--texts", type=int, default=1000, help="texts to compare (default: 1000)")
    parser.add_argument("--list", type=int, default=10_000, help="length of the list (default: 10000)")
    arguments = parser.parse_args()
    client, holds = Client(arguments.url), True
    for kind, file in FILES.items():
        path = arguments.models_dir / arguments.model
        if not (path / file).exists():
            continue
        model = Model(path, file)
        labels = [model.config["id2label"][key] for key in sorted(model.config["id2label"], key=int)]
        texts = texts_of(arguments.data, model.config.get("language"))[: arguments.texts]
        expected = [probabilities(model.logits(model.encode(text))) for text in texts]
        request = {"model": f"{arguments.model}:{kind}", "log": False}
        alone = [scores(client.predict({**request, "text": text}), labels) for text in texts]
        holds &= difference(f"{kind}, alone", expected, alone, TOLERANCES[kind])
        many = list(itertools.islice(itertools.cycle(texts), arguments.list))
        answers = client.predict({**request, "texts": many})["predictions"]
        listed = [scores(answer, labels) for answer in answers]
        repeated = list(itertools.islice(itertools.cycle(expected), arguments.list))
        holds &= difference(f"{kind}, in a list of {len(many)}", repeated, listed, TOLERANCES[kind])
    raise SystemExit(0 if holds else 1)


if __name__ == "__main__":
    main()
