"""The workshop's Keras model, as it is taught: 5,000 words, padded to 200 on the right, one LSTM that reads the padding."""

import time

import numpy as np
import torch
from torch import nn

import corpus
import fitting
import graph
import vocabulary

SEED = 20

# Two hundred small steps a batch: a second thread waits more than it works.
THREADS = 1

EPOCHS = 10
BATCH = 128

# Keras' default for Adam.
LEARNING_RATE = 1e-3

# Not in the taught run: behind long padding the gradients of the first epochs are few and large.
GRADIENT_NORM = 1.0

EMBEDDING = 128
HIDDEN = 64
INPUT_DROPOUT = 0.2
RECURRENT_DROPOUT = 0.2
DENSE_DROPOUT = 0.5


class Classifier(nn.Module):
    """Embedding, LSTM with Keras' two dropouts, the state after the last step (padding included), one logit."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary.KERAS_WORDS, EMBEDDING)
        # As in Keras: small uniform embeddings, Glorot's input weights, orthogonal recurrent weights, one bias
        # vector that is zero but for the forget gate's ones. Gates in the order i, f, g, o.
        nn.init.uniform_(self.embedding.weight, -0.05, 0.05)
        self.w = nn.Parameter(nn.init.xavier_uniform_(torch.empty(4 * HIDDEN, EMBEDDING)))
        self.r = nn.Parameter(nn.init.orthogonal_(torch.empty(4 * HIDDEN, HIDDEN)))
        self.b = nn.Parameter(torch.zeros(4 * HIDDEN))
        self.b.data[HIDDEN : 2 * HIDDEN] = 1.0
        self.dense_dropout = nn.Dropout(DENSE_DROPOUT)
        self.dense = nn.Linear(HIDDEN, 1)
        nn.init.xavier_uniform_(self.dense.weight)
        nn.init.zeros_(self.dense.bias)

    def forward(self, ids, lengths):
        """`lengths` is not read: that is this model's defect."""
        steps = self.embedding(ids).transpose(0, 1)
        batch = ids.shape[0]
        if self.training:
            # One mask a text for all its steps, as Keras does it.
            steps = steps * dropout_mask(INPUT_DROPOUT, batch, EMBEDDING)
            recurrent_mask = dropout_mask(RECURRENT_DROPOUT, batch, HIDDEN)
        else:
            recurrent_mask = torch.ones(batch, HIDDEN)
        inputs = steps @ self.w.T + self.b
        last = last_state(inputs, self.r.T.contiguous(), recurrent_mask)
        return self.dense(self.dense_dropout(last))


def dropout_mask(rate, *shape):
    return (torch.rand(shape) >= rate).float() / (1 - rate)


def last_state(inputs, r, recurrent_mask):
    """The hidden state after the last of `inputs` (time, batch, four gates)."""
    hidden = torch.zeros_like(recurrent_mask)
    cell = torch.zeros_like(recurrent_mask)
    for step in inputs.unbind(0):
        i, f, g, o = torch.addmm(step, hidden * recurrent_mask, r).chunk(4, 1)
        cell = torch.sigmoid(f) * cell + torch.sigmoid(i) * torch.tanh(g)
        hidden = torch.sigmoid(o) * torch.tanh(cell)
    return hidden


def loss_of(logits, labels):
    return nn.functional.binary_cross_entropy_with_logits(logits[:, 0], labels.float(), reduction="none")


def weights_of(model):
    """The trained weights as arrays, in the ONNX operator's gate order; Keras has one bias, so the other is zero."""
    arrays = [parameter.detach().numpy() for parameter in (model.w, model.r, model.b)]
    w, r, b = graph.lstm_direction(*arrays, np.zeros(4 * HIDDEN))
    return graph.Weights(
        embedding=model.embedding.weight.detach().numpy(),
        w=w[None],
        r=r[None],
        b=b[None],
        dense=model.dense.weight.detach().numpy().T,
        bias=model.dense.bias.detach().numpy(),
    )


def config():
    return {
        "model_type": "lstm",
        "architectures": ["LstmForSequenceClassification"],
        "language": "en",
        "id2label": {"0": "negative", "1": "positive"},
        "label2id": {"negative": 0, "positive": 1},
        "max_length": vocabulary.KERAS_LENGTH,
        "truncation": "tail",
        "pad_token_id": 0,
        "unk_token_id": vocabulary.KERAS_RESERVED.index("[UNK]"),
        "vocab_size": vocabulary.KERAS_WORDS,
        "embedding_size": EMBEDDING,
        "hidden_size": HIDDEN,
        "num_layers": 1,
        "bidirectional": False,
        "pooling": "last",
    }


def rows_of(tokenizer, rows):
    """[START], then the last 199 words, then padding up to 200."""
    start = vocabulary.KERAS_RESERVED.index("[START]")
    ids = np.zeros((len(rows), vocabulary.KERAS_LENGTH), dtype=np.int64)
    tokenizer.no_padding()
    encodings = tokenizer.encode_batch_fast([row["text"] for row in rows], add_special_tokens=False)
    for line, encoding in zip(ids, encodings):
        words = [start] + vocabulary.cut(encoding.ids, vocabulary.KERAS_LENGTH - 1, "tail")
        line[: len(words)] = words
    return fitting.Rows(list(ids), [row["label"] for row in rows])


def train(data, folder, epochs):
    """Trains on the IMDB folds 2 to 9 and writes the model folder; fold 1 picks the epoch, fold 0 is never read."""
    started = time.perf_counter()
    torch.manual_seed(SEED)
    training, selection, _ = corpus.imdb(data)
    texts = [row["text"] for row in training]
    rows, held = (rows_of(vocabulary.keras_words(texts), part) for part in (training, selection))
    model = Classifier()
    best, records = fitting.fit(
        model,
        loss_of,
        lambda random: rows,
        held,
        epochs=epochs,
        batch=BATCH,
        optimizer=torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, eps=1e-7),
        schedule=None,
        seed=SEED,
        clip=GRADIENT_NORM,
    )
    summary = {
        "epochs": records,
        "kept_epoch": min(records, key=lambda record: record["validation_loss"])["epoch"],
        "validation": f"fold {corpus.IMDB_SELECTION_FOLD} of the training file, films that training never saw",
        "validation_rows": len(selection),
        "train_rows": len(training),
        "duration_s": round(time.perf_counter() - started, 1),
        "seed": SEED,
        "threads": torch.get_num_threads(),
        "batch_size": BATCH,
        "optimizer": f"Adam, {LEARNING_RATE}, gradients clipped to norm {GRADIENT_NORM}",
    }
    tokenizer = vocabulary.keras_words(texts)
    graph.write_folder(folder, graph.lstm_last_state("imdb-lstm", weights_of(best)), tokenizer, config(), summary)
