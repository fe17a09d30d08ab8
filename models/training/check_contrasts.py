"""Proves that the generated training examples share no frame and no pair of content words with the behaviour suite.

    python models/training/check_contrasts.py

A frame is what is left of a text when its content words become blanks; content words are those not in the list of
function words below, cut to their first letters so that an ending does not make another word.
"""

import itertools
import re
import unicodedata

import behaviour
import contrasts
from avis_bilstm import CONTRASTS, SEED

STEM_LETTERS = 6

FUNCTION = set(
    "a à ai aie ait alors après as au aucun aucune aussi autant autre autres aux avais avait avant avec avoir beau beaucoup "
    "bien bon bout c ça ce cela celle celles celui ces cet cette ceux chacun chaque chez ci comme comment côté d dans de déjà "
    "depuis des désormais deux dire dit dont du elle elles en encore entre es est et était étaient étais été être eu eux fait "
    "faire faut fois font fort ici il ils j jamais je jusqu jusque l la là laquelle le les leur leurs loin lui m ma mais "
    "malgré me même mêmes mes mieux moi moins mon n ne ni non nos notre nous on ont ou où oui par parce pas personne peu peut "
    "peux plus plutôt point pour pourquoi pourrait pourtant premier première près puis qu quand que quel quelle quelques qui "
    "quoi quoique rien s sa sans sauf se sera serait ses si soi soient soit son sont sous suis sur surtout t ta tant te tel "
    "tellement toi ton toujours tous tout toute toutes trois très trop tu un une uns va vers voilà vos votre vous vraiment "
    "vrai y".split()
)


def words_of(text):
    return re.findall(r"\w+", text.lower())


def stem(word):
    plain = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))[:STEM_LETTERS]


def frame_of(text):
    """The function words in order, with one blank for each run of others."""
    marks = [word if word in FUNCTION else "_" for word in words_of(text)]
    return " ".join(mark for mark, _ in itertools.groupby(marks))


def pairs_of(text):
    """Every two content words of the text."""
    stems = sorted({stem(word) for word in words_of(text) if word not in FUNCTION})
    return set(itertools.combinations(stems, 2))


def main():
    suite = behaviour.pairs_of("fr")
    texts = [pair[side] for pairs in suite.values() for pair in pairs for side in ("positive", "negative")]
    frames = {frame_of(text): text for text in texts}
    pairs = {pair: text for text in texts for pair in pairs_of(text)}
    made = [text for text, _ in contrasts.contrasts(CONTRASTS, SEED)]
    shared = {}
    for text in made:
        if frame_of(text) in frames:
            shared[frame_of(text)] = (text, frames[frame_of(text)])
        for pair in pairs_of(text) & pairs.keys():
            shared[pair] = (text, pairs[pair])
    for what, (text, other) in shared.items():
        print(f"{what}: {text} | {other}")
    print(f"{len(made):,} examples, {len(texts):,} texts of the suite, {len(shared)} frames or pairs shared")
    raise SystemExit(bool(shared))


if __name__ == "__main__":
    main()
