//! What a question can be made of: a sentence of the course and the term it is about.

use std::ops::Range;

use crate::chat::citations::source;
use crate::course::Hit;
use crate::course::text::{Language, is_stop_word, words};
use crate::tutor::text::{bold_terms, headings, plain};

/// Words of a sentence to ask about: fewer say too little, more are not read.
const SENTENCE_WORDS: std::ops::RangeInclusive<usize> = 6..=45;
/// Longest term, in words: what is longer in bold is a warning, not a name.
const TERM_WORDS: usize = 4;
/// What stands in a sentence for its term.
const BLANK: &str = "____";
/// Words, folded, that follow a term where it is defined.
const DEFINES: &[&str] = &[
    "est",
    "sont",
    "designe",
    "designent",
    "appelle",
    "signifie",
    "consiste",
    "correspond",
    "mesure",
    "is",
    "are",
    "means",
    "denotes",
    "refers",
    "measures",
];
/// Shortest heading that names a section.
const SECTION_CHARS: usize = 3;
/// Words of a heading that asks something by itself: « Et le GRU ? » does not.
const QUESTION_WORDS: usize = 4;
/// Openings, folded, that lean on the sentence before.
const LEANING: &[&str] = &[
    "il", "elle", "ils", "elles", "on", "ce", "cela", "cette", "cet", "ces", "celui", "celle", "leur", "leurs", "son",
    "sa", "ses", "donc", "mais", "ainsi", "it", "they", "this", "these", "that", "its", "their", "but", "so",
];
/// Words, folded, that point out of the sentence wherever they stand in it.
const POINTING: &[&str] =
    &["ici", "donc", "aussi", "dessus", "dessous", "voici", "here", "above", "below", "thus", "also"];
/// Articles, which would tell a term's gender or number.
const ARTICLES: &[&str] = &["le", "la", "les", "un", "une", "des", "the"];
/// Articles, at a sentence's beginning only: elsewhere in French, « a » is a verb.
const FIRST_ARTICLES: &[&str] = &["A", "An"];
/// What else stands before a name, rather than before an adjective or a verb.
const BEFORE_NAMES: &[&str] = &["de", "du", "en", "au", "aux", "ce", "cet", "cette", "chaque", "of", "each", "this"];
/// Words between a term and the verb that defines it: « Le lot (batch) est... ».
const DEFINES_WITHIN: usize = 3;

/// A sentence of the course.
pub(super) struct Fact<'a> {
    /// Its passage's place among the passages, from 0.
    pub(super) place: usize,
    /// Its passage.
    pub(super) hit: &'a Hit,
    /// Its bytes in the document.
    pub(super) at: &'a Range<usize>,
    /// What a person reads.
    pub(super) text: String,
    /// The term it is about.
    pub(super) term: Option<Term>,
    /// The other terms in it.
    pub(super) others: Vec<Term>,
    /// Whether it says what its term is.
    pub(super) defines: bool,
    /// Whether it reads well by itself.
    pub(super) stands_alone: bool,
    /// Whether it opens its passage, which it then most often sums up.
    pub(super) opens: bool,
}

impl<'a> Fact<'a> {
    /// The heading right above it; none where that is a glossary's letter.
    pub(super) fn section(&self) -> Option<&'a str> {
        self.hit.headings.last().map(String::as_str).filter(|heading| heading.chars().count() >= SECTION_CHARS)
    }

    /// The question that its section's heading asks, where it opens that section. « Qu'est-ce qu'une porte ? » would be
    /// no question: the definition names what is defined.
    pub(super) fn answers(&self) -> Option<&'a str> {
        let is_question = |heading: &&str| heading.ends_with('?') && words(heading).count() >= QUESTION_WORDS;
        self.section().filter(is_question).filter(|_| self.opens && self.stands_alone && !self.defines)
    }
}

/// A term in its sentence.
pub(super) struct Term {
    /// As a person reads it.
    pub(super) text: String,
    /// The sentence with a blank in its place.
    pub(super) sentence: String,
    stems: Vec<String>,
}

impl Term {
    /// Whether one is part of the other, so that both might fit: « porte » and « porte d'oubli ».
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let within = |part: &[String], whole: &[String]| part.iter().all(|stem| whole.contains(stem));
        within(&self.stems, &other.stems) || within(&other.stems, &self.stems)
    }

    /// Whether its sentence is an entry of a glossary. Among others, its form would tell.
    pub(super) fn is_entry(&self) -> bool {
        self.sentence.strip_prefix(BLANK).is_some_and(|rest| rest.trim_start().starts_with(':'))
    }

    /// Whether `text` names it.
    pub(super) fn stands_in(&self, text: &str) -> bool {
        !places(&self.stems, text).is_empty()
    }
}

/// The sentences of `hits` that can be asked about.
pub(super) fn facts(hits: &[Hit]) -> Vec<Fact<'_>> {
    let mut facts = Vec::new();
    for (place, hit) in hits.iter().enumerate() {
        let named = named_by_headings(hit);
        for at in &hit.sentences {
            let Some(source) = source(hit, at) else { continue };
            let text = plain(source);
            let is_sentence = text.ends_with(['.', '!']) && SENTENCE_WORDS.contains(&words(&text).count());
            if !is_sentence {
                continue;
            }
            let terms = bold_terms(source).into_iter().filter_map(|term| blanked(term, &text));
            // What a heading names is a sentence's term where the sentence begins with it.
            let subjects = named.iter().filter_map(|name| blanked(name.clone(), &text));
            let subjects = subjects.filter(|(term, _)| term.sentence.starts_with(BLANK));
            let mut terms: Vec<(Term, bool)> = terms.collect();
            for (subject, defines) in subjects {
                if !terms.iter().any(|(term, _)| term.overlaps(&subject)) {
                    terms.push((subject, defines));
                }
            }
            terms.sort_by_key(|(_, defines)| !defines);
            let mut terms = terms.into_iter();
            let (term, defines) = terms.next().map_or((None, false), |(term, defines)| (Some(term), defines));
            let others = terms.map(|(term, _)| term).collect();
            let leans = words(&text).next().is_some_and(|word| LEANING.contains(&&*word.form))
                || words(&text).any(|word| POINTING.contains(&&*word.form));
            // A formula is of its own section only for who has seen it.
            let stands_alone = !leans && !text.contains('=') && !source.contains('`');
            let opens = hit.sentences.first() == Some(at);
            facts.push(Fact { place, hit, at, text, term, others, defines, stands_alone, opens });
        }
    }
    facts
}

/// What the headings of a passage name: « La porte d'oubli » names « porte d'oubli ».
fn named_by_headings(hit: &Hit) -> Vec<String> {
    let all = hit.headings.iter().cloned().chain(headings(&hit.quote));
    let named = all.filter(|heading| !heading.ends_with(['?', '!', ':'])).map(|heading| {
        let first = words(&heading).next();
        let start =
            first.map_or(0, |first| if ARTICLES.contains(&&*first.form) { first.at.end } else { first.at.start });
        heading[start..].trim().to_owned()
    });
    let mut names: Vec<String> = Vec::new();
    for name in named {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The term `name` of `sentence`, and whether it is defined there.
fn blanked(name: String, sentence: &str) -> Option<(Term, bool)> {
    let forms: Vec<_> = words(&name).map(|word| word.form).collect();
    let says_something = forms.iter().any(|form| !is_stop_word(form) && form.chars().any(char::is_alphabetic));
    if !says_something || forms.len() > TERM_WORDS {
        return None;
    }
    let stems: Vec<String> = forms.iter().map(|form| Language::French.stem(form)).collect();
    let at = places(&stems, sentence);
    let after = sentence.get(at.first()?.end..)?;
    let is_entry = at.first()?.start == 0 && after.trim_start().starts_with(':');
    let defines = is_entry || words(after).take(DEFINES_WITHIN).any(|word| DEFINES.contains(&&*word.form));
    if !is_name(&name, &sentence[..at.first()?.start]) {
        return None;
    }
    let mut blank = sentence.to_owned();
    for place in at.iter().rev() {
        blank.replace_range(before_article(&sentence[..place.start])..place.end, BLANK);
    }
    Some((Term { text: name, sentence: blank, stems }, defines))
}

/// Whether `term` names something, behind `before`: what is only stressed (« bien **calibré** ») fits no other blank.
fn is_name(term: &str, before: &str) -> bool {
    let last = before.split_whitespace().next_back().unwrap_or_default().to_lowercase();
    let follows_article = ARTICLES.contains(&&*last) || BEFORE_NAMES.contains(&&*last) || before.ends_with(['\'', '’']);
    before.trim().is_empty()
        || follows_article
        || FIRST_ARTICLES.contains(&before.trim())
        || term.contains(char::is_uppercase)
}

/// Where the article at the end of `before` begins; its end where there is none.
fn before_article(before: &str) -> usize {
    let elided = before.trim_end_matches(['\'', '’']);
    if elided.len() < before.len() {
        let head = elided.strip_suffix(['l', 'L', 'd', 'D']);
        return head.filter(|head| !head.ends_with(char::is_alphanumeric)).map_or(before.len(), str::len);
    }
    let trimmed = before.trim_end();
    let start = trimmed
        .rfind(char::is_whitespace)
        .map_or(0, |space| space + trimmed[space..].chars().next().map_or(0, char::len_utf8));
    let last = &trimmed[start..];
    let is_article = ARTICLES.contains(&&*last.to_lowercase()) || (start == 0 && FIRST_ARTICLES.contains(&last));
    if is_article { start } else { before.len() }
}

/// Where `text` has these stems in a row, in bytes.
fn places(stems: &[String], text: &str) -> Vec<Range<usize>> {
    let found: Vec<_> = words(text).map(|word| (Language::French.stem(&word.form), word.at)).collect();
    let mut places: Vec<Range<usize>> = Vec::new();
    for run in found.windows(stems.len().max(1)) {
        let starts_later = places.last().is_none_or(|last| last.end <= run[0].1.start);
        if starts_later && run.iter().map(|(stem, _)| stem).eq(stems) {
            places.push(run[0].1.start..run[run.len() - 1].1.end);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tutor::samples::hit;

    fn made(source: &str) -> Option<(String, String, bool)> {
        let hits = [hit("a", source)];
        let facts = facts(&hits);
        let fact = facts.into_iter().next()?;
        Some(
            fact.term.map_or((String::new(), fact.text, fact.defines), |term| (term.text, term.sentence, fact.defines)),
        )
    }

    #[test]
    fn a_term_leaves_a_blank_wherever_it_stands() {
        let (term, sentence, defines) =
            made("La **porte d'oubli** est un filtre : une porte d’oubli vide la cellule.").unwrap();
        assert_eq!(term, "porte d'oubli");
        assert_eq!(sentence, "____ est un filtre : ____ vide la cellule.");
        assert!(defines);
    }

    #[test]
    fn what_is_only_stressed_is_no_term() {
        let (term, _, _) = made("Le réseau **ne** lit **pas** la phrase à l'envers ici.").unwrap();
        assert_eq!(term, "");
        let (term, _, _) = made("**Il faut toujours mélanger les données avant** de les montrer au réseau.").unwrap();
        assert_eq!(term, "");
    }

    #[test]
    fn an_adjective_is_no_term() {
        let (term, _, _) = made("Un modèle est bien **calibré** quand ses probabilités disent vrai.").unwrap();
        assert_eq!(term, "");
        let (term, sentence, _) = made("An **epoch** is one pass over the whole of the data.").unwrap();
        assert_eq!((term.as_str(), sentence.as_str()), ("epoch", "____ is one pass over the whole of the data."));
    }

    #[test]
    fn the_term_that_is_defined_is_preferred() {
        let (term, _, defines) =
            made("Dans un **réseau** à plusieurs couches, le **gradient** est souvent très petit.").unwrap();
        assert_eq!((term.as_str(), defines), ("gradient", true));
    }

    #[test]
    fn an_elided_article_goes_with_its_term() {
        let (_, sentence, _) =
            made("L’**état** de la cellule garde ce qui compte, et d'état en état il passe.").unwrap();
        assert_eq!(sentence, "____ de la cellule garde ce qui compte, et ____ en ____ il passe.");
    }

    #[test]
    fn an_entry_of_a_glossary_defines_its_term() {
        let (term, _, defines) = made("**Lot** : petit groupe d'exemples que le réseau lit ensemble.").unwrap();
        assert_eq!((term.as_str(), defines), ("Lot", true));
    }

    #[test]
    fn what_a_heading_names_is_the_subject_of_its_sentences() {
        let (term, sentence, _) = made("## La porte d'oubli\n\nLa porte d'oubli vide la cellule peu à peu.").unwrap();
        assert_eq!((term.as_str(), sentence.as_str()), ("porte d'oubli", "____ vide la cellule peu à peu."));
        let (term, _, _) = made("## Exemple\n\nPar exemple, la porte vide la cellule peu à peu.").unwrap();
        assert_eq!(term, "");
    }

    #[test]
    fn scraps_are_left_out() {
        assert_eq!(made("Trop **court**."), None);
        assert_eq!(made("Cette phrase annonce une **liste** de plusieurs choses :"), None);
    }
}
