"""What fills the slots of a frame: words of one domain and label that agree with each other.

A slot is a name between braces. Its words have the label for which the frame is filled; those that stand for the other one are named
apart:

    s, t, s2    subjects of one domain, with their article; s0 is s with an indefinite one; P is plural
    a, a2, c    adjectives of the label: of s, of s, of t; am and af are masculine and feminine, A is of P
    o, o2, b    adjectives of the other label: of s, of s, of t; om is masculine, O is of P
    n, k        a noun of the label, and one of the other; nm and nf have a gender, n- and nm+ a label
    e, f        a clause of the label, and one of the other
    he, ee      "il" or "elle" for s; an "e" where s is feminine; ee0 asks for a masculine s
"""

import re

DOMAINS = ("work", "food", "service", "product", "place")

# A domain's own adjectives this often, and otherwise those that fit anything.
OWN_ADJECTIVES = 0.6

ASPIRATED = "honteux|honteuse|hideux|hideuse|haut|hors|huit|haine|hasard|harcèlement|haletant|hargneux|hautain|hautaine"
VOWEL = f"(?!(?:{ASPIRATED})\\b)(?=[aàâeéèêëiîïoôuùûyœh])"

NOUNS = ("n", "n2", "k", "nm", "nm2", "nm+", "n-", "nf")
NOUN = "n2?|k2?|nm2?|n-"

# Adjectives of several words whose first ones never change.
UNCHANGED_FIRST = ("de", "à", "au", "hors", "bas")
UNCHANGED_ADVERBS = ("très", "trop", "bien", "mal", "peu", "non", "pas")
UNCHANGED = ("top", "super", "extra", "maison", "bidon", "kitsch", "cheap")

BEFORE_TIME = ("être servi", "une réponse", "un café", "avoir quelqu'un au téléphone", "le dessert", "un colis")
FORMER = ("mon ancien opérateur", "mon ancienne assurance", "mon ancienne banque", "mon ancien garagiste", "leurs concurrents")
BEST = ("le meilleur", "la meilleure", "ce qu'il y a de mieux")
WORST = ("le pire", "la pire", "le plus mauvais", "la plus mauvaise", "ce qu'il y a de pire")
STRONGLY = (
    "terriblement", "incroyablement", "drôlement", "affreusement", "furieusement", "diablement", "rudement", "énormément",
    "formidablement", "monstrueusement", "bigrement", "redoutablement", "parfaitement", "invraisemblablement", "prodigieusement",
)  # fmt: skip


def starts_with_vowel(word):
    return re.match(VOWEL, word) is not None


def choose(text, draw):
    """The text with one of each (a|b) drawn."""
    return re.sub(r"\(([^()]*\|[^()]*)\)", lambda found: draw.choice(found[1].split("|")), text)


def plural(word):
    """The plural of an adjective, which may be of several words."""
    head, *rest = word.split(" ")
    if rest and head in UNCHANGED_FIRST:
        return word
    if rest:
        parts = [head, *rest]
        if len(rest) > 1 or head in UNCHANGED_ADVERBS:
            return " ".join([*parts[:-1], plural(parts[-1])])
        return " ".join(plural(part) for part in parts)
    if word.endswith(("s", "x")) or word in UNCHANGED:
        return word
    return word[:-2] + "aux" if word.endswith("al") and word != "banal" else word + "s"


class Slots:
    """The slots of one sentence, filled with words of `label` (1 pleases, 0 does not)."""

    def __init__(self, words, clauses, draw, label, masculine):
        self.words, self.clauses, self.draw, self.label = words, clauses, draw, label
        self.domain = draw.choice(DOMAINS)
        genders = ["m" if masculine else draw.choice("mf"), draw.choice("mf"), draw.choice(("pm", "pf")), draw.choice("mf")]
        self.subjects = [words.one(draw, f"{self.domain} {gender}")[0] for gender in genders]
        self.gender, self.other, self.many, _ = genders
        self.speaker = 0 if draw.choice("mf") == "m" else -1
        self.nouns = {}

    def sign(self, same=True):
        return "+" if bool(self.label) == same else "-"

    def word(self, name, same=True, form=0):
        return self.words.one(self.draw, f"{name} {self.sign(same)}")[form]

    def adjective(self, gender, same=True):
        domain = self.domain if self.draw.random() < OWN_ADJECTIVES else "any"
        word = self.word(domain, same, -1 if gender.endswith("f") else 0)
        return plural(word) if gender.startswith("p") else word

    def clause(self, same):
        pair = self.draw.choice(self.clauses)
        return choose(pair[0 if bool(self.label) == same else 1], self.draw)

    def noun(self, slot):
        """(word, gender) of a noun's slot, the same each time it is asked for."""
        if slot not in self.nouns:
            sign = {"nm+": "+", "n-": "-"}.get(slot, self.sign(not slot.startswith("k")))
            gender = "m" if slot.startswith("nm") else "f" if slot == "nf" else self.draw.choice("mf")
            self.nouns[slot] = (self.words.one(self.draw, f"noun {sign} {gender}")[0], gender)
        return self.nouns[slot]

    def before(self, what, slot):
        """A noun with what goes before it and agrees with it."""
        word, gender = self.noun(slot)
        masculine, feminine = {
            "du": ("du ", "de la "),
            "le": ("le ", "la "),
            "aucun": ("aucun ", "aucune "),
            "quel": ("quel ", "quelle "),
            "un": ("un ", "une "),
            "le moindre": ("le moindre ", "la moindre "),
            "un moindre": ("le moindre ", "la moindre "),
            "de un": ("d'un ", "d'une "),
            "de": ("de ", "de "),
        }[what]
        if starts_with_vowel(word) and what in ("du", "le"):
            return ("de l'" if what == "du" else "l'") + word
        return (feminine if gender == "f" else masculine) + word

    def value(self, slot):
        """What stands in the place of a slot."""
        draw, label, feminine = self.draw, self.label, self.gender == "f"
        subject, object_, several, another = self.subjects
        if slot in NOUNS:
            return self.noun(slot)[0]
        pair = re.fullmatch(rf"(du|de|le) ({NOUN})", slot)
        if pair:
            return self.before(pair[1], pair[2])
        if slot.startswith("de "):
            return "de " + self.value(slot[3:])
        if slot in ("very", "very2", "tail", "rival"):
            return self.words.one(draw, slot.rstrip("2"))[0]
        return {
            "s": lambda: subject,
            "S1": lambda: subject,
            "s2": lambda: another,
            "s0": lambda: re.sub(r"^(le |la |les |l'|ce |cet |cette )", "une " if feminine else "un ", subject),
            "t": lambda: object_,
            "P": lambda: several,
            "a": lambda: self.adjective(self.gender),
            "a2": lambda: self.adjective(self.gender),
            "o": lambda: self.adjective(self.gender, False),
            "o2": lambda: self.adjective(self.gender, False),
            "am": lambda: self.adjective("m"),
            "am2": lambda: self.adjective("m"),
            "af": lambda: self.adjective("f"),
            "om": lambda: self.adjective("m", False),
            "om2": lambda: self.adjective("m", False),
            "b": lambda: self.adjective(self.other, False),
            "c": lambda: self.adjective(self.other),
            "c2": lambda: self.adjective("m"),
            "A": lambda: self.adjective(self.many),
            "O": lambda: self.adjective(self.many, False),
            "he": lambda: "elle" if feminine else "il",
            "il": lambda: "elle" if feminine else "il",
            "ee": lambda: "e" if feminine else "",
            "ee0": lambda: "",
            "n_e": lambda: "e" if self.noun("n")[1] == "f" else "",
            "le moindre": lambda: "la moindre" if self.noun("n")[1] == "f" else "le moindre",
            "de": lambda: "de",
            "e": lambda: self.clause(True),
            "e!": lambda: self.clause(True),
            "e2": lambda: self.clause(True),
            "f": lambda: self.clause(False),
            "felt": lambda: self.word("felt", True, self.speaker),
            "unfelt": lambda: self.word("felt", False, self.speaker),
            "moved": lambda: self.word("moved"),
            "unmoved": lambda: self.word("moved", False),
            "acts": lambda: self.word("acts"),
            "unacts": lambda: self.word("acts", False),
            "did": lambda: self.word("did"),
            "how": lambda: self.word("how"),
            "how_adv": lambda: draw.choice(STRONGLY),
            "done": lambda: self.words.one(draw, "done " + self.gender)[0],
            "donem": lambda: self.words.one(draw, "done m")[0],
            "bien": lambda: "bien" if label else "mal",
            "mal": lambda: "mal" if label else "bien",
            "mieux": lambda: "mieux" if label else draw.choice(("moins bien", "pire")),
            "worse": lambda: draw.choice(("moins bien", "pire")) if label else "mieux",
            "worsem": lambda: draw.choice(("moins bon", "pire")) if label else "meilleur",
            "the_best": lambda: draw.choice(BEST if label else WORST),
            "bettere": lambda: self.better(feminine),
            "bettere_m": lambda: draw.choice(("meilleur", "mieux") if label else ("pire", "moins bon", "moins bien")),
            "time": lambda: self.words.one(draw, "short" if label else "long")[0],
            "untime": lambda: self.words.one(draw, "long" if label else "short")[0],
            "avoir": lambda: draw.choice(BEFORE_TIME),
            "obtained": lambda: draw.choice(("obtenue", "reçue", "donnée")),
            "connu": lambda: draw.choice(("vu", "lu", "connu", "mangé", "entendu")),
            "rivalà": lambda: self.words.one(draw, "rival")[0],
            "rivalp": lambda: draw.choice(FORMER),
        }[slot]()

    def better(self, feminine):
        if self.label:
            return "meilleure" if feminine else "meilleur"
        return self.draw.choice(("pire", "moins bonne" if feminine else "moins bon"))
