//! Lanes that decode: digits of a power of two (base64, hexadecimal, binary), numbers that are character codes, Morse
//! code.

use std::ops::Range;

use super::super::fold::fold;
use super::super::morse;
use super::automaton::Automaton;
use super::lanes::{Lane, PLAIN};

/// A decoded run so long makes the text wait; shorter ones come in any prose.
const PATIENCE: u32 = 4;

/// The alphabet of a [`Bits`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alphabet {
    /// Six bits a digit. `-` and `_` of its URL form count as separators: they encode nothing of an ASCII text.
    Base64,
    /// Four bits a digit, in either case.
    Hexadecimal,
    /// One bit a digit.
    Binary,
}

/// Bytes out of digits, whatever stands between them.
#[derive(Clone, Debug)]
pub(super) struct Bits {
    lane: Lane,
    alphabet: Alphabet,
    /// Digits to pass over, so that one of a few readers finds where the bytes begin.
    phase: u32,
    /// Whether the digits come last first.
    backwards: bool,
    skipped: u32,
    bits: u32,
    count: u32,
    from: usize,
    before: u8,
}

/// Characters out of their codes, number after number.
#[derive(Clone, Debug)]
pub(super) struct Codes {
    lane: Lane,
    radix: u32,
    before: u32,
}

/// Letters out of dots and dashes.
#[derive(Clone, Debug)]
pub(super) struct Morse {
    lane: Lane,
    signs: String,
    span: Range<usize>,
}

impl Alphabet {
    fn bits(self) -> u32 {
        match self {
            Self::Base64 => 6,
            Self::Hexadecimal => 4,
            Self::Binary => 1,
        }
    }

    fn value(self, character: char) -> Option<u32> {
        match self {
            Self::Base64 => Some(match character {
                'A'..='Z' => u32::from(character) - u32::from('A'),
                'a'..='z' => u32::from(character) - u32::from('a') + 26,
                '0'..='9' => u32::from(character) - u32::from('0') + 52,
                '+' => 62,
                '/' => 63,
                _ => return None,
            }),
            Self::Hexadecimal => character.to_digit(16),
            Self::Binary => character.to_digit(2),
        }
    }
}

impl Bits {
    /// A reader for each place at which bytes may begin, in both directions.
    pub(super) fn readers(alphabet: Alphabet) -> impl Iterator<Item = Self> {
        // So many digits make whole bytes again; a long binary number begins with a byte.
        let phases = match alphabet {
            Alphabet::Base64 => 4,
            Alphabet::Hexadecimal => 2,
            Alphabet::Binary => 1,
        };
        (0..phases).flat_map(move |phase| {
            [false, true].map(|backwards| Self {
                lane: Lane::new(PLAIN, PATIENCE),
                alphabet,
                phase,
                backwards,
                skipped: 0,
                bits: 0,
                count: 0,
                from: 0,
                before: 0,
            })
        })
    }

    /// Reads one character of the text, and gives what must not leave.
    pub(super) fn read(&mut self, automaton: &Automaton, character: char, span: Range<usize>) -> Option<Range<usize>> {
        let Some(value) = self.alphabet.value(character) else {
            if character.is_alphanumeric() {
                self.restart();
            }
            return None;
        };
        if self.skipped < self.phase {
            self.skipped += 1;
            return None;
        }
        if self.count == 0 {
            self.from = span.start;
        }
        let width = self.alphabet.bits();
        self.bits = if self.backwards { self.bits | value << self.count } else { self.bits << width | value };
        self.count += width;
        if self.count < 8 {
            return None;
        }
        self.count -= 8;
        let byte = if self.backwards { self.bits & 0xff } else { self.bits >> self.count };
        self.bits = if self.backwards { self.bits >> 8 } else { self.bits & ((1 << self.count) - 1) };
        let from = std::mem::replace(&mut self.from, span.start);
        self.byte(automaton, u8::try_from(byte).ok()?, from..span.end)
    }

    /// Where the text that must wait begins.
    pub(super) fn held(&self) -> Option<usize> {
        self.lane.held()
    }

    fn byte(&mut self, automaton: &Automaton, byte: u8, span: Range<usize>) -> Option<Range<usize>> {
        let before = std::mem::replace(&mut self.before, byte);
        // Of UTF-8, what French needs beside ASCII: U+00C0 to U+00FF, whose first byte is 0xC3.
        let character = match (before, byte) {
            (_, ..0x80) => char::from(byte),
            (0xc3, 0x80..0xc0) => char::from(byte + 0x40),
            (0x80..0xc0, 0xc3) => char::from(before + 0x40),
            _ => return None,
        };
        feed(&mut self.lane, automaton, character, span)
    }

    fn restart(&mut self) {
        self.lane.restart();
        (self.skipped, self.bits, self.count, self.before) = (0, 0, 0, 0);
    }
}

impl Codes {
    /// A reader of codes written in base `radix`.
    pub(super) fn new(radix: u32) -> Self {
        Self { lane: Lane::new(PLAIN, PATIENCE), radix, before: 0 }
    }

    /// Reads one word of the text, in lower case, and gives what must not leave.
    pub(super) fn read(&mut self, automaton: &Automaton, word: &str, span: Range<usize>) -> Option<Range<usize>> {
        // 0x73, \x73, \u0073, U+0073; 0b, 0o.
        let digits = word.trim_start_matches("0x").trim_start_matches(['x', 'u', 'b', 'o']);
        if digits.is_empty() {
            return None;
        }
        let Some(character) = u32::from_str_radix(digits, self.radix).ok().and_then(char::from_u32) else {
            self.lane.restart();
            return None;
        };
        let code = u32::from(character);
        // The codes may be characters' or, of UTF-8, bytes'.
        let character = match (std::mem::replace(&mut self.before, code), code) {
            (0xc3, 0x80..0xc0) => char::from_u32(code + 0x40)?,
            (_, 0xc3) => return None,
            _ => character,
        };
        feed(&mut self.lane, automaton, character, span)
    }

    /// Where the text that must wait begins.
    pub(super) fn held(&self) -> Option<usize> {
        self.lane.held()
    }
}

impl Default for Morse {
    fn default() -> Self {
        Self { lane: Lane::new(PLAIN, PATIENCE), signs: String::new(), span: 0..0 }
    }
}

impl Morse {
    /// Reads one character of the text, and gives what must not leave.
    pub(super) fn read(&mut self, automaton: &Automaton, character: char, span: Range<usize>) -> Option<Range<usize>> {
        if let Some(sign) = morse::sign(character).filter(|_| self.signs.len() <= morse::MAX_SIGNS) {
            if self.signs.is_empty() {
                self.span.start = span.start;
            }
            self.span.end = span.end;
            self.signs.push(sign);
            return None;
        }
        let signs = std::mem::take(&mut self.signs);
        let letter = morse::letter(&signs);
        if character.is_alphanumeric() || !signs.is_empty() && letter.is_none() {
            self.lane.restart();
            return None;
        }
        self.lane.read(automaton, letter?, true, self.span.clone())
    }

    /// Where the text that must wait begins.
    pub(super) fn held(&self) -> Option<usize> {
        self.lane.held()
    }
}

fn feed(lane: &mut Lane, automaton: &Automaton, character: char, span: Range<usize>) -> Option<Range<usize>> {
    let mut hit = None;
    fold(character, &mut |part| hit = lane.read(automaton, part, true, span.clone()).or(hit.take()));
    hit
}
