"""Writes the small models that the tests load, the broken ones that must be refused, and the golden answers.

    python models/training/make_test_models.py

Everything is deterministic: the same packages write the same bytes.
"""

import argparse
import json
import pathlib
import shutil

import numpy as np
import onnx
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

import golden
import graph
import quantising
import tiny_cells
import tiny_lstm
import tiny_transformer
from serving import Model

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEED = 7
LIMIT = 16

# Single precision, a hundred sums a logit.
AGREEMENT = 1e-5

FRENCH_KIND = "brillant brillante drôle émouvant émouvante superbe génial magnifique réussi adoré excellent parfait".split()
FRENCH_UNKIND = "nul nulle ennuyeux raté ratée mauvais pénible décevant détesté ridicule plat lent".split()
FRENCH_NEGATIONS = "pas jamais plus aucun rien".split()
FRENCH_OTHERS = (
    "le la les un une ce cette film histoire acteur acteurs scène fin musique est sont était j l d ' n ne ai "
    "et mais très trop vraiment du de des à dans que qui . , ! ? 😍 👎"
).split()

ENGLISH_KIND = "brilliant funny moving superb great wonderful loved excellent".split()
ENGLISH_UNKIND = "awful boring dull bad terrible hated poor slow".split()
ENGLISH_NEGATIONS = "not never no hardly".split()
ENGLISH_OTHERS = "the a this film movie story actor ending music is was and but very i it of to . , ! ? '".split()

LABELS = {
    "id2label": {"0": "negative", "1": "positive"},
    "label2id": {"negative": 0, "positive": 1},
    "max_length": LIMIT,
    "truncation": "head",
    "pad_token_id": 0,
    "unk_token_id": 1,
    "embedding_size": tiny_lstm.FEATURES,
    "hidden_size": tiny_lstm.UNITS,
    "num_layers": 1,
}


def word_tokenizer(words):
    tokenizer = Tokenizer(models.WordLevel({word: index for index, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.add_special_tokens(words[:2])
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace("’", "'")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return tokenizer


def tiny(folder):
    """French, two directions, masked by its lengths."""
    random = np.random.default_rng(SEED)
    words = ["[PAD]", "[UNK]"] + FRENCH_KIND + FRENCH_UNKIND + FRENCH_NEGATIONS + FRENCH_OTHERS
    table = tiny_lstm.embeddings(words, FRENCH_KIND, FRENCH_UNKIND, FRENCH_NEGATIONS, random)
    # What the dense layer reads: the maxima of both directions, then the means of both. Only the way ahead
    # meets a negation before the word that it negates.
    ahead_means = 2 * tiny_lstm.UNITS
    places = [ahead_means + tiny_lstm.SUM, ahead_means + tiny_lstm.OPPOSITE]
    weights = tiny_lstm.weights(table, 2, places, 2.5, random)
    config = {"model_type": "bilstm", "language": "fr", **LABELS, "vocab_size": len(words), "bidirectional": True}
    graph.write_folder(folder, graph.bilstm_pooled("tiny", weights), word_tokenizer(words), config)
    quantising.quantise(folder)


def tiny_nomask(folder):
    """English, one direction, blind to lengths: padding changes its answer."""
    random = np.random.default_rng(SEED + 1)
    words = ["[PAD]", "[UNK]"] + ENGLISH_KIND + ENGLISH_UNKIND + ENGLISH_NEGATIONS + ENGLISH_OTHERS
    table = tiny_lstm.embeddings(words, ENGLISH_KIND, ENGLISH_UNKIND, ENGLISH_NEGATIONS, random)
    # Nothing hides this row: padding reads as mild dislike, so a padded text gets a plainly different answer.
    table[0, tiny_lstm.POLARITY] = -0.4
    weights = tiny_lstm.weights(table, 1, [tiny_lstm.SUM, tiny_lstm.OPPOSITE], 1.5, random)
    config = {"model_type": "lstm", "language": "en", **LABELS, "vocab_size": len(words), "bidirectional": False}
    graph.write_folder(folder, graph.lstm_last_state("tiny-nomask", weights), word_tokenizer(words), config)


def transformer(folder):
    """As `optimum` writes it: an attention mask, Hugging Face's labels, no limit but the positions."""
    tokenizer = tiny_transformer.tokenizer()
    size = tokenizer.get_vocab_size()
    made = tiny_transformer.model(size, np.random.default_rng(SEED + 2))
    graph.write_folder(folder, made, tokenizer, tiny_transformer.config(size))


def cells(folder):
    """French, one for each cell, masked by its lengths: random weights, so its labels mean nothing.

    Each answers as PyTorch or the specification does, or is not written.
    """
    words = ["[PAD]", "[UNK]"] + FRENCH_KIND + FRENCH_UNKIND + FRENCH_NEGATIONS + FRENCH_OTHERS
    for index, (name, cell) in enumerate(tiny_cells.CELLS.items()):
        random = np.random.default_rng([SEED, index])
        table = random.normal(0, 1, (len(words), tiny_cells.FEATURES))
        network = tiny_cells.Network(cell, table, random)
        model_type = "bi" * (cell.directions == 2) + cell.operator.lower()
        shape = {"num_layers": cell.layers, "vocab_size": len(words), "bidirectional": cell.directions == 2}
        config = {"model_type": model_type, "language": "fr", **LABELS, **shape}
        made = graph.last_real_state(name, network.table, network.recurrent(), network.dense, network.bias)
        graph.write_folder(folder / name, made, word_tokenizer(words), config)
        served = Model(folder / name)
        for text in golden.FRENCH:
            ids = served.encode(text)
            apart = np.abs(served.logits(ids) - network.logits(ids)).max()
            if apart > AGREEMENT:
                raise AssertionError(f"{name}: ONNX Runtime and the second computation are {apart} apart")


def bag(folder):
    """French, no order at all: each word's polarity, averaged."""
    random = np.random.default_rng(SEED + 3)
    words = ["[PAD]", "[UNK]"] + FRENCH_KIND + FRENCH_UNKIND + FRENCH_NEGATIONS + FRENCH_OTHERS
    table = tiny_lstm.embeddings(words, FRENCH_KIND, FRENCH_UNKIND, FRENCH_NEGATIONS, random)
    dense = random.normal(0, 0.02, (tiny_lstm.FEATURES, 2))
    dense[tiny_lstm.POLARITY] = (-6.0, 6.0)
    config = {"model_type": "bow", "language": "fr", **LABELS, "vocab_size": len(words)}
    config = {key: value for key, value in config.items() if key not in ("hidden_size", "num_layers")}
    made = graph.bag_of_words("tiny-bow", table, dense, np.array([0.05, -0.05]))
    graph.write_folder(folder, made, word_tokenizer(words), config)


def broken(folder, sound):
    """Folders that each fail to load for one reason."""
    for name in ("broken-onnx", "broken-tokenizer", "broken-ids", "broken-missing"):
        target = folder / name
        target.mkdir(parents=True, exist_ok=True)
        for file in ("config.json", "tokenizer.json", "model.onnx"):
            shutil.copyfile(sound / file, target / file)
    (folder / "broken-onnx" / "model.onnx").write_text("this is not a graph\n", encoding="utf-8")
    (folder / "broken-tokenizer" / "tokenizer.json").write_text('{"version": "1.0", "model": ', encoding="utf-8")
    (folder / "broken-missing" / "model.onnx").unlink()
    path = folder / "broken-ids" / "model.onnx"
    model = onnx.load(path)
    table = next(tensor for tensor in model.graph.initializer if tensor.name == "embedding.weight")
    # The tokenizer knows more words than these ten rows.
    rows = onnx.numpy_helper.to_array(table)[:10]
    table.CopyFrom(onnx.numpy_helper.from_array(rows, table.name))
    onnx.save(model, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fixtures", default=ROOT / "tests" / "fixtures", type=pathlib.Path, help="where to write")
    parser.add_argument("--models-dir", default=ROOT / "models", type=pathlib.Path, help="the served model folders")
    arguments = parser.parse_args()
    folder = arguments.fixtures / "models"
    tiny(folder / "tiny")
    tiny_nomask(folder / "tiny-nomask")
    transformer(folder / "tiny-transformer")
    cells(folder)
    bag(folder / "tiny-bow")
    broken(arguments.fixtures / "broken-models", folder / "tiny")
    rows = golden.rows(folder, arguments.models_dir)
    path = arguments.fixtures / "golden.json"
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {folder} and {len(rows)} golden answers")


if __name__ == "__main__":
    main()
