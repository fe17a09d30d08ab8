//! Code and tables, which are quoted from their beginning, since no sentence of theirs tells the rest.

use std::ops::Range;

use crate::course::Hit;

/// Bytes quoted of a passage: a paragraph, or the first lines of a program.
pub(super) const MAX_BYTES: usize = 600;

/// What `hit` begins with below its headings, up to a line's end, in bytes of its document.
pub(super) fn beginning(hit: &Hit) -> Option<Range<usize>> {
    let is_above = |line: &&str| line.trim().is_empty() || line.starts_with('#');
    let above: usize = hit.quote.split_inclusive('\n').take_while(is_above).map(str::len).sum();
    let below = &hit.quote[above..];
    let mut end = 0;
    for line in below.split_inclusive('\n') {
        if end > 0 && end + line.len() > MAX_BYTES {
            break;
        }
        end += line.len();
    }
    let end = below[..end].trim_end().len();
    (end > 0).then(|| hit.start + above..hit.start + above + end)
}

/// Where the block of code ends that follows the byte `at` of the document directly, if one does.
pub(super) fn behind(hit: &Hit, at: usize) -> Option<usize> {
    let rest = hit.quote.get(at.checked_sub(hit.start)?..)?;
    let below = rest.trim_start_matches(['*', '_', ' ', '\n', '\r']);
    let code = below.strip_prefix("```")?;
    let end = code.find("\n```")? + "\n```".len();
    Some(at + rest.len() - code.len() + end)
}

/// The share of `hit` that no sentence of it tells, between 0 and 1.
pub(super) fn share(hit: &Hit) -> f64 {
    let told: usize = hit.sentences.iter().map(Range::len).sum();
    1.0 - told as f64 / hit.quote.len().max(1) as f64
}

/// `quote` with the number `id` behind it: below code, whose block is closed where the quote has cut it, and below a table;
/// else on its last line.
pub(super) fn numbered(quote: &str, id: usize) -> String {
    let mut open: Option<&str> = None;
    for line in quote.lines().map(str::trim) {
        let run = &line[..line.len() - line.trim_start_matches(['`', '~']).len()];
        match open {
            None if run.len() >= 3 => open = Some(run),
            Some(fence) if line.starts_with(fence) && line == run => open = None,
            _ => {}
        }
    }
    let last = quote.lines().next_back().unwrap_or_default().trim();
    match open {
        Some(fence) => format!("{quote}\n{fence}\n\n[{id}]"),
        None if last.starts_with(['|', '`', '~']) => format!("{quote}\n\n[{id}]"),
        None => format!("{quote} [{id}]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::samples::hit;

    #[test]
    fn what_stands_below_the_headings_is_the_beginning() {
        let code = hit("a.md", "Un LSTM", &["## Un LSTM\n\n", "```python\n# Deux couches\nx = 1\n```\n"]);
        let at = beginning(&code).unwrap();
        assert_eq!(&code.quote[at.start - code.start..at.end - code.start], "```python\n# Deux couches\nx = 1\n```");
        assert_eq!(beginning(&hit("a.md", "Vide", &["## Vide\n"])), None);
    }

    #[test]
    fn a_block_behind_a_sentence_is_found() {
        let code = hit("a.md", "Un LSTM", &["Une couche :\n\n", "```python\nx = 1\n```\n\nPuis."]);
        let colon = code.sentences[0].end;
        let end = behind(&code, colon).unwrap();
        assert_eq!(&code.quote[colon - code.start..end - code.start], "\n\n```python\nx = 1\n```");
        assert_eq!(behind(&code, end), None);
        assert_eq!(behind(&code, 0), None);
    }

    #[test]
    fn a_block_that_is_cut_is_closed() {
        assert_eq!(numbered("Une porte.", 2), "Une porte. [2]");
        assert_eq!(numbered("Un exemple :\n```\nx = 1", 2), "Un exemple :\n```\nx = 1\n```\n\n[2]");
        assert_eq!(numbered("````\n```\n````", 2), "````\n```\n````\n\n[2]");
        assert_eq!(numbered("| a |\n|---|\n| 1 |", 2), "| a |\n|---|\n| 1 |\n\n[2]");
        assert_eq!(numbered("", 2), " [2]");
    }
}
