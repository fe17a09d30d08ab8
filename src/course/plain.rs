//! Plain text into pieces: paragraphs parted by empty lines, and lines that begin as a list's.

use super::piece::Outline;
use super::prose::Prose;

/// Reads `source`.
pub(super) fn read(source: &str) -> Outline {
    let mut outline = Outline::default();
    let mut prose = Prose::default();
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let words = line.trim().trim_start_matches('\u{feff}');
        let marker = marker(words);
        if words.is_empty() || marker > 0 {
            outline.pieces.extend(std::mem::take(&mut prose).finish(source));
        }
        if words.is_empty() {
            continue;
        }
        let first = start + line.find(words).unwrap_or(0);
        if marker > 0 {
            prose = Prose::of_item(Some(first));
        }
        let text = &words[marker..];
        let end = first + words.len();
        prose.text_at(text, end - text.len()..end);
        prose.soft_break(end..at);
    }
    outline.pieces.extend(prose.finish(source));
    outline
}

/// The bytes of the list marker that `line` begins with: "- ", "2. ", "b) ".
fn marker(line: &str) -> usize {
    let Some((first, rest)) = line.split_once(' ') else { return 0 };
    let numbering = first.strip_suffix(['.', ')']).is_some_and(|number| {
        (1..=3).contains(&number.len()) && (number.bytes().all(|byte| byte.is_ascii_digit()) || number.len() == 1)
    });
    let is_marker = matches!(first, "-" | "*" | "+" | "•" | "–" | "—" | "·") || numbering;
    if is_marker && !rest.trim().is_empty() { line.len() - rest.trim_start().len() } else { 0 }
}
