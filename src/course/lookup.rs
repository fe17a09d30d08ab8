//! What the course has for a word of a question: the word itself, one spelt almost so, its relatives.

use super::corpus::{Corpus, Stem};
use super::query::Variant;
use super::text::{Language, is_common_word, is_stop_word};

/// Guesses taken for a misspelt word. The second and the third cost little where the first is right.
const MAX_GUESSES: usize = 3;

/// What the first guess weighs; each further one that much less.
const GUESS: f64 = 0.9;

/// Stems that are shorter have their misspellings' neighbours everywhere.
const MIN_STEM_TO_GUESS: usize = 6;

/// Words that share this many first letters are likely of one family (`convolution`, `convolutif`).
const FAMILY_LETTERS: usize = 6;

/// Relatives taken: only the largest families have more, and their members share little but a prefix.
const MAX_FAMILY: usize = 12;

/// What a relative weighs. Most are what was meant, some are strangers.
const RELATIVE: f64 = 0.2;

/// What French elides before a vowel, and students write without its apostrophe.
const ELIDED: [&str; 9] = ["l", "d", "j", "m", "t", "s", "n", "c", "qu"];

/// The word's stem in the course.
pub(super) fn stem(corpus: &Corpus, form: &str) -> Option<Stem> {
    stems(corpus, form).first().copied()
}

/// The word itself.
pub(super) fn exact(corpus: &Corpus, form: &str) -> Vec<Variant> {
    stems(corpus, form).into_iter().map(|stem| Variant { stems: vec![stem], weight: 1.0 }).collect()
}

/// Words of the course that the misspelt `form` may be meant for, the likeliest first.
pub(super) fn guessed(corpus: &Corpus, form: &str) -> Vec<(String, Vec<Variant>)> {
    let weights = std::iter::successors(Some(GUESS), |weight| Some(weight * GUESS));
    let words = corpus.dictionary().guesses(form);
    if !words.is_empty() {
        let guess = |(word, weight): (&str, f64)| {
            let variants = stems(corpus, word).into_iter().map(|stem| Variant { stems: vec![stem], weight });
            (word.to_owned(), variants.collect())
        };
        return words.iter().take(MAX_GUESSES).map(|guess| guess.word).zip(weights).map(guess).collect();
    }
    // The plural that the course has in the singular only is one edit away once both are stems.
    let stem = Language::French.stem(form);
    if stem.len() < MIN_STEM_TO_GUESS {
        return Vec::new();
    }
    let guess = |(stem, weight): (&str, f64)| {
        let number = corpus.stem(stem)?;
        Some((corpus.example(number).to_owned(), vec![Variant { stems: vec![number], weight }]))
    };
    let stems = corpus.stem_dictionary().guesses(&stem);
    stems.iter().take(MAX_GUESSES).map(|guess| guess.word).zip(weights).filter_map(guess).collect()
}

/// The rest of the word's family.
pub(super) fn relatives(corpus: &Corpus, form: &str) -> Vec<Variant> {
    let Some((end, _)) = form.char_indices().nth(FAMILY_LETTERS) else { return Vec::new() };
    let own = stems(corpus, form);
    let family = corpus.family(&form[..end]).filter(|stem| !own.contains(stem)).take(MAX_FAMILY);
    family.map(|stem| Variant { stems: vec![stem], weight: RELATIVE }).collect()
}

/// The word behind a missing apostrophe (`lerreur`, `jai`), if `form` makes no sense as it is.
pub(super) fn without_elision<'f>(corpus: &Corpus, form: &'f str) -> Option<&'f str> {
    let makes_sense = |form: &str| is_stop_word(form) || !stems(corpus, form).is_empty() || is_common_word(form);
    if makes_sense(form) {
        return None;
    }
    let rests = ELIDED.iter().filter_map(|elided| form.strip_prefix(elided));
    rests.filter(|rest| rest.len() > 1).find(|rest| makes_sense(rest))
}

/// How rare a term with these variants is, in passages and in documents: as rare as the most frequent of them, so that one
/// odd synonym does not make a common thing rare.
pub(super) fn rarity(corpus: &Corpus, variants: &[Variant]) -> (f64, f64) {
    let rarities = variants.iter().map(|variant| corpus.rarity(&variant.stems));
    let least = |(a, b): (f64, f64), (c, d): (f64, f64)| (a.min(c), b.min(d));
    rarities.fold(corpus.rarity_of_nothing(), least)
}

/// Adds the variants that are not there yet.
pub(super) fn add(variants: &mut Vec<Variant>, more: impl Iterator<Item = Variant>) {
    for variant in more {
        if !variants.iter().any(|known| known.stems == variant.stems) {
            variants.push(variant);
        }
    }
}

/// The stems of a word in the course: as indexed, or else by the rules of either language.
fn stems(corpus: &Corpus, form: &str) -> Vec<Stem> {
    let known = corpus.stems_of(form);
    if !known.is_empty() {
        return known.to_vec();
    }
    let stem = |language: Language| corpus.stem(&language.stem(form));
    stem(Language::French).or_else(|| stem(Language::English)).into_iter().collect()
}
