"""When two reviews count as the same: letters and digits only, accents and case folded; and where long texts begin or end alike."""

import unicodedata

# Texts of this many words or more are also the same when their first or last words are.
LONG_WORDS = 20
EDGE_WORDS = 12


def folded(text):
    """The text's letters and digits, lower-cased and without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in parts if character.isalnum())


def keys(text):
    """What the text shares with each copy of it."""
    whole = {("whole", folded(text))}
    words = text.split()
    if len(words) < LONG_WORDS:
        return whole
    first, last = words[:EDGE_WORDS], words[-EDGE_WORDS:]
    return whole | {("first", folded(" ".join(first))), ("last", folded(" ".join(last)))}
