//! Questions built from the course's own words: a term taken out of its sentence, the sentence that speaks of a term,
//! the section that a sentence comes from. No word is invented, so no question is wrong, only plain.

mod fact;

use super::Asked;
use crate::chat::citations::Citation;
use crate::course::Hit;
use crate::course::text::Language;
use crate::random::Random;
use crate::tutor::text::stems;
use fact::{Fact, Term, facts};

/// Choices of a question, the right one included.
const CHOICES: usize = 4;
/// Wrong choices are drawn from so many, the nearest to the topic: what is far from it is no temptation.
const NEAR: usize = 6;
/// Fewer would be a coin's toss.
const MIN_CHOICES: usize = 3;

/// At most `count` questions on `topic` about the first `about` of `hits`; the others lend wrong choices.
pub(super) fn questions(
    topic: &str,
    hits: &[Hit],
    about: usize,
    count: usize,
    language: Language,
    random: &mut Random,
) -> Vec<Asked> {
    let facts = facts(hits);
    let near = nearest_first(&facts);
    let topic = stems(topic);
    let mut order: Vec<&Fact<'_>> = facts.iter().filter(|fact| fact.place < about && is_on(&topic, fact)).collect();
    random.shuffle(&mut order);
    order.sort_by_key(|fact| worth(fact));
    let mut asked: Vec<Asked> = Vec::with_capacity(count);
    let mut terms: Vec<&str> = Vec::new();
    for fact in order {
        if asked.len() == count {
            break;
        }
        let term = fact.term.as_ref().map(|term| term.text.as_str());
        if term.is_some_and(|term| terms.contains(&term)) {
            continue;
        }
        // Every second definition is asked for the other way round.
        let turned = fact.defines && asked.len() % 2 == 1;
        let by_meaning = if turned { which_sentence(fact, &near, language, random) } else { None };
        let made = by_meaning
            .or_else(|| which_answer(fact, &near, language, random))
            .or_else(|| which_term(fact, &near, language, random))
            .or_else(|| which_section(fact, &near, language, random));
        let Some(Made { question, right, wrong, feedback: (praise, correction) }) = made else { continue };
        terms.extend(term);
        let citation = Citation::of_stretch(fact.place + 1, fact.hit, fact.at.clone());
        let (question, choices, right) = Asked::shuffled(question, right, wrong, random);
        asked.push(Asked { question, choices, right, praise, correction, citation });
    }
    asked
}

/// A question with its choices, not yet in order.
struct Made {
    question: String,
    right: String,
    wrong: Vec<String>,
    /// What is said to who is right, and to who is not.
    feedback: (String, String),
}

/// Whether a fact of a passage that was found is on the topic. A glossary's entry is only where it names it: what found its
/// passage may be another entry.
fn is_on(topic: &[String], fact: &Fact<'_>) -> bool {
    if !fact.term.as_ref().is_some_and(Term::is_entry) {
        return true;
    }
    let (said, matched) = (stems(&fact.text), stems(&fact.hit.matched.join(" ")));
    said.iter().any(|stem| topic.contains(stem) || matched.contains(stem))
}

/// The better the sentence, the better the question, and the earlier it comes: definitions and what answers its heading
/// first, then other sentences with a term, then those that open their section, then any.
fn worth(fact: &Fact<'_>) -> u8 {
    match () {
        () if fact.defines || fact.answers().is_some() => 0,
        () if fact.term.is_some() && fact.stands_alone => 1,
        () if fact.opens => 2,
        () => 3,
    }
}

/// The facts of the topic's own documents first: a chapter's terms tempt beside each other, those that a glossary sets
/// next to them by the alphabet do not.
fn nearest_first<'f, 'a>(facts: &'f [Fact<'a>]) -> Vec<&'f Fact<'a>> {
    let weight = |document: &str| {
        let mut places: Vec<usize> =
            facts.iter().filter(|fact| fact.hit.document == document).map(|fact| fact.place).collect();
        places.dedup();
        places.into_iter().filter_map(|place| u32::try_from(place).ok()).map(|place| 1.0 / f64::from(place + 1)).sum()
    };
    let mut weighed: Vec<(f64, &Fact<'_>)> = facts.iter().map(|fact| (weight(&fact.hit.document), fact)).collect();
    weighed.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    weighed.into_iter().map(|(_, fact)| fact).collect()
}

fn which_term(fact: &Fact<'_>, near: &[&Fact<'_>], language: Language, random: &mut Random) -> Option<Made> {
    let term = fact.term.as_ref()?;
    let others = near.iter().flat_map(|other| other.term.iter().chain(&other.others));
    let wrong = apart(term, others.filter(|other| !other.stands_in(&fact.text)), random);
    let wrong = wrong.into_iter().map(|term| capitalised(&term.text)).collect();
    let (sentence, right) = (&term.sentence, capitalised(&term.text));
    let (question, answer) = match language {
        Language::French => (
            format!("Quel terme manque dans cette phrase du cours ? « {sentence} »"),
            format!("La bonne réponse est « {right} »."),
        ),
        Language::English => (
            format!("Which term is missing from this sentence of the course? '{sentence}'"),
            format!("The right answer is '{right}'."),
        ),
    };
    made(question, right, wrong, feedback(&answer, &fact.text, language))
}

fn which_sentence(fact: &Fact<'_>, near: &[&Fact<'_>], language: Language, random: &mut Random) -> Option<Made> {
    let term = fact.term.as_ref()?;
    let others = near.iter().filter(|other| other.defines).filter_map(|other| other.term.as_ref());
    let wrong = apart(
        term,
        others.filter(|other| other.is_entry() == term.is_entry() && !term.stands_in(&other.sentence)),
        random,
    );
    let wrong = wrong.into_iter().map(|term| term.sentence.clone()).collect();
    let name = &term.text;
    let (question, answer) = match language {
        Language::French => (
            format!("Dans quelle phrase du cours le blanc cache-t-il « {name} » ?"),
            "Ce n'est pas cette phrase.".to_owned(),
        ),
        Language::English => (
            format!("In which sentence of the course does the blank hide '{name}'?"),
            "It is not this sentence.".to_owned(),
        ),
    };
    made(question, term.sentence.clone(), wrong, feedback(&answer, &fact.text, language))
}

fn which_answer(fact: &Fact<'_>, near: &[&Fact<'_>], language: Language, random: &mut Random) -> Option<Made> {
    let heading = fact.answers()?;
    let wanted = stems(heading);
    let answers_too = |text: &str| {
        let said = stems(text);
        wanted.iter().all(|stem| said.contains(stem))
    };
    let is_elsewhere = |other: &Fact<'_>| other.section().is_some_and(|section| section != heading);
    let openings = near.iter().filter(|other| other.opens && other.stands_alone && is_elsewhere(other));
    let wrong = drawn(openings.map(|other| other.text.as_str()).filter(|text| !answers_too(text)), &fact.text, random);
    let (question, answer) = match language {
        Language::French => (
            format!("Quelle phrase du cours répond à cette question : « {heading} »"),
            "Cette phrase répond à une autre question.".to_owned(),
        ),
        Language::English => (
            format!("Which sentence of the course answers this question: '{heading}'"),
            "This sentence answers another question.".to_owned(),
        ),
    };
    made(question, fact.text.clone(), wrong, feedback(&answer, &fact.text, language))
}

fn which_section(fact: &Fact<'_>, near: &[&Fact<'_>], language: Language, random: &mut Random) -> Option<Made> {
    let right = fact.section().filter(|_| fact.stands_alone)?;
    let wrong = drawn(near.iter().filter_map(|other| other.section()), right, random);
    let sentence = &fact.text;
    let (question, praise, correction) = match language {
        Language::French => (
            format!("Dans quelle partie du cours lit-on : « {sentence} » ?"),
            "Juste.".to_owned(),
            format!("Cette phrase est dans la partie « {right} »."),
        ),
        Language::English => (
            format!("In which part of the course does one read: '{sentence}'?"),
            "Right.".to_owned(),
            format!("This sentence is in the part '{right}'."),
        ),
    };
    made(question, right.to_owned(), wrong, (praise, correction))
}

/// Wrong choices beside `right`, from the nearest of `others`.
fn drawn<'a>(others: impl Iterator<Item = &'a str>, right: &str, random: &mut Random) -> Vec<String> {
    let mut wrong: Vec<String> = Vec::new();
    for other in others {
        if wrong.len() < NEAR && other != right && !wrong.iter().any(|taken| taken == other) {
            wrong.push(other.to_owned());
        }
    }
    random.shuffle(&mut wrong);
    wrong.truncate(CHOICES - 1);
    wrong
}

/// Terms that may stand beside `term` as wrong choices: the nearest, none part of another.
fn apart<'a>(term: &Term, others: impl Iterator<Item = &'a Term>, random: &mut Random) -> Vec<&'a Term> {
    let mut wrong: Vec<&Term> = Vec::new();
    for other in others {
        let is_apart = !other.overlaps(term) && !wrong.iter().any(|taken| taken.overlaps(other));
        if wrong.len() < NEAR && is_apart {
            wrong.push(other);
        }
    }
    random.shuffle(&mut wrong);
    wrong.truncate(CHOICES - 1);
    wrong
}

/// `text` with a capital: else its own sentence's would give it away.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn made(question: String, right: String, wrong: Vec<String>, feedback: (String, String)) -> Option<Made> {
    (wrong.len() + 1 >= MIN_CHOICES).then_some(Made { question, right, wrong, feedback })
}

/// What is said to who is right, and, after `answer`, to who is not: what the course says.
fn feedback(answer: &str, sentence: &str, language: Language) -> (String, String) {
    let told = match language {
        Language::French => format!("Le cours dit : « {sentence} »"),
        Language::English => format!("The course says: '{sentence}'"),
    };
    let praise = match language {
        Language::French => "Juste.",
        Language::English => "Right.",
    };
    (format!("{praise} {told}"), format!("{answer} {told}"))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::tutor::samples::hit;

    const PAGES: [(&str, &str); 4] = [
        (
            "Le gradient",
            "Le **gradient** est la pente de l'erreur dans l'espace des poids. La pente descend vers les petites erreurs.",
        ),
        (
            "L'époque",
            "Une **époque** est un passage complet sur toutes les données. Plusieurs passages valent mieux pour bien apprendre.",
        ),
        (
            "Le lot",
            "Un **lot** est une poignée d'exemples traités ensemble par le réseau. La mémoire de la carte le tient tout entier.",
        ),
        (
            "L'oubli",
            "La **porte d'oubli** est un filtre qui vide la cellule peu à peu. Le filtre lit l'entrée et l'état d'avant.",
        ),
    ];

    fn quiz(seed: u128, count: usize, about: usize) -> Vec<Asked> {
        let hits: Vec<Hit> = PAGES.iter().map(|(heading, source)| hit(heading, source)).collect();
        questions("porte", &hits, about, count, Language::French, &mut Random::of(Uuid::from_u128(seed)))
    }

    #[test]
    fn a_seed_fixes_the_quiz() {
        assert_eq!(quiz(1, 4, 4), quiz(1, 4, 4));
        assert_ne!(quiz(1, 4, 4), quiz(2, 4, 4));
    }

    #[test]
    fn the_right_choice_is_what_the_cited_sentence_says() {
        for seed in 0..50 {
            let asked = quiz(seed, 4, 4);
            assert_eq!(asked.len(), 4);
            for question in &asked {
                let right = &question.choices[question.right];
                let heading = &question.citation.document;
                let term = PAGES.iter().find(|(name, _)| name == heading).unwrap().1;
                let term = term.split("**").nth(1).unwrap();
                assert!(question.citation.quote.contains("**"), "{question:?}");
                if question.question.starts_with("Quel terme") {
                    assert_eq!(right.to_lowercase(), term);
                    assert!(!question.question.contains(term), "{question:?}");
                } else {
                    assert!(question.question.contains(term), "{question:?}");
                    assert!(right.contains("____"), "{question:?}");
                }
                let mut distinct = question.choices.clone();
                distinct.sort();
                distinct.dedup();
                assert_eq!(distinct.len(), 4, "{question:?}");
            }
        }
    }

    #[test]
    fn sections_are_asked_for_where_terms_run_out() {
        let asked = quiz(3, 10, 4);
        assert_eq!(asked.len(), 8);
        let sections: Vec<_> = asked.iter().filter(|asked| asked.question.starts_with("Dans quelle partie")).collect();
        assert_eq!(sections.len(), 4);
        for question in sections {
            assert_eq!(question.choices[question.right], question.citation.document);
        }
    }

    #[test]
    fn questions_keep_to_the_passages_found_best() {
        assert!(quiz(1, 10, 1).iter().all(|asked| asked.citation.document == "Le gradient"));
        let lonely = [hit("a", PAGES[0].1)];
        let mut random = Random::of(Uuid::from_u128(1));
        assert_eq!(questions("porte", &lonely, 1, 5, Language::French, &mut random), []);
    }

    #[test]
    fn a_heading_s_question_is_answered_by_its_first_sentence() {
        let sections = [
            ("Pourquoi couper le gradient ?", "La coupure empêche un pas trop grand de tout défaire."),
            ("Combien de lots faut-il ?", "Quelques centaines suffisent pour une petite tâche."),
            ("Où va la mémoire ?", "Le réseau transmet son souvenir au mot suivant."),
            ("Le bruit", "Les petites erreurs aident parfois à sortir d'un creux."),
        ];
        let hits: Vec<Hit> = sections.iter().map(|(heading, source)| hit(heading, source)).collect();
        let asked = questions("porte", &hits, 1, 1, Language::French, &mut Random::of(Uuid::from_u128(4)));
        let [question] = &asked[..] else { panic!("{asked:?}") };
        assert!(question.question.ends_with("« Pourquoi couper le gradient ? »"), "{question:?}");
        assert_eq!(question.choices[question.right], sections[0].1);
        assert_eq!(question.praise, format!("Juste. Le cours dit : « {} »", sections[0].1));
    }

    #[test]
    fn entries_of_a_glossary_stand_beside_their_like() {
        let entry = |term: &str| format!("**{term}** : chose qui se nomme ainsi dans ce petit cours.");
        let mut hits: Vec<Hit> = PAGES.iter().map(|(heading, source)| hit(heading, source)).collect();
        hits.extend(["Biais", "Perte", "Poids", "Softmax"].map(|term| hit("glossaire", &entry(term))));
        for seed in 0..20 {
            let asked =
                questions("chose", &hits, hits.len(), 10, Language::French, &mut Random::of(Uuid::from_u128(seed)));
            for question in asked.iter().filter(|asked| asked.question.starts_with("Dans quelle phrase")) {
                let entries = question.choices.iter().filter(|choice| choice.starts_with("____ :")).count();
                assert!(entries == 0 || entries == question.choices.len(), "{question:?}");
            }
        }
    }

    #[test]
    fn a_glossary_is_asked_for_the_topic_s_entries_alone() {
        let entries = "**Lot** : petit groupe d'exemples lus ensemble par le réseau. **Biais** : nombre ajouté à la somme que \
            fait un neurone. **Perte** : nombre qui dit combien une réponse est fausse. **Poids** : nombre que le réseau \
            ajuste pendant son entraînement.";
        let hits = [hit("glossaire", entries)];
        let asked = questions("les lots", &hits, 1, 10, Language::French, &mut Random::of(Uuid::from_u128(1)));
        let [question] = &asked[..] else { panic!("{asked:?}") };
        assert_eq!(question.choices[question.right], "Lot");
    }
}
