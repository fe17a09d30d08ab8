"""Holds a running server's embeddings to NumPy, scikit-learn and themselves.

    python models/training/check_embeddings.py --url http://127.0.0.1:8080 --model avis-bilstm --model imdb-lstm

Neighbours are those of NumPy's cosine over the matrix in the folder's `model.onnx`; principal components are
scikit-learn's, up to sign, within 1e-5; t-SNE repeats byte for byte and keeps more of each word's ten nearest neighbours
than principal components do; the axis is its own formula; a word's polarity is that of the logits that onnxruntime gives
for the word alone. Exits with 1 where one of these does not hold.
"""

import argparse
import json
import pathlib
import random
import time
import urllib.parse
import urllib.request

import numpy as np
import onnx
import onnxruntime
import tokenizers
from onnx import numpy_helper
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness

ROOT = pathlib.Path(__file__).resolve().parents[2]
NEIGHBORS = 10

# Both sides count in double precision and the server rounds to a float once.
COSINE_TOLERANCE = 1e-6
PCA_TOLERANCE = 1e-5
AXIS_TOLERANCE = 1e-4
# ONNX Runtime's kernels may differ in a logit's last bits between two builds.
POLARITY_TOLERANCE = 1e-5

# Words among which an effect is measured: the server's own.
REFERENCE_WORDS = 500


class Server:
    """One model's embedding routes."""

    def __init__(self, url, model):
        self.base = f"{url.rstrip('/')}/models/{model}"

    def bytes(self, path, **query):
        """The answer's body, its ETag and the seconds that it took."""
        began = time.perf_counter()
        with urllib.request.urlopen(f"{self.base}/{path}?{urllib.parse.urlencode(query)}") as response:
            return response.read(), response.headers.get("ETag"), time.perf_counter() - began

    def json(self, path, **query):
        return json.loads(self.bytes(path, **query)[0])


class Reference:
    """The embedding as Python reads it from the folder."""

    def __init__(self, folder):
        self.tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        graph = onnx.load(str(folder / "model.onnx")).graph
        tensors = {tensor.name: tensor for tensor in graph.initializer}
        # The first rows that a graph gathers from a matrix are the words'.
        gathers = (tensors.get(node.input[0]) for node in graph.node if node.op_type == "Gather")
        matrix = next(tensor for tensor in gathers if tensor is not None and len(tensor.dims) == 2)
        self.matrix = numpy_helper.to_array(matrix).astype(np.float64)
        self.session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
        labels = json.loads((folder / "config.json").read_text())["id2label"]
        self.poles = [next(int(id) for id, label in labels.items() if label == pole) for pole in ("negative", "positive")]
        self.special = {int(id) for id, token in self.tokenizer.get_added_tokens_decoder().items() if token.special}

    def vector(self, word):
        """A word's vector and its ids: a row, or the mean of its pieces' rows."""
        ids = self.tokenizer.encode(word, add_special_tokens=False).ids
        return self.matrix[ids].mean(0), ids

    def effect(self, word):
        """The log odds of positive against negative, in nats, of the network that reads the word alone."""
        ids = np.array([self.tokenizer.encode(word).ids], dtype=np.int64)
        given = {"input_ids": ids, "lengths": np.array([ids.size]), "attention_mask": np.ones_like(ids)}
        asked = {one.name: given.get(one.name, np.zeros_like(ids)) for one in self.session.get_inputs()}
        logits = self.session.run(None, asked)[0][0].astype(np.float64)
        if logits.size == 1:
            logits = np.array([0.0, logits[0]])
        return logits[self.poles[1]] - logits[self.poles[0]]

    def nearest(self, word, count):
        """The ids of the nearest entries and their cosines, the word itself and special tokens left out."""
        vector, ids = self.vector(word)
        cosines = self.matrix @ vector / (np.linalg.norm(self.matrix, axis=1) * np.linalg.norm(vector) + 1e-300)
        out = self.special | (set(ids) if len(ids) == 1 else set())
        order = [id for id in np.argsort(-cosines, kind="stable") if id not in out]
        return order[:count], cosines


def report(name, holds, text):
    print(f"  {name}: {text} ({'holds' if holds else 'DOES NOT HOLD'})")
    return holds


def check_neighbors(server, reference, words):
    worst, swapped = 0.0, 0
    for word in words:
        answer = server.json("embeddings/neighbors", word=word, k=50)
        order, cosines = reference.nearest(word, 50)
        served = [one["id"] for one in answer["neighbors"]]
        worst = max(worst, max(abs(one["similarity"] - cosines[one["id"]]) for one in answer["neighbors"]))
        # Two entries may be equally far to a float's last digit; their order is then nobody's.
        swapped += sum(
            a != b and abs(cosines[a] - cosines[b]) > COSINE_TOLERANCE for a, b in zip(order, served, strict=True)
        )
    text = f"{len(words)} words, 50 each; largest difference {worst:.1e}, {swapped} in another place"
    return report("neighbours", worst <= COSINE_TOLERANCE and swapped == 0, text)


def coordinates(answer):
    return np.array([[point["x"], point["y"]] for point in answer["points"]])


def check_pca(server, reference, top):
    answer = server.json("embeddings/map", method="pca", top=top)
    vectors = np.array([reference.vector(point["word"])[0] for point in answer["points"]])
    pca = PCA(2).fit(vectors)
    expected, served = pca.transform(vectors), coordinates(answer)
    same = np.sign((expected * served).sum(0))
    apart = np.abs(expected * same - served).max()
    share = np.abs(pca.explained_variance_ratio_ - answer["explained_variance"]).max()
    text = f"{len(served)} words; coordinates within {apart:.1e}, variance explained within {share:.1e}; "
    text += f"{pca.explained_variance_ratio_.round(3).tolist()} explained, signs {same.astype(int).tolist()}"
    return report("PCA", apart <= PCA_TOLERANCE and share <= PCA_TOLERANCE, text), answer


def kept(units, points):
    """The share of the ten nearest by cosine that are among the ten nearest on the map."""

    def nearest(distances):
        np.fill_diagonal(distances, np.inf)
        return np.argsort(distances, 1, kind="stable")[:, :NEIGHBORS]

    near = nearest(-(units @ units.T))
    shown = nearest(((points[:, None] - points[None]) ** 2).sum(2))
    return float(np.mean([len(set(a) & set(b)) / NEIGHBORS for a, b in zip(near, shown)]))


def check_tsne(server, reference, top, pca_answer):
    words = [point["word"] for point in pca_answer["points"]]
    vectors = np.array([reference.vector(word)[0] for word in words])
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    body, etag, _ = server.bytes("embeddings/map", method="tsne", top=top)
    answer = json.loads(body)
    # Named one by one, the same words are worked out anew: nothing is kept of them.
    named = [server.bytes("embeddings/map", method="tsne", words=",".join(words[:300])) for _ in range(2)]
    repeats = named[0][:2] == named[1][:2] and server.bytes("embeddings/map", method="tsne", top=top)[:2] == (body, etag)
    holds = report("t-SNE repeats", repeats, f"byte for byte; 300 words take {named[0][2]:.2f} s")
    other = server.bytes("embeddings/map", method="tsne", top=top, seed=7)
    holds &= report("another seed", other[:2] != (body, etag), f"is another map; {top} words take {other[2]:.2f} s")
    figures = {}
    for name, one in (("pca", pca_answer), ("tsne", answer)):
        figures[name] = kept(units, coordinates(one))
        same = abs(figures[name] - one["neighbors_kept"]) < 5e-3
        trusted = trustworthiness(units, coordinates(one), n_neighbors=NEIGHBORS, metric="cosine")
        text = f"{figures[name]:.3f} of the 10 nearest kept (served: {one['neighbors_kept']:.3f}), "
        holds &= report(name, same, text + f"trustworthiness {trusted:.3f}")
    return holds & report("t-SNE over PCA", figures["tsne"] > figures["pca"], f"{figures['tsne'] / figures['pca']:.1f} times")


def check_axis(server, reference, words):
    answer = server.json("embeddings/axis", words=",".join(words))
    negative, positive = (
        np.mean([reference.vector(word)[0] for word in answer[pole]["words"]], 0) for pole in ("negative", "positive")
    )
    direction = positive - negative
    expected = [
        2 * (reference.vector(one["word"])[0] - (negative + positive) / 2) @ direction / (direction @ direction)
        for one in answer["words"]
    ]
    apart = max(abs(one["projection"] - wanted) for one, wanted in zip(answer["words"], expected, strict=True))
    text = f"{len(words)} words within {apart:.1e}; projection and polarity correlate by {answer['correlation']:.2f}"
    for pole in ("negative", "positive"):
        text += f"; {pole}: {', '.join(answer[pole]['words'][:5])}"
    return report("axis", apart <= AXIS_TOLERANCE, text)


def check_polarity(server, reference, glued):
    points = server.json("embeddings/map", method="pca", top=REFERENCE_WORDS)["points"]
    effects = {point["word"]: reference.effect(point["word"]) for point in points}
    median = np.median(list(effects.values()))
    if glued:
        points += server.json("embeddings/axis", words=",".join(glued))["words"]
    wanted = [effects.get(point["word"]) or reference.effect(point["word"]) for point in points]
    served = np.array([point["polarity"] for point in points])
    apart = np.abs(np.tanh((np.array(wanted) - median) / 2) - served).max()
    text = f"{len(points)} words within {apart:.1e}; effects from {min(wanted):.2f} to {max(wanted):.2f} nats, "
    return report("polarity", apart <= POLARITY_TOLERANCE, text + f"median {median:.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8080", help="the running server")
    parser.add_argument("--model", action="append", required=True, help="name of a model folder; may be repeated")
    parser.add_argument("--models-dir", default=ROOT / "models", type=pathlib.Path, help="where the folders are")
    parser.add_argument("--top", type=int, default=500, help="words of the maps (default: 500)")
    arguments = parser.parse_args()
    holds = True
    for model in arguments.model:
        print(model)
        server, reference = Server(arguments.url, model), Reference(arguments.models_dir / model)
        ok, pca_answer = check_pca(server, reference, arguments.top)
        words = [point["word"] for point in pca_answer["points"]]
        drawn = random.Random(0).sample(words, min(100, len(words)))
        # Glued together they are words that no vocabulary of pieces has whole.
        glued = [a + b for a, b in zip(drawn[:20], drawn[20:40])] if reference.tokenizer.model.__class__.__name__ == "BPE" else []
        holds &= ok
        holds &= check_neighbors(server, reference, drawn + glued)
        holds &= check_tsne(server, reference, arguments.top, pca_answer)
        holds &= check_axis(server, reference, drawn[:50])
        holds &= check_polarity(server, reference, glued)
    raise SystemExit(0 if holds else 1)


if __name__ == "__main__":
    main()
