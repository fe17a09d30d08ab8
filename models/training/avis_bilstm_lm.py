"""The better French model: avis-bilstm's network and tokens, taught by more than labels.

In turn: word vectors of the reviews' own words, a language model each way, then the labels softened by a linear model's
opinion, with generated contrasts among the reviews.
"""

import pathlib
import time

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

import adversarial
import avis_bilstm
import calibrating
import contrasts
import corpus
import fitting
import graph
import linear_teacher
import pretraining
import vocabulary
import word_vectors
from avis_bilstm import UNKNOWN, row_weights, turned

SEED = 20

# A second thread waits more than it works, where a machine has other work.
THREADS = 1

EPOCHS = 2
BATCH = 64
LEARNING_RATE = 2e-3
WEIGHT_DECAY = 1e-2
AVERAGE_DECAY = 0.998
GRADIENT_NORM = 1.0
LABEL_SMOOTHING = 0.03

WIDTH = 128
EMBEDDING_DROPOUT = 0.3
DENSE_DROPOUT = 0.5
WORD_DROPOUT = 0.10

# Longer stretches teach a language model little more, and cost their length.
PRETRAINING_LENGTH = 128
PRETRAINING_EPOCHS = 2

# What the linear model's opinion weighs beside the label.
TEACHER_WEIGHT = 0.3

# As many again as film reviews, and short: a fortieth of the tokens. Each weighs half a review.
CONTRASTS = 8_000
CONTRAST_WEIGHT = 0.5
CONTRAST_SMOOTHING = 0.04

MAX_LENGTH = 256
TRUNCATION = "head+tail"

# While training a text is cut earlier, one way or the other at random: most of the time goes into the longest texts.
TRAINING_LENGTH = 160
TRUNCATIONS = ("head", "head+tail")


class Classifier(nn.Module):
    """Embedding, BiLSTM over the real steps; maximum, mean and last state of each direction; two logits."""

    def __init__(self, vocabulary_size=vocabulary.BPE_SIZE):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary_size, WIDTH)
        nn.init.normal_(self.embedding.weight, std=0.1)
        self.embedding_dropout = nn.Dropout(EMBEDDING_DROPOUT)
        self.ahead = avis_bilstm.lstm()
        self.back = avis_bilstm.lstm()
        self.dense_dropout = nn.Dropout(DENSE_DROPOUT)
        self.dense = nn.Linear(6 * WIDTH, 2)

    def embed(self, ids):
        """Ids [batch, time] to embeddings [time, batch, feature], some of both dropped while training."""
        if self.training:
            ids = ids.masked_fill(torch.rand(ids.shape) < WORD_DROPOUT, UNKNOWN)
        return self.embedding_dropout(self.embedding(ids)).transpose(0, 1)

    def read(self, steps, lengths):
        """Embeddings to logits."""
        ahead, back = self.ahead(steps)[0], self.back(turned(steps, lengths))[0]
        # The order of steps is nothing to a maximum or a mean: the way back stays as it was read.
        hidden = torch.cat([ahead, back], 2)
        real = (torch.arange(steps.shape[0])[:, None] < lengths[None])[:, :, None]
        highest = hidden.masked_fill(~real, -1.0).amax(0)
        mean = (hidden * real).sum(0) / lengths[:, None]
        last = hidden[lengths - 1, torch.arange(len(lengths))]
        return self.dense(self.dense_dropout(torch.cat([highest, mean, last], 1)))

    def forward(self, ids, lengths):
        return self.read(self.embed(ids), lengths)


def loss_of(logits, positive):
    """Cross-entropy with the probability of `positive`."""
    log = torch.log_softmax(logits, 1)
    return -(positive * log[:, 1] + (1 - positive) * log[:, 0])


def kept(file, make):
    """What `make` gives, or gave an earlier run: the slow parts need not be made again after an interruption."""
    if not file.exists():
        torch.save(make(), file)
    return torch.load(file, weights_only=False)


def pretrained(vectors, texts):
    """The state of a network that has only read, and one record an epoch."""
    torch.manual_seed(SEED)
    model = Classifier()
    model.embedding.weight.data.copy_(torch.from_numpy(vectors))
    records = pretraining.pretrain(
        model.embedding, model.ahead, model.back, turned, texts, limit=PRETRAINING_LENGTH, epochs=PRETRAINING_EPOCHS, seed=SEED
    )
    return {key: value for key, value in model.state_dict().items() if not key.startswith("dense")}, records


def soft_rows(tokenizer, training, opinions):
    """(ids, probabilities of `positive`, weights) of the reviews and the contrasts behind them."""
    weights = row_weights(training)
    labels = np.array([row["label"] for row in training], dtype=np.float32)
    smooth = labels * (1 - LABEL_SMOOTHING) + LABEL_SMOOTHING / 2
    made = contrasts.contrasts(CONTRASTS, SEED)
    made_labels = np.array([label for _, label in made])
    return (
        ids_of(tokenizer, [row["text"] for row in training] + [text for text, _ in made]),
        np.concatenate(
            [
                (1 - TEACHER_WEIGHT) * smooth + TEACHER_WEIGHT * opinions,
                made_labels * (1 - CONTRAST_SMOOTHING) + CONTRAST_SMOOTHING / 2,
            ]
        ).astype(np.float32),
        np.concatenate([weights, np.full(len(made), CONTRAST_WEIGHT)]),
    )


def ids_of(tokenizer, texts):
    return [np.array(encoding.ids or [UNKNOWN], dtype=np.int64) for encoding in tokenizer.encode_batch_fast(texts)]


def cut(texts, length, truncation):
    return [np.asarray(vocabulary.cut(list(ids), length, truncation)) for ids in texts]


def tuned(state, rows, held, epochs):
    """The classifier that starts from `state`, and one record an epoch."""
    ids, positive, weights = rows
    cuts = [cut(ids, TRAINING_LENGTH, truncation) for truncation in TRUNCATIONS]

    def rows_of_epoch(random):
        choice = random.integers(len(TRUNCATIONS), size=len(ids))
        return fitting.Rows([cuts[c][i] for i, c in enumerate(choice)], positive, weights)

    torch.manual_seed(SEED)
    model = Classifier()
    model.load_state_dict(state, strict=False)
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    steps = epochs * -(-len(ids) // BATCH) + epochs
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, total_steps=steps, pct_start=0.2)
    return fitting.fit(
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
        learn=adversarial.learn,
    )


def config():
    return avis_bilstm.config(TRUNCATION) | {"pooling": "max+mean+last"}


def train(data, folder, epochs):
    """Trains on the French rows and writes the model folder.

    What is slow to make stays in `target/training/`: remove it to begin anew.
    """
    started = time.perf_counter()
    root = pathlib.Path(__file__).resolve().parents[2]
    work = root / "target" / "training" / "avis-bilstm-lm"
    work.mkdir(parents=True, exist_ok=True)
    training, selection, neutral = corpus.french_apart(data)
    # The served model's own tokens: what differs between the two is then what they were taught.
    tokenizer = Tokenizer.from_file(str(root / "models" / "avis-bilstm" / "tokenizer.json"))
    unlabelled = ids_of(tokenizer, [row["text"] for row in training + neutral])
    vectors = kept(
        work / "vectors.pt", lambda: word_vectors.word_vectors(unlabelled, vocabulary.BPE_SIZE, WIDTH, SEED)
    )
    state, pretraining_records = kept(work / "pretrained.pt", lambda: pretrained(vectors, unlabelled))
    opinions = kept(work / "opinions.pt", lambda: linear_teacher.soft_labels(training, row_weights(training), SEED))
    labels = np.array([row["label"] for row in selection])
    held = fitting.Rows(cut(ids_of(tokenizer, [row["text"] for row in selection]), MAX_LENGTH, TRUNCATION), labels)
    best, records = tuned(state, soft_rows(tokenizer, training, opinions), held, epochs)
    calibration = calibrating.calibration(fitting.logits_of(best, held), labels, [row["id"] for row in selection])
    for parameter in best.dense.parameters():
        parameter.data /= calibration["temperature"]
    torch.save(best.state_dict(), work / "network.pt")
    summary = {
        "epochs": records,
        "kept_epoch": min(records, key=lambda record: record["validation_loss"])["epoch"],
        "pretraining": pretraining_records,
        "validation": "5 % of the training file, chosen by a hash of the row's id; not fr/validation",
        "validation_rows": len(selection),
        "train_rows": len(training),
        "unlabelled_rows": len(unlabelled),
        "generated_rows": CONTRASTS,
        "calibration": calibration,
        "duration_s": round(time.perf_counter() - started, 1),
        "seed": SEED,
        "threads": torch.get_num_threads(),
        "batch_size": BATCH,
        "optimizer": f"AdamW, one cycle, peak {LEARNING_RATE}",
        "weights": f"exponential moving average, decay {AVERAGE_DECAY}",
    }
    proto = graph.bilstm_pooled("avis-bilstm-lm", avis_bilstm.weights_of(best), last=True)
    graph.write_folder(folder, proto, tokenizer, config(), summary)
