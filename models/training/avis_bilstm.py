"""The French model: BPE, one bidirectional LSTM that never reads padding, max and mean pooling."""

import collections
import time

import numpy as np
import torch
from torch import nn

import corpus
import figures
import fitting
import graph
import vocabulary

SEED = 20
THREADS = 2
EPOCHS = 6
BATCH = 64
LEARNING_RATE = 3e-3
WEIGHT_DECAY = 1e-2
AVERAGE_DECAY = 0.998
GRADIENT_NORM = 1.0
LABEL_SMOOTHING = 0.03

EMBEDDING = 128
HIDDEN = 128
EMBEDDING_DROPOUT = 0.3
DENSE_DROPOUT = 0.5

# One token in ten becomes [UNK] while training: the model then leans on no single word, and has seen [UNK].
WORD_DROPOUT = 0.10

# 93 % of the training texts fit in 256 tokens.
MAX_LENGTH = 256
TRUNCATIONS = ("head", "head+tail")

# A rare class weighs more, but only by the square root of what full balance asks: full balance would teach a
# prior that the positive sources do not have. The bounds keep one rare class from steering the training.
BALANCE_POWER = 0.5
BALANCE_BOUNDS = (0.5, 3.0)

# Film reviews and CLS are what the course is about, and only an eighth of the rows.
FILM_OR_CLS_WEIGHT = 1.5

UNKNOWN = 1


class Classifier(nn.Module):
    """Embedding, BiLSTM over the real steps, max and mean pooling over them, two logits."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary.BPE_SIZE, EMBEDDING)
        nn.init.normal_(self.embedding.weight, std=0.1)
        self.embedding_dropout = nn.Dropout(EMBEDDING_DROPOUT)
        # Two one-way LSTMs over unpacked batches: three times as fast on a CPU as a packed two-way one.
        self.ahead = lstm()
        self.back = lstm()
        self.dense_dropout = nn.Dropout(DENSE_DROPOUT)
        self.dense = nn.Linear(4 * HIDDEN, 2)

    def forward(self, ids, lengths):
        if self.training:
            ids = ids.masked_fill(torch.rand(ids.shape) < WORD_DROPOUT, UNKNOWN)
        steps = self.embedding_dropout(self.embedding(ids)).transpose(0, 1)
        hidden = torch.cat([self.ahead(steps)[0], turned(self.back(turned(steps, lengths))[0], lengths)], 2)
        real = torch.arange(ids.shape[1])[:, None] < lengths[None]
        highest = hidden.masked_fill(~real[:, :, None], -1.0).amax(0)
        mean = (hidden * real[:, :, None]).sum(0) / lengths[:, None]
        return self.dense(self.dense_dropout(torch.cat([highest, mean], 1)))


def lstm():
    layer = nn.LSTM(EMBEDDING, HIDDEN)
    nn.init.zeros_(layer.bias_hh_l0)
    nn.init.zeros_(layer.bias_ih_l0)
    # A forget gate that starts open lets the first gradients through.
    layer.bias_ih_l0.data[HIDDEN : 2 * HIDDEN] = 1.0
    return layer


def turned(steps, lengths):
    """Each text's real steps in reverse order; its padding stays behind them."""
    step = torch.arange(steps.shape[0])[:, None]
    source = torch.where(step < lengths[None], lengths[None] - 1 - step, step)
    return steps.gather(0, source[:, :, None].expand_as(steps))


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


def loss_of(logits, labels):
    return nn.functional.cross_entropy(logits, labels, reduction="none", label_smoothing=LABEL_SMOOTHING)


def weights_of(model):
    """The trained weights as arrays, in the ONNX operator's gate order."""
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    directions = [
        graph.lstm_direction(*(getattr(layer, name).detach().numpy() for name in names))
        for layer in (model.ahead, model.back)
    ]
    return graph.Weights(
        embedding=model.embedding.weight.detach().numpy(),
        w=np.stack([direction[0] for direction in directions]),
        r=np.stack([direction[1] for direction in directions]),
        b=np.stack([direction[2] for direction in directions]),
        dense=model.dense.weight.detach().numpy().T,
        bias=model.dense.bias.detach().numpy(),
    )


def config(truncation):
    return {
        "model_type": "bilstm",
        "architectures": ["BiLstmForSequenceClassification"],
        "language": "fr",
        "id2label": {"0": "negative", "1": "positive"},
        "label2id": {"negative": 0, "positive": 1},
        "max_length": MAX_LENGTH,
        "truncation": truncation,
        "pad_token_id": 0,
        "unk_token_id": UNKNOWN,
        "vocab_size": vocabulary.BPE_SIZE,
        "embedding_size": EMBEDDING,
        "hidden_size": HIDDEN,
        "num_layers": 1,
        "bidirectional": True,
        "pooling": "max+mean",
    }


def train(data, folder, epochs):
    """Trains on the French rows and writes the model folder."""
    started = time.perf_counter()
    torch.manual_seed(SEED)
    training, selection = corpus.french(data)
    texts = [row["text"] for row in training]
    tokenizer = vocabulary.french_bpe(texts)
    vocabulary.assert_local_to_words(tokenizer, texts)
    print(f"tokenizer ready after {time.perf_counter() - started:.0f} s", flush=True)

    def rows_of(rows, weights=None):
        encodings = tokenizer.encode_batch_fast([row["text"] for row in rows])
        whole = [np.array(encoding.ids or [UNKNOWN], dtype=np.int64) for encoding in encodings]
        return fitting.Rows(whole, [row["label"] for row in rows], weights)

    def cut_rows(rows, truncation):
        ids = [np.asarray(vocabulary.cut(list(ids), MAX_LENGTH, truncation)) for ids in rows.ids]
        return fitting.Rows(ids, rows.labels, rows.weights)

    whole = rows_of(training, row_weights(training))
    cuts = [cut_rows(whole, truncation).ids for truncation in TRUNCATIONS]
    held = {truncation: cut_rows(rows_of(selection), truncation) for truncation in TRUNCATIONS}

    def rows_of_epoch(random):
        # Each text is cut one way or the other at random, so that neither way is favoured when one is chosen.
        choice = random.integers(len(TRUNCATIONS), size=len(whole))
        return fitting.Rows([cuts[c][i] for i, c in enumerate(choice)], whole.labels, whole.weights)

    model = Classifier()
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, LEARNING_RATE, total_steps=epochs * -(-len(training) // BATCH) + epochs, pct_start=0.2
    )
    best, records = fitting.fit(
        model,
        loss_of,
        rows_of_epoch,
        held["head+tail"],
        epochs=epochs,
        batch=BATCH,
        optimizer=optimizer,
        schedule=schedule,
        seed=SEED,
        decay=AVERAGE_DECAY,
        clip=GRADIENT_NORM,
    )
    accuracies = {
        truncation: figures.accuracy(held[truncation].labels, fitting.as_labels(fitting.logits_of(best, held[truncation])))
        for truncation in TRUNCATIONS
    }
    truncation = max(TRUNCATIONS, key=lambda name: (accuracies[name], name == "head"))
    summary = {
        "epochs": records,
        "kept_epoch": min(records, key=lambda record: record["validation_loss"])["epoch"],
        "validation": "5 % of the training file, chosen by a hash of the row's id; not fr/validation",
        "validation_rows": len(selection),
        "train_rows": len(training),
        "duration_s": round(time.perf_counter() - started, 1),
        "seed": SEED,
        "threads": torch.get_num_threads(),
        "batch_size": BATCH,
        "optimizer": f"AdamW, one cycle, peak {LEARNING_RATE}",
        "weights": f"exponential moving average, decay {AVERAGE_DECAY}",
        "truncation_accuracy": {name: round(value, 5) for name, value in accuracies.items()},
    }
    model_proto = graph.bilstm_pooled("avis-bilstm", weights_of(best))
    graph.write_folder(folder, model_proto, tokenizer, config(truncation), summary)
