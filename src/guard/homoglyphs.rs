//! Letters of other alphabets that look like Latin ones, and Latin letters in costume. A small table: what compatibility
//! decomposition already undoes (full width, mathematical, circled) is not in it.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Look-alikes of each letter, in both cases where both look alike.
const ALIKE: [(char, &str); 26] = [
    ('a', "аΑαАɑᴀᎪɐⲁ∀"),
    ('b', "вВΒβЬьʙᏴƄ"),
    ('c', "сСϲᴄᏟⲥɔ¢"),
    ('d', "ԁᴅᎠđðԀ"),
    ('e', "еЕΕεЁєЄᴇᎬəǝℯэ"),
    ('f', "ғꜰƒϝ"),
    ('g', "ɡɢᏀցԍ"),
    ('h', "һнНΗʜᎻհɥ"),
    ('i', "іІΙιɪᎥıƖ"),
    ('j', "јЈϳᴊᎫ"),
    ('k', "кКΚκᴋᏦĸ"),
    ('l', "ʟᏞłӏⅼӀ"),
    ('m', "мМΜᴍᎷɯ"),
    ('n', "пПΝηɴոՈиИ"),
    ('o', "оОΟοσօᴏⲟøө"),
    ('p', "рРΡρᴘᏢ"),
    ('q', "ԛԚզ"),
    ('r', "гГʀᎡɹя"),
    ('s', "ѕЅꜱᏚʂς"),
    ('t', "тТΤτᴛᎢʇ†"),
    ('u', "υսᴜцʋՍ"),
    ('v', "νѵѴᴠᏙʌ"),
    ('w', "ѡωԝԜᴡᎳшʍ"),
    ('x', "хХΧχ×"),
    ('y', "уУΥүʏγʎ"),
    ('z', "ΖζᴢᏃʐ"),
];

/// The Latin letter, in lower case, that `character` looks like.
pub(super) fn latin(character: char) -> Option<char> {
    // Three rows of emoji spell the alphabet: regional indicators, and letters white on black.
    for first in [0x1f1e6, 0x1f150, 0x1f170] {
        let place = u32::from(character).wrapping_sub(first);
        if let Some(letter) = u8::try_from(place).ok().filter(|place| *place < 26) {
            return Some(char::from(b'a' + letter));
        }
    }
    static LETTERS: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
        ALIKE.iter().flat_map(|(letter, alike)| alike.chars().map(|character| (character, *letter))).collect()
    });
    LETTERS.get(&character).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_stands_for_two_letters() {
        let mut seen = std::collections::HashSet::new();
        for character in ALIKE.iter().flat_map(|(_, alike)| alike.chars()) {
            assert!(!character.is_ascii() && seen.insert(character), "{character}");
        }
    }

    #[test]
    fn covers_the_alphabet() {
        assert!(ALIKE.iter().map(|(letter, _)| *letter).eq('a'..='z'));
    }
}
