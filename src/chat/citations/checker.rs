//! An answer's citations, checked as it comes: what cites no passage is taken out, with its brackets and the space
//! before; what stands in code, an index (`x[1]`) and an interval (`[0, 1]`) stay. What leaves does not depend on how the
//! answer was cut into pieces: each decision waits for the characters that it needs.

use super::code::{self, Fence};
use super::group::{closer, numbers};

/// The longest pair of brackets that may be a citation, in bytes; longer ones are let go as they are.
const MAX_GROUP_BYTES: usize = 64;
/// What makes of the brackets behind it a value: `x = [1, 2]`.
const BEFORE_VALUES: [char; 4] = ['=', '∈', '→', '≈'];
/// How much of what left is remembered, in bytes: a name in code is shorter.
const TAIL_BYTES: usize = 40;

/// A citation that was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The passage's number, from 1.
    pub passage: usize,
    /// Where its brackets open, in bytes of what left.
    pub at: usize,
}

/// Checks the citations of one answer.
#[derive(Debug)]
pub struct Checker {
    passages: usize,
    /// What came and is not decided.
    held: String,
    marks: Vec<Mark>,
    /// Bytes that have left.
    left: usize,
    /// The last of them.
    tail: String,
    line: Line,
    fence: Option<Fence>,
    /// The brackets that left last were an index, and nothing has left since.
    after_index: bool,
    /// A citation that opened its line was taken out: so is the space behind it.
    eats_space: bool,
}

/// What has left of the current line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// Nothing, or space.
    Blank,
    /// The marks of lists and quotations, behind which a block may begin.
    Marked,
    /// Text.
    Begun,
}

/// What a look at the held text decided.
pub(super) enum Step {
    /// The first bytes may leave as they are.
    Leave(usize),
    /// The first bytes are dropped.
    Drop(usize),
    /// The first bytes are a citation: these numbers stay, after a space of that many bytes.
    Cite { length: usize, space: usize, kept: Vec<usize> },
    /// Nothing, before more has come.
    Wait,
}

impl Checker {
    /// A checker of an answer that was given `passages` passages.
    pub fn new(passages: usize) -> Self {
        Self {
            passages,
            held: String::new(),
            marks: Vec::new(),
            left: 0,
            tail: String::new(),
            line: Line::Blank,
            fence: None,
            after_index: false,
            eats_space: false,
        }
    }

    /// What of `delta`, and of what was held, can leave now.
    pub fn push(&mut self, delta: &str) -> String {
        self.held.push_str(delta);
        self.advance(false)
    }

    /// The rest, at the answer's end.
    pub fn finish(&mut self) -> String {
        self.advance(true)
    }

    /// The citations kept so far, in order.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    fn advance(&mut self, is_final: bool) -> String {
        let held = std::mem::take(&mut self.held);
        let mut rest = held.as_str();
        let mut out = String::new();
        while !rest.is_empty() {
            let used = match self.look(rest, is_final) {
                Step::Wait => break,
                Step::Leave(length) => {
                    self.leave(&rest[..length], &mut out);
                    length
                }
                Step::Drop(length) => length,
                Step::Cite { length, space, kept } => {
                    self.leave(&rest[..space], &mut out);
                    self.marks.extend(kept.iter().map(|&passage| Mark { passage, at: self.left }));
                    let list = kept.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
                    self.leave(&format!("[{list}]"), &mut out);
                    self.after_index = false;
                    length
                }
            };
            rest = &rest[used..];
        }
        self.held = rest.to_owned();
        out
    }

    fn leave(&mut self, text: &str, out: &mut String) {
        for c in text.chars() {
            self.line = match self.line {
                _ if c == '\n' => Line::Blank,
                line if is_space(c) => line,
                Line::Blank | Line::Marked if "-*+>.)".contains(c) || c.is_ascii_digit() => Line::Marked,
                _ => Line::Begun,
            };
        }
        self.eats_space = self.eats_space && text.is_empty();
        self.left += text.len();
        self.tail.push_str(text);
        if self.tail.len() > TAIL_BYTES {
            let cut = (self.tail.len() - TAIL_BYTES..).find(|&at| self.tail.is_char_boundary(at));
            self.tail.drain(..cut.unwrap_or_default());
        }
        out.push_str(text);
    }

    fn look(&mut self, rest: &str, is_final: bool) -> Step {
        if let Some(fence) = &mut self.fence {
            let (step, is_closed) = fence.look(rest, is_final);
            if is_closed {
                self.fence = None;
            }
            return step;
        }
        let first = rest.chars().next().unwrap_or_default();
        let is_escaped = self.tail.ends_with('\\') && !is_space(first);
        if (first == '`' || first == '~') && !is_escaped {
            self.after_index = false;
            let (step, fence) = code::look(rest, first, self.line != Line::Begun, is_final);
            self.fence = fence;
            return step;
        }
        let space = rest.len() - rest.trim_start_matches(is_space).len();
        let Some(next) = rest[space..].chars().next() else {
            return if is_final { Step::Leave(rest.len()) } else { Step::Wait };
        };
        if closer(next).is_some() && !is_escaped {
            return self.look_at_brackets(rest, space, next, is_final);
        }
        if space > 0 {
            return if self.eats_space { Step::Drop(space) } else { Step::Leave(space) };
        }
        self.after_index = false;
        let is_plain = |c: char| !is_space(c) && !matches!(c, '`' | '~' | '\n') && closer(c).is_none();
        let plain = rest.find(|c| !is_plain(c)).unwrap_or(rest.len());
        // What is special and stands here all the same has been looked at above.
        Step::Leave(if plain == 0 { first.len_utf8() } else { plain })
    }

    /// Brackets behind `space` bytes of space.
    fn look_at_brackets(&mut self, rest: &str, space: usize, opener: char, is_final: bool) -> Step {
        let as_it_is = space + opener.len_utf8();
        let inside = &rest[as_it_is..];
        let wanted = closer(opener).unwrap_or_default();
        let found = inside.find(|c| c == wanted || c == '\n' || closer(c).is_some());
        let closes = match found {
            Some(at) if at <= MAX_GROUP_BYTES => inside[at..].starts_with(wanted).then_some(at),
            None if inside.len() <= MAX_GROUP_BYTES && !is_final => return Step::Wait,
            _ => None,
        };
        let cited = closes.and_then(|at| Some((at, numbers(&inside[..at])?)));
        let Some((at, numbers)) = cited else {
            self.after_index = false;
            return Step::Leave(as_it_is);
        };
        let length = as_it_is + at + wanted.len_utf8();
        if self.is_value(space > 0) {
            self.after_index = true;
            return Step::Leave(length);
        }
        let mut kept: Vec<usize> = Vec::new();
        for number in numbers {
            let number = usize::try_from(number).unwrap_or(usize::MAX);
            if (1..=self.passages).contains(&number) && !kept.contains(&number) {
                kept.push(number);
            }
        }
        if kept.is_empty() {
            self.eats_space = self.line == Line::Blank;
            return Step::Drop(length);
        }
        let space = if self.eats_space { 0 } else { space };
        Step::Cite { length, space, kept }
    }

    /// Whether brackets with numbers, here, are an index or a list of the text's own.
    fn is_value(&self, is_behind_space: bool) -> bool {
        if self.tail.trim_end_matches(is_space).ends_with(BEFORE_VALUES) {
            return true;
        }
        if is_behind_space {
            return false;
        }
        let name = self.tail.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        let is_letter = name.chars().count() == 1 && name.chars().all(char::is_alphabetic);
        is_letter || name.contains('_') || self.after_index
    }
}

/// A space that belongs to the citation behind it; a line's end does not.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{a0}' | '\u{202f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What leaves of `pieces`, and the passages cited, with three passages.
    fn checked<'a>(pieces: impl IntoIterator<Item = &'a str>) -> (String, Vec<usize>) {
        let mut checker = Checker::new(3);
        let mut out: String = pieces.into_iter().map(|piece| checker.push(piece)).collect();
        out.push_str(&checker.finish());
        for mark in checker.marks() {
            assert!(out[mark.at..].starts_with('['), "{out:?} at {mark:?}");
        }
        (out, checker.marks().iter().map(|mark| mark.passage).collect())
    }

    fn whole(text: &str) -> String {
        checked([text]).0
    }

    #[test]
    fn what_cites_a_passage_stays() {
        for text in ["Une porte [1].", "Deux [1, 2].", "Deux [1][3].", "Collé[2].", "- [1] d'abord", "a `x` [1]"] {
            assert_eq!(whole(text), text);
        }
        assert_eq!(checked(["Un [1], deux [2, 3] et encore [1]."]).1, [1, 2, 3, 1]);
        assert_eq!(
            whole("Un 【1】, deux [passage 2], trois [^3], tous [1-3]."),
            "Un [1], deux [2], trois [3], tous [1, 2, 3]."
        );
    }

    #[test]
    fn what_cites_none_is_taken_out_with_its_space() {
        for (text, expected) in [
            ("Une porte [4].", "Une porte."),
            ("Une porte [0] et [12].", "Une porte et."),
            ("Deux [1, 9].", "Deux [1]."),
            ("Deux [1][9][2].", "Deux [1][2]."),
            ("Deux [9] [10] [2].", "Deux [2]."),
            ("Insécable\u{a0}[7] ?", "Insécable ?"),
            ("【9】Début", "Début"),
            ("[9] Début", "Début"),
            ("Fin [99999999999999999999]", "Fin"),
            ("- [9] point", "- point"),
            ("LSTM[8]", "LSTM"),
        ] {
            assert_eq!(whole(text), expected, "{text:?}");
        }
    }

    #[test]
    fn brackets_of_the_text_s_own_stay() {
        for text in [
            "Une sigmoïde rend une valeur de [0, 1].",
            "La suite x[4], h[9] et c_t[8][7].",
            "ids = [12, 45, 7]",
            "« chat » → [17, 42]",
            "un tableau [] ou [texte] ou [Hochreiter, 1997]",
            "\\[4\\]",
            "[ouvert sans fin",
            "Fermé] sans début",
            "lien [texte](https://example.org)",
        ] {
            assert_eq!(checked([text]), (text.to_owned(), Vec::new()));
        }
    }

    #[test]
    fn code_stays_as_it_is() {
        for text in [
            "`x [9]` puis rien",
            "``a ` [9]``",
            "```python\nprint(x [9])\n```\nfin",
            "```\nsans fin [9]",
            "~~~\n[9]\n```\n[8]\n~~~",
            "- ```\n  t [9]\n  ```\n",
            "````\n``` [9]\n````",
        ] {
            assert_eq!(checked([text]), (text.to_owned(), Vec::new()));
        }
        assert_eq!(whole("```\n[9]\n```\nFin [9]."), "```\n[9]\n```\nFin.");
        assert_eq!(whole("Un accent ` seul [9].\nEt [8] ` encore."), "Un accent ` seul.\nEt ` encore.");
        assert_eq!(whole(&format!("`{} [9]` fin", "x".repeat(300))), format!("`{}` fin", "x".repeat(300)));
    }

    #[test]
    fn pieces_make_no_difference() {
        const PARTS: [&str; 34] = [
            "[",
            "]",
            "【",
            "】",
            "1",
            "2",
            "9",
            "0",
            ", ",
            "-",
            " ",
            "\u{a0}",
            "\n",
            "`",
            "``",
            "```",
            "~~~",
            "x",
            "porte",
            "é",
            ".",
            "[1]",
            " [9]",
            "[1, 9]",
            "[passage 2]",
            "a[3]",
            "= ",
            "\\",
            "```py\n",
            "\n```\n",
            "- ",
            "_",
            "et ",
            "^",
        ];
        let mut state = 7_u64;
        let mut draw = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % below
        };
        for round in 0..4000 {
            let filler = if round % 50 == 0 { "mot".repeat(100) } else { String::new() };
            let mut text: String = (0..draw(40)).map(|_| PARTS[draw(PARTS.len())]).collect();
            text.push_str(&filler);
            text.extend((0..draw(12)).map(|_| PARTS[draw(PARTS.len())]));
            let expected = checked([text.as_str()]);
            let letters: Vec<String> = text.chars().map(String::from).collect();
            assert_eq!(checked(letters.iter().map(String::as_str)), expected, "{text:?}");
            for _ in 0..4 {
                let mut cuts: Vec<usize> = (0..draw(6)).map(|_| draw(text.len() + 1)).collect();
                cuts.retain(|&cut| text.is_char_boundary(cut));
                cuts.extend([0, text.len()]);
                cuts.sort_unstable();
                let pieces = cuts.windows(2).map(|pair| &text[pair[0]..pair[1]]);
                assert_eq!(checked(pieces), expected, "{text:?} at {cuts:?}");
            }
        }
    }
}
