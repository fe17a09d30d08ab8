//! Ranking: how well a passage answers a question. BM25 over the index's fields (Robertson & Zaragoza 2009), with what its
//! words and their neighbours, its headings and the rest of its document add.

mod found;

use std::cmp::Ordering;

use found::Found;

use super::corpus::{Corpus, FIELDS, Form, Indexed, Place, Stem};
use super::coverage::Share;
use super::query::{Asked, Query, Source, Term, Variant};

/// How a word weighs in each field: title, headings above, own heading, terms, body. A heading names what its section treats.
const FIELD_WEIGHTS: [f64; FIELDS] = [2.5, 2.5, 3.0, 3.0, 1.0];

/// How much a field's length counts against it: fully at 1. Headings are all short.
const FIELD_LENGTHS: [f64; FIELDS] = [0.3, 0.3, 0.3, 0.3, 0.7];

/// Where a further occurrence begins to count for little; 1.2 is usual, and the fields' weights raise the first ones.
const SATURATION: f64 = 1.1;

/// What two neighbours of the question add where they are neighbours in the passage, against the rarer of them.
const NEIGHBOURS: f64 = 0.6;

/// What a word weighs more in the form that it is asked in: its stem has others, some of them of other words.
const EXACT: f64 = 0.45;

/// What a term adds to itself where it stands in a heading or is defined, and the question asks for a definition.
const DEFINED: f64 = 0.2;

/// How much of a passage's score is at stake when it covers a part of the question only.
const COVERAGE: f64 = 0.95;

/// What the whole document's score adds to a passage's.
const DOCUMENT: f64 = 0.15;

/// Passages whose documents are looked at: more than anybody reads, and the rest are far behind.
const TOLD_BY_DOCUMENT: usize = 100;

/// A document's further occurrences count for little from here, and its length counts so much; the usual BM25.
const DOCUMENT_SATURATION: f64 = 1.2;
const DOCUMENT_LENGTH: f64 = 0.75;

/// The fields that name what a passage treats: its heading and its terms.
const NAMING: [usize; 2] = [2, 3];

/// How well a passage answers.
#[derive(Clone, Debug)]
pub(super) struct Ranked {
    /// The passage's row.
    pub id: i64,
    /// Higher is better.
    pub score: f64,
}

/// Where the question's stems stand among its terms.
#[derive(Debug)]
pub(super) struct Ranking<'q> {
    corpus: &'q Corpus,
    query: &'q Query,
    share: Share<'q>,
    /// For each stem of the corpus, 0 or the place in `uses`, from 1.
    marks: Vec<u16>,
    uses: Vec<Vec<Use<'q>>>,
}

/// A stem's part in a term: it begins one of its variants.
#[derive(Clone, Copy, Debug)]
struct Use<'q> {
    term: usize,
    weight: f64,
    /// The variant's other stems.
    rest: &'q [Stem],
    /// The word of the question that the term stands for, if it is one.
    word: Option<usize>,
    /// That word's form in the course.
    form: Option<Form>,
}

impl<'q> Ranking<'q> {
    pub(super) fn new(corpus: &'q Corpus, query: &'q Query) -> Self {
        let share = Share::of(query);
        let mut ranking = Self { corpus, query, share, marks: vec![0; corpus.stems()], uses: vec![Vec::new()] };
        for (place, term) in query.terms.iter().enumerate() {
            let word = if let Source::Word(word) = term.source { Some(word) } else { None };
            let form = word.and_then(|word| query.words[word].number);
            for Variant { stems, weight } in &term.variants {
                let (first, rest) = stems.split_first().expect("a variant has a stem");
                ranking.mark(*first, Use { term: place, weight: *weight, rest, word, form });
            }
        }
        ranking
    }

    /// The passages at these places, best first. Only the best are told apart by their documents too.
    pub(super) fn rank(&self, candidates: impl Iterator<Item = Place>) -> Vec<Ranked> {
        let mut found = Found::new(self.corpus, self.query);
        let passages = candidates.map(|place| self.corpus.at(place));
        let mut ranked: Vec<(f64, &Indexed)> =
            passages.map(|passage| (self.score(passage, &mut found), passage)).collect();
        ranked.sort_unstable_by(best_first);
        let best = ranked.len().min(TOLD_BY_DOCUMENT);
        for (score, passage) in &mut ranked[..best] {
            let document = &mut found.documents[passage.document];
            *score += DOCUMENT * *document.get_or_insert_with(|| self.document(passage.document, &mut found.counts));
        }
        ranked[..best].sort_unstable_by(best_first);
        ranked.into_iter().map(|(score, passage)| Ranked { id: passage.id, score }).collect()
    }

    /// How fully the passage with this row's number has each of the question's terms: 0 where it does not, below 1 however often
    /// it does.
    pub(super) fn filled(&self, id: i64) -> Vec<f64> {
        let mut found = Found::new(self.corpus, self.query);
        if let Some(passage) = self.corpus.passage(id) {
            self.find(passage, &mut found);
        }
        found.filled
    }

    fn mark(&mut self, stem: Stem, new: Use<'q>) {
        let mark = &mut self.marks[stem as usize];
        if *mark == 0 {
            // A question has a few hundred terms at most, each with a few dozen variants.
            *mark = u16::try_from(self.uses.len()).unwrap_or_default();
            self.uses.push(Vec::new());
        }
        self.uses[usize::from(*mark)].push(new);
    }

    /// How well the passage answers by itself.
    fn score(&self, passage: &Indexed, found: &mut Found) -> f64 {
        self.find(passage, found);
        let mut score = 0.0;
        for (place, term) in self.query.terms.iter().enumerate() {
            let defined = self.query.defines && found.named[place] && self.can_be_defined(term);
            score += term.weight * term.rarity * found.filled[place] * if defined { 1.0 + DEFINED } else { 1.0 };
        }
        score += NEIGHBOURS * self.neighbours(&found.neighbours);
        score * (1.0 - COVERAGE + COVERAGE * self.share.covered(&found.filled, &mut found.covered))
    }

    fn find(&self, passage: &Indexed, found: &mut Found) {
        found.clear();
        for field in 0..FIELDS {
            let (stems, forms) = self.corpus.field(passage, field);
            let length = stems.len() as f64 / self.corpus.mean(field);
            let weight = FIELD_WEIGHTS[field] / (1.0 - FIELD_LENGTHS[field] + FIELD_LENGTHS[field] * length);
            let names = NAMING.contains(&field) || field == 0 && passage.length(NAMING[0]) == 0;
            found.last.fill(None);
            for (at, stem) in stems.iter().enumerate() {
                for Use { term, weight: of_variant, rest, word, form } in self.uses(*stem) {
                    if rest.is_empty() || stems[at + 1..].starts_with(rest) {
                        // The very word that the question asks with, not another of its stem.
                        let is_exact = form.is_some_and(|form| form == forms[at]);
                        found.counts[*term] += weight * of_variant * if is_exact { 1.0 + EXACT } else { 1.0 };
                        found.named[*term] |= names;
                    }
                    if let Some(word) = *word {
                        found.pass(word, at, weight);
                    }
                }
            }
        }
        for (filled, count) in found.filled.iter_mut().zip(&found.counts) {
            *filled = count / (SATURATION + count);
        }
    }

    /// A weak word is asked with, not for.
    fn can_be_defined(&self, term: &Term) -> bool {
        match &term.source {
            Source::Word(word) => !self.query.words[*word].weak,
            Source::Compound => true,
            Source::Concept { named, .. } => *named,
        }
    }

    fn neighbours(&self, counts: &[f64]) -> f64 {
        let pairs = self.query.words.windows(2).zip(counts.iter().skip(1)).filter(|(_, count)| **count > 0.0);
        let score =
            |(pair, count): (&[Asked], &f64)| pair[0].importance().min(pair[1].importance()) * count / (1.0 + count);
        pairs.map(score).sum()
    }

    fn document(&self, place: usize, counts: &mut [f64]) -> f64 {
        let document = self.corpus.document(place);
        counts.fill(0.0);
        for (stem, count) in document.counts() {
            for Use { term, weight, rest, .. } in self.uses(*stem) {
                let others = rest.iter().map(|stem| document.count(*stem));
                counts[*term] += f64::from(others.fold(*count, u32::min)) * weight;
            }
        }
        let length = DOCUMENT_SATURATION * (1.0 - DOCUMENT_LENGTH + DOCUMENT_LENGTH * document.relative_length);
        let score = |(term, count): (&Term, &f64)| term.weight * term.document_rarity * count / (count + length);
        self.query.terms.iter().zip(counts.iter()).map(score).sum()
    }

    /// The stem's parts in terms; most stems have none.
    fn uses(&self, stem: Stem) -> &[Use<'q>] {
        match self.marks[stem as usize] {
            0 => &[],
            mark => &self.uses[usize::from(mark)],
        }
    }
}

/// Ties are told apart by the passages' numbers, lest the order change from one search to the next.
fn best_first(a: &(f64, &Indexed), b: &(f64, &Indexed)) -> Ordering {
    b.0.total_cmp(&a.0).then(a.1.id.cmp(&b.1.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::corpus::samples::corpus;

    fn order(passages: &[(&str, &str)], question: &str) -> Vec<i64> {
        let corpus = corpus(passages);
        let query = Query::read(question, &corpus);
        let places = (0..).take(passages.len());
        let ranked = Ranking::new(&corpus, &query).rank(places);
        ranked.iter().filter(|ranked| ranked.score > 0.0).map(|ranked| ranked.id).collect()
    }

    #[test]
    fn rare_words_weigh_more_than_frequent_ones() {
        let passages = [("", "Le réseau apprend."), ("", "Le réseau lit."), ("", "La porte lit.")];
        assert_eq!(order(&passages, "réseau porte")[0], 3);
    }

    #[test]
    fn a_heading_weighs_more_than_the_text() {
        let passages = [("Divers", "La cellule du LSTM tient un état."), ("La cellule", "Elle tient un état de LSTM.")];
        assert_eq!(order(&passages, "cellule"), [2, 1]);
    }

    #[test]
    fn neighbours_and_coverage_tell_passages_apart() {
        let passages = [
            ("", "La porte est une chose, et bien plus loin, vers la fin de la page, on lit le mot oubli."),
            ("", "La porte d'oubli est une chose, et bien plus loin, vers la fin de la page, on lit le mot."),
            ("", "Porte, porte, porte, et encore une porte, puis une porte derrière les autres et une porte."),
        ];
        assert_eq!(order(&passages, "la porte d'oubli"), [2, 1, 3]);
    }

    #[test]
    fn neighbours_count_in_either_order() {
        let passages = [
            ("", "Un réseau, et bien plus loin dans la même page on lit profond, sans que rien ne les lie."),
            ("", "Un profond réseau, et bien plus loin dans la même page on lit, sans que rien ne les lie."),
        ];
        assert_eq!(order(&passages, "réseau profond"), [2, 1]);
    }

    #[test]
    fn the_form_that_is_asked_for_comes_before_others_of_its_stem() {
        let passages = [("", "On marcha vers la sortie."), ("", "On marchait vers la sortie.")];
        assert_eq!(order(&passages, "marchait"), [2, 1]);
        assert_eq!(order(&passages, "marcha"), [1, 2]);
    }

    #[test]
    fn a_definition_comes_before_a_mention() {
        let filler = "On y voit aussi le mot perte et rien de plus.";
        let passages =
            [("Une couche", filler), ("La perte", "Elle mesure un écart ; on la veut petite et rien de plus.")];
        assert_eq!(order(&passages, "c'est quoi la perte ?")[0], 2);
    }

    #[test]
    fn nothing_matches_nothing() {
        assert_eq!(order(&[("", "La porte.")], ""), [0; 0]);
        assert_eq!(order(&[("", "La porte.")], "zyklop"), [0; 0]);
    }
}
