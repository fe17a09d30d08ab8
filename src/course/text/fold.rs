//! Folding: what two spellings of a word have in common. Case, accents, ligatures and invisible characters go; letters
//! and digits of any script stay.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folded words are cut here, in bytes: longer than any word of French, English or German, so that a line of base64
/// does not weigh on the index.
const MAX_WORD_BYTES: usize = 40;

/// `word` without case, accents, ligatures and invisible characters.
pub fn fold(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return Cow::Borrowed(cut(word));
    }
    let mut folded = word.chars().map(of_french).collect::<Option<String>>().unwrap_or_else(|| by_tables(word));
    folded.truncate(cut(&folded).len());
    Cow::Owned(folded)
}

/// What Unicode's tables make of `word`, whatever its letters.
fn by_tables(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    let letters = word.nfkd().filter(|&c| !is_silent(c)).flat_map(char::to_lowercase);
    letters.for_each(|letter| push_plain(&mut folded, letter));
    folded
}

/// A letter of French without its accent, or any of ASCII, in lower case: as the tables have it, and sooner.
fn of_french(c: char) -> Option<char> {
    match c {
        c if c.is_ascii() => Some(c.to_ascii_lowercase()),
        'à' | 'â' | 'À' | 'Â' => Some('a'),
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => Some('e'),
        'î' | 'ï' | 'Î' | 'Ï' => Some('i'),
        'ô' | 'Ô' => Some('o'),
        'ù' | 'û' | 'ü' | 'Ù' | 'Û' | 'Ü' => Some('u'),
        'ç' | 'Ç' => Some('c'),
        _ => None,
    }
}

/// Whether `c` belongs to a word.
pub(super) fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || !c.is_ascii() && is_silent(c)
}

/// Whether `c` is an apostrophe, as keyboards and typesetters write it.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '′' | '`' | '´')
}

/// Accents standing by themselves, and characters that nobody sees: soft hyphens, joiners, variation selectors.
fn is_silent(c: char) -> bool {
    is_combining_mark(c) || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Letters that Unicode does not decompose, though a keyboard without them does.
fn push_plain(folded: &mut String, letter: char) {
    match letter {
        'œ' => folded.push_str("oe"),
        'æ' => folded.push_str("ae"),
        'ß' => folded.push_str("ss"),
        'ø' => folded.push('o'),
        'đ' | 'ð' => folded.push('d'),
        'ł' => folded.push('l'),
        'ı' => folded.push('i'),
        // Lower-casing a capital with a dot leaves the dot.
        '\u{307}' => {}
        letter => folded.push(letter),
    }
}

fn cut(word: &str) -> &str {
    if word.len() <= MAX_WORD_BYTES {
        return word;
    }
    let end = (0..=MAX_WORD_BYTES).rev().find(|&at| word.is_char_boundary(at));
    &word[..end.unwrap_or_default()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_word_meet() {
        for (written, folded) in [
            ("Réseau", "reseau"),
            ("RE\u{301}SEAU", "reseau"),
            ("cœur", "coeur"),
            ("CŒUR", "coeur"),
            ("ﬁltre", "filtre"),
            ("ｒｎｎ", "rnn"),
            ("H₂", "h2"),
            ("GRÖSSE", "grosse"),
            ("Größe", "grosse"),
            ("İstanbul", "istanbul"),
            ("neu\u{ad}rone", "neurone"),
            ("neu\u{200b}rone", "neurone"),
            ("σίγμα", "σιγμα"),
            ("conv2d", "conv2d"),
        ] {
            assert_eq!(fold(written), folded, "{written}");
        }
    }

    #[test]
    fn the_short_way_leads_where_the_tables_lead() {
        let short = ('\0'..=char::MAX).filter_map(|c| Some((c, of_french(c)?)));
        let mut count = 0;
        for (c, folded) in short {
            assert_eq!(by_tables(&c.to_string()), folded.to_string(), "{c}");
            count += 1;
        }
        assert_eq!(count, 128 + 26);
    }

    #[test]
    fn an_endless_word_is_cut_between_characters() {
        assert_eq!(fold(&"a".repeat(1000)).len(), MAX_WORD_BYTES);
        assert_eq!(fold(&"字".repeat(1000)).chars().count(), MAX_WORD_BYTES / 3);
    }
}
