"""The French model: a bidirectional LSTM that a language model taught to read, and a table of tokens and pairs beside it.

In turn: the tokens, word vectors of the reviews' own words, a language model each way, the table, then the labels, with
generated contrasts among the reviews.
"""

import collections

import numpy as np
from tokenizers import Tokenizer

import contrasts
import corpus
import pair_fitting
import reading
import two_parts
import vocabulary
from kept import kept

SEED = 20

# A second thread waits more than it works, where a machine has other work.
THREADS = 1

EPOCHS = 2

# 93 % of the training texts fit in 256 tokens. While training a text is cut earlier: most of the time goes into the longest.
RECIPE = two_parts.Recipe(
    name="avis-bilstm",
    language="fr",
    seed=SEED,
    max_length=256,
    training_length=160,
    stages=(two_parts.Stage(EPOCHS, learning_rate=1.5e-3),),
)

LABEL_SMOOTHING = 0.03

# As many as film reviews, and short: a fortieth of the tokens. Each weighs as much as a review.
CONTRASTS = 8_000
CONTRAST_SMOOTHING = 0.04

# A rare class weighs more, but only by the square root of what full balance asks: full balance would teach a
# prior that the positive sources do not have. The bounds keep one rare class from steering the training.
BALANCE_POWER = 0.5
BALANCE_BOUNDS = (0.5, 3.0)

# Film reviews and CLS are what the course is about, and only an eighth of the rows.
FILM_OR_CLS_WEIGHT = 1.5


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


def with_contrasts(tokenizer, ids, rows, weights, table, margins):
    """What the network learns from: the reviews, and the contrasts behind them."""
    made = contrasts.contrasts(CONTRASTS, SEED)
    made_ids = vocabulary.ids_of(tokenizer, [text for text, _ in made])
    labels, made_labels = [row["label"] for row in rows], [label for _, label in made]
    return two_parts.Taught(
        ids + made_ids,
        np.concatenate(
            [two_parts.smoothed(labels, LABEL_SMOOTHING), two_parts.smoothed(made_labels, CONTRAST_SMOOTHING)]
        ),
        np.concatenate([weights, np.ones(len(made))]),
        # The table never saw a contrast.
        np.concatenate([margins, table.margins(made_ids)]),
    )


def train(data, folder, epochs):
    """Trains on the French rows and writes the model folder."""
    recipe = RECIPE.with_epochs(epochs)
    training, selection, neutral = corpus.french_apart(data)
    texts = [row["text"] for row in training]
    # Kept, since made anew it might differ in the rarest of its characters, whose order of equals is not fixed.
    tokenizer = Tokenizer.from_str(kept("avis-bilstm.tokenizer", lambda: vocabulary.bpe(texts).to_str()))
    vocabulary.assert_local_to_words(tokenizer, texts)
    ids = vocabulary.ids_of(tokenizer, texts)
    unlabelled = ids + vocabulary.ids_of(tokenizer, [row["text"] for row in neutral])
    state, read = kept("avis-bilstm.pretrained", lambda: reading.state_after(unlabelled, SEED))
    cut = vocabulary.cut_all(ids, recipe.max_length, two_parts.SERVED_TRUNCATION)
    weights, labels = row_weights(training), [row["label"] for row in training]
    table, margins = pair_fitting.taught(cut, labels, weights, vocabulary.BPE_SIZE, SEED)
    held = two_parts.held_rows(recipe, tokenizer, selection, table)
    taught = with_contrasts(tokenizer, ids, training, weights, table, margins)
    best, records = two_parts.tuned(recipe, state, taught, held)
    summary = {
        "epochs": records,
        "pretraining": read,
        "validation": "5 % of the training file, chosen by a hash of the row's id; not fr/validation",
        "validation_rows": len(selection),
        "train_rows": len(training),
        "unlabelled_rows": len(unlabelled),
        "generated_rows": CONTRASTS,
        "duration_s": round(sum(record["seconds"] for record in read + records), 1),
    }
    identifiers = [row["id"] for row in selection]
    two_parts.write(folder, recipe, best, table, tokenizer, held, identifiers, summary)
