"""Measures the served models over HTTP and writes the figures into their cards.

    python models/training/measure.py --url http://127.0.0.1:8080 --data DIR

The French models answer fr/validation.jsonl.gz, the English ones IMDB's fold 0; neither trained nor chose anything.
"""

import argparse
import pathlib
import sys

import numpy as np

import corpus
import figures
from client import Client

ROOT = pathlib.Path(__file__).resolve().parents[2]
FORMATS = {"fp32": "model.onnx", "int8": "model.int8.onnx"}
FRENCH = ("avis-bilstm", "avis-lstm", "avis-gru", "avis-rnn", "avis-bow")
ENGLISH = {
    "imdb-bilstm": {
        "up to 100 words": (0, 100),
        "101 to 200 words": (101, 200),
        "201 to 400 words": (201, 400),
        "401 to 600 words": (401, 600),
        "over 600 words (mostly cut)": (601, sys.maxsize),
    },
    "imdb-lstm": {
        "up to 100 words (at least half padding)": (0, 100),
        "101 to 200 words": (101, 200),
        "over 200 words (cut)": (201, sys.maxsize),
    },
}
OPEN, CLOSE = "<!-- measured -->", "<!-- /measured -->"

TAGS = {
    "neg": "with a negation",
    "contrast": "with a contrast (mais, malgré, pourtant)",
    "lexmismatch": "whose words lean the other way",
    "short": "40 words or fewer",
}


def french_slices(rows):
    """(name, rows inside) for each line of the French table."""
    sources = np.array([row["src"] for row in rows])
    slices = [(f"`{source}`", sources == source) for source in sorted(set(sources))]
    film = np.array([source.startswith(("allocine", "senscritique")) for source in sources])
    film_or_cls = np.array([corpus.is_film_or_cls(source) for source in sources])
    slices += [("films (Allociné, SensCritique)", film), ("**films and CLS**", film_or_cls)]
    slices += [(f"texts {name}", np.array([tag in row["tags"] for row in rows])) for tag, name in TAGS.items()]
    return slices + [("**all sources**", np.ones(len(rows), dtype=bool))]


def english_slices(rows, bounds):
    """(name, rows inside) for each line of an English table; `bounds` holds each name's least and most words."""
    words = np.array([len(row["text"].split()) for row in rows])
    slices = [(name, (words >= least) & (words <= most)) for name, (least, most) in bounds.items()]
    return slices + [("**all of fold 0**", np.ones(len(rows), dtype=bool))]


def positive_probabilities(url, rows, reference):
    """The probability of `positive` for each row, as served."""
    probabilities = []
    for answer in Client(url).stream((row["text"] for row in rows), reference):
        probabilities.append(answer["scores"]["positive"])
        if sys.stderr.isatty() and len(probabilities) % 100 == 0:
            sys.stderr.write(f"\r\033[K{reference} {len(probabilities)}/{len(rows)}")
    if len(probabilities) != len(rows):
        raise SystemExit(f"{reference}: {len(probabilities)} answers to {len(rows)} lines")
    return np.array(probabilities)


def share_of(right):
    """An accuracy with its 95 % interval."""
    return "{:.3f} ({:.3f} to {:.3f})".format(*figures.wilson(int(right.sum()), len(right)))


def report(rows, slices, answers, what):
    """The measured block of a card, as Markdown."""
    labels = np.array([row["label"] for row in rows])
    lines = [
        f"Measured over HTTP on {what}: {len(rows):,} texts, {int((labels == 0).sum()):,} negative and "
        f"{int(labels.sum()):,} positive. In brackets, Wilson's 95 % interval.",
        "",
        f"| texts | rows | {' | '.join(f'accuracy {kind}' for kind in answers)} |",
        f"| --- | ---: |{' ---: |' * len(answers)}",
    ]
    for name, inside in slices:
        cells = [share_of(labels[inside] == (answers[kind][inside] > 0.5)) if inside.any() else "" for kind in answers]
        lines.append(f"| {name} | {int(inside.sum()):,} | {' | '.join(cells)} |")
    lines += ["", f"| calibration, all texts | {' | '.join(answers)} |", f"| --- |{' ---: |' * len(answers)}"]
    for name, figure in (
        (f"expected calibration error ({figures.CALIBRATION_BINS} bins)", figures.calibration_error),
        ("Brier score", figures.brier),
    ):
        cells = [f"{figure(labels, answers[kind]):.4f}" for kind in answers]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    if "int8" not in answers:
        return "\n".join(lines)
    same = float(np.mean((answers["fp32"] > 0.5) == (answers["int8"] > 0.5)))
    apart = float(np.abs(answers["fp32"] - answers["int8"]).max())
    lines += ["", f"fp32 and int8 give the same label to {same:.2%} of the texts; their probabilities differ by {apart:.3f} at most."]
    return "\n".join(lines)


def write_block(card, block):
    """Replaces what stands between the card's two marks."""
    text = card.read_text(encoding="utf-8")
    before, rest = text.split(OPEN, 1)
    after = rest.split(CLOSE, 1)[1]
    card.write_text(f"{before}{OPEN}\n{block}\n{CLOSE}{after}", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8080", help="the running server")
    parser.add_argument("--data", required=True, help="folder that holds fr/ and imdb/")
    parser.add_argument("--models-dir", default=ROOT / "models", type=pathlib.Path, help="where the cards are")
    parser.add_argument("--model", action="append", help="measure this one (may be repeated; default: all)")
    arguments = parser.parse_args()
    french, english = corpus.french_validation(arguments.data), corpus.imdb(arguments.data)[2]
    what = "`fr/validation.jsonl.gz`, which neither trained nor chose anything"
    fold = "fold 0 of IMDB's training file, whose films no other slice has"
    plans = [
        *((name, french, french_slices(french), what) for name in FRENCH),
        *((name, english, english_slices(english, bounds), fold) for name, bounds in ENGLISH.items()),
    ]
    for name, rows, slices, what in plans:
        if arguments.model and name not in arguments.model:
            continue
        kinds = [kind for kind, file in FORMATS.items() if (arguments.models_dir / name / file).exists()]
        answers = {kind: positive_probabilities(arguments.url, rows, f"{name}:{kind}") for kind in kinds}
        block = report(rows, slices, answers, what)
        write_block(arguments.models_dir / name / "README.md", block)
        print(f"{name}\n{block}\n")


if __name__ == "__main__":
    main()
