"""What no network at all reaches: TF-IDF of words and word pairs, and logistic regression.

    python models/training/linear_baseline.py --data DIR

French: trained on fr/train, measured on fr/validation. English: trained on IMDB's folds 2 to 9, measured on fold 0.
"""

import argparse

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import corpus
import figures

# Not tuned: a common setting for texts of this length.
REGULARISATION = 10.0


def fitted(rows):
    features = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=r"\w+|[^\w\s]+")
    model = make_pipeline(features, LogisticRegression(C=REGULARISATION, max_iter=300))
    return model.fit([row["text"] for row in rows], [row["label"] for row in rows])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder that holds fr/ and imdb/")
    data = parser.parse_args().data
    training, _, test = corpus.imdb(data)
    predicted = fitted(training).predict([row["text"] for row in test])
    print(f"imdb, fold 0: {figures.accuracy([row['label'] for row in test], predicted):.4f}", flush=True)
    training, validation = corpus.french(data)[0], corpus.french_validation(data)
    predicted = fitted(training).predict([row["text"] for row in validation])
    right = predicted == np.array([row["label"] for row in validation])
    film = np.array([row["src"].startswith(("allocine", "senscritique")) for row in validation])
    film_or_cls = np.array([corpus.is_film_or_cls(row["src"]) for row in validation])
    print(f"fr, films: {right[film].mean():.4f}; films and CLS: {right[film_or_cls].mean():.4f}; all: {right.mean():.4f}")


if __name__ == "__main__":
    main()
