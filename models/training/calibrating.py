"""What the opinions of two parts count for: the shares that make the labels of rows that neither part learnt most probable."""

import numpy as np
from scipy import optimize, special


def shares(margins, labels, weights=1.0):
    """What each column of `margins` [row, part], log-odds of label 1, counts for in the sum that answers; `weights` are the rows'.

    Alone, a part says its whole opinion; together they would say twice what they agree on. A column of ones gets a constant.
    """
    signs = 2 * np.asarray(labels) - 1
    loss = lambda counts: -(weights * special.log_expit(signs * (margins @ counts))).mean()
    return optimize.minimize(loss, np.full(margins.shape[1], 0.5), method="BFGS").x
