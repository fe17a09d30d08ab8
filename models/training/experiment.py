"""Trains avis-bilstm-lm with one setting changed and prints its line for EXPERIMENTS.md.

    python models/training/experiment.py --data DIR --name vectors --set start=vectors --set contrasts=0

What is chosen is chosen on the selection rows, a twentieth of the training file; the validation file is only reported.
"""

import argparse
import dataclasses
import time

import numpy as np
import torch

import avis_bilstm_lm
import behaviour
import corpus
import fitting
from figures import wilson
from preparing import MAX_LENGTH, TRUNCATION, WORK, cut, ids_of, prepared, soft_rows


def settings_of(pairs):
    """The recipe's settings with `name=value` pairs put in their place."""
    types = {field.name: field.type for field in dataclasses.fields(avis_bilstm_lm.Settings)}
    changed = dict(pair.split("=", 1) for pair in pairs)
    return avis_bilstm_lm.Settings(**{name: types[name](value) for name, value in changed.items()})


def share(right):
    return "{:.4f} ({:.4f} to {:.4f})".format(*wilson(int(right.sum()), len(right)))


def figures_of(model, tokenizer, rows):
    """Accuracy on films and CLS, and on all sources, with intervals."""
    ids = cut(ids_of(tokenizer, [row["text"] for row in rows]), MAX_LENGTH, TRUNCATION)
    labels = np.array([row["label"] for row in rows])
    right = fitting.logits_of(model, fitting.Rows(ids, labels)).argmax(1) == labels
    film_or_cls = np.array([corpus.is_film_or_cls(row["src"]) for row in rows])
    return share(right[film_or_cls]), share(right)


def pairs_passed(model, tokenizer):
    """How many pairs of the behaviour suite pass, irony left out, of how many."""

    def label_of(texts):
        logits = fitting.logits_of(model, fitting.Rows(ids_of(tokenizer, texts), np.zeros(len(texts))))
        return ["positive" if row.argmax() else "negative" for row in logits]

    results = behaviour.passed(behaviour.pairs_of("fr"), label_of)
    values = [value for name, passed in results.items() if name != behaviour.APART for value in passed]
    return f"{sum(values)} of {len(values)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder that holds fr/")
    parser.add_argument("--name", required=True, help="what the line is called")
    parser.add_argument("--epochs", type=int, default=avis_bilstm_lm.EPOCHS, help="epochs (default: the recipe's)")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting (may be repeated)")
    arguments = parser.parse_args()
    torch.set_flush_denormal(True)
    torch.set_num_threads(avis_bilstm_lm.THREADS)
    settings = settings_of(arguments.set)
    ready = prepared(arguments.data, settings.start)
    rows = soft_rows(ready.tokenizer, ready.training, ready.opinions, settings)
    started = time.process_time()
    model, _ = avis_bilstm_lm.tuned(ready.state, rows, ready.held, arguments.epochs, settings)
    seconds = (time.process_time() - started) / arguments.epochs
    torch.save(model.state_dict(), WORK / f"{arguments.name}.pt")
    cells = [arguments.name]
    for part in (ready.selection, corpus.french_validation(arguments.data)):
        cells += figures_of(model, ready.tokenizer, part)
    cells += [pairs_passed(model, ready.tokenizer), f"{seconds:.0f}"]
    print("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
