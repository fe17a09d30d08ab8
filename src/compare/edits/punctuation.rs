//! Words without full stops, commas and exclamation marks. What spells a word or a number (n'est, peut-être, 8,5) stays, and
//! so do emoji.

use super::pieces::is_apostrophe;

/// `text` without its punctuation; words that it alone kept apart get a space.
pub(in crate::compare) fn drop_punctuation(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut has_dropped = false;
    let mut closes_up = false;
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        let drops = is_punctuation(c) && !spells(before, c, next);
        if drops {
            (has_dropped, closes_up) = (true, true);
            if is_of_word(out.chars().next_back()) && is_of_word(next) {
                out.push(' ');
            }
        } else if !(c.is_whitespace() && closes_up && out.chars().next_back().is_none_or(char::is_whitespace)) {
            out.push(c);
            closes_up = false;
        }
        before = Some(c);
    }
    if has_dropped {
        out.truncate(out.trim_end().len());
    }
    out
}

/// Whether `c` is a sign of punctuation: ASCII's without those of sums, the typographer's, and those of Spanish and
/// Chinese.
pub(super) fn is_punctuation(c: char) -> bool {
    match c {
        '$' | '+' | '<' | '=' | '>' | '^' | '|' | '~' => false,
        '«' | '»' | '¡' | '¿' | '§' | '¶' | '·' => true,
        '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' => true,
        '！' | '，' | '．' | '：' | '；' | '？' => true,
        c => c.is_ascii_punctuation(),
    }
}

/// Whether `c` is part of how the word or the number around it is written.
fn spells(before: Option<char>, c: char, next: Option<char>) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let is_hyphen = matches!(c, '-' | '\u{2010}' | '\u{2011}');
    if is_apostrophe(c) || is_hyphen {
        return is_of_word(before) && is_of_word(next);
    }
    matches!(c, ',' | '.' | '/') && digit(before) && digit(next)
}

fn is_of_word(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_go_and_words_stay() {
        for (text, bare) in [
            ("Ce film n’est pas mauvais !", "Ce film n’est pas mauvais"),
            ("« Drôle », peut-être ; mais long…", "Drôle peut-être mais long"),
            ("It isn't bad, really: 8.5/10!", "It isn't bad really 8.5/10"),
            ("Nul.Vraiment nul...", "Nul Vraiment nul"),
            ("Bravo !!! 🎬❤\u{fe0f} :)", "Bravo 🎬❤\u{fe0f}"),
            ("Long, très long.\n\nTrop.", "Long très long\n\nTrop"),
            ("'Tis dull -- 'dull'", "Tis dull dull"),
            ("?!", ""),
        ] {
            assert_eq!(drop_punctuation(text), bare, "{text}");
        }
    }

    #[test]
    fn a_text_without_signs_stays() {
        for text in ["", "pas mal du tout", "  deux  espaces ", "n'importe quoi", "🎬 a+b"] {
            assert_eq!(drop_punctuation(text), text);
        }
    }
}
