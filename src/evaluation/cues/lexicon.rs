//! The sayings that cues are found by, as the table of a language lists them.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Cue;
use crate::evaluation::folded::Folded;

/// What a saying is a sign of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// A cue, by itself.
    Cue(Cue),
    /// Ironical where a complaint follows.
    Applause,
    /// A word of displeasure.
    Complaint,
    /// Ironical between quotation marks.
    Praise,
}

/// A saying behind its first word.
#[derive(Debug)]
struct Saying {
    rest: Vec<String>,
    sign: Sign,
}

/// The sayings of one language, by their first word.
#[derive(Debug)]
pub(super) struct Lexicon(HashMap<String, Vec<Saying>>);

static FRENCH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(include_str!("fr.txt")));
static ENGLISH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(include_str!("en.txt")));

/// The lexicons that a text in `language` is looked up in: both where none is clear, and none where we have none.
pub(super) fn of_language(language: &str) -> Vec<&'static Lexicon> {
    match language {
        "fr" => vec![&FRENCH],
        "en" => vec![&ENGLISH],
        "" => vec![&FRENCH, &ENGLISH],
        _ => Vec::new(),
    }
}

impl Lexicon {
    /// Calls `seen` with each saying that begins at `place`: its sign, and how many words it has.
    pub(super) fn at(&self, words: &Folded, place: usize, mut seen: impl FnMut(Sign, usize)) {
        let Some(sayings) = words.word(place).and_then(|word| self.0.get(word)) else { return };
        for saying in sayings {
            let follows = |(at, word): (usize, &String)| words.word(place + 1 + at) == Some(word);
            if saying.rest.iter().enumerate().all(follows) {
                seen(saying.sign, 1 + saying.rest.len());
            }
        }
    }

    fn read(table: &str) -> Self {
        let mut by_first: HashMap<String, Vec<Saying>> = HashMap::new();
        let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        for line in lines {
            let (name, sayings) = line.split_once(": ").expect("a line of the table has a colon");
            let sign = sign_of(name).expect("the table names signs that there are");
            for saying in sayings.split(", ") {
                // Alone, an elided word would lose its apostrophe: it stands before a vowel.
                let spelled = if saying.ends_with('\'') { format!("{saying}a") } else { saying.to_owned() };
                let elided = usize::from(saying.ends_with('\''));
                let words = Folded::of(&spelled);
                let mut words = words.words().take(words.len() - elided).map(str::to_owned);
                let first = words.next().expect("a saying has a word");
                by_first.entry(first).or_default().push(Saying { rest: words.collect(), sign });
            }
        }
        Self(by_first)
    }
}

fn sign_of(name: &str) -> Option<Sign> {
    Some(match name {
        "negation" => Sign::Cue(Cue::Negation),
        "contrast" => Sign::Cue(Cue::Contrast),
        "intensifier" => Sign::Cue(Cue::Intensifier),
        "irony" => Sign::Cue(Cue::Irony),
        "idiom" => Sign::Cue(Cue::Idiom),
        "applause" => Sign::Applause,
        "complaint" => Sign::Complaint,
        "praise" => Sign::Praise,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_list_each_saying_once_for_a_sign() {
        for lexicon in [&FRENCH, &ENGLISH] {
            for (first, sayings) in &lexicon.0 {
                for (at, saying) in sayings.iter().enumerate() {
                    let again =
                        sayings[..at].iter().any(|other| other.rest == saying.rest && other.sign == saying.sign);
                    assert!(!again, "{first} {:?} is listed twice", saying.rest);
                }
            }
        }
    }

    #[test]
    fn an_elided_saying_keeps_its_apostrophe() {
        assert!(FRENCH.0.contains_key("n'"));
        assert!(FRENCH.0["bien"].iter().any(|saying| saying.rest == ["qu'"]));
    }
}
