//! An answer without a language model: the course's own sentences, verbatim and cited. It chooses the few that answer
//! best, and leaves the rest. Pure.

mod cues;
mod score;

use std::ops::Range;

use super::citations::{Citation, source};
use crate::course::Hit;
use cues::leans_on_its_predecessor;
use score::{Scored, scored};

/// Passages looked at; what comes later is too far from the question to stand beside the best.
const MAX_PASSAGES: usize = 4;
/// Stretches quoted, and the sentences in all of them: as much as a student reads before deciding to open the course.
const MAX_STRETCHES: usize = 2;
const MAX_SENTENCES: usize = 4;
/// Bytes quoted from one passage; a paragraph.
const MAX_STRETCH_BYTES: usize = 600;
/// Items quoted of a list that a sentence announces.
const MAX_ANNOUNCED: usize = 4;
/// A second stretch is worth reading if it scores at least this share of the best one.
const WORTH_ADDING: f64 = 0.6;

/// Sentences of the course, as an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extract {
    /// The quotes, each followed by its number in brackets.
    pub text: String,
    /// Each quote, in the same order.
    pub citations: Vec<Citation>,
}

/// A part of a passage, in bytes of the document.
#[derive(Clone, Debug)]
struct Stretch {
    passage: usize,
    at: Range<usize>,
    sentences: usize,
}

/// The sentences of `hits` that answer `question` best; none where no passage has a word to quote.
pub fn extract(question: &str, hits: &[Hit]) -> Option<Extract> {
    let hits = &hits[..hits.len().min(MAX_PASSAGES)];
    let mut candidates = scored(question, hits);
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut stretches: Vec<Stretch> = Vec::new();
    let best = candidates.first().map_or(0.0, |candidate| candidate.score);
    for candidate in &candidates {
        let told = stretches.iter().map(|stretch| stretch.sentences).sum();
        let left = MAX_SENTENCES.saturating_sub(told);
        let is_worth_it = candidate.score >= best * WORTH_ADDING;
        if stretches.len() == MAX_STRETCHES || left == 0 || !is_worth_it {
            break;
        }
        let said = source(&hits[candidate.passage], &hits[candidate.passage].sentences[candidate.index]);
        // One stretch a passage: a citation's number then leads to one place. What two pages say alike is said once.
        let is_new = |stretch: &Stretch| {
            let told = source(&hits[stretch.passage], &stretch.at).unwrap_or_default();
            stretch.passage != candidate.passage && said.is_some_and(|said| !told.contains(said))
        };
        if stretches.iter().all(is_new) {
            stretches.push(around(candidate, &candidates, &hits[candidate.passage], left.min(3)));
        }
    }
    if stretches.is_empty() {
        stretches.push(beginning(hits.first()?)?);
    }
    let citations: Vec<Citation> = stretches
        .into_iter()
        .map(|Stretch { passage, at, .. }| Citation::of_stretch(passage + 1, &hits[passage], at))
        .collect();
    let quotes: Vec<String> =
        citations.iter().map(|citation| format!("{} [{}]", citation.quote, citation.id)).collect();
    Some(Extract { text: quotes.join("\n\n"), citations })
}

/// The candidate with what it leans on before it, and what leans on it or goes on behind it, in the same paragraph.
fn around(candidate: &Scored, all: &[Scored], hit: &Hit, most: usize) -> Stretch {
    let sentences = &hit.sentences;
    let (mut first, mut last) = (candidate.index, candidate.index);
    let fits = |first: usize, last: usize| {
        last - first < most && sentences[last].end - sentences[first].start <= MAX_STRETCH_BYTES
    };
    let text = |index: usize| source(hit, &sentences[index]).unwrap_or_default();
    while leans_on_its_predecessor(text(first)) && first > 0 && is_joined(hit, first - 1) && fits(first - 1, last) {
        first -= 1;
    }
    while last + 1 < sentences.len() && is_joined(hit, last) && fits(first, last + 1) {
        let next = all.iter().find(|other| other.passage == candidate.passage && other.index == last + 1);
        let goes_on = next.is_some_and(|next| next.score >= candidate.score * WORTH_ADDING);
        if !goes_on && !leans_on_its_predecessor(text(last + 1)) {
            break;
        }
        last += 1;
    }
    let announces = text(last).trim_end_matches(['*', '_', ' ', '\u{a0}']).ends_with(':');
    // What it announces comes with it, up to a short list.
    for _ in 0..if announces { MAX_ANNOUNCED } else { 0 } {
        if last + 1 == sentences.len() || !is_listed(hit, last) {
            break;
        }
        if sentences[last + 1].end - sentences[first].start > MAX_STRETCH_BYTES {
            break;
        }
        last += 1;
    }
    let at = sentences[first].start..sentences[last].end;
    Stretch { passage: candidate.passage, at, sentences: last - first + 1 }
}

/// Whether the next sentence is an item of a list, or the line below: nothing but space and a list's mark lies between.
fn is_listed(hit: &Hit, index: usize) -> bool {
    let gap = hit.sentences[index].end..hit.sentences[index + 1].start;
    let is_mark = |c: char| c.is_whitespace() || c.is_ascii_digit() || "-*+.)>".contains(c);
    source(hit, &gap).is_some_and(|gap| gap.chars().all(is_mark))
}

/// Whether nothing but space lies between a sentence and the next, and no empty line.
fn is_joined(hit: &Hit, index: usize) -> bool {
    let gap = hit.sentences[index].end..hit.sentences[index + 1].start;
    source(hit, &gap).is_some_and(|gap| gap.trim().is_empty() && gap.matches('\n').count() < 2)
}

/// The beginning of a passage without sentences (a table, code), up to a line's end.
fn beginning(hit: &Hit) -> Option<Stretch> {
    let mut end = 0;
    for line in hit.quote.split_inclusive('\n') {
        if end > 0 && end + line.len() > MAX_STRETCH_BYTES {
            break;
        }
        end += line.len();
    }
    let end = hit.quote[..end].trim_end().len();
    (end > 0).then(|| Stretch { passage: 0, at: hit.start..hit.start + end, sentences: 1 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::samples::hit;

    fn answered(question: &str, hits: &[Hit]) -> String {
        let extract = extract(question, hits).unwrap();
        for citation in &extract.citations {
            let hit = &hits[citation.id - 1];
            assert_eq!(source(hit, &(citation.start..citation.end)), Some(citation.quote.as_str()));
            assert!(extract.text.contains(&format!("{} [{}]", citation.quote, citation.id)));
        }
        let unquoted = extract.citations.iter().fold(extract.text.clone(), |text, citation| {
            text.replacen(&format!("{} [{}]", citation.quote, citation.id), "", 1)
        });
        assert_eq!(unquoted.trim(), "", "nothing but quotes");
        extract.text
    }

    fn gates() -> Vec<Hit> {
        vec![
            hit(
                "lstm.md",
                "Les portes d'une cellule LSTM",
                &[
                    "Une cellule LSTM a trois portes. ",
                    "La porte d'oubli décide de ce que la cellule efface de son état. ",
                    "Elle rend un nombre entre 0 et 1 pour chaque unité. ",
                    "La porte d'entrée dose ce qui s'écrit.\n\n",
                    "Voyons un exemple :",
                ],
            ),
            hit("gru.md", "Le GRU", &["Le GRU réunit l'oubli et l'entrée en une porte. ", "Il a moins de poids."]),
        ]
    }

    #[test]
    fn the_sentences_that_answer_come_with_what_leans_on_them() {
        let text = answered("À quoi sert la porte d'oubli ?", &gates());
        let first = "La porte d'oubli décide de ce que la cellule efface de son état. \
            Elle rend un nombre entre 0 et 1 pour chaque unité. [1]";
        assert!(text.starts_with(first), "{text}");
        assert!(!text.contains("Voyons"), "{text}");
    }

    #[test]
    fn a_word_that_only_asks_brings_no_passage_on_something_else() {
        let forgets = hit(
            "lstm.md",
            "La porte d'oubli",
            &[
                "L'oubli efface de la mémoire ce qui ne compte plus. ",
                "Sans oubli, la mémoire de la cellule déborde. ",
                "L'oubli vaut 0 ou 1 aux extrêmes. ",
                "Un biais d'oubli de 1 convient au début.",
            ],
        );
        let mut pads = hit("lots.md", "Le padding", &["Le padding sert à remplir les textes courts d'un lot."]);
        pads.matched = vec!["sert".to_owned()];
        let mut lets = hit("lots.md", "Le masque", &["Un masque permet de ne pas lire le remplissage."]);
        lets.matched = vec!["permet".to_owned()];
        for question in ["À quoi sert l'oubli ?", "Comment fonctionne l'oubli ?", "Que signifie l'oubli ?"] {
            let text = answered(question, &[forgets.clone(), pads.clone(), lets.clone()]);
            assert!(text.contains("L'oubli efface") && !text.contains("[2]") && !text.contains("[3]"), "{text}");
        }
        // Where nothing else is asked, it is all there is to go by.
        assert!(answered("À quoi ça sert ?", &[forgets, pads]).contains("padding sert"));
    }

    #[test]
    fn a_pronoun_brings_what_it_stands_for() {
        let text = answered("Combien de poids a le GRU ?", &gates()[1..]);
        assert_eq!(text, "Le GRU réunit l'oubli et l'entrée en une porte. Il a moins de poids. [1]");
    }

    #[test]
    fn a_sentence_that_announces_a_list_brings_it() {
        let other = hit("b.md", "Du texte aux nombres", &["Un texte devient des nombres."]);
        let steps = hit(
            "a.md",
            "Du texte aux nombres",
            &[
                "Un texte devient des nombres en trois étapes :\n\n",
                "1. découper ;\n",
                "2. numéroter ;\n",
                "3. plonger.\n",
            ],
        );
        let text = answered("Comment un texte devient-il des nombres ?", &[steps, other]);
        let list = "Un texte devient des nombres en trois étapes :\n\n1. découper ;\n2. numéroter ;\n3. plonger. [1]";
        assert!(text.contains(list), "{text}");
    }

    #[test]
    fn what_two_pages_say_alike_is_said_once_and_blanks_are_not_said() {
        let twice = ["a.md", "b.md"].map(|page| hit(page, "Les portes", &["La porte d'oubli efface la mémoire."]));
        assert_eq!(answered("la porte d'oubli", &twice).matches("efface").count(), 1);
        let sheet = hit("fiche.md", "Oubli", &["La porte d'oubli : ______\n", "La porte d'oubli efface la mémoire."]);
        assert_eq!(answered("la porte d'oubli", &[sheet]), "La porte d'oubli efface la mémoire. [1]");
    }

    #[test]
    fn code_and_tables_are_quoted_from_their_beginning() {
        let mut table = hit("t.md", "Durées", &["| a | b |\n", "|---|---|\n", "| 1 | 2 |\n"]);
        table.sentences.clear();
        assert_eq!(answered("durées", &[table]), "| a | b |\n|---|---|\n| 1 | 2 | [1]");
        assert_eq!(extract("durées", &[]), None);
    }

    #[test]
    fn any_question_is_borne() {
        for question in ["", "?", "🙂", "[1]", "le la les", &"porte ".repeat(3000)] {
            answered(question, &gates());
        }
    }
}
