//! How well each sentence of the passages answers a question.

use std::collections::HashSet;

use super::cues::{Wanted, leans_on_its_predecessor, only_asks};
use crate::chat::citations::source;
use crate::chat::terms::{Weights, stems};
use crate::course::Hit;
use crate::course::text::{Language, is_weak_word, words};

/// A sentence of a passage.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scored {
    /// The passage's place.
    pub(super) passage: usize,
    /// The sentence's place in it.
    pub(super) index: usize,
    /// Above 0; higher answers better.
    pub(super) score: f64,
}

/// What a word of the question counts that asks rather than names.
const OF_WEAK_WORD: f64 = 0.3;
/// What a word counts that the search put in the question's stead (a synonym, a spelling).
const OF_MATCHED: f64 = 0.6;
/// What a word counts that stands above the sentence, in a heading.
const IN_HEADING: f64 = 0.6;

/// Every sentence of `hits` that can be quoted and shares something with `question` or with what its search matched.
pub(super) fn scored(question: &str, hits: &[Hit]) -> Vec<Scored> {
    let sentences: Vec<(usize, usize, &str, Vec<String>)> = hits
        .iter()
        .enumerate()
        .flat_map(|(passage, hit)| {
            let texts = hit.sentences.iter().enumerate();
            texts.filter_map(move |(index, at)| {
                // A blank to be filled in says nothing.
                let text = source(hit, at).filter(|text| !text.contains("___"))?;
                Some((passage, index, text, stems(text)))
            })
        })
        .collect();
    let weights = Weights::of(sentences.iter().map(|(.., stems)| stems.as_slice()));
    let asked = asked(question, hits, &weights);
    let total: f64 = asked.iter().map(|(_, weight)| weight).sum();
    let wanted = Wanted::by(question);
    let top = hits.iter().map(|hit| hit.score).fold(f64::MIN_POSITIVE, f64::max);
    let headings: Vec<HashSet<String>> =
        hits.iter().map(|hit| stems(&hit.headings.join(" ")).into_iter().collect()).collect();
    let score = |(passage, index, text, stems): (usize, usize, &str, Vec<String>)| {
        let has = |stem: &String| stems.contains(stem);
        let covered: f64 = asked
            .iter()
            .map(|(stem, weight)| {
                let above = if headings[passage].contains(stem) { IN_HEADING } else { 0.0 };
                weight * if has(stem) { 1.0 } else { above }
            })
            .sum();
        let of_passage = 0.4 + 0.6 * (hits[passage].score / top).clamp(0.0, 1.0);
        let score = covered / total * of_passage * wanted.worth(text) * form(text, index);
        (score > 0.0).then_some(Scored { passage, index, score })
    };
    sentences.into_iter().filter_map(score).collect()
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

/// How well a sentence reads by itself.
fn form(text: &str, index: usize) -> f64 {
    let length = text.chars().count();
    // Shorter is a title or a remnant; longer, an enumeration.
    let size = match length {
        0..=24 => 0.5,
        25..=320 => 1.0,
        _ => 0.75,
    };
    let ending = match text.trim_end_matches(['*', '_', '"', '»', ' ', '\u{a0}']).chars().next_back() {
        Some(':') => 0.6,
        Some('?') => 0.4,
        _ => 1.0,
    };
    let opening = if index == 0 { 1.1 } else { 1.0 };
    let leaning = if leans_on_its_predecessor(text) { 0.85 } else { 1.0 };
    size * ending * opening * leaning
}
