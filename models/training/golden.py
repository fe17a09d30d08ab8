"""What each model answers to a few sentences, computed here so that the server can be held to it."""

import numpy as np

import tiny_cells
from serving import Model

FRENCH = [
    "Un film brillant et émouvant.",
    "Nul.",
    "Ce film n'est pas drôle, la fin est ratée.",
    "L’histoire est plate, mais les acteurs sont superbes !",
    "J'ai adoré 😍",
    "DÉCEVANT ET TROP LENT 👎👎",
    "Une scène pénible, puis une musique magnifique… que dire ?",
    "Je n'ai jamais vu un final aussi réussi ; bravo à toute l'équipe !!!",
    "Xyzzyq wkrtz 漢字 plouf",
    "   La   fin\tne vaut\nrien   ",
    "C'était cœur et âme, où l'on rit ½ du temps.",
    "Le début est lent et le héros manque de relief, la musique couvre les voix et la lumière est triste, "
    * 12
    + "et pourtant la dernière heure est un bijou que je reverrai avec joie.",
]

ENGLISH = [
    "A brilliant and moving film.",
    "Awful",
    "This movie is not funny, and the ending is terrible.",
    "The story is dull, but the actors are superb!",
    "Loved it 😍",
    "BORING AND VERY SLOW!!!",
    "A naïve café scene, then wonderful music... what can I say?",
    "I've never seen such an excellent ending; it wasn't bad at all.",
    "Xyzzyq wkrtz 漢字 plop",
    "   the   end\twas\nnothing   ",
    "It's the actor's best work (10/10) & you'd better see it.",
    "The beginning is slow and the hero has no depth, the music drowns the voices and the light is poor, " * 14
    + "and yet the last hour is a wonderful gem that I will gladly see again.",
]


def rows(fixtures, served):
    """One row a model and sentence; a served model that is not there is passed over."""
    models = [
        ("tiny", fixtures / "tiny", FRENCH),
        ("tiny-nomask", fixtures / "tiny-nomask", ENGLISH),
        ("tiny-transformer", fixtures / "tiny-transformer", ENGLISH),
        *((name, fixtures / name, FRENCH) for name in (*tiny_cells.CELLS, "tiny-bow")),
        ("avis-bilstm", served / "avis-bilstm", FRENCH),
        ("imdb-bilstm", served / "imdb-bilstm", ENGLISH),
        ("imdb-lstm", served / "imdb-lstm", ENGLISH),
    ]
    return [
        row
        for name, folder, texts in models
        if (folder / "model.onnx").exists()
        for row in answers(name, Model(folder), texts)
    ]


def answers(name, model, texts):
    for text in texts:
        ids = model.encode(text)
        # Nine digits tell every single-precision number from its neighbours.
        logits = [float(np.format_float_scientific(value, precision=8, unique=False)) for value in model.logits(ids)]
        yield {"model": name, "file": "model.onnx", "text": text, "ids": ids, "logits": logits}
