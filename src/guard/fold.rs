//! One character as it reads: lower-case Latin without accents, whatever alphabet its look was borrowed from. Invisible
//! characters read as nothing. It goes by the character, so that a stream folds as a whole text does.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use super::homoglyphs;

/// Gives `emit` what `character` reads as: nothing, one character, or a few (`œ`, `㎏`).
pub(super) fn fold(character: char, emit: &mut impl FnMut(char)) {
    if character.is_ascii() {
        if !character.is_ascii_control() || matches!(character, '\n' | '\t' | '\r') {
            emit(character.to_ascii_lowercase());
        }
        return;
    }
    if let Some(hidden) = tag(character) {
        return fold(hidden, emit);
    }
    if is_invisible(character) {
        return;
    }
    if let Some(latin) = homoglyphs::latin(character) {
        return emit(latin);
    }
    decompose_compatible(character, |part| {
        if is_combining_mark(part) || is_invisible(part) {
            return;
        }
        for lower in part.to_lowercase().filter(|lower| !is_combining_mark(*lower)) {
            match lower {
                'œ' => "oe".chars().for_each(&mut *emit),
                'æ' => "ae".chars().for_each(&mut *emit),
                'ß' => "ss".chars().for_each(&mut *emit),
                '⁄' | '∕' => emit('/'),
                _ => emit(homoglyphs::latin(lower).unwrap_or(lower)),
            }
        }
    });
}

/// `text` as it reads.
pub(super) fn folded(text: &str) -> String {
    let mut read = String::with_capacity(text.len());
    for character in text.chars() {
        fold(character, &mut |part| read.push(part));
    }
    read
}

/// Whether `character` shows nothing and takes no room: controls, format characters, variation selectors, tags.
pub(super) fn is_invisible(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_control() && !matches!(character, '\n' | '\t' | '\r');
    }
    match character {
        // Unicode's general category Cf, and what else renders as nothing (Default_Ignorable_Code_Point).
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{70f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{feff}' | '\u{3164}' | '\u{ffa0}' => true,
        '\u{600}'..='\u{605}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => true,
        '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{fff0}'..='\u{fffb}' => true,
        '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}' => true,
        _ => character.is_control(),
    }
}

/// The ASCII character that an invisible "tag" stands for; models read those.
fn tag(character: char) -> Option<char> {
    let code = u32::from(character).checked_sub(0xe0000)?;
    let hidden = char::from(u8::try_from(code).ok()?);
    (' '..='~').contains(&hidden).then_some(hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_through_disguises() {
        for (written, read) in [
            ("Éléphant NAÏF œuvre", "elephant naif oeuvre"),
            ("e\u{301}te\u{301}", "ete"),
            ("ｉｇｎｏｒｅ", "ignore"),
            ("𝐢𝓰𝔫𝕠𝖗𝚎", "ignore"),
            ("Ⓘⓖⓝⓞⓡⓔ 🅸🅶 🇮🇬 🅘", "ignore ig ig i"),
            ("іgnоrе ѕуѕtеm", "ignore system"),
            ("ιgηοrε", "ignore"),
            ("IГNОRЕ", "irnore"),
            ("ɪɢɴᴏʀᴇ", "ignore"),
            ("i\u{200b}g\u{2060}n\u{ad}o\u{202e}r\u{feff}e\u{7}", "ignore"),
            ("\u{e0069}\u{e0067}\u{e006e}", "ign"),
            ("a\u{a0}b\u{3000}c", "a b c"),
            ("日本", "日本"),
        ] {
            assert_eq!(folded(written), read, "{written}");
        }
    }

    #[test]
    fn keeps_lines_and_punctuation() {
        assert_eq!(folded("a\tb\r\n[1] «c» – d"), "a\tb\r\n[1] «c» – d");
    }
}
