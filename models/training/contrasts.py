"""Short reviews made from a grammar, whose label turns on how their words are put together and not on which they are.

Kept apart from the behaviour suite, by frames and by pairs of words (`check_contrasts.py`). A frame is a French sentence
with slots and says whether it keeps (+1) or turns (-1) the label of the adjective that it ends on; frames with two
adjectives give the first slot the opposite of the second.

Slots: {s} a subject, {a} an adjective of it, {t} and {b} another subject and an adjective of the opposite kind, {c} the
opposite kind for {s}, {he} the subject's pronoun, {firmly} an adverb, {of_a} "de" before {a}.
"""

import random

from contrast_words import FEMININE, FIRMLY, KIND, MASCULINE, UNKIND

FRAMES = {
    "negation": [
        ("Chez eux {s} n'est vraiment pas {a}.", -1),
        ("Chez eux {s} est vraiment {a}.", 1),
        ("Hélas ou tant mieux, {s} n'a plus rien {of_a}.", -1),
        ("Jamais {s} ne m'a semblé {a}.", -1),
        ("Depuis le premier jour {s} m'a toujours semblé {a}.", 1),
        ("À mes yeux {s} est loin d'être {a}.", -1),
        ("Personne chez nous n'a trouvé {s} {a}.", -1),
        ("Chacun chez nous a trouvé {s} {a}.", 1),
        ("Après trois essais, {s} n'est toujours pas {a}.", -1),
        ("Après trois essais, {s} est toujours {a}.", 1),
        ("Il paraît que {s} serait {a} : ce n'est pas mon impression.", -1),
        ("Il paraît que {s} serait {a} : c'est aussi mon impression.", 1),
    ],
    "double negation": [
        ("Il serait faux de dire que {s} n'est pas {a}.", 1),
        ("Il serait faux de dire que {s} est {a}.", -1),
        ("Je ne connais personne qui n'ait pas trouvé {s} {a}.", 1),
        ("Je ne connais personne qui ait trouvé {s} {a}.", -1),
        ("Impossible de ne pas trouver {s} {a}.", 1),
        ("Impossible de trouver {s} {a}.", -1),
        ("Il n'est pas vrai que {s} ne soit pas {a}.", 1),
        ("Il n'est pas vrai que {s} soit {a}.", -1),
    ],
    "contrast": [
        ("Côté positif ou négatif : {t} est {b}, seulement voilà, {s} est {a}.", 1),
        ("Là-bas {t} m'a paru {b}. Au bout du compte toutefois, {s} est {a} et je retiens cela.", 1),
        ("Ce jour-là {t} était {b}, mais {s} était {a}.", 1),
        ("Au premier abord {s} paraissait {c}, à l'usage {he} s'est révélé {a}.", 1),
        ("Autrefois {s} était {c}, désormais {he} est {a}.", 1),
        ("On me disait {s} {c}, mon expérience est tout autre : {a}.", 1),
        ("En définitive {t} est {b} mais surtout {s} est {a}.", 1),
        ("Sauf que {s} est {a}, quand bien même {t} est {b}.", 1),
    ],
    "concession": [
        ("Bien que {t} soit {b}, {s} reste {a}, et cela décide de ma note.", 1),
        ("Même en admettant que {t} soit {b}, {s} demeure {a}.", 1),
        ("Chez eux {t} a beau sembler {b}, {s} est {a} et cela l'emporte.", 1),
        ("Assurément {t} est {b} ; au total néanmoins {s} est {a}.", 1),
        ("Pour moi {s} est {a}, encore que {t} soit {b}.", 1),
    ],
    "intensity": [
        ("Décidément, {s} est {firmly} {a}.", 1),
        ("Selon moi {s} est de plus en plus {a}.", 1),
        ("Selon moi {s} est de moins en moins {a}.", -1),
        ("Plus que {a}, {s}.", 1),
        ("Aucunement {a}, {s}.", -1),
        ("En somme {s} est si peu {a} que j'ai rédigé ceci.", -1),
        ("En somme {s} est si {a} que j'ai rédigé ceci.", 1),
    ],
    "question": [
        ("Dites-moi si {s} est {a} ? Et comment !", 1),
        ("Dites-moi si {s} est {a} ? Pas pour un sou.", -1),
        ("Qui oserait prétendre que {s} n'est pas {a} ?", 1),
        ("Qui oserait prétendre que {s} est {a} ?", -1),
        ("Vraiment {a}, {s} ? J'en doute fort.", -1),
        ("Vraiment {a}, {s} ? Je confirme.", 1),
    ],
    "comparison": [
        ("Dans cette maison {s} est nettement plus {a} qu'auparavant.", 1),
        ("Dans cette maison {s} est nettement moins {a} qu'auparavant.", -1),
        ("En face, {s} est {c}. Ici, {he} est {a}.", 1),
        ("Ici, {s} est {a}. En face, {he} est {c}.", 1),
        ("Comparé aux autres, {s} est {a}.", 1),
        ("Comparé aux autres, {s} est tout le contraire {of_a}.", -1),
    ],
}

# What may follow any of them and says nothing.
CLOSES = ["", "", "", " Rédigé un dimanche.", " Visite en mai.", " Commentaire à chaud.", " À bon entendeur."]


def filled(frame, domain, kind, random):
    """The frame with words of one domain; `kind` is the label of {a}."""
    gender, other_gender = random.randrange(2), random.randrange(2)
    subjects = (MASCULINE, FEMININE)
    subject = random.choice(subjects[gender][domain])
    other = random.choice([word for word in subjects[other_gender][domain] if word != subject])
    words, opposites = (KIND, UNKIND) if kind else (UNKIND, KIND)
    adjective = random.choice(words[domain])[gender]
    text = frame.format(
        s=subject,
        t=other,
        a=adjective,
        b=random.choice(opposites[domain])[other_gender],
        c=random.choice(opposites[domain])[gender],
        he=("il", "elle")[gender],
        firmly=random.choice(FIRMLY),
        of_a=("d'" if adjective[0] in "aeéiouh" else "de ") + adjective,
    )
    if gender:
        text = text.replace("s'est révélé ", "s'est révélée ").replace("Comparé ", "Comparée ")
    return text[0].upper() + text[1:]


def contrasts(count, seed):
    """`count` pairs of (text, label), as many of each label; every frame as often as the others."""
    draw = random.Random(seed)
    frames = [frame for group in FRAMES.values() for frame in group]
    examples = []
    for index in range(count):
        frame, turn = frames[(index // 2) % len(frames)]
        label = index % 2
        kind = label if turn > 0 else 1 - label
        domain = draw.choice(sorted(KIND))
        examples.append((filled(frame, domain, kind, draw) + draw.choice(CLOSES), label))
    return examples
