//! A question as the index understands it: its words, what each may stand for in the course, and the concepts of the field
//! that it means.

use super::corpus::{Corpus, Form, Stem};
use super::lookup;
use super::text::{
    Meant, compound, concepts, is_common_word, is_known_word, is_stop_word, is_weak_word, words, written_out,
};

/// Words read of a question: a page. What follows would only blur what the first asks.
const MAX_WORDS: usize = 300;

/// The weights of what stands for a word or a concept, against a word that the course has as it is asked. Found, like those
/// of the ranking, on questions that do not ship: of French Wikipedia, of an authority's help desk, of a real course.
const WEAK: f64 = 0.5;
const WEAK_IMPORTANCE: f64 = 0.45;
const NAME: f64 = 1.5;
const NAMED: f64 = 0.5;
const SAID: f64 = 1.1;
const SAID_IN_A_WORD: f64 = 0.9;
const EVERYDAY: f64 = 0.35;

/// Words with which one asks what something is.
const DEFINING: [&str; 7] = ["quoi", "what", "definition", "definir", "definis", "signifie", "signification"];

/// A question, read.
#[derive(Debug, Default)]
pub(super) struct Query {
    /// Its words, stop words aside, each once.
    pub words: Vec<Asked>,
    /// What to look for.
    pub terms: Vec<Term>,
    /// Words that the course does not have, with what is looked for instead.
    pub corrected: Vec<(String, String)>,
    /// Whether it asks what something is.
    pub defines: bool,
    /// Compounds of which the course has no trace: names of things that it does not treat.
    pub strange_compounds: usize,
}

/// A word of a question.
#[derive(Debug)]
pub(super) struct Asked {
    /// Folded, and spelt as the course spells it.
    pub form: String,
    /// How the course stands to it.
    pub standing: Standing,
    /// Whether it asks rather than names.
    pub weak: bool,
    /// How rare it is in the course.
    pub rarity: f64,
    /// The course's number of `form`.
    pub number: Option<Form>,
}

impl Asked {
    /// What it counts for when the question's parts are weighed against each other.
    pub(super) fn importance(&self) -> f64 {
        self.rarity * if self.weak { WEAK_IMPORTANCE } else { 1.0 }
    }
}

/// How the course stands to a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It has it, or one spelt almost so, or a relative.
    Known,
    /// It does not, and anybody might say it.
    Common,
    /// It does not, and it is no everyday word.
    Strange,
}

/// Something to look for.
#[derive(Debug)]
pub(super) struct Term {
    /// What counts as finding it; may be empty.
    pub variants: Vec<Variant>,
    /// What it weighs.
    pub weight: f64,
    /// How rare it is, in passages.
    pub rarity: f64,
    /// How rare it is, in documents.
    pub document_rarity: f64,
    /// What in the question asks for it.
    pub source: Source,
}

/// What in a question asks for a term.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// One of its words.
    Word(usize),
    /// Two, as one.
    Compound,
    /// A concept, meant by these words.
    Concept {
        /// Which.
        by: Vec<usize>,
        /// Whether they name it.
        named: bool,
    },
}

/// One way in which a term may stand in the course.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Variant {
    /// The stems, one behind the other.
    pub stems: Vec<Stem>,
    /// What it weighs.
    pub weight: f64,
}

impl Query {
    /// Reads `question` against what `corpus` has.
    pub(super) fn read(question: &str, corpus: &Corpus) -> Self {
        let mut query = Self::default();
        let mut raw: Vec<String> = Vec::new();
        // As the course spells them, with the places of their words; stop words have none.
        let mut forms: Vec<String> = Vec::new();
        let mut places: Vec<Option<usize>> = Vec::new();
        for word in words(question).take(MAX_WORDS) {
            // Behind a question's first word, a capital marks a name, and most questions with one are about it.
            let is_name = word.at.start > 0 && question[word.at].starts_with(char::is_uppercase);
            let form = word.form.into_owned();
            if word.joined
                && let Some(before) = raw.last()
            {
                query.push_compound(corpus, before, &form);
            }
            let full = written_out(&form).map(|full| full.iter().map(|&word| word.to_owned()).collect());
            let full: Vec<String> = full.unwrap_or_else(|| vec![form]);
            for form in full {
                let form = lookup::without_elision(corpus, &form).map_or(form.clone(), str::to_owned);
                let known = raw.iter().position(|other| *other == form);
                let place = match known {
                    Some(at) => places[at],
                    None if is_stop_word(&form) => None,
                    None => Some(query.push_word(corpus, &form, is_name)),
                };
                forms.push(place.map_or_else(|| form.clone(), |place| query.words[place].form.clone()));
                raw.push(form);
                places.push(place);
            }
        }
        query.defines = defines(&raw);
        concepts(&forms).iter().for_each(|meant| query.push_concept(corpus, meant, &places));
        query
    }

    fn push_word(&mut self, corpus: &Corpus, form: &str, is_name: bool) -> usize {
        let mut variants = lookup::exact(corpus, form);
        let mut spelt = form.to_owned();
        if variants.is_empty() && !is_common_word(form) && !is_known_word(form) {
            let guessed = lookup::guessed(corpus, form);
            if let Some((first, _)) = guessed.first() {
                spelt.clone_from(first);
                self.corrected.push((form.to_owned(), spelt.clone()));
            }
            lookup::add(&mut variants, guessed.into_iter().flat_map(|(_, variants)| variants));
        }
        let relatives = lookup::relatives(corpus, &spelt);
        // Relatives tell how rare a word is only where they are all there is of it.
        let measured = if variants.is_empty() { &relatives } else { &variants };
        let (rarity, document_rarity) = lookup::rarity(corpus, measured);
        lookup::add(&mut variants, relatives.clone().into_iter());
        let standing = match variants.is_empty() {
            false => Standing::Known,
            true if is_common_word(form) => Standing::Common,
            true => Standing::Strange,
        };
        let weak = is_weak_word(form);
        let source = Source::Word(self.words.len());
        let number = corpus.form(&spelt);
        self.words.push(Asked { form: spelt, standing, weak, rarity, number });
        let weight = if weak { WEAK } else { 1.0 } * if is_name { NAME } else { 1.0 };
        self.terms.push(Term { variants, weight, rarity, document_rarity, source });
        self.words.len() - 1
    }

    fn push_compound(&mut self, corpus: &Corpus, first: &str, second: &str) {
        let form = compound(first, second);
        let variants = lookup::exact(corpus, &form);
        if !variants.is_empty() {
            self.push_term(corpus, variants, 1.0, Source::Compound);
        } else if !is_stop_word(second) && !is_known_word(&form) {
            // `peut-on` and `a-t-il` are none; `k-moyennes` is.
            self.strange_compounds += 1;
        }
    }

    fn push_concept(&mut self, corpus: &Corpus, meant: &Meant, places: &[Option<usize>]) {
        let Meant { concept, by, named } = meant;
        let mut variants = Vec::new();
        for term in &concept.terms {
            let stems: Option<Vec<Stem>> = term.iter().map(|form| lookup::stem(corpus, form)).collect();
            lookup::add(&mut variants, stems.map(|stems| Variant { stems, weight: 1.0 }).into_iter());
        }
        if variants.is_empty() {
            return;
        }
        let words: Vec<usize> = by.iter().filter_map(|at| places[*at]).collect();
        let mut weight = match (named, by.len()) {
            (true, _) => NAMED,
            (false, 1) => SAID_IN_A_WORD,
            (false, _) => SAID,
        };
        if concept.everyday {
            weight *= EVERYDAY;
        }
        if by.len() == 1 && words.iter().any(|word| self.words[*word].weak) {
            weight *= WEAK;
        }
        self.push_term(corpus, variants, weight, Source::Concept { by: words, named: *named });
    }

    fn push_term(&mut self, corpus: &Corpus, variants: Vec<Variant>, weight: f64, source: Source) {
        let (rarity, document_rarity) = lookup::rarity(corpus, &variants);
        self.terms.push(Term { variants, weight, rarity, document_rarity, source });
    }
}

/// Whether a question with these words asks what something is.
fn defines(forms: &[String]) -> bool {
    let pair = |first: &str, second: &str| forms.windows(2).any(|pair| pair[0] == first && pair[1] == second);
    forms.iter().any(|form| DEFINING.contains(&form.as_str())) || pair("est", "ce") || pair("veut", "dire")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::corpus::samples::corpus;

    fn course() -> Corpus {
        corpus(&[
            ("Le gradient", "Le gradient disparaît dans un réseau récurrent. L'erreur remonte."),
            ("Le surapprentissage", "Un modèle qui surapprend échoue ailleurs : c'est l'overfitting."),
            ("La convolution", "Un filtre convolutif parcourt l'image."),
        ])
    }

    fn standings(question: &str) -> Vec<(String, Standing)> {
        let query = Query::read(question, &course());
        query.words.into_iter().map(|word| (word.form, word.standing)).collect()
    }

    #[test]
    fn words_stand_as_the_course_stands_to_them() {
        let word = |form: &str, standing| (form.to_owned(), standing);
        assert_eq!(
            standings("Le gradient mange-t-il du zyklop ?"),
            [word("gradient", Standing::Known), word("mange", Standing::Common), word("zyklop", Standing::Strange)]
        );
        assert_eq!(standings("?!… 😀 le la les"), []);
    }

    #[test]
    fn spelling_is_mended_towards_the_course() {
        let query = Query::read("le gradiant du rezo, lereur", &course());
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(query.corrected, [pair("gradiant", "gradient"), pair("lereur", "erreur")]);
        assert!(query.words.iter().all(|word| word.standing == Standing::Known), "{:?}", query.words);
        assert_eq!(Query::read("l'image, et limage", &course()).corrected, []);
    }

    #[test]
    fn a_concept_is_found_under_its_other_names() {
        let corpus = course();
        let overfitting = corpus.stems_of("overfitting")[0];
        for question in ["Le surapprentissage ?", "mon modèle apprend par cœur"] {
            let query = Query::read(question, &corpus);
            let concept = |term: &&Term| matches!(term.source, Source::Concept { .. });
            let found = query.terms.iter().filter(concept).flat_map(|term| &term.variants);
            assert!(found.flat_map(|variant| &variant.stems).any(|stem| *stem == overfitting), "{question}");
        }
    }

    #[test]
    fn relatives_count_a_little() {
        let query = Query::read("convolutions", &course());
        let weights: Vec<f64> = query.terms[0].variants.iter().map(|variant| variant.weight).collect();
        assert!(weights.len() == 2 && weights[1] < weights[0], "{weights:?}");
    }

    #[test]
    fn a_name_weighs_more_than_a_word() {
        let weight = |question: &str| Query::read(question, &course()).terms[0].weight;
        assert!(weight("un Gradient") > weight("un gradient"));
        assert_eq!(weight("Gradient"), weight("gradient"), "a first word has its capital from its place");
    }

    #[test]
    fn asking_for_a_meaning_is_noticed() {
        for question in
            ["c koi un gradient", "Qu'est-ce qu'un gradient ?", "que veut dire gradient", "définition gradient"]
        {
            assert!(Query::read(question, &course()).defines, "{question}");
        }
        assert!(!Query::read("Comment calculer un gradient ?", &course()).defines);
    }

    #[test]
    fn compounds_that_the_course_does_not_have_are_strange() {
        let strange = |question| Query::read(question, &course()).strange_compounds;
        assert_eq!(strange("les k-moyennes et le q-learning"), 2);
        assert_eq!(strange("Peut-on, a-t-il, dit-elle, sur-apprentissage"), 0);
    }

    #[test]
    fn an_endless_question_is_read_in_part() {
        let long = "gradient mot ".repeat(100_000);
        let query = Query::read(&long, &course());
        assert_eq!(query.words.len(), 2);
    }
}
