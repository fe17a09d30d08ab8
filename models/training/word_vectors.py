"""Word vectors from unlabelled text: which tokens stand near which, as a factorised matrix of mutual information.

Positive pointwise mutual information of tokens within a few places of each other, the context's counts smoothed, cut to
its largest singular values: Levy, Goldberg and Dagan, 2015. A minute's work, and what a network learns first anyway.
"""

import numpy as np
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

WINDOW = 4

# Levy, Goldberg and Dagan: context counts to this power keep rare contexts from the largest values, and half of the
# singular values' weight is left in the vectors.
CONTEXT_POWER = 0.75
VALUE_POWER = 0.5

# The spread of a fresh embedding, which the recurrent layers' first steps are made for.
SPREAD = 0.1


def word_vectors(texts, vocabulary, size, seed):
    """A float32 array [vocabulary, size] from lists of ids; a token that stands alone gets zeros."""
    counts = sparse.csr_matrix((vocabulary, vocabulary), dtype=np.float64)
    flat = np.concatenate([np.append(text, -1) for text in texts])
    for distance in range(1, WINDOW + 1):
        left, right = flat[:-distance], flat[distance:]
        same_text = np.ones(len(left), dtype=bool)
        for between in range(distance + 1):
            same_text &= flat[between : len(flat) - distance + between] >= 0
        left, right = left[same_text], right[same_text]
        # A nearer neighbour tells more.
        weight = np.full(len(left), 1 / distance)
        counts = counts + sparse.csr_matrix((weight, (left, right)), shape=counts.shape)
    counts = (counts + counts.T).tocoo()
    words = np.asarray(counts.sum(1)).ravel()
    contexts = words**CONTEXT_POWER
    expected = words[counts.row] * contexts[counts.col] / contexts.sum()
    information = np.log(counts.data / expected)
    kept = information > 0
    matrix = sparse.csr_matrix((information[kept], (counts.row[kept], counts.col[kept])), shape=counts.shape)
    left, values, _ = randomized_svd(matrix, size, n_iter=4, random_state=seed)
    vectors = left * values**VALUE_POWER
    return (vectors * (SPREAD / vectors.std())).astype(np.float32)
