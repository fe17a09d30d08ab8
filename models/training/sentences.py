"""Short sentences made from frames and words, whose label turns on how the words are put together.

`sentences/` holds them: `frames.txt` says what each frame makes of the label of its words, `clauses.txt` and `idioms.txt` are whole
sentences, `words.txt` fills the slots (`sentence_slots.py`). Whatever resembles the behaviour suite is left out (`apart.py`).
"""

import pathlib
import random
import re
import zlib

from sentence_slots import NOUN, VOWEL, Slots, choose

FOLDER = pathlib.Path(__file__).resolve().parent / "sentences"

# One frame, clause or set phrase in ten is never taught: what the network makes of them shows whether it learns by heart.
HELD_ONE_IN = 10

# How often each kind is drawn.
KINDS = {
    "plain": 16,
    "negation": 20,
    "double negation": 9,
    "contrast": 13,
    "concession": 10,
    "comparison": 10,
    "intensity": 8,
    "question": 8,
    "clauses": 10,
    "idioms": 8,
    "pairs": 110,
}

# As people write: how many sentences have something before them, behind them, no "ne", another sentence behind them.
WITH_LEAD, WITH_TAIL, SPOKEN, TWO = 0.18, 0.1, 0.25, 0.12
ENDS = (".", ".", ".", ".", "", "", " !", " !", "!", "...", " !!!")

# "On ne peut plus" is not a negation.
NE = re.compile(r"\b(?!ne peut plus )(?:ne |n')(?=[^.,;:?!]*\b(?:pas|jamais|plus|rien|personne)\b)")
CONTRACTIONS = [
    (re.compile(pattern), to)
    for pattern, to in (
        (r"\b([Dd])e les\b", r"\1es"),
        (r"\bde le\b", "du"),
        (r"\bà les\b", "aux"),
        (r"\bà le\b", "au"),
        (rf"(?<!-)\b(d|n|j|qu)e {VOWEL}", r"\1'"),
        (r"\bsi (?=ils?\b)", "s'"),
    )
]


def lines_of(name):
    """The lines of a file, or of a folder's files."""
    files = sorted((FOLDER / name).glob("*.txt")) or [FOLDER / f"{name}.txt"]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line.strip() and not line.startswith("#")]


def is_held(text):
    return zlib.crc32(text.encode("utf-8")) % HELD_ONE_IN == 0


class Words:
    """The lists of `words.txt`, by what is between their brackets; each word a tuple of its forms."""

    def __init__(self):
        self.lists = {}
        for line in lines_of("words"):
            key, rest = re.match(r"\[(.*?)\] (.*)", line).groups()
            # What goes before or behind a sentence has commas of its own.
            mark = " ;" if key in ("lead", "tail") else ", "
            self.lists[key] = [tuple(part.strip().split("/")) for part in rest.split(mark)]

    def one(self, draw, key):
        return draw.choice(self.lists[key])


def filled(frame, slots):
    """The frame with its slots filled; a noun's article comes with the noun."""
    text = choose(frame, slots.draw)
    articles = rf"\{{(du|aucun|quel|un|le moindre|un moindre|de un)\}} \{{({NOUN})\}}"
    text = re.sub(articles, lambda found: slots.before(found[1], found[2]), text)
    return re.sub(r"\{([^{}]+)\}", lambda found: slots.value(found[1]), text)


def finished(text, draw, words):
    """The sentence as people write: elided, with or without "ne", a lead, a tail, any punctuation."""
    if draw.random() < SPOKEN:
        text = NE.sub("", text)
        text = re.sub(r"\bce (?=[eé])", "c'", text)
    for pattern, to in CONTRACTIONS:
        text = pattern.sub(to, text)
    if draw.random() < WITH_LEAD:
        text = words.one(draw, "lead")[0] + " " + text
        text = re.sub(r"\bque (?=[aeiouéèêà])", "qu'", text)
    if not text.endswith("?"):
        if draw.random() < WITH_TAIL:
            text += draw.choice((", ", " ")) + words.one(draw, "tail")[0]
        text += draw.choice(ENDS)
    return text


class Maker:
    """Makes sentences of the frames that are taught, or of the held ones."""

    def __init__(self, words, suite, held):
        self.words, self.suite = words, suite
        self.frames, self.whole = {}, {}
        for line in lines_of("frames"):
            if line.startswith("["):
                frames = self.frames.setdefault(line[1:-1], [])
                continue
            sign, frame = line.split(" ", 1)
            if is_held(frame) == held:
                frames.append((sign, frame.strip()))
        for name in ("clauses", "idioms", "pairs"):
            pairs = [tuple(part.strip() for part in line.split(" | ")) for line in lines_of(name)]
            self.whole[name] = [pair for pair in pairs if is_held(pair[0]) == held and not suite.shares_pair(*pair)]

    def one(self, draw):
        """(text, label, kind), whatever it resembles. Both labels are as likely in each kind."""
        kind = draw.choices(list(KINDS), KINDS.values())[0]
        label = draw.randrange(2)
        if kind in self.whole:
            text = choose(draw.choice(self.whole[kind])[1 - label], draw)
        else:
            text = self.framed(draw, self.frames[kind], label)
        return finished(text, draw, self.words), label, kind

    def framed(self, draw, frames, label):
        """A sentence with the label, of a frame that makes it of words of some label and suits them."""
        while True:
            sign, frame = draw.choice(frames)
            of_words = label if sign[0] == "=" else 1 - label
            if sign[1:] in ("", "-+"[of_words]):
                return filled(frame, Slots(self.words, self.whole["clauses"], draw, of_words, "{ee0}" in frame))


def sentences(maker, count, seed):
    """`count` of them as (text, label, kind), none like the behaviour suite; some are two of the same label."""
    draw = random.Random(seed)
    made = []
    while len(made) < count:
        text, label, kind = maker.one(draw)
        if maker.suite.shares(text):
            continue
        if draw.random() < TWO:
            while True:
                more, other, _ = maker.one(draw)
                if other == label and not maker.suite.shares(f"{text} {more}"):
                    break
            text = f"{text} {more}"
        made.append((text, label, kind))
    return made
