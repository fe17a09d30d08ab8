"""The French model: BPE, one bidirectional LSTM that never reads padding, and a table of tokens and token pairs beside it."""

import collections
import time

import numpy as np
import torch

import corpus
import figures
import fitting
import two_parts
import two_parts_training
import vocabulary
from pair_fitting import Settings
from pooled import Classifier

SEED = 20
THREADS = 2
EPOCHS = 6
BATCH = 64
LEARNING_RATE = 3e-3

# 93 % of the training texts fit in 256 tokens.
MAX_LENGTH = 256
TRUNCATIONS = ("head", "head+tail")

# A rare class weighs more, but only by the square root of what full balance asks: full balance would teach a
# prior that the positive sources do not have. The bounds keep one rare class from steering the training.
BALANCE_POWER = 0.5
BALANCE_BOUNDS = (0.5, 3.0)

# Film reviews and CLS are what the course is about, and only an eighth of the rows.
FILM_OR_CLS_WEIGHT = 1.5

# Chosen on the selection rows among 1, 3, 10, 30 and 100.
TABLE = Settings(regularisation=30.0)


def row_weights(rows):
    """A weight a row, by its source and label, with mean 1."""
    counts = collections.Counter((row["src"], row["label"]) for row in rows)
    sources = collections.Counter(row["src"] for row in rows)
    weights = []
    for row in rows:
        balance = (sources[row["src"]] / (2 * counts[row["src"], row["label"]])) ** BALANCE_POWER
        weight = float(np.clip(balance, *BALANCE_BOUNDS))
        weights.append(weight * (FILM_OR_CLS_WEIGHT if corpus.is_film_or_cls(row["src"]) else 1.0))
    return np.array(weights) / np.mean(weights)


def train(data, folder, epochs):
    """Trains the network on the French rows, puts the table beside it and writes the model folder."""
    started = time.perf_counter()
    torch.manual_seed(SEED)
    training, selection, _ = corpus.french_apart(data)
    texts = [row["text"] for row in training]
    tokenizer = vocabulary.bpe(texts)
    vocabulary.assert_local_to_words(tokenizer, texts)
    print(f"tokenizer ready after {time.perf_counter() - started:.0f} s", flush=True)

    def rows_of(rows, truncation, weights=None):
        ids = vocabulary.ids_of(tokenizer, [row["text"] for row in rows])
        return fitting.Rows(vocabulary.cut_all(ids, MAX_LENGTH, truncation), [row["label"] for row in rows], weights)

    weights = row_weights(training)
    cuts = {truncation: rows_of(training, truncation, weights) for truncation in TRUNCATIONS}
    held = {truncation: rows_of(selection, truncation) for truncation in TRUNCATIONS}

    def rows_of_epoch(random):
        # Each text is cut one way or the other at random, so that neither way is favoured when one is chosen.
        choice = random.integers(len(TRUNCATIONS), size=len(training))
        ids = [cuts[TRUNCATIONS[c]].ids[i] for i, c in enumerate(choice)]
        return fitting.Rows(ids, cuts["head"].labels, weights)

    model = Classifier()
    best, records = two_parts_training.trained(
        model,
        model.parameters(),
        rows_of_epoch,
        held["head+tail"],
        epochs=epochs,
        batch=BATCH,
        rows=len(training),
        rate=LEARNING_RATE,
        seed=SEED,
    )
    accuracies = {
        truncation: figures.accuracy(held[truncation].labels, fitting.as_labels(fitting.logits_of(best, held[truncation])))
        for truncation in TRUNCATIONS
    }
    truncation = max(TRUNCATIONS, key=lambda name: (accuracies[name], name == "head"))
    table, shares = two_parts.with_table(best, cuts[truncation], held[truncation], TABLE)
    summary = two_parts_training.summary(
        records,
        validation="5 % of the training file, chosen by a hash of the row's id; not fr/validation",
        selection=selection,
        training=training,
        seconds=time.perf_counter() - started,
        seed=SEED,
        batch=BATCH,
        rate=LEARNING_RATE,
    )
    summary |= {"shares": shares, "truncation_accuracy": {name: round(value, 5) for name, value in accuracies.items()}}
    settings = two_parts.config("fr", MAX_LENGTH, truncation, table)
    two_parts.write(folder, "avis-bilstm", settings, best, table, tokenizer, summary)
