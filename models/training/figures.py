"""The figures of the model cards: accuracy, expected calibration error, Brier score."""

import numpy as np

# The usual number of equal-width bins; the shares of a few thousand rows in each stay readable.
CALIBRATION_BINS = 15


def accuracy(labels, predicted):
    return float(np.mean(np.asarray(labels) == np.asarray(predicted)))


def brier(labels, positive):
    """Mean squared distance between the probability of `positive` and what happened."""
    return float(np.mean((np.asarray(positive) - np.asarray(labels)) ** 2))


def calibration_error(labels, positive):
    """Expected calibration error of the predicted label's probability."""
    labels, positive = np.asarray(labels), np.asarray(positive)
    predicted = (positive > 0.5).astype(int)
    confidence = np.where(predicted == 1, positive, 1 - positive)
    right = predicted == labels
    bins = np.minimum((confidence * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    error = 0.0
    for index in range(CALIBRATION_BINS):
        inside = bins == index
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return float(error)


def wilson(successes, trials, deviations=1.96):
    """A share and the ends of its interval (Wilson, 1927; 95 % by default), which stays within 0 and 1."""
    share, spread = successes / trials, deviations**2 / trials
    middle = (share + spread / 2) / (1 + spread)
    half = deviations * np.sqrt(share * (1 - share) / trials + spread / (4 * trials)) / (1 + spread)
    return share, float(middle - half), float(middle + half)
