//! An answer without a language model: the course's own sentences, verbatim and cited. It chooses the few that answer
//! best, and leaves the rest. Pure.

mod block;
mod cues;
mod form;
mod score;
mod stretch;

use super::citations::Citation;
use crate::course::Hit;
use form::is_quiz;
use score::scored;
use stretch::Stretch;

/// Stretches quoted, and the sentences in all of them: as much as a student reads before deciding to open the course.
const MAX_STRETCHES: usize = 2;
const MAX_SENTENCES: usize = 4;
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

/// The sentences of `hits` that answer `question` best; none where no passage has a word to quote.
pub fn extract(question: &str, hits: &[Hit]) -> Option<Extract> {
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
        // One stretch a passage: a citation's number then leads to one place. What two pages say alike is said once.
        let text = candidate.part.text(&hits[candidate.passage]);
        let is_new = |told: &Stretch| told.passage != candidate.passage && !told.text(hits).contains(text);
        if stretches.iter().all(is_new) {
            stretches.extend(Stretch::of(candidate, &candidates, hits, left));
        }
    }
    if stretches.is_empty() {
        stretches.push(Stretch::beginning(hits.iter().position(|hit| !is_quiz(hit))?, hits)?);
    }
    let citations: Vec<Citation> = stretches
        .into_iter()
        .map(|Stretch { passage, at, .. }| Citation::of_stretch(passage + 1, &hits[passage], at))
        .collect();
    let quotes: Vec<String> = citations.iter().map(|citation| block::numbered(&citation.quote, citation.id)).collect();
    Some(Extract { text: quotes.join("\n\n"), citations })
}

#[cfg(test)]
mod tests {
    use super::super::citations::source;
    use super::*;
    use crate::chat::samples::hit;

    fn answered(question: &str, hits: &[Hit]) -> String {
        let extract = extract(question, hits).unwrap();
        for citation in &extract.citations {
            let hit = &hits[citation.id - 1];
            assert_eq!(source(hit, &(citation.start..citation.end)), Some(citation.quote.as_str()));
            assert!(extract.text.contains(&block::numbered(&citation.quote, citation.id)));
        }
        let unquoted = extract.citations.iter().fold(extract.text.clone(), |text, citation| {
            text.replacen(&block::numbered(&citation.quote, citation.id), "", 1)
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
    fn a_program_between_the_items_of_a_list_does_not_end_it() {
        let mut steps = hit(
            "a.md",
            "Du texte aux nombres",
            &[
                "Un texte devient des nombres ainsi :\n\n",
                "1. découper\n   ```\n   t.split()\n   ```\n\n",
                "2. numéroter.\n",
            ],
        );
        steps.sentences[1].end = steps.sentences[1].start + "1. découper".len();
        let text = answered("Comment un texte devient-il des nombres ?", &[steps]);
        assert!(text.ends_with("2. numéroter. [1]"), "{text}");
    }

    #[test]
    fn the_options_of_a_quiz_answer_nothing() {
        let options = ["a) La porte d'oubli écrit la mémoire.\n", "b) La porte d'oubli efface la mémoire.\n"];
        let quiz = hit("quiz.md", "Que fait la porte d'oubli de la mémoire ?", &options);
        assert_eq!(extract("Que fait la porte d'oubli de la mémoire ?", std::slice::from_ref(&quiz)), None);
        let text = answered("Que fait la porte d'oubli de la mémoire ?", &[vec![quiz], gates()].concat());
        assert!(text.contains("La porte d'oubli décide") && !text.contains("[1]"), "{text}");
    }

    #[test]
    fn the_passage_found_best_has_the_first_word() {
        let said = "La porte d'oubli compte ici.";
        let mut hits = [hit("a.md", "Les portes", &[said]), hit("b.md", "Les portes", &["La porte d'oubli efface."])];
        (hits[0].score, hits[1].score) = (2.0, 9.0);
        assert!(answered("la porte d'oubli", &hits).starts_with("La porte d'oubli efface."));
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
        assert_eq!(answered("durées", &[table]), "| a | b |\n|---|---|\n| 1 | 2 |\n\n[1]");
        let mut code = hit("lstm.md", "Construire le LSTM", &["```python\nmodele = Sequential([LSTM(64)])\n```\n"]);
        code.sentences.clear();
        let mut other = hit("avis.md", "Un LSTM", &["Construire un LSTM prend du temps."]);
        (code.score, other.score) = (9.0, 3.0);
        let text = answered("construire un modèle LSTM", &[code, other]);
        assert!(text.starts_with("```python\nmodele = Sequential([LSTM(64)])\n```\n\n[1]"), "{text}");
        assert_eq!(extract("durées", &[]), None);
    }

    #[test]
    fn any_question_is_borne() {
        for question in ["", "?", "🙂", "[1]", "le la les", &"porte ".repeat(3000)] {
            answered(question, &gates());
        }
    }
}
