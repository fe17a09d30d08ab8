"""What every run of avis-bilstm-lm starts from: rows, tokens, a pretrained network, the linear model's opinions."""

import dataclasses
import pathlib

import numpy as np
import torch
from tokenizers import Tokenizer

import contrasts
import corpus
import fitting
import linear_teacher
import pretraining
import vocabulary
import word_vectors
from avis_bilstm import UNKNOWN, row_weights, turned
from pooled import WIDTH, Classifier

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = ROOT / "target" / "training" / "avis-bilstm-lm"

SEED = 20

MAX_LENGTH = 256
TRUNCATION = "head+tail"

# Longer stretches teach a language model little more, and cost their length.
PRETRAINING_LENGTH = 128
PRETRAINING_EPOCHS = 2

LABEL_SMOOTHING = 0.03

# As many as film reviews, and short: a fortieth of the tokens. Each weighs half a review.
CONTRASTS = 8_000
CONTRAST_WEIGHT = 0.5
CONTRAST_SMOOTHING = 0.04


@dataclasses.dataclass(frozen=True)
class Prepared:
    """What every run starts from."""

    tokenizer: Tokenizer
    training: list
    selection: list
    held: fitting.Rows
    opinions: np.ndarray
    state: dict
    pretraining: list
    unlabelled_rows: int


def prepared(data, start):
    """Reads, cuts and pretrains. What is slow to make stays in `WORK`: remove it to begin anew."""
    WORK.mkdir(parents=True, exist_ok=True)
    training, selection, neutral = corpus.french_apart(data)
    # The served model's own tokens: what differs between the two is then what they were taught.
    tokenizer = Tokenizer.from_file(str(ROOT / "models" / "avis-bilstm" / "tokenizer.json"))
    unlabelled = ids_of(tokenizer, [row["text"] for row in training + neutral])
    opinions = kept("opinions.pt", lambda: linear_teacher.soft_labels(training, row_weights(training), SEED))
    state, records = {}, []
    if start != "nothing":
        vectors = kept("vectors.pt", lambda: word_vectors.word_vectors(unlabelled, vocabulary.BPE_SIZE, WIDTH, SEED))
        state = {"embedding.weight": torch.from_numpy(vectors)}
    if start == "language model":
        state, records = kept("pretrained.pt", lambda: pretrained(vectors, unlabelled))
    labels = np.array([row["label"] for row in selection])
    held = fitting.Rows(cut(ids_of(tokenizer, [row["text"] for row in selection]), MAX_LENGTH, TRUNCATION), labels)
    return Prepared(tokenizer, training, selection, held, opinions, state, records, len(unlabelled))


def kept(name, make):
    """What `make` gives, or gave an earlier run: the slow parts need not be made again after an interruption."""
    file = WORK / name
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


def soft_rows(tokenizer, training, opinions, settings):
    """(ids, probabilities of `positive`, weights) of the reviews and the contrasts behind them."""
    weights = row_weights(training)
    labels = np.array([row["label"] for row in training], dtype=np.float32)
    smooth = labels * (1 - LABEL_SMOOTHING) + LABEL_SMOOTHING / 2
    made = contrasts.contrasts(settings.contrasts, SEED)
    made_labels = np.array([label for _, label in made])
    return (
        ids_of(tokenizer, [row["text"] for row in training] + [text for text, _ in made]),
        np.concatenate(
            [
                (1 - settings.teacher_weight) * smooth + settings.teacher_weight * opinions,
                made_labels * (1 - CONTRAST_SMOOTHING) + CONTRAST_SMOOTHING / 2,
            ]
        ).astype(np.float32),
        np.concatenate([weights, np.full(len(made), CONTRAST_WEIGHT)]),
    )


def ids_of(tokenizer, texts):
    return [np.array(encoding.ids or [UNKNOWN], dtype=np.int64) for encoding in tokenizer.encode_batch_fast(texts)]


def cut(texts, length, truncation):
    return [np.asarray(vocabulary.cut(list(ids), length, truncation)) for ids in texts]
