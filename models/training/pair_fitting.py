"""Fits the table of tokens and pairs: a logistic regression on features scaled by how telling they are.

A feature's scale is the log-ratio of its shares of the two classes: Wang and Manning, 2012, with logistic regression in
place of their support vectors.
"""

import dataclasses

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from pair_table import PLACES, Table, counted, places

# The solver's passes over the rows. It has not quite converged then, and says so.
PASSES = 60

# What occurs in one text alone says nothing of others.
LEAST_TEXTS = 2


@dataclasses.dataclass(frozen=True)
class Settings:
    """What differs from one language to the other.

    `regularisation` is the solver's C. `prior_count` is added to each count, as if everything had been seen that often in
    each class. `once` counts what a text repeats only once. `apart` adds the pairs with one token between them. `half_at` is
    the table's own.
    """

    regularisation: float
    prior_count: float = 1.0
    once: bool = False
    apart: bool = False
    half_at: int = 0


def features(texts, vocabulary, settings):
    """How often each token and each pair occurs, over the root of the length: a sparse matrix, one row a text.

    Where each counts once, whether it occurs. First the tokens' columns, then the pairs', then those of the pairs apart.
    """
    steps = (1, 2) if settings.apart else (1,)

    def columns_of(ids):
        parts = [ids, *(vocabulary + index * PLACES + places(ids, step) for index, step in enumerate(steps))]
        return counted(np.concatenate(parts), settings.once)

    columns = [columns_of(ids) for ids in texts]
    ends = np.cumsum([0] + [len(row) for row in columns])
    values = np.concatenate([np.full(len(row), len(ids) ** -0.5, np.float32) for row, ids in zip(columns, texts)])
    shape = (len(texts), vocabulary + len(steps) * PLACES)
    matrix = sparse.csr_matrix((values, np.concatenate(columns), ends), shape=shape)
    matrix.sum_duplicates()
    return matrix


def log_ratios(matrix, labels, weights, prior_count):
    """How telling each feature is: the size of the log-ratio of its shares of the two classes' features."""
    present = sparse.csr_matrix((np.ones_like(matrix.data), matrix.indices, matrix.indptr), shape=matrix.shape)
    shares = []
    for inside in (labels == 1, labels == 0):
        counts = present.T @ (weights * inside) + prior_count
        shares.append(counts / counts.sum())
    ratios = np.abs(np.log(shares[0] / shares[1]))
    ratios[np.bincount(matrix.indices, minlength=matrix.shape[1]) < LEAST_TEXTS] = 0
    return ratios


def fitted(texts, labels, weights, vocabulary, settings):
    """The table of these texts, lists of ids."""
    matrix, labels = features(texts, vocabulary, settings), np.asarray(labels)
    ratios = log_ratios(matrix, labels, weights, settings.prior_count)
    scaled = matrix @ sparse.diags(ratios)
    # A regularisation means the same at any scale of the features: their mean length is made 1.
    scale = 1 / np.sqrt(scaled.multiply(scaled).sum(1)).mean()
    # The dual solver takes seconds where the usual one takes minutes.
    model = LogisticRegression(
        C=settings.regularisation, solver="liblinear", dual=True, max_iter=PASSES, tol=1e-3, random_state=0
    )
    model.fit(scaled * scale, labels, sample_weight=weights)
    values = (model.coef_[0] * ratios * scale).astype(np.float32)
    tokens, pairs, apart = np.split(values, [vocabulary, vocabulary + PLACES])
    apart = apart if settings.apart else None
    return Table(tokens, pairs, float(model.intercept_[0]), settings.once, apart, settings.half_at)
