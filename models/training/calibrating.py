"""What the opinion of each part of a two-part network counts for: the two shares that make the answers most probable.

Fitted on one half of the rows that choose, and told on the other: on its own half any fit looks good. Training has its own
shares, which trust the network too much, as it has seen the labels of the rows that it learns from and the table has not.
"""

import zlib

import numpy as np
from scipy import optimize, special

import figures


def is_fitting_row(identifier):
    """Which half a row belongs to, by its id."""
    # The lowest bits already decide which rows choose; the highest is free.
    return zlib.crc32(identifier.encode("utf-8")) >> 31 == 0


def shares(margins, labels):
    """What each column of `margins`, log-odds of label 1, counts for in the sum that makes the labels most probable."""
    signs = 2 * np.asarray(labels) - 1
    loss = lambda counts: -special.log_expit(signs * (margins @ counts)).mean()
    return optimize.minimize(loss, np.full(margins.shape[1], 0.5), method="BFGS").x


def calibration(own, table, before, labels, identifiers):
    """The shares fitted on one half, and the other half's calibration error with `before` and with them."""
    margins, labels = np.stack([own, table], 1).astype(np.float64), np.asarray(labels)
    fitting = np.array([is_fitting_row(identifier) for identifier in identifiers])
    found = shares(margins[fitting], labels[fitting])
    rest = [special.expit(margins[~fitting] @ np.asarray(counts)) for counts in (before, found)]
    error_before, error_after = (figures.calibration_error(labels[~fitting], positive) for positive in rest)
    return {
        "own_share": round(float(found[0]), 4),
        "table_share": round(float(found[1]), 4),
        "fitted_rows": int(fitting.sum()),
        "told_rows": int((~fitting).sum()),
        "error_before": round(error_before, 4),
        "error_after": round(error_after, 4),
    }
