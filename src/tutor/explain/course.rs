//! A concept explained by the course's own sentences: those that read like a definition, an example and a use of it.

use std::ops::Range;

use super::super::note::{self, Part};
use super::super::text::{plain, stems};
use super::{Parts, signs};
use crate::chat::citations::{Citation, source};
use crate::course::Hit;
use crate::course::text::{Language, is_stop_word, words};

/// A sentence that mentions less of the concept than this is not about it: half of « porte d'oubli » is any gate.
const MIN_COVERAGE: f64 = 0.6;

/// A definition names its concept among its first words: « Une porte d'oubli est... », "In short, the forget gate is...".
const EARLY_WORDS: usize = 6;

/// What a rank costs, against the signs below, each worth about one: among equals the better passage wins.
const RANK_COST: f64 = 0.1;

/// Words between a concept and the verb that says its use, at most: farther off, the verb is another's.
const MAX_WORDS_TO_USE: usize = 8;

/// Shortest heading that names a section: a glossary's letters do not.
const MIN_SECTION_CHARS: usize = 3;

/// Longest example, in bytes: a short paragraph.
const MAX_STORY_BYTES: usize = 450;

/// A sentence of a passage, as it may be chosen.
struct Candidate<'a> {
    hit: &'a Hit,
    rank: f64,
    at: &'a Range<usize>,
    forms: Vec<String>,
    /// The share of the concept's words that it mentions.
    coverage: f64,
    /// The words by which it first names the concept, as places among its own.
    named: Option<Range<usize>>,
    /// Words between that name and the first word that opens a definition of it; none for an entry of a glossary:
    /// « **Lot** : poignée d'exemples ».
    to_definition: Option<usize>,
    /// Words between that name and the first word that says it is good for something.
    to_use: Option<usize>,
    /// Whether nothing stands before that name but articles: « La couche d'embedding » is no embedding.
    leads: bool,
    /// What its section's heading asks about the concept, where it is the section's first sentence.
    answers: Option<Part>,
    /// Whether its section is about the concept more than about anything else.
    is_under: bool,
    /// Whether its chapter's title begins with it.
    is_within: bool,
    /// Whether the sentence before is about it.
    follows: bool,
}

/// The sentences of `hits` that explain `concept`, cited one by one.
pub(super) fn explain(concept: &str, hits: &[Hit], language: Language) -> Parts {
    let candidates = candidates(concept, hits);
    let mut parts = Parts::default();
    let mut chosen: Vec<&Candidate<'_>> = Vec::new();
    let mut missing = Vec::new();
    for (part, score) in
        [(Part::Definition, definition as fn(&_) -> _), (Part::Example, example), (Part::Use, usefulness)]
    {
        let free = candidates.iter().filter(|candidate| !chosen.iter().any(|taken| std::ptr::eq(*taken, *candidate)));
        let scored = free.filter_map(|candidate| Some((candidate, score(candidate)? - RANK_COST * candidate.rank)));
        let best = scored.max_by(|(_, one), (_, other)| one.total_cmp(other));
        let Some((candidate, _)) = best else {
            missing.push(part);
            continue;
        };
        let at = if part == Part::Example { told(candidate) } else { candidate.at.clone() };
        let citation = Citation::of_stretch(chosen.len() + 1, candidate.hit, at);
        let text = Some(format!("{} [{}]", plain(&citation.quote), citation.id));
        match part {
            Part::Definition => parts.definition = text,
            Part::Example => parts.example = text,
            Part::Use => parts.usefulness = text,
        }
        parts.citations.push(citation);
        chosen.push(candidate);
    }
    let under = candidates.iter().find(|candidate| candidate.is_under).map(|candidate| candidate.hit);
    let mut headings = under.into_iter().chain(hits).filter_map(|hit| hit.headings.last());
    let section = headings.find(|heading| heading.chars().count() >= MIN_SECTION_CHARS);
    parts.note = (!missing.is_empty()).then(|| note::missing(language, &missing, section.map(String::as_str)));
    parts
}

/// Where an example stands that only begins in its sentence (« Imaginons que... »): with what comes of it.
fn told(candidate: &Candidate<'_>) -> Range<usize> {
    let mut at = candidate.at.clone();
    if candidate.forms.first().is_some_and(|form| signs::begins_a_story(form)) {
        let later = candidate.hit.sentences.iter().filter(|sentence| sentence.start >= candidate.at.end);
        let is_one_paragraph =
            |end: usize| source(candidate.hit, &(candidate.at.start..end)).is_some_and(|told| !told.contains("\n\n"));
        let told = later.take_while(|sentence| sentence.end - candidate.at.start <= MAX_STORY_BYTES);
        if let Some(last) = told.take_while(|sentence| is_one_paragraph(sentence.end)).last() {
            at.end = last.end;
        }
    }
    at
}

fn candidates<'a>(concept: &str, hits: &'a [Hit]) -> Vec<Candidate<'a>> {
    let own = stems(concept);
    let is_named = hits.iter().any(|hit| names(&own, hit));
    let mut candidates = Vec::new();
    for (hit, rank) in hits.iter().zip(0_u32..) {
        // Where the course never names the concept, what the search took in its stead: « surapprentissage » for
        // "overfitting".
        let wanted = if is_named { own.clone() } else { stems(&hit.matched.join(" ")) };
        let (asked, is_under) = heading(hit, &wanted);
        let is_within =
            hit.headings.first().is_some_and(|title| stems(title).first().is_some_and(|stem| wanted.contains(stem)));
        let mut follows = false;
        for at in &hit.sentences {
            let Some(source) = source(hit, at) else { continue };
            let text = plain(source);
            // What announces something is not it.
            if text.ends_with(':') {
                continue;
            }
            let said: Vec<_> = words(&text).collect();
            let is_wanted = |form: &str| wanted.contains(&Language::French.stem(form));
            let first = said.iter().position(|word| is_wanted(&word.form));
            let named = first.map(|first| {
                let more = said[first..].iter().take_while(|word| is_wanted(&word.form) || is_stop_word(&word.form));
                let last = more.enumerate().filter(|(_, word)| is_wanted(&word.form)).last();
                first..first + last.map_or(0, |(last, _)| last) + 1
            });
            let is_entry = named.as_ref().is_some_and(|named| {
                named.start == 0 && text[said[named.end - 1].at.end..].trim_start().starts_with(':')
            });
            let behind = named.as_ref().map_or(said.len(), |named| named.end);
            let opens_definition = (behind..said.len()).position(|place| signs::defines(&text, &said, place));
            let to_use = said[behind..].iter().position(|word| signs::serves(&word.form));
            let before = &said[..named.as_ref().map_or(0, |named| named.start)];
            let mentioned = stems(&text).iter().filter(|stem| wanted.contains(stem)).count();
            let coverage = ratio(mentioned, wanted.len());
            candidates.push(Candidate {
                hit,
                rank: f64::from(rank),
                at,
                coverage,
                to_definition: if is_entry { Some(0) } else { opens_definition },
                to_use,
                leads: before.iter().all(|word| is_stop_word(&word.form)),
                answers: asked.filter(|_| hit.sentences.first() == Some(at)),
                is_under,
                is_within,
                follows,
                forms: said.iter().map(|word| word.form.clone().into_owned()).collect(),
                named,
            });
            follows = coverage >= MIN_COVERAGE;
        }
    }
    candidates
}

/// What the heading right above `hit` asks about what is `wanted`, and whether it speaks of that more than of anything
/// else: « LSTM ou GRU » is about neither.
fn heading(hit: &Hit, wanted: &[String]) -> (Option<Part>, bool) {
    let heading = hit.headings.last().map(String::as_str).unwrap_or_default();
    let said = stems(heading);
    let named = said.iter().filter(|stem| wanted.contains(stem)).count();
    if ratio(named, wanted.len()) < MIN_COVERAGE {
        return (None, false);
    }
    let forms: Vec<_> = words(heading).map(|word| word.form.into_owned()).collect();
    let asked = match () {
        () if forms.iter().any(|form| signs::serves(form)) => Some(Part::Use),
        () if signs::asks_what(&forms) => Some(Part::Definition),
        () => None,
    };
    (asked, ratio(named, said.len()) >= 0.5)
}

/// Whether a passage has one of the concept's own stems.
fn names(own: &[String], hit: &Hit) -> bool {
    let said = stems(&hit.text);
    own.iter().any(|stem| said.contains(stem))
}

fn definition(candidate: &Candidate<'_>) -> Option<f64> {
    let named = candidate.named.as_ref().filter(|_| candidate.coverage >= MIN_COVERAGE)?;
    let sign = |holds: bool| f64::from(u8::from(holds));
    let signs =
        sign(named.start < EARLY_WORDS) + sign(candidate.leads) + sign(candidate.answers == Some(Part::Definition));
    Some(2.0 * candidate.coverage + signs + nearness(candidate.to_definition?))
}

/// A sentence need not name the concept to be an example of it where its surroundings do.
fn example(candidate: &Candidate<'_>) -> Option<f64> {
    let nearness = match () {
        () if candidate.coverage >= MIN_COVERAGE || candidate.is_under => 1.0,
        () if signs::begins_by_illustrating(&candidate.forms) && (candidate.follows || candidate.is_within) => 0.5,
        () => return None,
    };
    signs::illustrates(&candidate.forms).then_some(nearness + candidate.coverage)
}

fn usefulness(candidate: &Candidate<'_>) -> Option<f64> {
    if candidate.answers == Some(Part::Use) {
        return Some(candidate.coverage + nearness(0));
    }
    let distance = candidate.to_use.filter(|words| *words <= MAX_WORDS_TO_USE && candidate.coverage >= MIN_COVERAGE)?;
    Some(candidate.coverage + nearness(distance))
}

/// The nearer the verb, the surer: « la porte est... », not « la porte, dont la sortie, après coup, est... ».
fn nearness(distance: usize) -> f64 {
    2.0 / (1.0 + ratio(distance, EARLY_WORDS))
}

fn ratio(part: usize, whole: usize) -> f64 {
    let count = |n: usize| u32::try_from(n).map_or(f64::INFINITY, f64::from);
    if whole == 0 { 0.0 } else { count(part) / count(whole) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tutor::samples::hit;

    const GATE: &str = "Une porte d'oubli reçoit l'entrée. La **porte d'oubli** est un filtre qui vide la cellule. \
        Par exemple, elle efface le sujet après un point. La porte d'oubli sert à garder une mémoire propre.";

    #[test]
    fn each_part_is_a_sentence_of_the_course() {
        let hits = [hit("lstm.md", GATE)];
        let parts = explain("porte d'oubli", &hits, Language::French);
        assert_eq!(parts.definition.unwrap(), "La porte d'oubli est un filtre qui vide la cellule. [1]");
        assert_eq!(parts.example.unwrap(), "Par exemple, elle efface le sujet après un point. [2]");
        assert_eq!(parts.usefulness.unwrap(), "La porte d'oubli sert à garder une mémoire propre. [3]");
        assert_eq!(parts.note, None);
        for citation in &parts.citations {
            assert_eq!(&GATE[citation.start..citation.end], citation.quote);
        }
        assert_eq!(parts.citations[0].quote, "La **porte d'oubli** est un filtre qui vide la cellule.");
    }

    #[test]
    fn what_the_course_lacks_is_said() {
        let hits = [hit("rnn.md", "Le gradient est une pente."), hit("x.md", "Rien à voir ici.")];
        let parts = explain("gradient", &hits, Language::French);
        assert_eq!(parts.definition.unwrap(), "Le gradient est une pente. [1]");
        assert_eq!((parts.example, parts.usefulness), (None, None));
        assert!(parts.note.unwrap().ends_with("un exemple, un usage. À lire : « rnn.md »."));
    }

    #[test]
    fn english_reads_as_well() {
        let hits = [hit("e.md", "A forget gate is a filter. For example, it drops the subject. It is used in LSTMs.")];
        let parts = explain("forget gates", &hits, Language::English);
        assert_eq!(parts.definition.unwrap(), "A forget gate is a filter. [1]");
        assert_eq!(parts.example.unwrap(), "For example, it drops the subject. [2]");
        assert!(parts.note.unwrap().ends_with("a use. To read: 'e.md'."));
    }

    #[test]
    fn a_synonym_that_was_searched_for_counts() {
        let mut hits = [hit("s.md", "Le surapprentissage est une mémoire trop fidèle.")];
        assert_eq!(explain("overfitting", &hits, Language::French).definition, None);
        hits[0].matched = vec!["surapprentissage".to_owned()];
        let definition = explain("overfitting", &hits, Language::French).definition.unwrap();
        assert_eq!(definition, "Le surapprentissage est une mémoire trop fidèle. [1]");
    }

    #[test]
    fn an_entry_of_a_glossary_defines() {
        let hits = [hit("g.md", "**Porte d'oubli** : filtre de la cellule. **Porte d'entrée** : autre filtre.")];
        let definition = explain("porte d'oubli", &hits, Language::French).definition.unwrap();
        assert_eq!(definition, "Porte d'oubli : filtre de la cellule. [1]");
    }

    #[test]
    fn what_only_announces_or_half_names_is_left_out() {
        let hits = [hit("a.md", "Les formules d'une GRU sont :"), hit("b.md", "Une porte d'entrée est un filtre.")];
        assert_eq!(explain("GRU", &hits, Language::French).definition, None);
        assert_eq!(explain("porte d'oubli", &hits, Language::French).definition, None);
    }

    #[test]
    fn a_sentence_of_another_thing_defines_nothing() {
        let hits = [hit("a.md", "La mémoire est longue et la porte reste ouverte."), hit("b.md", "")];
        assert_eq!(explain("porte", &hits, Language::French).definition, None);
    }

    #[test]
    fn what_is_only_said_of_it_is_no_definition() {
        let hits =
            [hit("a.md", "La couche d'oubli est une table. L'oubli est sournois. L'oubli est l'effacement d'un état.")];
        let definition = explain("oubli", &hits, Language::French).definition.unwrap();
        assert_eq!(definition, "L'oubli est l'effacement d'un état. [1]");
        let hits = [hit("a.md", "L'oubli est sournois.")];
        assert_eq!(explain("oubli", &hits, Language::French).definition, None);
    }

    #[test]
    fn a_story_is_told_to_its_end() {
        let source = "La porte filtre. Imaginons une porte à 0. Elle efface tout.\n\nAutre chose vient ensuite.";
        let hits = [hit("a.md", source)];
        let parts = explain("porte", &hits, Language::French);
        assert_eq!(parts.example.unwrap(), "Imaginons une porte à 0. Elle efface tout. [1]");
        assert_eq!(&source[parts.citations[0].start..parts.citations[0].end], parts.citations[0].quote);
    }

    #[test]
    fn a_heading_that_asks_for_the_use_is_answered_below() {
        let mut hits = [hit("a.md", "La porte garde ce qui compte.")];
        hits[0].headings.push("À quoi sert la porte ?".to_owned());
        let parts = explain("porte", &hits, Language::French);
        assert_eq!(parts.usefulness.unwrap(), "La porte garde ce qui compte. [1]");
        assert!(parts.note.unwrap().ends_with("une définition, un exemple. À lire : « À quoi sert la porte ? »."));
    }

    #[test]
    fn what_the_search_took_for_a_concept_does_not_count_where_it_is_named() {
        let mut hits = [hit("b.md", "Un biais est une erreur systématique."), hit("p.md", "Le prompt vient avant.")];
        hits[0].matched = vec!["systématique".to_owned()];
        assert_eq!(explain("prompt système", &hits, Language::French).definition, None);
    }
}
