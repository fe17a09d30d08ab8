//! Letters without their accents, as hurried people write. Ligatures (œ) are letters and stay.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// `text` with every accent taken off the letters A to Z. Other scripts, where marks are part of a letter, and the marks
/// of emoji stay.
pub(in crate::compare) fn strip_accents(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_latin = false;
    for c in text.chars() {
        if is_combining_mark(c) {
            if !is_latin {
                out.push(c);
            }
            continue;
        }
        let mut base = None;
        decompose_canonical(c, |part| {
            base.get_or_insert(part);
        });
        let letter = base.filter(char::is_ascii_alphabetic);
        is_latin = letter.is_some();
        out.push(letter.unwrap_or(c));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_go_and_letters_stay() {
        assert_eq!(strip_accents("Ça n’a pas été très drôle, hélas !"), "Ca n’a pas ete tres drole, helas !");
        assert_eq!(strip_accents("RE\u{301}SEAU naïve café"), "RESEAU naive cafe");
        assert_eq!(strip_accents("ǖ"), "u");
    }

    #[test]
    fn what_has_no_accent_stays() {
        for text in ["", "Not bad at all.", "chef-d'œuvre", "❤\u{fe0f} 🎬", "й", "가", "कि", "a \u{fe0f}"] {
            assert_eq!(strip_accents(text), text);
        }
    }
}
