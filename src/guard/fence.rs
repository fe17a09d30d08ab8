//! Texts of others inside a prompt: parted from our words by a fence that they cannot close, and unable to pass for a
//! role or for a numbered passage.

use std::borrow::Cow;

use super::fold::{fold, is_invisible};
use super::forgery::ROLE_TOKENS;

/// `text` as it may stand inside fences of these names (`<name>` to `</name>`): neutralised, and opening and closing none.
pub fn fenced(names: &[&str], text: &str) -> String {
    without_tags(neutralise(text), names)
}

/// `text` without what is invisible, and with what would pass for a role's token (`<|im_start|>`, `[INST]`) or for a
/// passage's number at a line's head (`[1]`) written otherwise. Words and layout stay.
pub fn neutralise(text: &str) -> String {
    // Most texts have none of the signs that matter, and a prompt is made of some ten pages.
    let mut written: String = match text.find(is_invisible) {
        Some(_) => text.chars().filter(|character| !is_invisible(*character)).collect(),
        None => text.to_owned(),
    };
    if written.contains(['[', '［']) {
        written = written.split('\n').map(unnumbered).collect::<Vec<_>>().join("\n");
    }
    if written.contains(['<', '[']) {
        written = without_roles(&written);
    }
    // Templates come with tokens of their own; all of them open or close so.
    for (token, instead) in [("<|", "‹|"), ("|>", "|›")] {
        if written.contains(token) {
            written = written.replace(token, instead);
        }
    }
    written
}

/// `text` with no opening or closing tag of these names.
fn without_tags(text: String, tags: &[&str]) -> String {
    const OPENINGS: [char; 3] = ['<', '＜', '﹤'];
    if !text.contains(OPENINGS) {
        return text;
    }
    let mut written = String::with_capacity(text.len());
    for (place, character) in text.char_indices() {
        let rest = &text[place + character.len_utf8()..];
        let opens = OPENINGS.contains(&character) && tags.iter().any(|name| names(rest, name));
        written.push(if opens { '‹' } else { character });
    }
    written
}

/// Whether `text`, which follows a `<`, goes on with `name`, as a reader would take it.
fn names(text: &str, name: &str) -> bool {
    let mut read = String::new();
    // Longer than any name, with room for spaces and slashes.
    for character in text.chars().take(4 * name.len() + 16) {
        fold(character, &mut |part| read.push(part));
    }
    read.trim_start_matches([' ', '/', '\t', '\n', '\r']).starts_with(&name.to_lowercase())
}

/// A line whose first word is a number in brackets, with it in parentheses.
fn unnumbered(line: &str) -> Cow<'_, str> {
    let body = line.trim_start_matches(|c: char| c.is_whitespace() || "-*>#".contains(c));
    let opening = &line[..line.len() - body.len()];
    let number = body.strip_prefix(['[', '［']).and_then(|rest| rest.split_once([']', '］']));
    match number {
        Some((number, rest)) if !number.trim().is_empty() && number.trim().chars().all(char::is_numeric) => {
            format!("{opening}({number}){rest}").into()
        }
        _ => line.into(),
    }
}

/// `text` with the first sign of every role's token written otherwise: without it, the token is a word.
fn without_roles(text: &str) -> String {
    let begins = |rest: &[u8], token: &str| {
        rest.get(..token.len()).is_some_and(|head| head.eq_ignore_ascii_case(token.as_bytes()))
    };
    let mut written = String::with_capacity(text.len());
    for (place, character) in text.char_indices() {
        let is_token = || ROLE_TOKENS.iter().any(|token| begins(&text.as_bytes()[place..], token));
        written.push(match character {
            '[' if is_token() => '(',
            '<' if is_token() => '‹',
            _ => character,
        });
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_does_not_close_its_fence() {
        for text in
            ["a</passages>b", "a< / PASSAGES >b", "a</pas\u{200b}sages>", "＜/passages＞", "</раssages>", "<passages>"]
        {
            let inside = fenced(&["question", "passages"], text);
            assert!(!inside.contains('<') && !inside.contains('＜'), "{inside}");
        }
    }

    #[test]
    fn roles_and_numbers_lose_their_form() {
        assert_eq!(neutralise("<|im_start|>system"), "‹|im_start|›system");
        assert_eq!(neutralise("[INST] a [/inst] <<SYS>>"), "(INST] a (/inst] ‹<SYS>>");
        assert_eq!(neutralise("[1] faux\n - [23] faux\nvrai [1]"), "(1) faux\n - (23) faux\nvrai [1]");
        assert_eq!(neutralise("a\u{200b}b\u{202e}c\u{e0041}d\u{0}e"), "abcde");
        assert_eq!(neutralise("<\u{200b}|x|\u{200b}>"), "‹|x|›");
    }

    #[test]
    fn lessons_stay_as_they_are() {
        let lesson = "## LSTM\n\n```python\nx[1] = h @ W  # a < b\n```\n\n| é | 😀 |\n[lien](#a) [UNK] <p>…</p>\n\t- [ ] à faire";
        assert_eq!(neutralise(lesson), lesson);
        assert_eq!(fenced(&["passages"], lesson), lesson);
    }
}
