"""What a model makes of texts that are spelt otherwise than those it learnt from, and how much its certainty is worth.

    python models/training/robustness.py --data DIR --model avis-bilstm      (also imdb-bilstm)

Prints the tables of its card: accuracy as the reviews are respelt, by length, and of the answers that are certain enough.
The reviews are those that only measure; neutral ones, French only, show what certainty a text without a verdict gets.
"""

import argparse
import pathlib
import random
import re
import unicodedata

import numpy as np

import corpus
from figures import wilson
from serving import Model, probabilities

MODELS = pathlib.Path(__file__).resolve().parent.parent
SEED = 20

# One word in so many is mistyped: two letters inside it change places.
TYPO_EVERY = 5

SMS = {
    "fr": {
        "c'est": "c", "j'ai": "g", "je suis": "chui", "pas": "pa", "que": "ke", "qui": "ki", "très": "tré", "trop": "tro",
        "avec": "ac", "beaucoup": "bcp", "tout": "tt", "toujours": "tjrs", "bien": "bi1", "rien": "r1", "pour": "pr",
        "vous": "vs", "nous": "ns", "dans": "ds", "quand": "qd", "même": "mm", "jamais": "jms", "vraiment": "vrmt",
    },
    "en": {
        "you": "u", "are": "r", "to": "2", "for": "4", "great": "gr8", "and": "n", "with": "w", "because": "cuz",
        "before": "b4", "see": "c", "people": "ppl", "though": "tho", "really": "rly", "please": "pls", "your": "ur",
    },
}  # fmt: skip

LENGTHS = ((1, 10), (11, 40), (41, 150), (151, 10_000))
COVERAGES = (1.0, 0.95, 0.9, 0.8, 0.7, 0.5)


def mistyped(text):
    """Two neighbouring letters swapped in a word of five; the same words each time."""
    draw = random.Random(f"{SEED}{text}")

    def swap(match):
        word = match[0]
        if draw.randrange(TYPO_EVERY):
            return word
        at = draw.randrange(1, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return re.sub(r"\w{4,}", swap, text)


def without_accents(text):
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def as_sms(text, language):
    pattern = "|".join(rf"\b{re.escape(words)}\b" for words in SMS[language])
    return re.sub(pattern, lambda match: SMS[language][match[0].lower()], text, flags=re.IGNORECASE)


def respelt(language):
    """The ways to respell a text, by their name in the card."""
    return {
        "as written": lambda text: text,
        "a word in five mistyped": mistyped,
        "without accents": without_accents,
        "in capitals": str.upper,
        "a neutral emoji behind": lambda text: text + " 🎬",
        "SMS spelling": lambda text: as_sms(text, language),
    }


def positives(model, texts):
    """The probability of `positive` for each text."""
    return np.array([probabilities(model.logits(model.encode(text)))[1] for text in texts])


def share_of(right):
    return "{:.3f} ({:.3f} to {:.3f})".format(*wilson(int(right.sum()), len(right)))


def certainty(positive):
    return np.maximum(positive, 1 - positive)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder that holds fr/ and imdb/")
    parser.add_argument("--model", default="avis-bilstm", help="its name (default: avis-bilstm)")
    parser.add_argument("--folder", type=pathlib.Path, help="where the model is (default: models/<model>)")
    parser.add_argument("--file", default="model.int8.onnx", help="which graph (default: model.int8.onnx)")
    arguments = parser.parse_args()
    model = Model(arguments.folder or MODELS / arguments.model, arguments.file)
    language = model.config["language"]
    rows = corpus.french_validation(arguments.data) if language == "fr" else corpus.imdb(arguments.data)[2]
    texts, labels = [row["text"] for row in rows], np.array([row["label"] for row in rows])

    print("| spelling | accuracy |\n| --- | ---: |")
    answers = {}
    for name, respell in respelt(language).items():
        answers[name] = positives(model, [respell(text) for text in texts])
        print(f"| {name} | {share_of((answers[name] > 0.5) == labels)} |")

    positive = answers["as written"]
    right, words = (positive > 0.5) == labels, np.array([len(text.split()) for text in texts])
    print("\n| words | texts | accuracy |\n| --- | ---: | ---: |")
    for least, most in LENGTHS:
        inside = (words >= least) & (words <= most)
        if inside.any():
            print(f"| {least} to {min(most, words.max())} | {inside.sum():,} | {share_of(right[inside])} |")

    print("\n| most certain | certainty from | accuracy |\n| --- | ---: | ---: |")
    order = np.argsort(-certainty(positive), kind="stable")
    for coverage in COVERAGES:
        kept = order[: round(coverage * len(order))]
        print(f"| {coverage:.0%} | {certainty(positive)[kept].min():.3f} | {share_of(right[kept])} |")
    parts = {"right": certainty(positive[right]), "wrong": certainty(positive[~right])}
    if language == "fr":
        parts["of neutral reviews"] = certainty(positives(model, [row["text"] for row in corpus.french_apart(arguments.data)[2]]))
    print("\nMedian certainty: " + ", ".join(f"{np.median(values):.3f} {name}" for name, values in parts.items()))


if __name__ == "__main__":
    main()
