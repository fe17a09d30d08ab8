"""The English model: a bidirectional LSTM that a language model taught to read, and a table of tokens and pairs beside it."""

import numpy as np
from tokenizers import Tokenizer

import corpus
import pair_fitting
import reading
import two_parts
import vocabulary
from kept import kept

SEED = 20

# A second thread waits more than it works, where a machine has other work.
THREADS = 1

EPOCHS = 3

# Four reviews in five fit in 400 tokens.
RECIPE = two_parts.Recipe(
    name="imdb-bilstm",
    language="en",
    seed=SEED,
    max_length=400,
    training_length=256,
    stages=(two_parts.Stage(EPOCHS, learning_rate=2e-3),),
)

LABEL_SMOOTHING = 0.03


def train(data, folder, epochs):
    """Trains on the IMDB folds 2 to 9 and writes the model folder; fold 1 picks the epoch, fold 0 is never read."""
    recipe = RECIPE.with_epochs(epochs)
    training, selection, _ = corpus.imdb(data)
    texts, labels = [row["text"] for row in training], [row["label"] for row in training]
    # Kept, since made anew it might differ in the rarest of its characters, whose order of equals is not fixed.
    tokenizer = Tokenizer.from_str(kept("imdb-bilstm.tokenizer", lambda: vocabulary.bpe(texts).to_str()))
    vocabulary.assert_local_to_words(tokenizer, texts)
    ids = vocabulary.ids_of(tokenizer, texts)
    state, read = kept("imdb-bilstm.pretrained", lambda: reading.state_after(ids, SEED))
    cut = vocabulary.cut_all(ids, recipe.max_length, two_parts.SERVED_TRUNCATION)
    weights = np.ones(len(ids))
    table, margins = pair_fitting.taught(cut, labels, weights, vocabulary.BPE_SIZE, SEED)
    held = two_parts.held_rows(recipe, tokenizer, selection, table)
    taught = two_parts.Taught(ids, two_parts.smoothed(labels, LABEL_SMOOTHING), weights, margins)
    best, records = two_parts.tuned(recipe, state, taught, held)
    summary = {
        "epochs": records,
        "pretraining": read,
        "validation": f"fold {corpus.IMDB_SELECTION_FOLD} of the training file, films that training never saw",
        "validation_rows": len(selection),
        "train_rows": len(training),
        "duration_s": round(sum(record["seconds"] for record in read + records), 1),
    }
    identifiers = [row["id"] for row in selection]
    two_parts.write(folder, recipe, best, table, tokenizer, held, identifiers, summary)
