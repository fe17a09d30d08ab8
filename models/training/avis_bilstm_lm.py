"""A French model under study: avis-bilstm's tokens and nearly its network, taught by more than labels.

Not served: so far it is no better (`EXPERIMENTS.md`). In turn: word vectors of the reviews' own words, a language model each way, then the labels softened by a linear model's
opinion, with generated contrasts among the reviews.
"""

import dataclasses
import functools

import torch

import adversarial
import avis_bilstm
import calibrating
import fitting
import graph
from pooled import Classifier, loss_of
from preparing import CONTRASTS, SEED, TRUNCATION, WORK, cut, prepared, soft_rows

# A second thread waits more than it works, where a machine has other work.
THREADS = 1

EPOCHS = 1
BATCH = 64
WEIGHT_DECAY = 1e-2
AVERAGE_DECAY = 0.998
GRADIENT_NORM = 1.0

# While training a text is cut earlier, one way or the other at random: most of the time goes into the longest texts.
TRAINING_LENGTH = 160
TRUNCATIONS = ("head", "head+tail")


@dataclasses.dataclass(frozen=True)
class Settings:
    """What `experiment.py` varies."""

    seed: int = SEED
    learning_rate: float = 2e-3
    # What the linear model's opinion weighs beside the label.
    teacher_weight: float = 0.3
    contrasts: int = CONTRASTS
    # How far `adversarial.py` moves a text, in spreads of the embeddings; nothing moves at 0.
    perturbation: float = 0.0
    # "language model", "vectors" or "nothing": what the network knows before the first label.
    start: str = "language model"


def tuned(state, rows, held, epochs, settings):
    """The classifier that starts from `state`, and one record an epoch."""
    ids, positive, weights = rows
    cuts = [cut(ids, TRAINING_LENGTH, truncation) for truncation in TRUNCATIONS]

    def rows_of_epoch(random):
        choice = random.integers(len(TRUNCATIONS), size=len(ids))
        return fitting.Rows([cuts[c][i] for i, c in enumerate(choice)], positive, weights)

    torch.manual_seed(settings.seed)
    model = Classifier()
    model.load_state_dict(state, strict=False)
    optimizer = torch.optim.AdamW(model.parameters(), lr=settings.learning_rate, weight_decay=WEIGHT_DECAY)
    steps = epochs * -(-len(ids) // BATCH) + epochs
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, settings.learning_rate, total_steps=steps, pct_start=0.2)
    return fitting.fit(
        model,
        loss_of,
        rows_of_epoch,
        held,
        epochs=epochs,
        batch=BATCH,
        optimizer=optimizer,
        schedule=schedule,
        seed=settings.seed,
        decay=AVERAGE_DECAY,
        clip=GRADIENT_NORM,
        learn=functools.partial(adversarial.learn, settings.perturbation) if settings.perturbation else fitting.plain,
    )


def config():
    return avis_bilstm.config(TRUNCATION) | {"pooling": "max+mean+last"}


def train(data, folder, epochs):
    """Trains on the French rows and writes a model folder."""
    settings = Settings()
    ready = prepared(data, settings.start)
    rows = soft_rows(ready.tokenizer, ready.training, ready.opinions, settings)
    best, records = tuned(ready.state, rows, ready.held, epochs, settings)
    logits = fitting.logits_of(best, ready.held)
    calibration = calibrating.calibration(logits, ready.held.labels, [row["id"] for row in ready.selection])
    for parameter in best.dense.parameters():
        parameter.data /= calibration["temperature"]
    torch.save(best.state_dict(), WORK / "network.pt")
    summary = {
        "epochs": records,
        "kept_epoch": min(records, key=lambda record: record["validation_loss"])["epoch"],
        "pretraining": ready.pretraining,
        "validation": "5 % of the training file, chosen by a hash of the row's id; not fr/validation",
        "validation_rows": len(ready.selection),
        "train_rows": len(ready.training),
        "unlabelled_rows": ready.unlabelled_rows,
        "generated_rows": settings.contrasts,
        "calibration": calibration,
        "duration_s": round(sum(record["seconds"] for record in ready.pretraining + records), 1),
        "seed": settings.seed,
        "threads": torch.get_num_threads(),
        "batch_size": BATCH,
        "optimizer": f"AdamW, one cycle, peak {settings.learning_rate}",
        "weights": f"exponential moving average, decay {AVERAGE_DECAY}",
    }
    proto = graph.bilstm_pooled("avis-bilstm-lm", avis_bilstm.weights_of(best), last=True)
    graph.write_folder(folder, proto, ready.tokenizer, config(), summary)
