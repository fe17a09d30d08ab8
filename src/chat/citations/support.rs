//! Which words of the course a claim rests on: within the passage cited, the sentence that shares most with it.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use super::{Citation, Mark, source};
use crate::chat::terms::{Weights, stems};
use crate::course::Hit;

/// The citations of `answer`, one a passage, in the order in which they first appear: `marks` are its brackets, `hits` the
/// passages it was given. A passage cited for several claims is quoted from the first sentence that supports one to the
/// last; where no sentence shares a word with a claim, whole.
pub fn supported(answer: &str, marks: &[Mark], hits: &[Hit]) -> Vec<Citation> {
    let mut order: Vec<usize> = Vec::new();
    let mut stretches: BTreeMap<usize, Option<Range<usize>>> = BTreeMap::new();
    for mark in marks {
        let Some(hit) = mark.passage.checked_sub(1).and_then(|index| hits.get(index)) else { continue };
        let found = best(claim(answer, mark.at), hit);
        match stretches.get_mut(&mark.passage) {
            None => {
                order.push(mark.passage);
                stretches.insert(mark.passage, found);
            }
            Some(Some(stretch)) if let Some(found) = found => {
                *stretch = stretch.start.min(found.start)..stretch.end.max(found.end);
            }
            Some(stretch) => *stretch = None,
        }
    }
    let cite = |passage: usize| {
        let hit = &hits[passage - 1];
        match stretches.remove(&passage).flatten() {
            Some(at) => Citation::of_stretch(passage, hit, at),
            None => Citation::of_passage(passage, hit),
        }
    };
    order.into_iter().map(cite).collect()
}

/// The sentence whose citation stands at `at`.
fn claim(answer: &str, at: usize) -> &str {
    let before = answer.get(..at).unwrap_or_default();
    // « ... la cellule. [1][2] »: other citations and the full stop stand between the claim and its own.
    let is_between = |c: char| c.is_whitespace() || c.is_ascii_digit() || "[],.!?…:;»\"*)".contains(c);
    let before = before.trim_end_matches(is_between);
    let end = before.char_indices().rfind(|&(index, c)| {
        let is_last = before[index + c.len_utf8()..].chars().next().is_none_or(char::is_whitespace);
        c == '\n' || ("!?….".contains(c) && is_last)
    });
    let start = end.map_or(0, |(index, c)| index + c.len_utf8());
    &before[start..]
}

/// The sentence of the passage that shares most with the claim; none where it shares nothing.
fn best(claim: &str, hit: &Hit) -> Option<Range<usize>> {
    let wanted: HashSet<String> = stems(claim).into_iter().collect();
    let sentences: Vec<(&Range<usize>, Vec<String>)> =
        hit.sentences.iter().filter_map(|at| Some((at, stems(source(hit, at)?)))).collect();
    let weights = Weights::of(sentences.iter().map(|(_, stems)| stems.as_slice()));
    let mut best: Option<(f64, &Range<usize>)> = None;
    for (at, stems) in &sentences {
        let shared: f64 = stems.iter().filter(|stem| wanted.contains(*stem)).map(|stem| weights.of_stem(stem)).sum();
        // Of two that share as much, the shorter says it more plainly.
        let score = shared / (stems.len() as f64 + 8.0).sqrt();
        if shared > 0.0 && best.is_none_or(|(highest, _)| score > highest) {
            best = Some((score, at));
        }
    }
    best.map(|(_, at)| at.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::citations::Checker;
    use crate::chat::samples::hit;

    fn cited(answer: &str, hits: &[Hit]) -> Vec<(usize, String)> {
        let mut checker = Checker::new(hits.len());
        let mut text = checker.push(answer);
        text.push_str(&checker.finish());
        let citations = supported(&text, checker.marks(), hits);
        for citation in &citations {
            let hit = &hits[citation.id - 1];
            assert_eq!(source(hit, &(citation.start..citation.end)), Some(citation.quote.as_str()));
        }
        citations.into_iter().map(|citation| (citation.id, citation.quote)).collect()
    }

    #[test]
    fn each_claim_leads_to_the_sentence_it_rests_on() {
        let hits = [
            hit("a.md", "Portes", &["La porte d'oubli efface l'état. ", "La porte d'entrée écrit. ", "Le reste suit."]),
            hit("b.md", "GRU", &["Un GRU a deux portes. ", "Il est plus rapide."]),
        ];
        assert_eq!(
            cited("L'écriture revient à la porte d'entrée [1]. Le GRU compte deux portes. [2]", &hits),
            [(1, "La porte d'entrée écrit. ".trim_end().to_owned()), (2, "Un GRU a deux portes.".to_owned())]
        );
        assert_eq!(
            cited("On efface par l'oubli [1], on écrit par l'entrée [1].", &hits),
            [(1, "La porte d'oubli efface l'état. La porte d'entrée écrit.".to_owned())]
        );
    }

    #[test]
    fn what_shares_no_word_is_cited_whole() {
        let hits = [hit("a.md", "Portes", &["La porte d'oubli efface. ", "Fin."])];
        assert_eq!(cited("Bananas are yellow [1].", &hits), [(1, "La porte d'oubli efface. Fin.".to_owned())]);
        assert_eq!(cited("Rien.", &hits), []);
    }

    #[test]
    fn a_claim_is_the_sentence_before_its_number() {
        for (answer, expected) in [
            ("Un. Deux trois [1].", " Deux trois"),
            ("Un. Deux trois. [1]", " Deux trois"),
            ("Un. Deux v1.5 trois [2][1]", " Deux v1.5 trois"),
            ("- Un\n- Deux [1]", "- Deux"),
            ("[1]", ""),
        ] {
            let at = answer.rfind('[').unwrap();
            assert_eq!(claim(answer, at), expected, "{answer:?}");
        }
    }
}
