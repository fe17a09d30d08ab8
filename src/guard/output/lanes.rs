//! The ways of reading what leaves: as it stands, by shifted alphabets, by single letters, out of base64, hexadecimal or
//! character codes. Each lane follows the automaton and says how much of the text must wait for it.

use std::collections::VecDeque;
use std::ops::Range;

use super::automaton::{Automaton, Place};
use super::needles::letter;

/// Every substitution that a model can do in its head: the alphabet moved along (Caesar; 13 is rot13), or mirrored.
pub(super) const ALL_CIPHERS: &[Cipher] = &{
    let mut ciphers = [Cipher::Mirrored; 27];
    let mut by = 0;
    while by < 26 {
        ciphers[by as usize] = Cipher::Moved(by);
        by += 1;
    }
    ciphers
};

/// No substitution.
pub(super) const PLAIN: &[Cipher] = &[Cipher::Moved(0)];

/// A substitution of letters.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cipher {
    /// Each letter so many places further on.
    Moved(u8),
    /// `a` for `z` and so on (atbash).
    Mirrored,
}

/// One way of reading, through some ciphers.
#[derive(Clone, Debug)]
pub(super) struct Lane {
    ciphers: &'static [Cipher],
    places: Vec<Place>,
    /// Where each of the last characters began in the text, as many as the longest run.
    starts: VecDeque<usize>,
    /// A run so long makes the text wait.
    patience: u32,
}

/// What each letter of the alphabet counts as.
const COUNTS_AS: [u8; 26] = {
    let mut counts_as = [0; 26];
    let mut place = 0;
    while place < 26 {
        counts_as[place as usize] = match letter((b'a' + place) as char) {
            Some(letter) => letter,
            None => panic!("each of the alphabet is a letter"),
        };
        place += 1;
    }
    counts_as
};

impl Cipher {
    /// What the letter at `place` of the alphabet, from 0, counts as once it is turned.
    fn read(self, place: u8) -> u8 {
        let turned = match self {
            Self::Moved(by) => (place + by) % 26,
            Self::Mirrored => 25 - place,
        };
        COUNTS_AS[usize::from(turned)]
    }
}

impl Lane {
    /// A lane at the start of a text. Runs shorter than `patience` letters leave at once.
    pub(super) fn new(ciphers: &'static [Cipher], patience: u32) -> Self {
        Self { ciphers, places: vec![Place::default(); ciphers.len()], starts: VecDeque::new(), patience }
    }

    /// Reads a lower-case letter or digit that stands at `span` of the text, and gives what must not leave, if it ends
    /// here. Other characters are passed over. The ciphers apply only where the letter `moves`.
    pub(super) fn read(
        &mut self,
        automaton: &Automaton,
        character: char,
        moves: bool,
        span: Range<usize>,
    ) -> Option<Range<usize>> {
        let as_it_is = letter(character)?;
        // Whoever moves the alphabet along leaves `é` where it is, or writes `e`; and digits.
        let moving = u8::try_from(character).ok().filter(|byte| moves && byte.is_ascii_lowercase());
        let (mut longest, mut hit) = (0, 0);
        for (cipher, place) in self.ciphers.iter().zip(&mut self.places) {
            let letter = moving.map_or(as_it_is, |byte| cipher.read(byte - b'a'));
            *place = automaton.step(*place, letter);
            longest = longest.max(place.length());
            hit = hit.max(automaton.hit(*place));
        }
        self.starts.push_back(span.start);
        while self.starts.len() > longest as usize {
            self.starts.pop_front();
        }
        (hit > 0).then(|| self.starts[self.starts.len() - hit as usize]..span.end)
    }

    /// Where the text that must wait begins.
    pub(super) fn held(&self) -> Option<usize> {
        self.starts.front().copied().filter(|_| self.starts.len() >= self.patience as usize)
    }

    /// Forgets what was read.
    pub(super) fn restart(&mut self) {
        self.places.fill(Place::default());
        self.starts.clear();
    }
}
