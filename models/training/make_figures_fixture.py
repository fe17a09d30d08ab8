"""Writes the rows on which the tests hold the evaluation's figures to scikit-learn, SciPy and statsmodels.

    python models/training/make_figures_fixture.py

Needs numpy, scipy, scikit-learn (1.9 or later) and statsmodels. Each case of `tests/fixtures/figures.json` holds rows and
what these packages say of them, under the names of the server's answers; where the server says null, so does this file.
What they lack is written here from its definition, the slow way: DeLong's interval, calibration errors, the temperature,
Newcombe's interval for pairs, the population stability index.
"""

import json
import pathlib
import warnings

import numpy as np
from scipy import optimize, stats
from scipy.special import logsumexp, softmax
from sklearn import metrics
from sklearn.calibration import calibration_curve
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.inter_rater import cohens_kappa

FILE = pathlib.Path(__file__).resolve().parents[2] / "tests" / "fixtures" / "figures.json"
SEED = 31
BINS = 15
Z = stats.norm.ppf(0.975)


def floats(values):
    """As the server holds probabilities: single precision, counted with in double."""
    return np.asarray(values, dtype=np.float32).astype(np.float64)


def estimate(value, interval):
    if value is None or np.isnan(value):
        return None
    return {"value": float(value), "interval": interval and {"low": float(interval[0]), "high": float(interval[1])}}


def proportion(successes, n):
    if n == 0:
        return None
    interval = stats.binomtest(int(successes), int(n)).proportion_ci(method="wilson")
    return estimate(successes / n, (interval.low, interval.high))


def mean(value, each):
    """A mean that scikit-learn gave, with the standard error of what it is the mean of."""
    assert np.isclose(value, np.mean(each), rtol=1e-12, atol=1e-15)
    reach = Z * stats.sem(each)
    return estimate(value, (max(value - reach, 0.0), value + reach))


def delong(is_label, scores):
    """Each row's structural component less its mean, over the root of n (n - 1): DeLong's definition, pair by pair."""
    positive, negative = scores[is_label], scores[~is_label]
    pairs = (positive[:, None] > negative) + 0.5 * (positive[:, None] == negative)
    deviations = np.zeros(len(scores))
    for rows, components in ((is_label, pairs.mean(1)), (~is_label, pairs.mean(0))):
        if len(components) < 2:
            return None
        deviations[rows] = (components - components.mean()) / np.sqrt(len(components) * (len(components) - 1))
    return deviations


def area(gold, probabilities, labels):
    """The mean area over those of `labels` that occur and are not alone, and the mean average precision."""
    told = [label for label in labels if 0 < (gold == label).sum() < len(gold)]
    if not told:
        return None, None
    areas = [metrics.roc_auc_score(gold == label, probabilities[:, label]) for label in told]
    precisions = [metrics.average_precision_score(gold == label, probabilities[:, label]) for label in told]
    deviations = [delong(gold == label, probabilities[:, label]) for label in told]
    value, interval = np.mean(areas), None
    if all(one is not None for one in deviations):
        reach = Z * np.sqrt((np.mean(deviations, 0) ** 2).sum())
        interval = (max(value - reach, 0.0), min(value + reach, 1.0))
    return estimate(value, interval), float(np.mean(precisions))


def curve(came_true, probabilities):
    """scikit-learn's calibration curve, and how many rows each of its points has."""
    observed, predicted = calibration_curve(came_true, probabilities, pos_label=True, n_bins=BINS)
    edges = np.linspace(0.0, 1.0, BINS + 1)
    rows = np.bincount(np.searchsorted(edges[1:-1], probabilities), minlength=BINS)
    return [
        {"rows": int(n), "mean_probability": float(x), "observed": proportion(round(y * n), n)}
        for n, x, y in zip(rows[rows > 0], predicted, observed, strict=True)
    ]


def expected_error(bins):
    gaps = np.array([abs(one["mean_probability"] - one["observed"]["value"]) for one in bins])
    rows = np.array([one["rows"] for one in bins])
    return float((gaps * rows).sum() / rows.sum()), float(gaps.max())


def per_label(gold, predicted, probabilities, labels):
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(
        gold, predicted, labels=range(len(labels)), zero_division=np.nan
    )
    classes = []
    for label, name in enumerate(labels):
        hits = (gold == label) & (predicted == label)
        support, given = (gold == label).sum(), (predicted == label).sum()
        # zero_division also makes F1 undefined where only precision or recall is; it is then 0, as 2 tp / (2 tp + fp + fn).
        harmonic = f1[label] if not np.isnan(f1[label]) else 0.0 if support + given > 0 else None
        auc, average = area(gold, probabilities, [label])
        one = {
            "label": name,
            "support": int(support),
            "predicted": int(given),
            "precision": proportion(hits.sum(), given),
            "recall": proportion(hits.sum(), support),
            "f1": None if harmonic is None else {"value": float(harmonic)},
            "roc_auc": auc,
            "average_precision": average,
        }
        for name, value in (("precision", precision), ("recall", recall)):
            assert one[name] is None and np.isnan(value[label]) or np.isclose(one[name]["value"], value[label])
        classes.append(one)
    return classes


def figures(gold, predicted, probabilities, labels):
    two = len(labels) == 2
    confidence = probabilities[np.arange(len(gold)), predicted]
    right = gold == predicted
    hot = np.eye(len(labels))[gold]
    auc, average = area(gold, probabilities, [1] if two else range(len(labels)))
    # With labels given, scikit-learn takes a class that does not occur; of one class alone only the loss.
    loss = metrics.log_loss(gold, probabilities, labels=range(len(labels)))
    eps = np.finfo(float).eps
    each_loss = -np.log(np.clip(probabilities[np.arange(len(gold)), gold], eps, 1 - eps))
    if two:
        each = (probabilities[:, 1] - gold) ** 2
        brier = metrics.brier_score_loss(gold, probabilities[:, 1], pos_label=1)
    else:
        each = ((probabilities - hot) ** 2).sum(1)
        brier = metrics.brier_score_loss(gold, probabilities, labels=range(len(labels)), scale_by_half=False)
    bins = curve(right, confidence)
    ece, mce = expected_error(bins)
    varies = len(set(gold)) > 1 and len(set(predicted)) > 1
    return {
        "rows": len(gold),
        "accuracy": proportion(right.sum(), len(gold)),
        "macro_f1": {"value": metrics.f1_score(gold, predicted, average="macro", zero_division=0.0)},
        "balanced_accuracy": {"value": metrics.balanced_accuracy_score(gold, predicted)},
        "matthews": {"value": metrics.matthews_corrcoef(gold, predicted)} if varies else None,
        "roc_auc": auc,
        "average_precision": average,
        "log_loss": mean(loss, each_loss),
        "brier": mean(brier, each),
        "ece": {"value": ece},
        "mce": mce,
        "classes": per_label(gold, predicted, probabilities, labels),
    }


def thresholds(gold, scores):
    """Every tenth of the server's thresholds; the best are looked for among all."""
    rows, best = [], {}
    for at in range(101):
        given = scores >= at / 100
        (tn, fp), (fn, tp) = metrics.confusion_matrix(gold, given.astype(int), labels=[0, 1]).tolist()
        precision, recall, f1, _ = metrics.precision_recall_fscore_support(
            gold, given.astype(int), labels=[1], zero_division=np.nan
        )
        accuracy = metrics.accuracy_score(gold, given)
        macro = metrics.f1_score(gold, given, average="macro", zero_division=0.0)
        youden = None
        if 0 < gold.sum() < len(gold):
            youden = metrics.balanced_accuracy_score(gold, given, adjusted=True)
        row = {
            "threshold": at / 100,
            "true_positives": tp,
            "false_positives": fp,
            "true_negatives": tn,
            "false_negatives": fn,
            "precision": None if np.isnan(precision[0]) else precision[0],
            "recall": None if np.isnan(recall[0]) else recall[0],
            "f1": None if tp + fp + fn == 0 else 0.0 if np.isnan(f1[0]) else f1[0],
            "macro_f1": macro,
            "accuracy": accuracy,
            "youden": youden,
        }
        for name, value in (("best_accuracy", accuracy), ("best_macro_f1", macro), ("best_youden", youden)):
            if value is not None:
                best.setdefault(name, []).append((-round(value, 12), abs(at - 50), at))
        if at % 10 == 0:
            rows.append(row)
    chosen = {name: min(values)[2] / 100 for name, values in best.items()}
    return {"tenths": rows, "best_youden": None, **chosen}


def splitmix(number):
    """The first number that follows from a seed: the lowest rows are those that the server fits on."""
    mask = 2**64 - 1
    mixed = (number + 0x9E3779B97F4A7C15) & mask
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & mask
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & mask
    return mixed ^ (mixed >> 31)


def fit_temperature(gold, logits):
    """Where the slope of the log loss after 1 / T is zero, else the end of the range."""
    rows = np.arange(len(gold))

    def slope(inverse):
        return ((softmax(logits * inverse, 1) * logits).sum(1) - logits[rows, gold]).sum()

    if slope(1 / 20) >= 0:
        return 20.0
    if slope(20) <= 0:
        return 0.05
    inverse = optimize.brentq(slope, 1 / 20, 20, xtol=1e-15, rtol=1e-14)

    def loss(inverse):
        scaled = logits * inverse
        return (logsumexp(scaled, 1) - scaled[rows, gold]).mean()

    # The slope is that of the loss: a bounded search for the loss itself ends at the same place.
    found = optimize.minimize_scalar(loss, bounds=(1 / 20, 20), method="bounded", options={"xatol": 1e-9}).x
    assert np.isclose(found, inverse, rtol=1e-4), (found, inverse)
    return 1 / inverse


def fit_threshold(gold, scores, aim):
    """Halfway between two neighbouring scores, tried one by one."""
    if len(set(gold)) < 2:
        return None
    values = np.unique(scores)
    tried = []
    for threshold in (values[1:] + values[:-1]) / 2:
        (tn, fp), (fn, tp) = metrics.confusion_matrix(gold, scores >= threshold, labels=[0, 1]).tolist()
        served = tn + tp if aim == "accuracy" else (2 * tn / (2 * tn + fn + fp) + 2 * tp / (2 * tp + fp + fn)) / 2
        tried.append((-served, abs(threshold - 0.5), threshold))
    return min(tried)[2] if tried else None


def calibration(gold, predicted, probabilities, aim):
    fitted = np.array([splitmix(row) < 2**63 for row in range(len(gold))])
    logits = np.log(np.maximum(probabilities, np.finfo(np.float32).tiny))
    temperature = fit_temperature(gold[fitted], logits[fitted])
    # Equal rows must stay equal, whatever their place in NumPy's vectors.
    unique, place = np.unique(logits, axis=0, return_inverse=True)
    scaled = softmax(unique / temperature, 1)[place]
    threshold, given = None, predicted
    if probabilities.shape[1] == 2:
        threshold = fit_threshold(gold[fitted], scaled[fitted, 1], aim)
    if threshold is not None:
        given = (scaled[:, 1] >= threshold).astype(int)
    said = {"temperature": temperature, "threshold": threshold, "aim": aim}
    said |= {"fitted_on": int(fitted.sum()), "checked_on": int((~fitted).sum())}
    kept = gold[~fitted]
    for when, labels, chances in (("before", predicted, probabilities), ("after", given, scaled)):
        labels, chances = labels[~fitted], chances[~fitted]
        bins = curve(kept == labels, np.minimum(chances[np.arange(len(kept)), labels], 1.0))
        said |= {
            f"ece_{when}": {"value": expected_error(bins)[0]},
            f"log_loss_{when}": {"value": metrics.log_loss(kept, chances, labels=range(chances.shape[1]))},
            f"accuracy_{when}": proportion((kept == labels).sum(), len(kept)),
            f"macro_f1_{when}": metrics.f1_score(kept, labels, average="macro", zero_division=0.0),
        }
    return said


def wilson(successes, n):
    interval = stats.binomtest(successes, n).proportion_ci(method="wilson")
    return interval.low, interval.high


def paired_difference(a, b, c, d):
    """Newcombe's method 10 for pairs (Statistics in Medicine 17, 1998, 2635-2650)."""
    n = a + b + c + d
    first, second = (a + b) / n, (a + c) / n
    (low1, high1), (low2, high2) = wilson(a + b, n), wilson(a + c, n)
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    excess = a * d - b * c
    if excess > 0:
        excess = max(excess - n / 2, 0)
    phi = excess / np.sqrt(margins) if margins else 0.0
    value = (b - c) / n
    below, above, under, over = first - low1, high2 - second, second - low2, high1 - first
    low = value - np.sqrt(max(below**2 - 2 * phi * below * above + above**2, 0))
    high = value + np.sqrt(max(under**2 - 2 * phi * under * over + over**2, 0))
    return estimate(value, (max(low, -1.0), min(high, 1.0)))


def pairing(name, labels, gold, first, second):
    right1, right2 = first == gold, second == gold
    both, only1, only2, none = (
        int(one.sum()) for one in (right1 & right2, right1 & ~right2, ~right1 & right2, ~right1 & ~right2)
    )
    exact = only1 + only2 < 25
    test = mcnemar([[both, only1], [only2, none]], exact=exact, correction=True)
    table = metrics.confusion_matrix(first, second, labels=range(len(labels)))
    kappa = None
    if len(set(first) | set(second)) > 1:
        found = cohens_kappa(table)
        assert np.isclose(found.kappa, metrics.cohen_kappa_score(first, second), rtol=1e-12)
        kappa = estimate(found.kappa, (max(found.kappa_low, -1.0), min(found.kappa_upp, 1.0)))
    return {
        "name": name,
        "labels": labels,
        "gold": gold.tolist(),
        "first": first.tolist(),
        "second": second.tolist(),
        "versus": {
            "rows": len(gold),
            "both_right": both,
            "only_first": only1,
            "only_second": only2,
            "neither": none,
            "difference": paired_difference(both, only1, only2, none),
            "mcnemar": {
                "p_value": float(test.pvalue),
                "statistic": None if exact else float(test.statistic),
                "exact": exact,
            },
            "predictions": {
                "rows": len(gold),
                "observed": proportion((first == second).sum(), len(gold)),
                "kappa": kappa,
                "labels": labels,
                "table": table.tolist(),
            },
        },
    }


def pairings(rng):
    def told(gold, labels, accuracy):
        return np.where(rng.random(len(gold)) < accuracy, gold, rng.integers(0, labels, len(gold)))

    two, three = ["negative", "positive"], ["negative", "neutral", "positive"]
    gold = rng.integers(0, 3, 200)
    yield pairing("many apart", three, gold, told(gold, 3, 0.8), told(gold, 3, 0.6))
    gold = rng.integers(0, 2, 60)
    yield pairing("few apart", two, gold, told(gold, 2, 0.9), told(gold, 2, 0.8))
    yield pairing("none apart", two, gold, gold, gold)
    yield pairing("one always wrong", two, gold, gold, 1 - gold)
    yield pairing("one label throughout", two, gold, np.ones(60, int), np.ones(60, int))


def stability(expected, actual):
    """As the sum of both relative entropies, which it is."""
    expected, actual = np.array(expected) + 0.5, np.array(actual) + 0.5
    return {
        "expected": (expected - 0.5).astype(int).tolist(),
        "actual": (actual - 0.5).astype(int).tolist(),
        "psi": float(stats.entropy(actual, expected) + stats.entropy(expected, actual)),
    }


def case(name, labels, gold, probabilities, predicted=None):
    probabilities = floats(probabilities)
    gold = np.asarray(gold)
    predicted = probabilities.argmax(1) if predicted is None else np.asarray(predicted)
    said = {
        "figures": figures(gold, predicted, probabilities, labels),
        "confusion": metrics.confusion_matrix(gold, predicted, labels=range(len(labels))).tolist(),
        "reliability": curve(gold == predicted, probabilities[np.arange(len(gold)), predicted]),
        "reliability_of_last": curve(gold == len(labels) - 1, probabilities[:, -1]),
        "thresholds": thresholds(gold, probabilities[:, 1]) if len(labels) == 2 else None,
        "calibrations": [calibration(gold, predicted, probabilities, aim) for aim in ("macro_f1", "accuracy")],
    }
    return {
        "name": name,
        "labels": labels,
        "gold": gold.tolist(),
        "predicted": predicted.tolist(),
        "probabilities": [[float(f"{value:.9g}") for value in row] for row in probabilities],
        **said,
    }


def pair(positive):
    positive = floats(positive)
    return np.stack([1 - positive, positive], 1)


def cases(rng):
    two, three = ["negative", "positive"], ["negative", "neutral", "positive"]
    # Hundredths, so that many rows tie and some stand on a bin's edge or a threshold.
    scores = np.round(rng.beta(1.2, 1, 240), 2)
    gold = (rng.random(240) < np.clip(0.15 + 0.7 * scores, 0, 1)).astype(int)
    yield case("two labels with ties", two, gold, pair(scores))
    yield case("a threshold of 0.3", two, gold[:90], pair(scores[:90]), (floats(scores[:90]) >= 0.3).astype(int))
    extremes = np.array([0.0, 1.0, 1e-30, 1 - 2**-24, 0.5, 0.25])[rng.integers(0, 6, 60)]
    yield case("extremes", two, (rng.random(60) < extremes * 0.8 + 0.1).astype(int), pair(extremes))
    yield case("one class", two, np.ones(25, int), pair(rng.random(25)))
    yield case("never predicted", two, (np.arange(40) % 13 == 0).astype(int), pair(rng.random(40) / 2.1))
    logits = rng.normal(size=(200, 3)) * 1.5
    gold = np.array([rng.choice(3, p=p) for p in softmax(logits + [0, -4.2, 0], 1)])
    yield case("three labels, one rare", three, gold, softmax(logits * 1.4 + [0, -3, 0], 1))
    logits = rng.normal(size=(80, 3)) + [0, -2, 0]
    gold = np.array([rng.choice(3, p=p) for p in softmax(logits, 1)])
    gold[gold == 1] = 0
    yield case("three labels, one absent", three, gold, softmax(logits, 1))


def main():
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(SEED)
    fixture = {
        "cases": list(cases(rng)),
        "pairings": list(pairings(rng)),
        "stability": [
            stability([120, 310, 400, 170], [90, 330, 420, 160]),
            stability([0, 50, 50], [10, 0, 25]),
            stability([1000] * 10, rng.integers(1, 10000, 10)),
        ],
        "wilson": [
            {"successes": k, "n": n, "low": wilson(k, n)[0], "high": wilson(k, n)[1]}
            for k, n in ((0, 1), (1, 1), (0, 40), (40, 40), (3, 7), (999_999, 1_000_000), (137_000, 1_000_000))
        ],
    }
    FILE.write_text(json.dumps(fixture, ensure_ascii=False, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n")
    for one in fixture["cases"]:
        print(one["name"], np.bincount(one["gold"]), one["figures"]["accuracy"]["value"], one["figures"]["roc_auc"])
    print(FILE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
