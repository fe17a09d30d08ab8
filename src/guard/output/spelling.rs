//! Letters said by a name: the radio alphabet, and digits as words.

/// The radio alphabet (ICAO), `a` to `z`, as it reads.
const RADIO: &str = "alfa bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa quebec \
     romeo sierra tango uniform victor whiskey xray yankee zulu";

/// Other spellings of some.
const OTHERS: [(&str, char); 3] = [("alpha", 'a'), ("juliet", 'j'), ("whisky", 'w')];

/// Digits, `0` to `9`.
const FRENCH: &str = "zero un deux trois quatre cinq six sept huit neuf";
const ENGLISH: &str = "zero one two three four five six seven eight nine";

/// The letter or digit that `word`, folded, names.
pub(super) fn named(word: &str) -> Option<char> {
    let other = OTHERS.iter().find(|(name, _)| *name == word).map(|(_, letter)| *letter);
    let letter = ('a'..='z').zip(RADIO.split_ascii_whitespace()).find(|(_, name)| *name == word);
    let digit = [FRENCH, ENGLISH]
        .into_iter()
        .find_map(|names| ('0'..='9').zip(names.split(' ')).find(|(_, name)| *name == word));
    letter.or(digit).map(|(character, _)| character).or(other)
}

/// The name of `letter`.
#[cfg(test)]
pub(super) fn name(letter: char) -> Option<&'static str> {
    let letters = ('a'..='z').zip(RADIO.split_ascii_whitespace()).chain(('0'..='9').zip(FRENCH.split(' ')));
    letters.into_iter().find(|(one, _)| *one == letter).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_letters_and_digits() {
        for (word, character) in
            [("alfa", 'a'), ("alpha", 'a'), ("zulu", 'z'), ("xray", 'x'), ("sept", '7'), ("nine", '9')]
        {
            assert_eq!(named(word), Some(character));
        }
        assert_eq!(named("porte"), None);
    }
}
