"""The English model: avis-bilstm's two parts, its network taught to read before it is shown a label.

IMDB has a quarter as many reviews as the French file: a language model makes more of them.
"""

import torch

import corpus
import fitting
import reading
import two_parts
import vocabulary
from pooled import Classifier, loss_of

SEED = 20

# A second thread waits more than it works, where a machine has other work.
THREADS = 1

EPOCHS = 2
BATCH = 64
LEARNING_RATE = 2e-3
WEIGHT_DECAY = 1e-2
AVERAGE_DECAY = 0.998
GRADIENT_NORM = 1.0

# Four reviews in five fit in 400 tokens. While training a text is cut earlier, one way or the other at random: most of the
# time goes into the longest texts.
MAX_LENGTH = 400
TRAINING_LENGTH = 256
TRUNCATIONS = ("head", "head+tail")
SERVED_TRUNCATION = "head+tail"


def train(data, folder, epochs):
    """Trains on the IMDB folds 2 to 9 and writes the model folder; fold 1 picks the epoch and the shares, fold 0 is never read."""
    training, selection, _ = corpus.imdb(data)
    texts, labels = [row["text"] for row in training], [row["label"] for row in training]
    tokenizer = vocabulary.bpe(texts)
    vocabulary.assert_local_to_words(tokenizer, texts)
    ids = vocabulary.ids_of(tokenizer, texts)
    state, read = reading.state_after(ids, SEED)
    served = fitting.Rows(vocabulary.cut_all(ids, MAX_LENGTH, SERVED_TRUNCATION), labels)
    held_ids = vocabulary.ids_of(tokenizer, [row["text"] for row in selection])
    held = fitting.Rows(vocabulary.cut_all(held_ids, MAX_LENGTH, SERVED_TRUNCATION), [row["label"] for row in selection])
    cuts = [vocabulary.cut_all(ids, TRAINING_LENGTH, truncation) for truncation in TRUNCATIONS]

    def rows_of_epoch(random):
        choice = random.integers(len(TRUNCATIONS), size=len(ids))
        return fitting.Rows([cuts[c][i] for i, c in enumerate(choice)], labels)

    torch.manual_seed(SEED)
    model = Classifier()
    model.load_state_dict(state, strict=False)
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    steps = epochs * -(-len(training) // BATCH) + epochs
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, total_steps=steps, pct_start=0.2)
    best, records = fitting.fit(
        model,
        loss_of,
        rows_of_epoch,
        held,
        epochs=epochs,
        batch=BATCH,
        optimizer=optimizer,
        schedule=schedule,
        seed=SEED,
        decay=AVERAGE_DECAY,
        clip=GRADIENT_NORM,
    )
    table, shares = two_parts.with_table(best, served, held)
    summary = {
        "epochs": records,
        "kept_epoch": min(records, key=lambda record: record["validation_loss"])["epoch"],
        "pretraining": read,
        "validation": f"fold {corpus.IMDB_SELECTION_FOLD} of the training file, films that training never saw",
        "validation_rows": len(selection),
        "train_rows": len(training),
        "duration_s": round(sum(record["seconds"] for record in read + records), 1),
        "seed": SEED,
        "threads": torch.get_num_threads(),
        "batch_size": BATCH,
        "optimizer": f"AdamW, one cycle, peak {LEARNING_RATE}",
        "weights": f"exponential moving average, decay {AVERAGE_DECAY}",
        "shares": shares,
    }
    settings = two_parts.config("en", MAX_LENGTH, SERVED_TRUNCATION, table)
    two_parts.write(folder, "imdb-bilstm", settings, best, table, tokenizer, summary)
