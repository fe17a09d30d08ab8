"""What a linear model on words and word pairs thinks of reviews that it has not seen: soft labels for a network.

The training rows are cut into folds, and each fold is judged by a model that was fitted on the others: a teacher that
knew a row's label by heart would only repeat it.
"""

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

FOLDS = 5

# As in linear_baseline.py, with word triples beside the pairs: "pas du tout", "à ne pas".
WORDS = {"ngram_range": (1, 3), "min_df": 3, "sublinear_tf": True, "token_pattern": r"\w+|[^\w\s]+", "dtype": np.float32}
REGULARISATION = 10.0


def fitted(features, labels, weights):
    # The dual solver takes seconds where the usual one takes minutes.
    model = LogisticRegression(C=REGULARISATION, solver="liblinear", dual=True, max_iter=200, random_state=0)
    return model.fit(features, labels, sample_weight=weights)


def soft_labels(training, weights, seed):
    """The probability of `positive` for each training row, by the model that did not see its fold."""
    features = TfidfVectorizer(**WORDS).fit_transform(row["text"] for row in training)
    labels = np.array([row["label"] for row in training])
    fold = np.random.default_rng(seed).integers(FOLDS, size=len(training))
    opinions = np.zeros(len(training), np.float32)
    for held in range(FOLDS):
        model = fitted(features[fold != held], labels[fold != held], weights[fold != held])
        opinions[fold == held] = model.predict_proba(features[fold == held])[:, 1]
    return opinions
