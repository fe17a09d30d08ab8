"""Trains one of the served models from the data folder and writes its model folder.

    python models/training/train.py avis-bilstm --data DIR
    python models/training/train.py avis-lstm --data DIR    (also avis-rnn, avis-gru, avis-bow)
    python models/training/train.py imdb-bilstm --data DIR
    python models/training/train.py imdb-lstm --data DIR
"""

import argparse
import importlib
import pathlib

import torch

import quantising

# Each model's recipe, and what it is called with besides.
RECIPES = {
    "avis-bilstm": ("avis_bilstm", {}),
    "avis-rnn": ("avis_small", {"cell": "rnn"}),
    "avis-gru": ("avis_small", {"cell": "gru"}),
    "avis-lstm": ("avis_small", {"cell": "lstm"}),
    "avis-bow": ("avis_small", {"cell": "bow"}),
    "imdb-bilstm": ("imdb_bilstm", {}),
    "imdb-lstm": ("imdb_lstm", {}),
}
# Those that a graphics card trains as well.
ON_CARDS = ("avis-bilstm", "imdb-bilstm")
MODELS = pathlib.Path(__file__).resolve().parent.parent


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", choices=RECIPES, help="which model to train")
    parser.add_argument("--data", required=True, help="folder that holds fr/train.jsonl.gz and imdb/train.jsonl.gz")
    parser.add_argument("--out", help="folder to write (default: models/<model>)")
    parser.add_argument("--epochs", type=int, help="epochs (default: the recipe's)")
    parser.add_argument("--device", default="cpu", help="cpu, or cuda for avis-bilstm and imdb-bilstm (default: cpu)")
    arguments = parser.parse_args()
    if arguments.device != "cpu" and arguments.model not in ON_CARDS:
        parser.error(f"{arguments.model} trains on a processor only")
    # Gradients through long texts shrink to denormal numbers, which a CPU computes many times more slowly.
    torch.set_flush_denormal(True)
    module, more = RECIPES[arguments.model]
    recipe = importlib.import_module(module)
    if arguments.model in ON_CARDS:
        more = {"device": arguments.device}
    # The order of floating-point sums depends on the number of threads: a fixed number makes a run repeatable.
    torch.set_num_threads(recipe.THREADS)
    folder = pathlib.Path(arguments.out) if arguments.out else MODELS / arguments.model
    recipe.train(arguments.data, folder, arguments.epochs or recipe.EPOCHS, **more)
    # Of the small models little would be won: most of their bytes are embeddings, which stay as they are.
    if "cell" not in more:
        quantising.quantise(folder)
    print(f"wrote {folder}")


if __name__ == "__main__":
    main()
