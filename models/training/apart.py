"""Keeps what is taught apart from the behaviour suite: what it shares with a suite sentence is not taught."""

import re

from behaviour import pairs_of

# Words that say nothing alone: a run of words needs two others to be told by.
PLAIN = frozenset(
    "a ai ainsi alors après as assez au aussi autant autre autres aux avait avant avec beaucoup bien bon bonne c ce cela ces cet cette "
    "chez comme d dans de depuis des deux du elle en encore es est et eu fait font fois il ils j jamais je l la le les leur leurs lui m ma "
    "mais mal mauvais mauvaise me meilleur meilleure même mes mieux moi moins mon n ne ni nous on ont ou où par pas peu pire plus pour "
    "puis qu quand que quel quelle qui rien s sa sans se ses si son sont suis sur t tout toute très trop tu un une va vous y ça été était être".split()
)
RUN = 4


def words_of(text):
    return re.findall(r"\w+", text.lower().replace("’", "'").replace("œ", "oe"))


def runs_of(words):
    """The runs of four words of which two say something."""
    runs = (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))
    return {run for run in runs if len(set(run) - PLAIN) >= 2}


class Suite:
    """The runs of words, the short texts and the telling words of every suite sentence."""

    def __init__(self):
        pairs = [pair for pairs in pairs_of("fr").values() for pair in pairs]
        texts = [words_of(pair[side]) for pair in pairs for side in ("positive", "negative")]
        self.runs = {run for words in texts for run in runs_of(words)}
        self.short = {f" {' '.join(words)} " for words in texts if len(words) <= RUN + 1}
        self.tellers = [tellers(pair["positive"], pair["negative"]) for pair in pairs]

    def shares(self, text):
        """Whether a text has a run of a suite sentence, or holds a short one."""
        words = words_of(text)
        spaced = f" {' '.join(words)} "
        return bool(self.runs & runs_of(words)) or any(short in spaced for short in self.short)

    def shares_pair(self, positive, negative):
        """Whether two clauses are told apart by the words that tell a suite's pair apart."""
        mine = tellers(positive, negative)
        return any(mine[0] & theirs[0] and mine[1] & theirs[1] for theirs in self.tellers)


def tellers(positive, negative):
    """The words of each that the other lacks."""
    ours, theirs = (set(words_of(text)) - PLAIN for text in (positive, negative))
    return ours - theirs, theirs - ours
