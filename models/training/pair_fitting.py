"""Fits the table of tokens and pairs: a logistic regression on features scaled by how telling they are.

A feature's scale is the log-ratio of its shares of the two classes: Wang and Manning, 2012, with logistic regression in
place of their support vectors.
"""

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from pair_table import PLACES, Table, places

# Chosen on the French selection rows among 1, 3, 10, 30 and 100.
REGULARISATION = 30.0

# The solver's passes over the rows. It has not quite converged then, and says so.
PASSES = 60

# Added to each count, as if everything had been seen once in each class.
PRIOR_COUNT = 1.0

# What occurs in one text alone says nothing of others.
LEAST_TEXTS = 2


def features(texts, vocabulary):
    """How often each token and each pair occurs, over the root of the length: a sparse matrix, one row a text."""
    columns = [np.concatenate([ids, vocabulary + places(ids)]) for ids in texts]
    ends = np.cumsum([0] + [len(row) for row in columns])
    values = np.concatenate([np.full(len(row), len(ids) ** -0.5, np.float32) for row, ids in zip(columns, texts)])
    matrix = sparse.csr_matrix((values, np.concatenate(columns), ends), shape=(len(texts), vocabulary + PLACES))
    matrix.sum_duplicates()
    return matrix


def log_ratios(matrix, labels, weights):
    """How telling each feature is: the size of the log-ratio of its shares of the two classes' features."""
    present = sparse.csr_matrix((np.ones_like(matrix.data), matrix.indices, matrix.indptr), shape=matrix.shape)
    shares = []
    for inside in (labels == 1, labels == 0):
        counts = present.T @ (weights * inside) + PRIOR_COUNT
        shares.append(counts / counts.sum())
    ratios = np.abs(np.log(shares[0] / shares[1]))
    ratios[np.bincount(matrix.indices, minlength=matrix.shape[1]) < LEAST_TEXTS] = 0
    return ratios


def fitted(texts, labels, weights, vocabulary):
    """The table of these texts, lists of ids."""
    matrix, labels = features(texts, vocabulary), np.asarray(labels)
    ratios = log_ratios(matrix, labels, weights)
    scaled = matrix @ sparse.diags(ratios)
    # A regularisation means the same at any scale of the features: their mean length is made 1.
    scale = 1 / np.sqrt(scaled.multiply(scaled).sum(1)).mean()
    # The dual solver takes seconds where the usual one takes minutes.
    model = LogisticRegression(C=REGULARISATION, solver="liblinear", dual=True, max_iter=PASSES, tol=1e-3, random_state=0)
    model.fit(scaled * scale, labels, sample_weight=weights)
    values = (model.coef_[0] * ratios * scale).astype(np.float32)
    return Table(values[:vocabulary], values[vocabulary:], float(model.intercept_[0]))
