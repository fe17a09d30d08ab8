"""Trains small models in the workshop's own way, imports them, serves them, and compares the server with the framework.

    python models/training/check_import.py --data DIR --program target/release/tramontane --framework keras
    python models/training/check_import.py --data DIR --program target/release/tramontane --framework pytorch

Needs tensorflow (with h5py) or torch, beside numpy. Exits with 1 where a probability differs by more than 1e-4.
"""

import argparse
import collections
import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np

import corpus
from client import Client

TOLERANCE = 1e-4
WORDS = 5_000
LENGTH = 200
TRAINING_TEXTS = 4_000
SEED = 20

# What Keras' Tokenizer throws away.
FILTERS = str.maketrans({character: " " for character in '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'})


def words_of(text):
    """Keras' `text_to_word_sequence`, which its third version no longer has."""
    return [word for word in text.lower().translate(FILTERS).split(" ") if word]


def word_index(texts):
    """Words by their frequency from 1 on, as `imdb.get_word_index()` and `Tokenizer.word_index` number them."""
    counts = collections.Counter(word for text in texts for word in words_of(text))
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    return {word: rank for rank, word in enumerate(ranked, 1)}


def imdb_ids(text, index):
    """As `imdb.load_data(num_words=5000)` does: 1 in front, 2 for the rest, all others shifted by three."""
    ids = (index.get(word, WORDS) + 3 for word in words_of(text))
    return [1] + [value if value < WORDS else 2 for value in ids]


def tokenizer_ids(text, index):
    """As `Tokenizer(num_words=5000).texts_to_sequences` does: what it does not know is dropped."""
    return [index[word] for word in words_of(text) if index.get(word, WORDS) < WORDS]


def keras_models(folder, training, texts, index):
    """(name, file, import's arguments, Keras' probabilities of `texts`) for each model."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(SEED)
    labels = np.array([row["label"] for row in training])

    def rows(of, ids, **padding):
        return keras.utils.pad_sequences([ids(text, index) for text in of], maxlen=LENGTH, **padding)

    # The workshop's: post-padding, no mask, pad_sequences' own truncation.
    workshop = [
        layers.Embedding(WORDS, 128),
        layers.LSTM(64, dropout=0.2, recurrent_dropout=0.2),
        layers.Dropout(0.5),
        layers.Dense(1, activation="sigmoid"),
    ]
    both = [
        layers.Embedding(WORDS, 32, mask_zero=True),
        layers.SpatialDropout1D(0.2),
        layers.Bidirectional(layers.LSTM(24)),
        layers.Dense(16, activation="relu"),
        layers.Dense(2, activation="softmax"),
    ]
    stacked = [
        layers.Embedding(WORDS, 32),
        layers.Bidirectional(layers.GRU(16, return_sequences=True)),
        layers.SimpleRNN(12, return_sequences=True),
        layers.GRU(12, return_sequences=True, reset_after=False),
        layers.GlobalMaxPooling1D(),
        layers.Dense(1, activation="sigmoid"),
    ]
    average = [
        layers.Embedding(WORDS, 16, mask_zero=True),
        layers.GlobalAveragePooling1D(),
        layers.Dense(1, activation="sigmoid"),
    ]
    plans = [
        ("workshop.keras", workshop, imdb_ids, {"padding": "post"}, []),
        ("workshop.h5", workshop, imdb_ids, {"padding": "post"}, []),
        ("bilstm.keras", both, tokenizer_ids, {}, ["--index-from", "0", "--padding", "pre"]),
        ("stacked.keras", stacked, imdb_ids, {"truncating": "post"}, ["--padding", "pre", "--truncating", "post"]),
        ("stacked.h5", stacked, imdb_ids, {"truncating": "post"}, ["--padding", "pre", "--truncating", "post"]),
        ("average.keras", average, imdb_ids, {"padding": "post"}, []),
    ]
    trained = {}
    for file, stack, ids, padding, arguments in plans:
        model = trained.get(id(stack))
        if model is None:
            model = trained[id(stack)] = keras.Sequential([keras.Input((LENGTH,)), *stack])
            columns = model.output_shape[-1]
            loss = "binary_crossentropy" if columns == 1 else "sparse_categorical_crossentropy"
            model.compile("adam", loss, metrics=["accuracy"])
            given = rows((row["text"] for row in training), ids, **padding)
            model.fit(given, labels, epochs=1, batch_size=64, verbose=2)
        path = folder / file
        model.save(path)
        expected = model.predict(rows(texts, ids, **padding), verbose=0)
        yield file.replace(".", "-"), ["--keras", path, *arguments], index, expected[:, -1]


def pytorch_models(folder, training, texts, index):
    """The same for PyTorch: packed batches, the last state of both directions, two logits."""
    import torch
    from torch import nn

    torch.manual_seed(SEED)
    # Small steps: a second thread waits more than it works.
    torch.set_num_threads(1)
    vocabulary = {"<pad>": 0, "<unk>": 1} | {word: rank + 1 for word, rank in index.items() if rank + 1 < WORDS}

    class Classifier(nn.Module):
        def __init__(self, cell, **options):
            super().__init__()
            self.embedding = nn.Embedding(WORDS, 24, padding_idx=0)
            self.recurrent = cell(24, 16, batch_first=True, **options)
            self.fc = nn.Linear(16 * (2 if options.get("bidirectional") else 1), 2)

        def forward(self, ids, lengths):
            packed = nn.utils.rnn.pack_padded_sequence(self.embedding(ids), lengths, True, enforce_sorted=False)
            state = self.recurrent(packed)[1]
            state = state[0] if isinstance(state, tuple) else state
            directions = 2 if self.recurrent.bidirectional else 1
            return self.fc(state[-directions:].transpose(0, 1).flatten(1))

    def batch(of):
        ids = [[vocabulary.get(word, 1) for word in text.lower().split()][:LENGTH] or [0] for text in of]
        lengths = torch.tensor([len(row) for row in ids])
        padded = nn.utils.rnn.pad_sequence([torch.tensor(row) for row in ids], batch_first=True)
        return padded, lengths

    for name, cell, options in (
        ("torch-lstm", nn.LSTM, {"num_layers": 2, "bidirectional": True}),
        ("torch-gru", nn.GRU, {}),
        ("torch-rnn", nn.RNN, {}),
    ):
        model = Classifier(cell, **options)
        optimizer = torch.optim.Adam(model.parameters(), 1e-2)
        for at in range(0, len(training), 64):
            rows = training[at : at + 64]
            loss = nn.functional.cross_entropy(
                model(*batch([row["text"] for row in rows])), torch.tensor([row["label"] for row in rows])
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        path = folder / f"{name}.pt"
        torch.save(model.state_dict(), path)
        with torch.no_grad():
            expected = model.eval()(*batch(texts)).softmax(1)[:, 1].numpy()
        yield name, ["--pytorch", path], vocabulary, expected


@contextlib.contextmanager
def served(program, models, data):
    """The address of a server of `models`."""
    command = [program, "--models-dir", models, "--data-dir", data, "--port", "0", "serve"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        first = process.stderr.readline()
        found = re.search(r"http://\S+", first)
        if not found:
            raise SystemExit(f"the server does not start: {first}{process.stderr.read()}")
        yield found.group()
    finally:
        process.terminate()
        process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder that holds imdb/")
    parser.add_argument("--program", required=True, type=pathlib.Path, help="the built tramontane")
    parser.add_argument("--framework", required=True, choices=("keras", "pytorch"))
    parser.add_argument("--texts", type=int, default=1000, help="texts to compare (default: 1000)")
    arguments = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    training, _, test = corpus.imdb(arguments.data)
    training = training[:: max(len(training) // TRAINING_TEXTS, 1)]
    rows = test[: arguments.texts]
    texts = [row["text"] for row in rows]
    index = word_index(row["text"] for row in training)
    makers = {"keras": keras_models, "pytorch": pytorch_models}
    holds = True
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        models = scratch / "models"
        models.mkdir()
        expected = {}
        for name, flags, words, answers in makers[arguments.framework](scratch, training, texts, index):
            file = scratch / f"{name}.json"
            file.write_text(json.dumps(words), encoding="utf-8")
            program = [arguments.program, "--models-dir", models, "import", "--python", sys.executable]
            subprocess.run([*program, "--words", file, "--name", name, *flags], check=True)
            expected[name] = answers
        with served(arguments.program, models, scratch / "data") as url:
            for name, answers in expected.items():
                got = np.array([answer["scores"]["positive"] for answer in Client(url).stream(texts, name)])
                apart = float(np.abs(got - answers).max())
                right = float(np.mean((got > 0.5) == np.array([row["label"] for row in rows])))
                holds &= apart <= TOLERANCE
                verdict = "within" if apart <= TOLERANCE else "BEYOND"
                print(f"{name}: {len(texts)} texts, largest difference {apart:.2e} ({verdict} {TOLERANCE:g}), accuracy {right:.3f}")
    raise SystemExit(0 if holds else 1)


if __name__ == "__main__":
    main()
