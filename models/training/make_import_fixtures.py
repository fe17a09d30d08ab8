"""Writes the models that the tests of `tramontane import` import: tiny, of real Keras, with real Keras' answers.

    python models/training/make_import_fixtures.py

Needs tensorflow. Each comes as Keras saves it and unpacked, so that the tests need no HDF5 of the machine that runs them.
"""

import json
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import layers

import import_model
from check_import import imdb_ids, tokenizer_ids

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "tests" / "fixtures" / "import"
SEED = 20
LENGTH = 8
WORDS = "the film is not good bad and i it's".split()

# Short, cut, unknown words, punctuation, capitals, an accent, a no-break space.
TEXTS = [
    "The film is good.",
    "Bad",
    "It's not bad, and it's not good: the film is THE film!",
    "I watched a naïve film, and i cried",
    "good\u00a0! bad-good (film)",
    "the the the the the the the",
    "the the the the the the the the",
]


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(SEED)
    index = {word: rank for rank, word in enumerate(WORDS, 1)}
    rows = len(WORDS) + 3
    wide = keras.initializers.RandomNormal(stddev=0.8)
    recurrent = {"kernel_initializer": wide, "bias_initializer": wide}
    plans = {
        # The last words of the index lie beyond the embedding.
        "workshop": (
            [
                layers.Embedding(rows, 4, embeddings_initializer=wide),
                layers.LSTM(3, dropout=0.2, recurrent_dropout=0.2, **recurrent),
                layers.Dropout(0.5),
                layers.Dense(1, activation="sigmoid", kernel_initializer=wide),
            ],
            lambda text: [value if value < rows else 2 for value in imdb_ids(text, index)],
            {"padding": "post"},
        ),
        "bilstm": (
            [
                layers.Embedding(rows, 4, mask_zero=True, embeddings_initializer=wide),
                layers.Bidirectional(layers.LSTM(3, **recurrent)),
                layers.Dense(2, activation="softmax", kernel_initializer=wide),
            ],
            lambda text: tokenizer_ids(text, index),
            {},
        ),
    }
    answers = {}
    for name, (stack, ids, padding) in plans.items():
        model = keras.Sequential([keras.Input((LENGTH,)), *stack])
        path = FOLDER / f"{name}.keras"
        model.save(path)
        import_model.write(FOLDER / f"{name}.safetensors", *import_model.keras(str(path)))
        given = keras.utils.pad_sequences([ids(text) for text in TEXTS], maxlen=LENGTH, **padding)
        positive = model.predict(given, verbose=0)[:, -1]
        answers[name] = [{"text": text, "positive": float(value)} for text, value in zip(TEXTS, positive)]
    (FOLDER / "words.json").write_text(json.dumps(index, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (FOLDER / "answers.json").write_text(json.dumps(answers, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(np.round([row["positive"] for rows in answers.values() for row in rows], 3))


if __name__ == "__main__":
    main()
