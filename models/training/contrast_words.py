"""The words of the generated training examples: what reviews speak of, and what is said of it, by domain.

None of the pairs that they form occurs in `tests/behaviour/` (`check_contrasts.py`).
"""

# Subjects with their article, masculine and feminine.
MASCULINE = {
    "work": ["le montage", "le dénouement", "le documentaire", "le feuilleton", "le découpage", "le récit"],
    "table": ["le gratin", "le clafoutis", "le couscous", "le risotto", "le sauté de veau", "le gaspacho"],
    "people": ["le garagiste", "le serrurier", "le kiné", "le caissier", "le moniteur", "le gestionnaire"],
    "thing": ["le casque", "le matelas", "l'aspirateur", "le sac à dos", "le robot ménager", "le vélo pliant"],
    "place": ["le camping", "le gîte", "le musée", "le chalet", "le spa", "le jardin botanique"],
}
FEMININE = {
    "work": ["la réalisation", "la bande-son", "la photographie", "la préface", "la narration", "la distribution"],
    "table": ["la terrine", "la fondue", "la soupe de poisson", "la paella", "la crème brûlée", "la ratatouille"],
    "people": ["la standardiste", "l'infirmière", "la fleuriste", "la monitrice", "la caissière", "la vétérinaire"],
    "thing": ["la perceuse", "l'imprimante", "la poussette", "la cafetière", "la tondeuse", "la valise"],
    "place": ["la péniche", "la piscine", "l'auberge", "la résidence", "la plaine de jeux", "la bergerie"],
}

# Adjectives, masculine and feminine.
KIND = {
    "work": [
        ("convaincant", "convaincante"), ("subtil", "subtile"), ("inventif", "inventive"), ("remarquable", "remarquable"),
        ("maîtrisé", "maîtrisée"), ("poignant", "poignante"), ("limpide", "limpide"), ("réjouissant", "réjouissante"),
    ],
    "table": [
        ("savoureux", "savoureuse"), ("exquis", "exquise"), ("goûteux", "goûteuse"), ("parfumé", "parfumée"),
        ("succulent", "succulente"), ("onctueux", "onctueuse"), ("fondant", "fondante"), ("délectable", "délectable"),
    ],
    "people": [
        ("attentif", "attentive"), ("courtois", "courtoise"), ("serviable", "serviable"), ("disponible", "disponible"),
        ("consciencieux", "consciencieuse"), ("chaleureux", "chaleureuse"), ("fiable", "fiable"), ("prévenant", "prévenante"),
    ],
    "thing": [
        ("robuste", "robuste"), ("pratique", "pratique"), ("silencieux", "silencieuse"), ("confortable", "confortable"),
        ("fiable", "fiable"), ("maniable", "maniable"), ("performant", "performante"), ("léger", "légère"),
    ],
    "place": [
        ("accueillant", "accueillante"), ("reposant", "reposante"), ("ravissant", "ravissante"), ("spacieux", "spacieuse"),
        ("chaleureux", "chaleureuse"), ("fleuri", "fleurie"), ("convivial", "conviviale"), ("ombragé", "ombragée"),
    ],
}
UNKIND = {
    "work": [
        ("brouillon", "brouillonne"), ("poussif", "poussive"), ("prévisible", "prévisible"), ("soporifique", "soporifique"),
        ("médiocre", "médiocre"), ("pesant", "pesante"), ("décousu", "décousue"), ("agaçant", "agaçante"),
    ],
    "table": [
        ("insipide", "insipide"), ("desséché", "desséchée"), ("immangeable", "immangeable"), ("rance", "rance"),
        ("filandreux", "filandreuse"), ("pâteux", "pâteuse"), ("infect", "infecte"), ("brûlé", "brûlée"),
    ],
    "people": [
        ("malpoli", "malpolie"), ("négligent", "négligente"), ("arrogant", "arrogante"), ("incapable", "incapable"),
        ("méprisant", "méprisante"), ("brusque", "brusque"), ("impatient", "impatiente"), ("malhonnête", "malhonnête"),
    ],
    "thing": [
        ("défectueux", "défectueuse"), ("encombrant", "encombrante"), ("branlant", "branlante"), ("bancal", "bancale"),
        ("capricieux", "capricieuse"), ("inutilisable", "inutilisable"), ("biscornu", "biscornue"), ("inutile", "inutile"),
    ],
    "place": [
        ("crasseux", "crasseuse"), ("délabré", "délabrée"), ("étouffant", "étouffante"), ("lugubre", "lugubre"),
        ("bondé", "bondée"), ("poussiéreux", "poussiéreuse"), ("glauque", "glauque"), ("insalubre", "insalubre"),
    ],
}

FIRMLY = ["franchement", "diablement", "sacrément", "tout à fait", "remarquablement", "indéniablement", "fichtrement"]
