"""The English model: avis-bilstm's two parts, the network's embeddings started from the reviews themselves."""

import pathlib
import time

import torch

import corpus
import fitting
import two_parts
import two_parts_training
import vocabulary
import word_vectors
from pair_fitting import Settings
from pooled import WIDTH, Classifier

SEED = 20

# A second thread waits more than it works, where a machine has other work.
THREADS = 1

EPOCHS = 4
# Half of avis-bilstm's: with a quarter of its reviews there are few steps.
BATCH = 32
LEARNING_RATE = 2e-3

# One token in ten becomes [UNK] while training: the network then leans on no single word, and has seen [UNK].
WORD_DROPOUT = 0.10

# The word vectors already say which words are alike: they are only bent towards the labels.
EMBEDDING_RATE = 0.5 * LEARNING_RATE

# Nineteen reviews in twenty fit in 768 tokens. In the cross-validation below, a longer limit gives the table little more.
MAX_LENGTH = 768
TRUNCATION = "head+tail"

# Most of the time goes into the longest texts: the first epoch reads them shorter than the others do, and every epoch cuts
# one way or the other at random.
FIRST_LENGTH = 160
FIRST_TRUNCATIONS = ("head", "tail", "head+tail")
TRAINING_LENGTH = 400
TRUNCATIONS = ("tail", "head+tail")

# Chosen by the log loss of a cross-validation over folds 1 to 9, in three parts.
TABLE = Settings(regularisation=10.0, prior_count=3.0, once=True, apart=True)


def train(data, folder, epochs, device):
    """Trains on the IMDB folds 2 to 9 and writes the model folder; fold 1 picks the epoch and the shares, fold 0 is never read."""
    started = time.perf_counter()
    training, selection, _ = corpus.imdb(data)
    texts, labels = [row["text"] for row in training], [row["label"] for row in training]
    tokenizer = vocabulary.bpe_of(pathlib.Path(folder) / "tokenizer.json", texts)
    vocabulary.assert_local_to_words(tokenizer, texts)
    ids = vocabulary.ids_of(tokenizer, texts)
    print(f"tokenizer ready after {time.perf_counter() - started:.0f} s", flush=True)
    held_ids = vocabulary.ids_of(tokenizer, [row["text"] for row in selection])
    held = fitting.Rows(vocabulary.cut_all(held_ids, MAX_LENGTH, TRUNCATION), [row["label"] for row in selection])

    first = [vocabulary.cut_all(ids, FIRST_LENGTH, truncation) for truncation in FIRST_TRUNCATIONS]
    later = [vocabulary.cut_all(ids, TRAINING_LENGTH, truncation) for truncation in TRUNCATIONS]
    cuts_of_epochs = iter([first] + [later] * (epochs - 1))

    def rows_of_epoch(random):
        cuts = next(cuts_of_epochs)
        choice = random.integers(len(cuts), size=len(ids))
        return fitting.Rows([cuts[c][i] for i, c in enumerate(choice)], labels)

    torch.manual_seed(SEED)
    model = Classifier(WORD_DROPOUT)
    vectors = word_vectors.word_vectors(ids, vocabulary.BPE_SIZE, WIDTH, SEED)
    model.embedding.weight.data = torch.from_numpy(vectors)
    model = model.to(device)
    rest = [parameter for name, parameter in model.named_parameters() if name != "embedding.weight"]
    best, records = two_parts_training.trained(
        model,
        [{"params": rest}, {"params": [model.embedding.weight], "lr": EMBEDDING_RATE}],
        rows_of_epoch,
        held,
        epochs=epochs,
        batch=BATCH,
        rows=len(training),
        rate=LEARNING_RATE,
        seed=SEED,
    )
    # The table reads whole texts: what costs a network time costs it none.
    table, shares = two_parts.with_table(best, fitting.Rows(ids, labels), held, TABLE)
    summary = two_parts_training.summary(
        records,
        validation=f"fold {corpus.IMDB_SELECTION_FOLD} of the training file, films that training never saw",
        selection=selection,
        training=training,
        seconds=time.perf_counter() - started,
        seed=SEED,
        batch=BATCH,
        rate=LEARNING_RATE,
    )
    settings = two_parts.config("en", MAX_LENGTH, TRUNCATION, table)
    two_parts.write(folder, "imdb-bilstm", settings, best, table, tokenizer, summary | {"shares": shares})
