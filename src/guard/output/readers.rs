//! All the lanes of one answer, fed character by character.

use std::ops::Range;

use super::super::fold::fold;
use super::automaton::Automaton;
use super::decoders::{Alphabet, Bits, Codes, Morse};
use super::lanes::{ALL_CIPHERS, Lane, PLAIN};
use super::spelling;

/// Letters said one by one may stand this far from each other, in bytes: « puis vient la lettre ». Farther apart, they
/// are other letters.
const MAX_GAP: usize = 64;

/// So many letters in a row that are a run of a secret make the text wait: fewer tell nothing of it, and every word has them.
const LETTERS_PATIENCE: u32 = 4;

/// So many single letters in a row make the text wait: prose has its `à`, `y` and `l'`.
const SINGLES_PATIENCE: u32 = 4;

/// What stands between `<` and `>` on a page's account is a tag, unless it is longer than this, in bytes.
const MAX_TAG: usize = 64;

/// A word longer than this is no number.
const MAX_NUMBER: usize = 12;

/// All the lanes of one answer.
#[derive(Debug)]
pub(super) struct Readers {
    letters: Lane,
    /// The same as a page shows it, without tags, and as a reader takes it, without the numbers of citations.
    shown: Lane,
    /// Where the tag under way began.
    tag: Option<usize>,
    /// Whether a citation may be under way: since its bracket, there were only digits.
    cites: bool,
    /// Letters and digits that stand alone, whatever words stand between them.
    singles: Lane,
    /// The same with the letters that are said by a name.
    named: Lane,
    /// The same without the numbers of a list.
    uncounted: Lane,
    last_single: usize,
    /// The number that the list has come to.
    counted: Option<u32>,
    bits: Vec<Bits>,
    codes: [Codes; 4],
    morse: Morse,
    /// What a character reads as; empty between two.
    parts: Vec<char>,
    run: String,
    run_span: Range<usize>,
}

impl Default for Readers {
    fn default() -> Self {
        let alphabets = [Alphabet::Base64, Alphabet::Hexadecimal, Alphabet::Binary];
        Self {
            letters: Lane::new(ALL_CIPHERS, LETTERS_PATIENCE),
            shown: Lane::new(PLAIN, LETTERS_PATIENCE),
            tag: None,
            cites: false,
            singles: Lane::new(PLAIN, SINGLES_PATIENCE),
            named: Lane::new(PLAIN, SINGLES_PATIENCE),
            uncounted: Lane::new(PLAIN, SINGLES_PATIENCE),
            last_single: 0,
            counted: None,
            bits: alphabets.into_iter().flat_map(Bits::readers).collect(),
            codes: [10, 16, 8, 2].map(Codes::new),
            morse: Morse::default(),
            parts: Vec::new(),
            run: String::new(),
            run_span: 0..0,
        }
    }
}

impl Readers {
    /// Reads the character at `span`, and gives what must not leave.
    pub(super) fn read(&mut self, automaton: &Automaton, character: char, span: Range<usize>) -> Vec<Range<usize>> {
        let mut hits = Vec::new();
        if character.is_ascii() {
            let decoded = self.bits.iter_mut().filter_map(|bits| bits.read(automaton, character, span.clone()));
            hits.extend(decoded);
        }
        hits.extend(self.morse.read(automaton, character, span.clone()));
        let mut parts = std::mem::take(&mut self.parts);
        fold(character, &mut |part| parts.push(part));
        for part in parts.drain(..) {
            match part {
                '<' => self.tag = Some(span.start),
                '>' => self.tag = None,
                '[' => self.cites = true,
                _ if self.cites && part.is_numeric() => {}
                _ if self.tag.is_none_or(|start| span.end > start + MAX_TAG) => {
                    self.cites &= !(part.is_alphanumeric() || part == ']');
                    hits.extend(self.shown.read(automaton, part, true, span.clone()));
                }
                _ => {}
            }
            if part.is_alphanumeric() {
                hits.extend(self.letters.read(automaton, part, character.is_ascii(), span.clone()));
                if self.run.is_empty() {
                    self.run_span.start = span.start;
                }
                self.run_span.end = span.end;
                if self.run.len() <= MAX_NUMBER {
                    self.run.push(part);
                }
            } else {
                self.end_run(automaton, &mut hits);
            }
        }
        self.parts = parts;
        if span.end > self.last_single + MAX_GAP {
            self.singles.restart();
            self.named.restart();
            self.uncounted.restart();
        }
        hits
    }

    /// What must not leave of the last word, where the text ends at `end`.
    pub(super) fn finish(&mut self, automaton: &Automaton, end: usize) -> Vec<Range<usize>> {
        self.read(automaton, ' ', end..end)
    }

    /// Where the text that must wait begins, when it has come to `end`.
    pub(super) fn held(&self, end: usize) -> Option<usize> {
        let lanes =
            [self.letters.held(), self.shown.held(), self.singles.held(), self.named.held(), self.uncounted.held()];
        let decoders =
            self.bits.iter().map(Bits::held).chain(self.codes.iter().map(Codes::held)).chain([self.morse.held()]);
        lanes.into_iter().chain(decoders).flatten().min().map(|held| held.min(end))
    }

    fn end_run(&mut self, automaton: &Automaton, hits: &mut Vec<Range<usize>>) {
        let run = std::mem::take(&mut self.run);
        let span = self.run_span.clone();
        let mut characters = run.chars();
        let Some(first) = characters.next() else { return };
        hits.extend(self.codes.iter_mut().filter_map(|codes| codes.read(automaton, &run, span.clone())));
        let number = run.parse::<u32>().ok();
        let next = self.counted.map_or(number.is_some_and(|number| number <= 1), |counted| number == Some(counted + 1));
        if next {
            self.counted = number;
        }
        let single = characters.next().is_none().then_some(first);
        if let Some(letter) = single.or_else(|| spelling::named(&run)) {
            self.last_single = span.end;
            hits.extend(self.named.read(automaton, letter, true, span.clone()));
        }
        if let Some(letter) = single {
            hits.extend(self.singles.read(automaton, letter, true, span.clone()));
            if !next {
                hits.extend(self.uncounted.read(automaton, letter, true, span));
            }
        }
    }
}
