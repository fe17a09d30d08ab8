"""Runs the behaviour suite against every served model of a language and prints how many pairs each one passes.

    python models/training/behaviour.py --url http://127.0.0.1:8080 --language fr

The suite is `tests/behaviour/<phenomenon>.<language>.jsonl`: two reviews a line, one positive and one negative, which
differ by as little as the phenomenon asks. A pair passes when both get their label: chance passes a quarter of them.
"""

import argparse
import json
import pathlib
import urllib.request

from client import Client
from figures import wilson

SUITE = pathlib.Path(__file__).resolve().parents[2] / "tests" / "behaviour"

# Reported beside the rest and left out of the second total: no model of this size is expected to see through it.
APART = "irony"


def pairs_of(language, folder=SUITE):
    """The pairs of each phenomenon, by its name."""
    suite = {}
    for path in sorted(folder.glob(f"*.{language}.jsonl")):
        lines = path.read_text(encoding="utf-8").splitlines()
        suite[path.name.split(".")[0]] = [json.loads(line) for line in lines if line.strip()]
    if not suite:
        raise SystemExit(f"no suite for {language} in {folder}")
    return suite


def models_of(url, language):
    """The names of the loaded models of a language, with each precision that a request may ask for."""
    with urllib.request.urlopen(f"{url.rstrip('/')}/models") as answer:
        listing = json.load(answer)
    return [
        f"{model['name']}:{variant['precision']}"
        for model in listing["models"]
        if model["language"] == language
        for variant in model["variants"]
    ]


def passed(suite, label_of):
    """For each phenomenon one truth value a pair; `label_of(texts)` gives one label a text."""
    texts = [pair[side] for pairs in suite.values() for pair in pairs for side in ("positive", "negative")]
    labels = iter(label_of(texts))
    # Both labels of a pair are taken, whatever the first one is: the next pair's follow them.
    return {name: [(next(labels), next(labels)) == ("positive", "negative") for _ in pairs] for name, pairs in suite.items()}


def table(results):
    """Models by phenomena, as Markdown; `results` holds what `passed` gave, by model."""
    lines = []
    for model, by_name in results.items():
        if not lines:
            heads = [f"{name} ({len(values)})" for name, values in by_name.items()]
            lines += [f"| model | {' | '.join(heads)} | all | without {APART} |", f"| --- |{' ---: |' * (len(heads) + 2)}"]
        rates = [f"{sum(values) / len(values):.0%}" for values in by_name.values()]
        everything = [value for values in by_name.values() for value in values]
        rest = [value for name, values in by_name.items() if name != APART for value in values]
        totals = ["{:.1%} ({:.1%} to {:.1%})".format(*wilson(sum(values), len(values))) for values in (everything, rest)]
        lines.append(f"| `{model}` | {' | '.join(rates + totals)} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8080", help="the running server")
    parser.add_argument("--language", default="fr", choices=("fr", "en"), help="which suite (default: fr)")
    parser.add_argument("--failures", action="store_true", help="print the ids of the pairs that fail")
    arguments = parser.parse_args()
    suite, results = pairs_of(arguments.language), {}
    for model in models_of(arguments.url, arguments.language):
        stream = lambda texts, model=model: (answer["label"] for answer in Client(arguments.url).stream(texts, model))
        results[model] = passed(suite, stream)
    print(table(results))
    if arguments.failures:
        for model, by_name in results.items():
            failing = [pair["id"] for name, values in by_name.items() for pair, value in zip(suite[name], values) if not value]
            print(f"\n{model} fails {len(failing)}: {' '.join(failing)}")


if __name__ == "__main__":
    main()
