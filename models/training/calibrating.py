"""One number that makes a model's probabilities honest: Guo and others, 2017. It changes no label.

Fitted on one half of the rows that choose, and told on the other: on its own half any fit looks good.
"""

import zlib

import numpy as np
from scipy import optimize, special

import figures


def is_fitting_row(identifier):
    """Which half a row belongs to, by its id."""
    # The lowest bits already decide which rows choose; the highest is free.
    return zlib.crc32(identifier.encode("utf-8")) >> 31 == 0


def temperature(logits, labels):
    """The divisor of the logits that makes the labels most probable."""
    rows = np.arange(len(labels))
    losses = lambda log: -special.log_softmax(logits / np.exp(log), axis=1)[rows, labels].mean()
    return float(np.exp(optimize.minimize_scalar(losses, bounds=(-1.5, 1.5), method="bounded").x))


def calibration(logits, labels, identifiers):
    """The temperature of one half, and the other half's calibration error without and with it."""
    logits, labels = np.asarray(logits, np.float64), np.asarray(labels)
    fitting = np.array([is_fitting_row(identifier) for identifier in identifiers])
    found = temperature(logits[fitting], labels[fitting])
    rest = [special.softmax(logits[~fitting] / divisor, axis=1)[:, 1] for divisor in (1.0, found)]
    before, after = (figures.calibration_error(labels[~fitting], positive) for positive in rest)
    return {
        "temperature": round(found, 4),
        "fitted_rows": int(fitting.sum()),
        "told_rows": int((~fitting).sum()),
        "error_before": round(before, 4),
        "error_after": round(after, 4),
    }
