//! How well each sentence of the passages answers a question.

use std::collections::HashSet;

use super::block;
use super::cues::{Wanted, only_asks};
use super::form::{is_quiz, reads, says_something};
use super::stretch::announces_list;
use crate::chat::citations::source;
use crate::chat::terms::{Weights, stems};
use crate::course::Hit;
use crate::course::text::{Language, is_weak_word, words};

/// Something of a passage that can be quoted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scored {
    /// The passage's place.
    pub(super) passage: usize,
    /// What it is.
    pub(super) part: Part,
    /// Above 0; higher answers better.
    pub(super) score: f64,
}

/// What of a passage can be quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The sentence at this place.
    Sentence(usize),
    /// Its beginning, where it is code or a table.
    Beginning,
}

impl Part {
    /// What it says, in `hit`.
    pub(super) fn text(self, hit: &Hit) -> &str {
        let at = match self {
            Self::Sentence(index) => hit.sentences.get(index).cloned(),
            Self::Beginning => block::beginning(hit),
        };
        at.and_then(|at| source(hit, &at)).unwrap_or_default()
    }
}

/// Passages looked at, quizzes aside; what comes later is too far from the question to stand beside the best.
const MAX_PASSAGES: usize = 4;
/// What a word of the question counts that asks rather than names.
const OF_WEAK_WORD: f64 = 0.3;
/// What a word counts that the search put in the question's stead (a synonym, a spelling).
const OF_MATCHED: f64 = 0.4;
/// What a word counts that stands above the sentence, in a heading.
const IN_HEADING: f64 = 0.6;
/// What a sentence counts, squared, of a passage that hardly answers: the search has read more of it than one sentence.
const HARDLY: f64 = 0.2;
/// What code or a table is worth beside a sentence that has the same words: it shows, and does not say. A passage is code
/// from this share of it on.
const OF_BEGINNING: f64 = 0.5;
const MOSTLY: f64 = 0.6;

/// A part that can be quoted, with its words.
struct Quotable<'h> {
    passage: usize,
    part: Part,
    text: &'h str,
    stems: Vec<String>,
}

/// All of `hits` that can be quoted and shares something with `question` or with what its search matched.
pub(super) fn scored(question: &str, hits: &[Hit]) -> Vec<Scored> {
    let quotable: Vec<Quotable<'_>> = hits
        .iter()
        .enumerate()
        .filter(|(_, hit)| !is_quiz(hit))
        .take(MAX_PASSAGES)
        .flat_map(|(place, hit)| of_passage(place, hit))
        .collect();
    let sentences = quotable.iter().filter(|quotable| quotable.part != Part::Beginning);
    let weights = Weights::of(sentences.map(|sentence| sentence.stems.as_slice()));
    let asked = asked(question, hits, &weights);
    let total: f64 = asked.iter().map(|(_, weight)| weight).sum();
    let wanted = Wanted::by(question);
    let top = hits.iter().map(|hit| hit.score).fold(f64::MIN_POSITIVE, f64::max);
    let headings: Vec<HashSet<String>> =
        hits.iter().map(|hit| stems(&hit.headings.join(" ")).into_iter().collect()).collect();
    let score = |Quotable { passage, part, text, stems }: Quotable<'_>| {
        let has = |stem: &String| stems.contains(stem);
        let covered: f64 = asked
            .iter()
            .map(|(stem, weight)| {
                let above = if headings[passage].contains(stem) { IN_HEADING } else { 0.0 };
                weight * if has(stem) { 1.0 } else { above }
            })
            .sum();
        let of_passage = HARDLY + (1.0 - HARDLY) * (hits[passage].score / top).clamp(0.0, 1.0);
        let form = match part {
            Part::Sentence(index) => wanted.worth(text) * reads(text, index, announces_list(&hits[passage], index)),
            Part::Beginning => OF_BEGINNING,
        };
        let score = covered / total * of_passage.powi(2) * form;
        (score > 0.0).then_some(Scored { passage, part, score })
    };
    quotable.into_iter().filter_map(score).collect()
}

/// What can be quoted of the passage at this place.
fn of_passage(passage: usize, hit: &Hit) -> impl Iterator<Item = Quotable<'_>> {
    let quotable = move |part, text| Quotable { passage, part, text, stems: stems(text) };
    let texts = hit.sentences.iter().map(|at| source(hit, at)).enumerate();
    let said = texts.filter_map(|(index, text)| Some((index, text.filter(|text| says_something(text))?)));
    let is_shown = block::share(hit) > MOSTLY && says_something(Part::Beginning.text(hit));
    let shown = is_shown.then(|| quotable(Part::Beginning, &hit.quote));
    said.map(move |(index, text)| quotable(Part::Sentence(index), text)).chain(shown)
}

/// The stems of the question's words, and of those that the search matched for them, with what each counts. Words that
/// only ask are left out where others name what is asked about: a sentence on anything may serve, mean or work.
fn asked(question: &str, hits: &[Hit], weights: &Weights) -> Vec<(String, f64)> {
    let asking = |text: &str| -> HashSet<String> {
        words(text).filter(|word| only_asks(&word.form)).map(|word| Language::French.stem(&word.form)).collect()
    };
    let only_asking = asking(question);
    let names = stems(question).iter().any(|stem| !only_asking.contains(stem));
    let counts = |text: &str| {
        let left_out = if names { asking(text) } else { HashSet::new() };
        stems(text).into_iter().filter(move |stem| !left_out.contains(stem))
    };
    let mut asked: Vec<(String, f64)> = Vec::new();
    let mut add = |stem: String, factor: f64| {
        if asked.iter().all(|(known, _)| *known != stem) {
            let weight = weights.of_stem(&stem) * factor;
            asked.push((stem, weight));
        }
    };
    let weak: HashSet<String> =
        words(question).filter(|word| is_weak_word(&word.form)).map(|word| Language::French.stem(&word.form)).collect();
    for stem in counts(question) {
        let factor = if weak.contains(&stem) { OF_WEAK_WORD } else { 1.0 };
        add(stem, factor);
    }
    for word in hits.iter().flat_map(|hit| &hit.matched) {
        for stem in counts(word) {
            let factor = if weak.contains(&stem) { OF_WEAK_WORD } else { OF_MATCHED };
            add(stem, factor);
        }
    }
    asked
}
