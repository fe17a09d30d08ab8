//! Code in an answer, where brackets mean something else: blocks between fences, and spans between backticks (CommonMark
//! 4.5 and 6.1, save that a span ends with its line).

use super::checker::Step;

/// The longest span, or line that opens or closes a block, that is waited for, in bytes; a lone backtick holds an answer
/// up for no more than this.
const MAX_CODE_BYTES: usize = 256;

/// An open block of code.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fence {
    mark: char,
    length: usize,
    /// Its current line has shown that it closes nothing.
    is_mid_line: bool,
}

impl Fence {
    /// Looks at text inside the block, and says whether what leaves closes it.
    pub(super) fn look(&mut self, rest: &str, is_final: bool) -> (Step, bool) {
        let line_end = rest.find('\n');
        let line = &rest[..line_end.unwrap_or(rest.len())];
        let marks = line.trim();
        let may_close =
            !self.is_mid_line && line.len() <= MAX_CODE_BYTES && marks.chars().all(|mark| mark == self.mark);
        if let Some(at) = line_end {
            self.is_mid_line = false;
            return (Step::Leave(at + 1), may_close && marks.len() >= self.length);
        }
        if may_close && !is_final {
            return (Step::Wait, false);
        }
        self.is_mid_line = true;
        (Step::Leave(rest.len()), false)
    }
}

/// Looks at a run of backticks or tildes: the opening of a block, where one may stand here; code within the line; or
/// neither.
pub(super) fn look(rest: &str, mark: char, may_open: bool, is_final: bool) -> (Step, Option<Fence>) {
    let run = rest.len() - rest.trim_start_matches(mark).len();
    if run == rest.len() && !is_final {
        return (Step::Wait, None);
    }
    if may_open && run >= 3 {
        let line_end = rest.find('\n');
        let line = &rest[..line_end.unwrap_or(rest.len())];
        let fits = line.len() <= MAX_CODE_BYTES;
        if line_end.is_none() && fits && !is_final {
            return (Step::Wait, None);
        }
        if fits && (mark == '~' || !line[run..].contains('`')) {
            let length = line_end.map_or(line.len(), |at| at + 1);
            return (Step::Leave(length), Some(Fence { mark, length: run, is_mid_line: false }));
        }
    }
    (if mark == '~' { Step::Leave(run) } else { span(rest, run, is_final) }, None)
}

/// Code between `run` backticks and as many.
fn span(rest: &str, run: usize, is_final: bool) -> Step {
    let window = &rest[run..];
    let mut at = 0;
    while at < window.len() && at <= MAX_CODE_BYTES {
        match window[at..].find(['`', '\n']) {
            Some(found) if window[at + found..].starts_with('`') => {
                let ticks = &window[at + found..];
                let length = ticks.len() - ticks.trim_start_matches('`').len();
                at += found + length;
                if at == window.len() && !is_final {
                    return Step::Wait;
                }
                if length == run && at <= MAX_CODE_BYTES {
                    return Step::Leave(run + at);
                }
            }
            Some(_) => return Step::Leave(run),
            None => break,
        }
    }
    if window.len() <= MAX_CODE_BYTES && !is_final { Step::Wait } else { Step::Leave(run) }
}
