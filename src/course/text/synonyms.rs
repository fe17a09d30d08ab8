//! The field's synonyms: from the words of a question to the concepts that it means, by a table of ours.

use std::cell::{LazyCell, OnceCell};
use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Language, is_stop_word, words};

/// A saying counts where its words stand among so many others at most. A clause is that long; over a whole page, any two words
/// would meet.
const MAX_BETWEEN: usize = 5;

/// Words that the table leaves out of its sayings, and questions likewise: they differ from one speaker to the next.
const FILLERS: [&str; 38] = [
    "le", "la", "les", "un", "une", "des", "du", "de", "au", "aux", "et", "a", "ce", "cet", "cette", "c", "est", "s",
    "se", "n", "ne", "qu", "que", "qui", "on", "il", "elle", "ils", "elles", "je", "j", "tu", "son", "sa", "ses",
    "mon", "ma", "mes",
];

/// What a concept is called, and what leads to it.
#[derive(Debug)]
pub struct Concept {
    /// Its names, each as the words that the index has of it. A question that holds one means the concept.
    pub terms: Vec<Vec<String>>,
    /// The first of them, as the table writes it.
    pub name: String,
    /// Whether its words are everyday ones, which say less than the field's.
    pub everyday: bool,
}

/// A concept that a question means.
#[derive(Clone, Debug)]
pub struct Meant {
    /// The concept.
    pub concept: &'static Concept,
    /// Which of the question's words say so.
    pub by: Vec<usize>,
    /// Whether they are one of its names, rather than a way of saying it.
    pub named: bool,
}

#[derive(Debug)]
struct Table {
    concepts: Vec<Concept>,
    sayings: Vec<Saying>,
    /// The words of the sayings, by their first letters.
    by_key: HashMap<String, Vec<Word>>,
}

/// A word's place in the table.
#[derive(Clone, Copy, Debug)]
struct Word {
    saying: usize,
    at: usize,
}

/// A way of naming a concept, or of leading to it.
#[derive(Debug)]
struct Saying {
    concept: usize,
    named: bool,
    patterns: Vec<Pattern>,
}

/// What one word of a saying takes.
#[derive(Debug)]
enum Pattern {
    Stem { form: String, stem: String },
    Prefix(String),
}

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(include_str!("synonyms.txt")));

/// The concepts that a question means; `forms` are all of its words, folded.
pub fn concepts(forms: &[String]) -> Vec<Meant> {
    let kept: Vec<usize> = (0..forms.len()).filter(|&at| !is_filler(&forms[at])).collect();
    // Of most words nothing in the table begins alike, and nobody asks for their stems.
    let stems: Vec<OnceCell<String>> = kept.iter().map(|_| OnceCell::new()).collect();
    let takes = |pattern: &Pattern, at: usize| {
        let form = &forms[kept[at]];
        pattern.takes(form, || stems[at].get_or_init(|| Language::French.stem(form)))
    };
    // Those whose first word is there.
    let opened = (0..kept.len()).flat_map(|at| {
        let like = TABLE.words_like(&forms[kept[at]]).filter(|word| word.at == 0);
        like.filter(move |word| takes(TABLE.pattern(*word), at)).map(|word| word.saying)
    });
    let mut candidates: Vec<usize> = opened.collect();
    candidates.sort_unstable();
    candidates.dedup();
    let mut found: Vec<(usize, Meant)> = Vec::new();
    for saying in candidates.into_iter().map(|place| &TABLE.sayings[place]) {
        let Some(by) = together(&saying.patterns, kept.len(), takes) else { continue };
        let by: Vec<usize> = by.into_iter().map(|at| kept[at]).collect();
        let meant = Meant { concept: &TABLE.concepts[saying.concept], by, named: saying.named };
        match found.iter_mut().find(|(concept, _)| *concept == saying.concept) {
            // A name says more than a saying, and a long saying more than a short one.
            Some((_, known)) if (meant.named, meant.by.len()) > (known.named, known.by.len()) => *known = meant,
            Some(_) => {}
            None => found.push((saying.concept, meant)),
        }
    }
    found.into_iter().map(|(_, meant)| meant).collect()
}

/// Whether the table has the folded word `form`, which is then spelt right.
pub fn is_known_word(form: &str) -> bool {
    let stem = LazyCell::new(|| Language::French.stem(form));
    TABLE.words_like(form).any(|word| TABLE.pattern(word).takes(form, || &stem))
}

/// Every word of the table's terms, for the spelling.
pub fn known_words() -> impl Iterator<Item = &'static str> {
    TABLE.concepts.iter().flat_map(|concept| concept.terms.iter().flatten().map(String::as_str))
}

/// Where the words that the patterns take stand closest together, within the limit.
fn together(patterns: &[Pattern], count: usize, takes: impl Fn(&Pattern, usize) -> bool) -> Option<Vec<usize>> {
    let (first, rest) = patterns.split_first()?;
    let reach = patterns.len() + MAX_BETWEEN;
    let around = |start: usize| {
        let mut by = vec![start];
        for pattern in rest {
            let near = start.saturating_sub(reach)..(start + reach).min(count);
            let at = near.filter(|at| !by.contains(at) && takes(pattern, *at)).min_by_key(|at| at.abs_diff(start))?;
            by.push(at);
        }
        Some(by)
    };
    let spans = (0..count).filter(|&at| takes(first, at)).filter_map(around);
    let span = |by: &Vec<usize>| by.iter().max().zip(by.iter().min()).map_or(0, |(last, first)| last - first);
    spans.min_by_key(span).filter(|by| span(by) < reach)
}

fn is_filler(form: &str) -> bool {
    FILLERS.contains(&form)
}

/// The first letters of a word, which its stem shares.
fn key(form: &str) -> &str {
    let end = form.char_indices().nth(3).map_or(form.len(), |(end, _)| end);
    &form[..end]
}

impl Table {
    fn read(text: &str) -> Self {
        let mut table = Self { concepts: Vec::new(), sayings: Vec::new(), by_key: HashMap::new() };
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let everyday = line.starts_with('~');
            let line = line.trim_start_matches('~');
            let (terms, ways) = line.split_once(':').unwrap_or((line, ""));
            let concept = table.concepts.len();
            phrases(terms).for_each(|term| table.add(concept, true, term));
            phrases(ways).for_each(|way| table.add(concept, false, way));
            let name = phrases(terms).next().unwrap_or_default().to_owned();
            table.concepts.push(Concept { terms: phrases(terms).flat_map(indexed).collect(), name, everyday });
        }
        table
    }

    fn add(&mut self, concept: usize, named: bool, phrase: &str) {
        let patterns: Vec<Pattern> = phrase.split_whitespace().flat_map(Pattern::of).collect();
        for (at, pattern) in patterns.iter().enumerate() {
            let word = Word { saying: self.sayings.len(), at };
            self.by_key.entry(key(pattern.form()).to_owned()).or_default().push(word);
        }
        self.sayings.push(Saying { concept, named, patterns });
    }

    /// The words of sayings that begin as `form` does.
    fn words_like(&self, form: &str) -> impl Iterator<Item = Word> {
        self.by_key.get(key(form)).into_iter().flatten().copied()
    }

    fn pattern(&self, word: Word) -> &Pattern {
        &self.sayings[word.saying].patterns[word.at]
    }
}

impl Pattern {
    fn of(word: &str) -> Vec<Self> {
        let prefix = word.ends_with('*');
        let forms = words(word).map(|word| word.form.into_owned()).filter(|form| prefix || !is_filler(form));
        let pattern = |form: String| match prefix {
            true => Self::Prefix(form),
            false => Self::Stem { stem: Language::French.stem(&form), form },
        };
        forms.map(pattern).collect()
    }

    fn form(&self) -> &str {
        match self {
            Self::Stem { form, .. } | Self::Prefix(form) => form,
        }
    }

    /// Whether it takes the word `form` with this stem, which begins as the word does.
    fn takes<'s>(&self, form: &str, stem: impl FnOnce() -> &'s str) -> bool {
        match self {
            Self::Stem { form: own, stem: of_own } => key(own) == key(form) && of_own == stem(),
            Self::Prefix(prefix) => form.starts_with(prefix.as_str()),
        }
    }
}

fn phrases(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|phrase| !phrase.is_empty())
}

/// The words that the index has of `term`. A compound is also one word there, and only that where a part is a stop word;
/// a term that loses a word otherwise would find what it does not mean.
fn indexed(term: &str) -> Vec<Vec<String>> {
    let all: Vec<_> = words(term).collect();
    let whole = || all.iter().all(|word| !is_stop_word(&word.form) || is_filler(&word.form));
    let one_word = all.len() == 2 && all[1].joined;
    let joined = one_word.then(|| vec![format!("{}{}", all[0].form, all[1].form)]);
    let content = all.iter().filter(|word| !is_stop_word(&word.form)).map(|word| word.form.clone().into_owned());
    let apart = whole().then(|| content.collect::<Vec<_>>()).filter(|content| !content.is_empty());
    joined.into_iter().chain(apart).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(question: &str) -> Vec<&'static str> {
        let forms: Vec<_> = words(question).map(|word| word.form.into_owned()).collect();
        concepts(&forms).iter().map(|meant| meant.concept.name.as_str()).collect()
    }

    #[test]
    fn students_words_lead_to_the_field_s() {
        for (question, concept) in [
            ("mon modèle apprend tout par cœur", "surapprentissage"),
            ("c quoi un epoch", "époque"),
            ("une mémoire longue", "lstm"),
            ("l'IA invente des trucs", "hallucination"),
            ("What is the learning rate?", "taux d'apprentissage"),
            ("combien de tours complets sur les données", "époque"),
            ("un réseau récurrent", "réseau récurrent"),
        ] {
            assert!(meant(question).contains(&concept), "{question}: {:?}", meant(question));
        }
        assert_eq!(meant("où mange-t-on à midi"), [""; 0]);
    }

    #[test]
    fn a_saying_counts_with_all_its_words_and_close_together() {
        assert!(meant("mon modèle n'apprend plus").contains(&"plateau"));
        assert!(!meant("mon modèle apprend").contains(&"plateau"));
        let far = "il apprend bien au début parce que les exemples sont faciles et puis un beau jour plus rien";
        assert!(!meant(far).contains(&"plateau"), "{:?}", meant(far));
    }

    #[test]
    fn a_name_counts_before_a_saying() {
        let forms: Vec<_> = words("la mémoire longue du LSTM").map(|word| word.form.into_owned()).collect();
        let found = concepts(&forms);
        let lstm = found.iter().find(|meant| meant.concept.name == "lstm").unwrap();
        assert!(lstm.named && lstm.by == [4], "{lstm:?}");
    }

    #[test]
    fn a_term_keeps_all_that_it_means() {
        assert_eq!(indexed("sous-apprentissage"), [["sousapprentissage"]]);
        assert_eq!(indexed("mini-lot"), [vec!["minilot"], vec!["mini", "lot"]]);
        assert_eq!(indexed("porte d'oubli"), [["porte", "oubli"]]);
        assert_eq!(indexed("few shot"), [[""; 0]; 0]);
    }

    #[test]
    fn the_table_reads_whole() {
        assert!(TABLE.concepts.len() > 150);
        for concept in &TABLE.concepts {
            assert!(!concept.terms.is_empty(), "{concept:?}");
        }
    }
}
