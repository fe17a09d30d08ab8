//! Coverage: how much of a question is found, in a passage and in its document; and whether that is enough to answer.

use super::corpus::Corpus;
use super::query::{Query, Source, Standing};

/// How far a word is covered by finding a concept that it is only a way of saying.
const SAID: f64 = 0.85;

/// A concept, or a word, of which there is much is worth more than one of which there is little, but not in proportion.
const SCALE: f64 = 3.0;

/// A logistic model of "the course answers this", between the fits to 220 questions of ours on a real course, half of which it
/// does not answer, and to 160 later ones, a quarter of which it does not.
const BIAS: f64 = -5.1;
/// The share of the question that the document of the best passage covers.
const BY_DOCUMENT: f64 = 3.5;
/// Words, neither in the course nor everyday ones.
const STRANGE: f64 = -1.75;
/// What the best passage covers, in all.
const BY_PASSAGE: f64 = 2.3;
/// Compounds of which the course has no trace.
const STRANGE_COMPOUND: f64 = -2.5;
/// Concepts of the field that the best passage treats.
const CONCEPTS: f64 = 2.3;

/// How much of a question is found in a passage; a search asks it of hundreds.
#[derive(Debug)]
pub(super) struct Share<'q> {
    query: &'q Query,
    importance: Vec<f64>,
    all: f64,
}

impl<'q> Share<'q> {
    pub(super) fn of(query: &'q Query) -> Self {
        let importance: Vec<f64> = query.words.iter().map(|word| word.importance()).collect();
        Self { query, all: importance.iter().sum(), importance }
    }

    /// The share that is found, each term as far as it is filled. `covered` is room for a number a word.
    pub(super) fn covered(&self, filled: &[f64], covered: &mut [f64]) -> f64 {
        if self.all <= 0.0 {
            return 1.0;
        }
        cover(self.query, |term| filled[term], covered);
        let part: f64 = self.importance.iter().zip(covered).map(|(importance, covered)| importance * *covered).sum();
        part / self.all
    }
}

/// How clearly the course answers, by its best passage, which has each term as far as it is `filled`: above 0 where it rather
/// does than does not.
pub(super) fn evidence(corpus: &Corpus, query: &Query, best: i64, filled: &[f64]) -> f64 {
    let Some(passage) = corpus.passage(best) else { return BIAS };
    let document = corpus.document(passage.document);
    let in_passage = covered(query, |term| f64::from(filled[term] > 0.0));
    let in_document = covered(query, |term| f64::from(document.has(&query.terms[term])));
    let (rarest, _) = corpus.rarity_of_nothing();
    let sum = |part: &dyn Fn(usize) -> f64| {
        let words = query.words.iter().enumerate().filter(|(_, word)| !word.weak);
        words.map(|(place, word)| word.rarity / rarest * part(place)).sum::<f64>()
    };
    let is_strange = |place: usize| f64::from(query.words[place].standing == Standing::Strange);
    let strange = sum(&|place| is_strange(place) * (1.0 - in_passage[place]));
    let by_document = sum(&|place| in_document[place]) / sum(&|_| 1.0).max(f64::MIN_POSITIVE);
    let concepts = query.terms.iter().zip(filled).filter(|(term, _)| matches!(term.source, Source::Concept { .. }));
    let concepts: f64 = concepts.map(|(term, filled)| term.weight * filled).sum();
    BIAS + BY_DOCUMENT * by_document
        + BY_PASSAGE * scaled(sum(&|place| in_passage[place]))
        + STRANGE * scaled(strange)
        + STRANGE_COMPOUND * query.strange_compounds as f64
        + CONCEPTS * concepts.ln_1p()
}

/// How far each word of the question is covered, by itself or by a concept that it takes part in; `filled` tells it of a
/// term.
fn covered(query: &Query, filled: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut covered = vec![0.0; query.words.len()];
    cover(query, filled, &mut covered);
    covered
}

fn cover(query: &Query, filled: impl Fn(usize) -> f64, covered: &mut [f64]) {
    covered.fill(0.0);
    for (place, term) in query.terms.iter().enumerate() {
        let filled = filled(place);
        match &term.source {
            Source::Word(word) => covered[*word] = covered[*word].max(filled),
            Source::Compound => {}
            Source::Concept { by, named } => {
                let part = if *named { filled } else { filled * SAID };
                by.iter().for_each(|word| covered[*word] = covered[*word].max(part));
            }
        }
    }
}

fn scaled(amount: f64) -> f64 {
    (SCALE * amount).ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::corpus::samples::corpus;
    use crate::course::rank::Ranking;

    fn answers(question: &str) -> bool {
        let corpus = corpus(&[
            ("La porte d'oubli", "La porte d'oubli d'un LSTM décide de ce que la cellule jette de sa mémoire."),
            ("La descente de gradient", "Le gradient dit dans quelle direction changer les poids du réseau."),
            ("La tokenisation", "Un texte est coupé en jetons, et chaque jeton devient un nombre."),
        ]);
        let query = Query::read(question, &corpus);
        let ranking = Ranking::new(&corpus, &query);
        ranking
            .rank(0..3)
            .first()
            .is_some_and(|best| evidence(&corpus, &query, best.id, &ranking.filled(best.id)) > 0.0)
    }

    #[test]
    fn the_course_answers_what_it_treats() {
        for question in [
            "À quoi sert la porte d'oubli ?",
            "c koi la descente de gradiant",
            "Comment un texte devient-il des nombres ?",
            "lstm",
        ] {
            assert!(answers(question), "{question}");
        }
    }

    #[test]
    fn it_does_not_answer_what_it_does_not_treat() {
        for question in [
            "",
            "Qui a gagné le match hier soir ?",
            "Comment configurer un serveur DHCP sous Windows ?",
            "Comment marche le q-learning ?",
            "la recette de la tarte aux pommes",
        ] {
            assert!(!answers(question), "{question}");
        }
    }
}
