"""Trains a network of two parts from a table that is already fitted, and writes its model folder."""

import dataclasses
import functools

import numpy as np
import torch

import adversarial
import calibrating
import fitting
import graph
import vocabulary
from kept import KEPT
from pooled import UNKNOWN, WIDTH, Classifier, loss_of

BATCH = 64
WEIGHT_DECAY = 1e-2
AVERAGE_DECAY = 0.998
GRADIENT_NORM = 1.0

# While training, a text is cut one way or the other at random: the network then reads beginnings and ends.
TRUNCATIONS = ("head", "head+tail")
SERVED_TRUNCATION = "head+tail"


@dataclasses.dataclass(frozen=True)
class Stage:
    """One cycle of the learning rate."""

    epochs: int
    learning_rate: float
    # How far `adversarial.py` moves a text, in spreads of the embeddings; nothing moves at 0.
    perturbation: float = 0.0


@dataclasses.dataclass(frozen=True)
class Recipe:
    """What differs between the models of two parts, but for their data."""

    name: str
    language: str
    seed: int
    # Tokens that the served model reads of a text, its beginning and its end; and how many it reads while training.
    max_length: int
    training_length: int
    stages: tuple

    def with_epochs(self, epochs):
        """The recipe with another number of epochs in its first stage."""
        first, *others = self.stages
        return dataclasses.replace(self, stages=(dataclasses.replace(first, epochs=epochs), *others))


@dataclasses.dataclass(frozen=True)
class Taught:
    """What a network learns from: whole texts as ids, the probability of `positive`, a weight and a table's margin each."""

    ids: list
    positive: np.ndarray
    weights: np.ndarray
    margins: np.ndarray


def held_rows(recipe, tokenizer, rows, table):
    """The rows as the served model reads them, with their margins by the whole table."""
    ids = vocabulary.cut_all(vocabulary.ids_of(tokenizer, [row["text"] for row in rows]), recipe.max_length, SERVED_TRUNCATION)
    return fitting.Rows(ids, [row["label"] for row in rows], margins=table.margins(ids))


def tuned(recipe, state, taught, held):
    """The network that starts from `state`, from the epoch of all stages with the lowest loss on `held`; all records.

    Each stage goes on from the best epoch of the one before.
    """
    best, best_loss, records = None, float("inf"), []
    for seed, stage in enumerate(recipe.stages, recipe.seed):
        model, found = one_stage(recipe, stage, state, taught, held, seed)
        state = model.state_dict()
        records += [record | {"epoch": len(records) + record["epoch"]} for record in found]
        loss = min(record["validation_loss"] for record in found)
        if loss < best_loss:
            best, best_loss = model, loss
    return best, records


def one_stage(recipe, stage, state, taught, held, seed):
    """The network that starts from `state`, at the stage's best epoch on the rows `held`, and one record an epoch."""
    torch.manual_seed(seed)
    model = Classifier()
    model.load_state_dict(state, strict=False)
    cuts = [vocabulary.cut_all(taught.ids, recipe.training_length, truncation) for truncation in TRUNCATIONS]

    def rows_of_epoch(random):
        choice = random.integers(len(TRUNCATIONS), size=len(taught.ids))
        ids = [cuts[c][i] for i, c in enumerate(choice)]
        return fitting.Rows(ids, taught.positive, taught.weights, taught.margins)

    optimizer = torch.optim.AdamW(model.parameters(), lr=stage.learning_rate, weight_decay=WEIGHT_DECAY)
    steps = stage.epochs * -(-len(taught.ids) // BATCH) + stage.epochs
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, stage.learning_rate, total_steps=steps, pct_start=0.2)
    return fitting.fit(
        model,
        loss_of,
        rows_of_epoch,
        held,
        epochs=stage.epochs,
        batch=BATCH,
        optimizer=optimizer,
        schedule=schedule,
        seed=seed,
        decay=AVERAGE_DECAY,
        clip=GRADIENT_NORM,
        learn=functools.partial(adversarial.learn, stage.perturbation) if stage.perturbation else fitting.plain,
    )


def smoothed(labels, smoothing):
    """Probabilities of `positive` that are not quite the labels."""
    return (np.asarray(labels) * (1 - smoothing) + smoothing / 2).astype(np.float32)


def calibrated(model, held, identifiers):
    """Gives the two parts the shares that the rows `held` ask for, in place; returns what that changes."""
    before = model.own_share.item(), model.table_share.item()
    logits = fitting.logits_of(model, held)
    own = (logits[:, 1] - logits[:, 0] - before[1] * held.margins) / before[0]
    found = calibrating.calibration(own, held.margins, before, held.labels, identifiers)
    model.own_share.data.fill_(found["own_share"])
    model.table_share.data.fill_(found["table_share"])
    return found


def merged(model, table):
    """The table at the scale of its share, and the network at the scale of its own, in place: what the graph holds."""
    for parameter in model.dense.parameters():
        parameter.data *= model.own_share.item()
    shared = table.times(model.table_share.item())
    model.own_share.data.fill_(1.0)
    model.table_share.data.fill_(1.0)
    return shared


def weights_of(model, table):
    """The trained weights as arrays, in the ONNX operator's gate order; the table's constant is in the bias."""
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
        bias=model.dense.bias.detach().numpy() + np.array([-0.5, 0.5], np.float32) * np.float32(table.constant),
    )


def config(recipe, table):
    return {
        "model_type": "bilstm",
        "architectures": ["BiLstmForSequenceClassification"],
        "language": recipe.language,
        "id2label": {"0": "negative", "1": "positive"},
        "label2id": {"negative": 0, "positive": 1},
        "max_length": recipe.max_length,
        "truncation": SERVED_TRUNCATION,
        "pad_token_id": 0,
        "unk_token_id": UNKNOWN,
        "vocab_size": len(table.tokens),
        "embedding_size": WIDTH,
        "hidden_size": WIDTH,
        "num_layers": 1,
        "bidirectional": True,
        "pooling": "max+mean+last",
        "table": {"tokens": len(table.tokens), "pairs": len(table.pairs), "divided_by": "root of the length"},
    }


def write(folder, recipe, model, table, tokenizer, held, identifiers, summary):
    """Fits the shares on the rows `held` and writes the folder; leaves the network for `check_export.py`."""
    calibration = calibrated(model, held, identifiers)
    table = merged(model, table)
    KEPT.mkdir(parents=True, exist_ok=True)
    torch.save({"state": model.state_dict(), "table": dataclasses.asdict(table)}, KEPT / f"{recipe.name}.network.pt")
    records = summary["epochs"]
    summary |= {
        "kept_epoch": min(records, key=lambda record: record["validation_loss"])["epoch"],
        "calibration": calibration,
        "seed": recipe.seed,
        "threads": torch.get_num_threads(),
        "batch_size": BATCH,
        "optimizer": "AdamW, one cycle a stage",
        "stages": [dataclasses.asdict(stage) for stage in recipe.stages],
        "weights": f"exponential moving average, decay {AVERAGE_DECAY}",
    }
    proto = graph.bilstm_and_pairs(recipe.name, weights_of(model, table), table)
    graph.write_folder(folder, proto, tokenizer, config(recipe, table), summary)
