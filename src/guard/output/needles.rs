//! What must not leave, as strings to watch for: secrets, random-looking words of the prompt, runs of the prompt's words;
//! each also backwards. Encodings are not spelt out here: the lanes decode what leaves.

use super::super::fold::folded;
use super::automaton::Needle;

/// As many consecutive words of the prompt betray it; fewer are said by chance.
const PROMPT_RUN_WORDS: usize = 8;

/// As many letters do as well, where words are long.
const PROMPT_RUN_LETTERS: usize = 48;

/// Of a random secret, as many characters in a row do not come by chance, once case and look-alikes count as the same,
/// and what is missing is still far too much to guess.
const SECRET_RUN: usize = 10;

/// A secret of fewer letters and digits may be a common word: only the very same word is held back.
const SHORT_SECRET: usize = 8;

/// The letter, from 0, that a lower-case letter or a digit counts as. Look-alikes of "l33t" count as the same.
pub(super) const fn letter(character: char) -> Option<u8> {
    let letter = match character {
        '0' => b'o',
        '1' | 'i' => b'l',
        '2' => b'z',
        '3' => b'e',
        '4' => b'a',
        '5' => b's',
        '6' | '9' => b'g',
        '7' => b't',
        '8' => b'b',
        'a'..='z' => character as u8,
        _ => return None,
    };
    Some(letter - b'a')
}

/// The needles of `secret`, or nothing where it is too short to be recognised in disguise.
pub(super) fn of_secret(secret: &str) -> Option<[Needle; 2]> {
    let letters = letters(secret);
    if letters.len() < SHORT_SECRET {
        return None;
    }
    // Words chosen by a person come up in honest texts, so more of them must match.
    let run = if is_random(secret) { SECRET_RUN } else { SECRET_RUN.max(letters.len() * 3 / 4) };
    let too_long = vec![length(run.min(letters.len())); letters.len()];
    let backwards = letters.iter().rev().copied().collect();
    Some([Needle { letters, too_long: too_long.clone() }, Needle { letters: backwards, too_long }])
}

/// The needles of `prompt`, save of the sentences that it tells the model to say.
pub(super) fn of_prompt(prompt: &str, may_say: &[&str]) -> Vec<Needle> {
    let mut parts = vec![prompt];
    for sentence in may_say.iter().filter(|sentence| !sentence.is_empty()) {
        parts = parts.iter().flat_map(|part| part.split(sentence)).collect();
    }
    let mut needles = Vec::new();
    for part in parts {
        let forwards: Vec<Vec<u8>> = part.split_whitespace().map(letters).filter(|word| !word.is_empty()).collect();
        let turned: Vec<Vec<u8>> = forwards.iter().map(|word| word.iter().rev().copied().collect()).collect();
        needles.push(of_words(forwards.iter()));
        needles.push(of_words(forwards.iter().rev()));
        needles.push(of_words(turned.iter()));
        needles.push(of_words(turned.iter().rev()));
    }
    needles
}

/// The words of `prompt` that look drawn by lot: canaries and keys, which must not leave by themselves.
pub(super) fn random_words(prompt: &str) -> impl Iterator<Item = &str> {
    let words = prompt.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    words.filter(|word| letters(word).len() >= SHORT_SECRET && is_random(word))
}

fn letters(text: &str) -> Vec<u8> {
    folded(text).chars().filter_map(letter).collect()
}

/// Whether letters and digits mix as they do in what a program drew.
fn is_random(text: &str) -> bool {
    let digits: Vec<bool> = text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.is_ascii_digit()).collect();
    digits.windows(2).filter(|pair| pair[0] != pair[1]).count() >= 3
}

fn of_words<'w>(words: impl Iterator<Item = &'w Vec<u8>>) -> Needle {
    let mut needle = Needle { letters: Vec::new(), too_long: Vec::new() };
    let mut starts = Vec::new();
    for word in words {
        for (place, letter) in word.iter().enumerate() {
            needle.letters.push(*letter);
            let here = needle.letters.len();
            // The word under way does not count before its last letter.
            let whole = if place + 1 == word.len() { starts.len() + 1 } else { starts.len() };
            let first = whole.checked_sub(PROMPT_RUN_WORDS);
            let begin = first.map(|first| starts.get(first).copied().unwrap_or(here - word.len()));
            let run = begin.map_or(PROMPT_RUN_LETTERS, |begin| (here - begin).min(PROMPT_RUN_LETTERS));
            needle.too_long.push(length(run));
        }
        starts.push(needle.letters.len() - word.len());
    }
    needle
}

fn length(letters: usize) -> u32 {
    u32::try_from(letters).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_counts_whole_words() {
        let words: Vec<Vec<u8>> = "aa b cc d ee f gg h ii j".split(' ').map(letters).collect();
        let needle = of_words(words.iter());
        // "h" ends the eighth word, twelve letters from the start; the second half of "ii" the ninth.
        assert_eq!(needle.too_long[..11], [48; 11]);
        assert_eq!(needle.too_long[11..], [12, 13, 12, 12]);
    }

    #[test]
    fn knows_what_was_drawn_by_lot() {
        let prompt = "Tu es un tuteur. Canari : zx-7f3a9d55c1e8. Réponds en 3 phrases, niveau L2 ou M1, modèle mistral-small-2506.";
        assert_eq!(random_words(prompt).collect::<Vec<_>>(), ["zx-7f3a9d55c1e8"]);
        assert!(!is_random("tramontane-2026") && is_random("a1b2c3"));
    }

    #[test]
    fn what_the_model_is_told_to_say_is_no_secret() {
        let prompt = "Réponds. Sinon dis : « Le cours ne le dit pas. » Sois bref.";
        let needles = of_prompt(prompt, &["Le cours ne le dit pas."]);
        assert_eq!(needles.len(), 8);
        assert!(needles.iter().all(|needle| needle.letters.len() < 30));
    }
}
