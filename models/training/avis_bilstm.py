"""The French model: BPE, one bidirectional LSTM that never reads padding, and a table of tokens and token pairs beside it.

The network learns from reviews; from what larger networks think of them and of sentences cut from them (`teachers.py`); and from
short sentences made for what reviews teach badly: negation, contrast, comparison.
"""

import collections
import dataclasses
import pathlib
import time

import numpy as np
import torch

import apart
import corpus
import figures
import fitting
import fragments
import opinions
import sentences
import two_parts
import two_parts_training
import vocabulary
import word_vectors
from pair_fitting import Settings
from pooled import UNKNOWN, WIDTH, Classifier

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "avis-bilstm"

SEED = 20
THREADS = 1
EPOCHS = 4
BATCH = 128
LEARNING_RATE = 3e-3

# 93 % of the training texts fit in 256 tokens. Head and tail answer better than the head alone; training cuts either way at
# random.
MAX_LENGTH = 256
TRUNCATION = "head+tail"
TRUNCATIONS = (TRUNCATION, "head")

# About one token in seven of a review becomes [UNK]: the network then leans on no single word, and has seen [UNK]. Few of a made
# sentence do: without its "pas" it would say the opposite.
WORD_DROPOUT = 0.15
SENTENCE_DROPOUT = 0.02

# A review's target: so much of the teachers' opinion, the rest of its label.
OPINION = 0.9

# Sentences cut from reviews that the teachers judged, and how many of them an epoch reads.
FRAGMENTS = 150_000
FRAGMENTS_SEED = 1
FRAGMENTS_AN_EPOCH = 60_000

# Made sentences an epoch, all new in each.
SENTENCES = 90_000

# Held sentences, of frames and pairs that are never taught.
HELD_SENTENCES = 3_000

# A rare class weighs more, but only by the square root of what full balance asks: full balance would teach a
# prior that the positive sources do not have. The bounds keep one rare class from steering the training.
BALANCE_POWER = 0.5
BALANCE_BOUNDS = (0.5, 3.0)

# Film reviews and CLS are what the course is about, and only an eighth of the rows.
FILM_OR_CLS_WEIGHT = 1.5

# The regularisation was chosen on the selection rows among 1, 3, 10, 30 and 100. Of 0, 4, 8, 12, 16, 20 and more tokens for half of
# the table's say, 16 is the highest that leaves their log loss within 0.001 of the best: the higher it is, the more of the
# development pairs pass.
TABLE = Settings(regularisation=30.0, half_at=16)


@dataclasses.dataclass(frozen=True)
class Texts:
    """What is read, as token ids: reviews whole, and cut as the network reads them; the selection rows; texts without a label."""

    tokenizer: object
    whole: list
    reviews: fitting.Rows
    held: fitting.Rows
    fragments: list
    neutral: list

    def taught(self):
        """The groups that the teachers judge."""
        return self.whole, self.fragments, self.neutral


def read(data, folder):
    """The texts of the data folder."""
    training, selection, neutral = corpus.french_apart(data)
    texts = [row["text"] for row in training]
    # A folder's vocabulary stays: lessons and tests name its tokens, and a new one would number them anew.
    tokenizer = vocabulary.bpe_of(folder / "tokenizer.json", texts)
    vocabulary.assert_local_to_words(tokenizer, texts)
    ids_of = lambda rows: vocabulary.ids_of(tokenizer, [row["text"] for row in rows])
    cut = lambda ids: vocabulary.cut_all(ids, MAX_LENGTH, TRUNCATION)
    whole = ids_of(training)
    parts = fragments.drawn([row["text"] for row in training + neutral], FRAGMENTS, FRAGMENTS_SEED)
    return Texts(
        tokenizer,
        whole,
        fitting.Rows(cut(whole), [row["label"] for row in training], row_weights(training)),
        fitting.Rows(cut(ids_of(selection)), [row["label"] for row in selection], row_weights(selection)),
        vocabulary.ids_of(tokenizer, parts),
        cut(ids_of(neutral)),
    )


class Made:
    """Makes sentences: their ids, some of them unread, and their labels."""

    def __init__(self, tokenizer, held=False):
        self.tokenizer = tokenizer
        self.maker = sentences.Maker(sentences.Words(), apart.Suite(), held)

    def __call__(self, count, random):
        drawn = sentences.sentences(self.maker, count, int(random.integers(2**31)))
        ids = vocabulary.ids_of(self.tokenizer, [text for text, _, _ in drawn])
        return [unread(row, SENTENCE_DROPOUT, random) for row in ids], np.array([label for _, label, _ in drawn])


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


def unread(ids, share, random):
    """The ids with a share of them at random as [UNK]."""
    return np.where(random.random(len(ids)) < share, UNKNOWN, ids)


class Epochs:
    """The rows of each epoch: every review, cut one way or the other; some fragments; the neutral reviews; made sentences."""

    def __init__(self, texts):
        self.texts, self.made = texts, Made(texts.tokenizer)
        self.cuts = [vocabulary.cut_all(texts.whole, MAX_LENGTH, truncation) for truncation in TRUNCATIONS]
        self.opinions = opinions.load(texts.taught())
        self.targets = OPINION * self.opinions.reviews + (1 - OPINION) * texts.reviews.labels
        self.rows = len(texts.reviews) + FRAGMENTS_AN_EPOCH + len(texts.neutral) + SENTENCES

    def __call__(self, random):
        texts, thought = self.texts, self.opinions
        choice = random.integers(len(self.cuts), size=len(texts.reviews))
        ids = [self.cuts[cut][at] for at, cut in enumerate(choice)]
        picked = random.permutation(len(texts.fragments))[:FRAGMENTS_AN_EPOCH]
        ids += [texts.fragments[at] for at in picked] + texts.neutral
        ids = [unread(row, WORD_DROPOUT, random) for row in ids]
        unlabelled = np.concatenate([thought.fragments[picked], thought.neutral])
        short, labels = self.made(SENTENCES, random)
        return fitting.Rows(
            ids + short,
            np.concatenate([texts.reviews.labels, unlabelled > 0.5, labels]),
            np.concatenate([texts.reviews.weights, np.ones(len(unlabelled) + len(labels))]),
            np.concatenate([self.targets, unlabelled, labels]),
        )


def train(data, folder, epochs, device):
    """Trains the network, puts the table beside it and writes the model folder."""
    started = time.perf_counter()
    texts = read(data, folder)
    print(f"texts read after {time.perf_counter() - started:.0f} s", flush=True)
    torch.manual_seed(SEED)
    model = Classifier()
    model.embedding.weight.data = torch.from_numpy(word_vectors.word_vectors(texts.whole, vocabulary.BPE_SIZE, WIDTH, SEED))
    model = model.to(device)
    rows_of_epoch = Epochs(texts)
    best, records = two_parts_training.trained(
        model,
        model.parameters(),
        rows_of_epoch,
        texts.held,
        epochs=epochs,
        batch=BATCH,
        rows=rows_of_epoch.rows,
        rate=LEARNING_RATE,
        seed=SEED,
    )
    short = fitting.Rows(*Made(texts.tokenizer, held=True)(HELD_SENTENCES, np.random.default_rng(SEED)))
    network_right = figures.accuracy(short.labels, fitting.as_labels(fitting.logits_of(best, short)))
    table, shares = two_parts.with_table(best, texts.reviews, texts.held, TABLE, leans=True)
    summary = two_parts_training.summary(
        records,
        validation="5 % of the training file, chosen by a hash of the row's id; not fr/validation",
        selection=texts.held,
        training=texts.reviews,
        seconds=time.perf_counter() - started,
        seed=SEED,
        batch=BATCH,
        rate=LEARNING_RATE,
    )
    summary |= {
        "device": str(device),
        "made_sentences": SENTENCES * epochs,
        "fragments": FRAGMENTS_AN_EPOCH * epochs,
        "held_sentences": {"rows": HELD_SENTENCES, "network_accuracy": round(network_right, 5)},
        "shares": shares,
    }
    settings = two_parts.config("fr", MAX_LENGTH, TRUNCATION, table)
    two_parts.write(folder, "avis-bilstm", settings, best, table, texts.tokenizer, summary)
