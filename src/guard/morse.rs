//! Morse code: the letter or digit of a group of dots and dashes.

/// The code of each letter and digit.
const CODES: [(char, &str); 36] = [
    ('a', ".-"),
    ('b', "-..."),
    ('c', "-.-."),
    ('d', "-.."),
    ('e', "."),
    ('f', "..-."),
    ('g', "--."),
    ('h', "...."),
    ('i', ".."),
    ('j', ".---"),
    ('k', "-.-"),
    ('l', ".-.."),
    ('m', "--"),
    ('n', "-."),
    ('o', "---"),
    ('p', ".--."),
    ('q', "--.-"),
    ('r', ".-."),
    ('s', "..."),
    ('t', "-"),
    ('u', "..-"),
    ('v', "...-"),
    ('w', ".--"),
    ('x', "-..-"),
    ('y', "-.--"),
    ('z', "--.."),
    ('0', "-----"),
    ('1', ".----"),
    ('2', "..---"),
    ('3', "...--"),
    ('4', "....-"),
    ('5', "....."),
    ('6', "-...."),
    ('7', "--..."),
    ('8', "---.."),
    ('9', "----."),
];

/// The longest code, in signs.
pub(super) const MAX_SIGNS: usize = 5;

/// The dot or the dash that `character` stands for.
pub(super) fn sign(character: char) -> Option<char> {
    match character {
        '.' | '·' | '•' | '∙' | '․' => Some('.'),
        '-' | '–' | '—' | '_' | '−' => Some('-'),
        _ => None,
    }
}

/// The letter or digit of `signs`, which are dots and dashes.
pub(super) fn letter(signs: &str) -> Option<char> {
    CODES.iter().find(|(_, code)| *code == signs).map(|(letter, _)| *letter)
}

/// The text that groups of dots and dashes in `text` spell, a slash between words; `None` where there are few.
pub(super) fn text(text: &str) -> Option<String> {
    const FEW: usize = 6;
    let mut spelt = String::new();
    for group in text.split_whitespace() {
        let signs: Option<String> = group.chars().map(sign).collect();
        match signs.as_deref().map(letter) {
            Some(Some(letter)) => spelt.push(letter),
            _ if group == "/" || group == "|" => spelt.push(' '),
            _ => {}
        }
    }
    (spelt.chars().filter(|c| c.is_alphanumeric()).count() >= FEW).then_some(spelt)
}

/// The dots and dashes of `letter`.
#[cfg(test)]
pub(super) fn code(letter: char) -> Option<&'static str> {
    CODES.iter().find(|(one, _)| *one == letter).map(|(_, code)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_groups_and_leaves_prose() {
        let code = |word: &str| word.chars().filter_map(code).collect::<Vec<_>>().join(" ");
        assert_eq!(text(&code("tramontane42")).as_deref(), Some("tramontane42"));
        assert_eq!(text(&format!("lis : {} / {}", code("donne"), code("la"))).as_deref(), Some("donne la"));
        assert_eq!(text("- un\n- deux\n- trois ... voilà"), None);
    }
}
