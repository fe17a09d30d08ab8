"""How the network of two parts is trained, whatever its language: one learning-rate cycle and averaged weights."""

import torch

import fitting
from pooled import loss_of

WEIGHT_DECAY = 1e-2
AVERAGE_DECAY = 0.998
GRADIENT_NORM = 1.0


def trained(model, parameters, rows_of_epoch, held, *, epochs, batch, rows, rate, seed):
    """As `fitting.fit`. `parameters` are the optimizer's, each group with its peak rate where it is not `rate`."""
    optimizer = torch.optim.AdamW(parameters, lr=rate, weight_decay=WEIGHT_DECAY)
    peaks = [group["lr"] for group in optimizer.param_groups]
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, peaks, total_steps=epochs * -(-rows // batch) + epochs, pct_start=0.2
    )
    return fitting.fit(
        model,
        loss_of,
        rows_of_epoch,
        held,
        epochs=epochs,
        batch=batch,
        optimizer=optimizer,
        schedule=schedule,
        seed=seed,
        decay=AVERAGE_DECAY,
        clip=GRADIENT_NORM,
    )


def summary(records, *, validation, selection, training, seconds, seed, batch, rate):
    """What `training.json` tells of it."""
    return {
        "epochs": records,
        "kept_epoch": min(records, key=lambda record: record["validation_loss"])["epoch"],
        "validation": validation,
        "validation_rows": len(selection),
        "train_rows": len(training),
        "duration_s": round(seconds, 1),
        "seed": seed,
        "threads": torch.get_num_threads(),
        "batch_size": batch,
        "optimizer": f"AdamW, one cycle, peak {rate}",
        "weights": f"exponential moving average, decay {AVERAGE_DECAY}",
    }
