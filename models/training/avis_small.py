"""Four small French models to set side by side: an RNN, a GRU, an LSTM and a bag of words, of one recipe and one size.

Only the cell differs. Each reads the text once, ahead, and answers from its state after the last real token; the bag of
words answers from the mean of the embeddings, so that what it gets right needs no order.
"""

import pathlib
import time

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

import corpus
import fitting
import graph
import vocabulary
from avis_bilstm import row_weights
from pooled import UNKNOWN, loss_of

SEED = 20

# Two hundred small steps a batch: a second thread waits more than it works.
THREADS = 1

# The longest that any of them took to its best epoch, in runs of six.
EPOCHS = 4
BATCH = 64
WEIGHT_DECAY = 1e-2
AVERAGE_DECAY = 0.998
GRADIENT_NORM = 1.0

# Not tuned. Lower for the plain RNN, which multiplies its gradient by the same matrix at each step: it bears less.
LEARNING_RATES = {"rnn": 1e-3, "gru": 3e-3, "lstm": 3e-3, "bow": 3e-3}

VOCABULARY = 8_000
EMBEDDING = 64
HIDDEN = 64
EMBEDDING_DROPOUT = 0.2
DENSE_DROPOUT = 0.3

# As for avis-bilstm: the model then leans on no single word, and has seen [UNK].
WORD_DROPOUT = 0.10

# As avis-bilstm reads a text, so that the table compares networks and not cuts.
MAX_LENGTH = 256
TRUNCATION = "head+tail"

MODULES = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
ARCHITECTURES = {"rnn": "Rnn", "gru": "Gru", "lstm": "Lstm", "bow": "BagOfWords"}


class Classifier(nn.Module):
    """Embedding, one cell over the real tokens or none, two logits."""

    def __init__(self, cell):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, EMBEDDING)
        nn.init.normal_(self.embedding.weight, std=0.1)
        self.embedding_dropout = nn.Dropout(EMBEDDING_DROPOUT)
        self.recurrent = recurrent(cell) if cell in MODULES else None
        self.dense_dropout = nn.Dropout(DENSE_DROPOUT)
        self.dense = nn.Linear(HIDDEN if self.recurrent else EMBEDDING, 2)

    def forward(self, ids, lengths):
        if self.training:
            ids = ids.masked_fill(torch.rand(ids.shape) < WORD_DROPOUT, UNKNOWN)
        steps = self.embedding_dropout(self.embedding(ids)).transpose(0, 1)
        if self.recurrent:
            # The steps after a text's last real one are computed and not read: faster on a CPU than packing.
            states = self.recurrent(steps)[0]
            read = states[lengths - 1, torch.arange(len(lengths))]
        else:
            real = torch.arange(ids.shape[1])[:, None] < lengths[None]
            read = (steps * real[:, :, None]).sum(0) / lengths[:, None]
        return self.dense(self.dense_dropout(read))


def recurrent(cell):
    layer = MODULES[cell](EMBEDDING, HIDDEN)
    for gate in layer.weight_hh_l0.data.split(HIDDEN):
        # Keeps the size of what it multiplies: a gradient then lives through more steps.
        nn.init.orthogonal_(gate)
    nn.init.zeros_(layer.bias_hh_l0)
    nn.init.zeros_(layer.bias_ih_l0)
    if cell == "lstm":
        # A forget gate that starts open lets the first gradients through.
        layer.bias_ih_l0.data[HIDDEN : 2 * HIDDEN] = 1.0
    if cell == "gru":
        # The same for the update gate, which keeps what was where it is open.
        layer.bias_ih_l0.data[HIDDEN : 2 * HIDDEN] = 1.0
    return layer


def proto_of(name, cell, model):
    """The trained network as an ONNX graph."""
    array = {key: parameter.detach().numpy() for key, parameter in model.named_parameters()}
    ends = array["embedding.weight"], array["dense.weight"].T, array["dense.bias"]
    if cell == "bow":
        return graph.bag_of_words(name, *ends)
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    w, r, b = graph.direction_of_torch(cell.upper(), *(array[f"recurrent.{key}"] for key in names))
    attributes = {"linear_before_reset": 1} if cell == "gru" else {}
    layer = graph.Recurrent(cell, cell.upper(), w[None], r[None], b[None], attributes)
    return graph.last_real_state(name, ends[0], [layer], *ends[1:])


def config(cell):
    shape = {"vocab_size": VOCABULARY, "embedding_size": EMBEDDING}
    if cell != "bow":
        shape |= {"hidden_size": HIDDEN, "num_layers": 1, "bidirectional": False}
    return {
        "model_type": cell,
        "architectures": [f"{ARCHITECTURES[cell]}ForSequenceClassification"],
        "language": "fr",
        "id2label": {"0": "negative", "1": "positive"},
        "label2id": {"negative": 0, "positive": 1},
        "max_length": MAX_LENGTH,
        "truncation": TRUNCATION,
        "pad_token_id": 0,
        "unk_token_id": UNKNOWN,
        **shape,
        "pooling": "mean" if cell == "bow" else "last",
    }


def shared_tokenizer(models, texts):
    """The one tokenizer of the four: whichever is trained first makes it, the others read it.

    Made anew it might differ, in the rarest of its characters, whose order of equals is not fixed.
    """
    for cell in ARCHITECTURES:
        file = models / f"avis-{cell}" / "tokenizer.json"
        if file.exists():
            return Tokenizer.from_file(str(file))
    tokenizer = vocabulary.bpe(texts, VOCABULARY)
    vocabulary.assert_local_to_words(tokenizer, texts)
    return tokenizer


def train(data, folder, epochs, cell):
    """Trains on the French rows and writes the model folder."""
    started = time.perf_counter()
    torch.manual_seed(SEED)
    training, selection = corpus.french(data)
    texts = [row["text"] for row in training]
    tokenizer = shared_tokenizer(pathlib.Path(folder).parent, texts)
    print(f"tokenizer ready after {time.perf_counter() - started:.0f} s", flush=True)

    def rows_of(rows, weights=None):
        encodings = tokenizer.encode_batch_fast([row["text"] for row in rows])
        ids = [vocabulary.cut(encoding.ids or [UNKNOWN], MAX_LENGTH, TRUNCATION) for encoding in encodings]
        return fitting.Rows([np.array(row, dtype=np.int64) for row in ids], [row["label"] for row in rows], weights)

    rows, held = rows_of(training, row_weights(training)), rows_of(selection)
    model = Classifier(cell)
    rate = LEARNING_RATES[cell]
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, rate, total_steps=epochs * -(-len(training) // BATCH) + epochs, pct_start=0.2
    )
    best, records = fitting.fit(
        model,
        loss_of,
        lambda random: rows,
        held,
        epochs=epochs,
        batch=BATCH,
        optimizer=optimizer,
        schedule=schedule,
        seed=SEED,
        decay=AVERAGE_DECAY,
        clip=GRADIENT_NORM,
    )
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
        "optimizer": f"AdamW, one cycle, peak {rate}, gradients clipped to norm {GRADIENT_NORM}",
        "weights": f"exponential moving average, decay {AVERAGE_DECAY}",
    }
    graph.write_folder(folder, proto_of(f"avis-{cell}", cell, best), tokenizer, config(cell), summary)
