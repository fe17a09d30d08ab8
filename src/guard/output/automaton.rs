//! Every substring of a few secret strings at once: a generalised suffix automaton (Blumer et al. 1985), which follows a
//! text letter by letter and knows the longest run of it, ending here, that is a run of a secret.

/// Letters that are told apart: `a` to `z`. Digits count as the letters that they stand for in "l33t".
const LETTERS: usize = 26;

/// No state: the root's link, and a missing transition.
const NONE: u32 = u32::MAX;

/// A string to watch for, with what is too long a run of it.
#[derive(Debug)]
pub(super) struct Needle {
    /// Letters, each below 26.
    pub(super) letters: Vec<u8>,
    /// For each place, the shortest run ending there that must not leave.
    pub(super) too_long: Vec<u32>,
}

/// The automaton.
#[derive(Clone, Debug)]
pub(super) struct Automaton {
    states: Vec<State>,
}

#[derive(Clone, Debug)]
struct State {
    next: [u32; LETTERS],
    link: u32,
    length: u32,
    /// The shortest run that is too long where this state's runs end.
    too_long: u32,
    /// The longest too long run among the proper suffixes of this state's runs; 0 for none.
    suffix_hit: u32,
}

/// How far a text has gone along the automaton.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    state: u32,
    length: u32,
}

impl State {
    fn new(length: u32) -> Self {
        Self { next: [NONE; LETTERS], link: NONE, length, too_long: u32::MAX, suffix_hit: 0 }
    }
}

impl Automaton {
    /// The automaton of `needles`; its size is linear in theirs.
    pub(super) fn new(needles: &[Needle]) -> Self {
        let mut automaton = Self { states: vec![State::new(0)] };
        for needle in needles {
            let mut last = 0;
            for (letter, too_long) in needle.letters.iter().zip(&needle.too_long) {
                last = automaton.extend(last, usize::from(*letter));
                let state = &mut automaton.states[last as usize];
                state.too_long = state.too_long.min(*too_long);
            }
        }
        automaton.settle();
        automaton
    }

    /// `place` after one more letter; the letter is below 26.
    pub(super) fn step(&self, place: Place, letter: u8) -> Place {
        let Place { mut state, mut length } = place;
        loop {
            let here = &self.states[state as usize];
            let next = here.next[usize::from(letter)];
            if next != NONE {
                return Place { state: next, length: length + 1 };
            }
            if here.link == NONE {
                return Place::default();
            }
            state = here.link;
            length = self.states[state as usize].length;
        }
    }

    /// The length of the run that ends at `place` and is too long; 0 for none.
    pub(super) fn hit(&self, place: Place) -> u32 {
        let state = &self.states[place.state as usize];
        if place.length >= state.too_long { place.length } else { state.suffix_hit }
    }

    fn extend(&mut self, last: u32, letter: usize) -> u32 {
        let there = self.states[last as usize].next[letter];
        if there != NONE {
            // Another needle has been here.
            if self.states[there as usize].length == self.states[last as usize].length + 1 {
                return there;
            }
            return self.split(last, there, letter);
        }
        let new = self.push(State::new(self.states[last as usize].length + 1));
        let mut at = last;
        while at != NONE && self.states[at as usize].next[letter] == NONE {
            self.states[at as usize].next[letter] = new;
            at = self.states[at as usize].link;
        }
        self.states[new as usize].link = if at == NONE {
            0
        } else {
            let there = self.states[at as usize].next[letter];
            if self.states[there as usize].length == self.states[at as usize].length + 1 {
                there
            } else {
                self.split(at, there, letter)
            }
        };
        new
    }

    /// Parts from `there` the runs that come from `at`, which end in more places than its longer ones.
    fn split(&mut self, at: u32, there: u32, letter: usize) -> u32 {
        let mut shorter = self.states[there as usize].clone();
        shorter.length = self.states[at as usize].length + 1;
        let shorter = self.push(shorter);
        self.states[there as usize].link = shorter;
        let mut at = at;
        while at != NONE && self.states[at as usize].next[letter] == there {
            self.states[at as usize].next[letter] = shorter;
            at = self.states[at as usize].link;
        }
        shorter
    }

    fn push(&mut self, state: State) -> u32 {
        self.states.push(state);
        u32::try_from(self.states.len() - 1).expect("secrets and a prompt have fewer than four billion letters")
    }

    /// A suffix ends wherever the whole does: limits go down the links, then hits come up.
    fn settle(&mut self) {
        let mut by_length: Vec<usize> = (1..self.states.len()).collect();
        by_length.sort_unstable_by_key(|state| self.states[*state].length);
        for state in by_length.iter().rev() {
            let (link, too_long) = (self.states[*state].link as usize, self.states[*state].too_long);
            self.states[link].too_long = self.states[link].too_long.min(too_long);
        }
        for state in by_length {
            let link = &self.states[self.states[state].link as usize];
            let hit = if link.length >= link.too_long { link.length } else { link.suffix_hit };
            self.states[state].suffix_hit = hit;
        }
        // The root stands for the empty run, which is everywhere.
        self.states[0].too_long = u32::MAX;
    }
}

impl Place {
    /// How many of the last letters are a run of a secret.
    pub(super) fn length(self) -> u32 {
        self.length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str) -> Vec<u8> {
        text.bytes().map(|byte| byte - b'a').collect()
    }

    fn needle(text: &str, too_long: u32) -> Needle {
        Needle { letters: letters(text), too_long: vec![too_long; text.len()] }
    }

    #[test]
    fn follows_the_longest_run_and_tells_when_it_is_too_long() {
        // A generator with a fixed seed (Knuth's MMIX constants); short alphabets make many coincidences.
        let mut seed = 7_u64;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((seed >> 33) as usize) % below
        };
        for _ in 0..300 {
            let mut word = |longest: usize| {
                let length = 1 + random(longest);
                (0..length).map(|_| char::from(b'a' + u8::try_from(random(3)).unwrap())).collect::<String>()
            };
            let needles: Vec<(String, u32)> = vec![(word(12), 2), (word(12), 4), (word(20), 5), (word(5), 1)];
            let text = word(60);
            let built: Vec<Needle> = needles.iter().map(|(text, too_long)| needle(text, *too_long)).collect();
            let automaton = Automaton::new(&built);
            let mut place = Place::default();
            for end in 1..=text.len() {
                place = automaton.step(place, text.as_bytes()[end - 1] - b'a');
                let runs = (0..end).map(|start| &text[start..end]);
                let longest = runs.clone().find(|run| needles.iter().any(|(needle, _)| needle.contains(run)));
                assert_eq!(place.length() as usize, longest.map_or(0, str::len));
                let hit = runs.clone().find(|run| {
                    needles.iter().any(|(needle, limit)| needle.contains(run) && run.len() >= *limit as usize)
                });
                assert_eq!(automaton.hit(place) as usize, hit.map_or(0, str::len), "{needles:?} {text} {end}");
            }
        }
    }

    #[test]
    fn holds_nothing_without_needles() {
        let automaton = Automaton::new(&[]);
        let place = automaton.step(Place::default(), 3);
        assert_eq!((place.length(), automaton.hit(place)), (0, 0));
    }
}
