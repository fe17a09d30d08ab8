//! The words of a text, and which of the tokens that a network reads belong to each. Words are a reader's, not the
//! tokenizer's: what is removed to see what it weighs should be what a person would cross out.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::runtime::Token;

/// What French shortens before a vowel, as it stands before the apostrophe. Elsewhere an apostrophe is part of its word
/// (`aujourd'hui`, `don't`).
const ELIDED: [&str; 16] =
    ["c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu", "quelqu", "entr"];

/// A word that a network reads, wholly or in part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As it was sent.
    pub text: String,
    /// Where it stands, in characters of the text as sent.
    pub span: Range<usize>,
    /// Which tokens are its own: positions among the text's own tokens that are read, special ones not counted.
    pub tokens: Vec<usize>,
}

/// The words of `text` that at least one of `tokens`, those read of it, stands for. A run of letters or digits is a word,
/// and so is a mark, a row of the same mark (`...`, `!!`), and an emoji; French elision parts two (`n'`, `est`). Words that
/// share a token are one, since a network cannot read one without the other. What the limit cut, and what the tokenizer
/// throws away, is left out.
pub fn words(text: &str, tokens: &[Token]) -> Vec<Word> {
    let units = units(text);
    let own = tokens.iter().filter(|token| !token.special);
    let touched: Vec<Range<usize>> = own.map(|token| touched(&units, &token.span)).collect();
    let mut joined = vec![false; units.len()];
    for range in &touched {
        // Marks each unit but the first as one with that before it.
        joined[range.clone()].iter_mut().skip(1).for_each(|joined| *joined = true);
    }
    let mut word_of = Vec::with_capacity(units.len());
    let mut words: Vec<Word> = Vec::new();
    let characters: Vec<char> = text.chars().collect();
    for (unit, joined) in units.into_iter().zip(joined) {
        match words.last_mut() {
            Some(last) if joined => last.span.end = unit.end,
            _ => words.push(Word { text: String::new(), span: unit, tokens: Vec::new() }),
        }
        word_of.push(words.len() - 1);
    }
    for (at, range) in touched.iter().enumerate() {
        if let Some(word) = word_of.get(range.start).filter(|_| !range.is_empty()) {
            words[*word].tokens.push(at);
        }
    }
    words.retain(|word| !word.tokens.is_empty());
    for word in &mut words {
        word.text = characters[word.span.clone()].iter().collect();
    }
    words
}

/// The units that `span` overlaps.
fn touched(units: &[Range<usize>], span: &Range<usize>) -> Range<usize> {
    let first = units.partition_point(|unit| unit.end <= span.start);
    let end = units.partition_point(|unit| unit.start < span.end);
    first..end.max(first)
}

/// The text in the smallest pieces that a reader would call a word, in characters; spaces are left out.
fn units(text: &str) -> Vec<Range<usize>> {
    let mut units: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    let mut before = None;
    for piece in text.split_word_bounds().flat_map(pieces) {
        let end = at + piece.chars().count();
        let mark = mark(piece);
        match units.last_mut() {
            Some(last) if mark.is_some() && mark == before && last.end == at => last.end = end,
            _ if piece.trim().is_empty() => {}
            _ => units.push(at..end),
        }
        (at, before) = (end, mark);
    }
    units
}

/// The one character of a piece that is a punctuation mark or a symbol.
fn mark(piece: &str) -> Option<char> {
    let mut characters = piece.chars();
    let mark = characters.next().filter(|mark| !mark.is_alphanumeric() && !mark.is_whitespace())?;
    characters.next().is_none().then_some(mark)
}

/// Parts what Unicode's rule (UAX 29) leaves together and a reader of French does not: an elision and what it leans on;
/// two sentences without a space between them.
fn pieces(word: &str) -> impl Iterator<Item = &str> {
    let mut cuts = Vec::new();
    let mut characters = word.char_indices().peekable();
    let mut before = None;
    while let Some((at, character)) = characters.next() {
        let after = characters.peek().map(|(_, after)| *after);
        let between_digits = [before, after].iter().flatten().all(char::is_ascii_digit);
        match character {
            '\'' | '’' if is_elided(&word[..at]) => cuts.push(at + character.len_utf8()),
            '.' | ':' if !between_digits => cuts.extend([at, at + 1]),
            _ => {}
        }
        before = Some(character);
    }
    cuts.push(word.len());
    let mut start = 0;
    cuts.into_iter().filter_map(move |cut| {
        let piece = &word[start..cut];
        start = cut;
        (!piece.is_empty()).then_some(piece)
    })
}

fn is_elided(letters: &str) -> bool {
    let letters = letters.to_lowercase();
    ELIDED.contains(&letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<String> {
        let characters: Vec<char> = text.chars().collect();
        units(text).into_iter().map(|unit| characters[unit].iter().collect()).collect()
    }

    fn token(span: Range<usize>) -> Token {
        Token { token: "t".into(), id: 1, span, unknown: false, special: false }
    }

    fn found(text: &str, spans: &[(usize, usize)]) -> Vec<(String, Vec<usize>)> {
        let tokens: Vec<Token> = spans.iter().map(|(start, end)| token(*start..*end)).collect();
        words(text, &tokens).into_iter().map(|word| (word.text, word.tokens)).collect()
    }

    #[test]
    fn an_elision_is_a_word_and_another_apostrophe_is_not() {
        assert_eq!(split("Ce film n'est pas mauvais."), ["Ce", "film", "n'", "est", "pas", "mauvais", "."]);
        assert_eq!(split("L’histoire qu'il a"), ["L’", "histoire", "qu'", "il", "a"]);
        assert_eq!(split("aujourd'hui I don't"), ["aujourd'hui", "I", "don't"]);
        assert_eq!(split("jusqu'à l'"), ["jusqu'", "à", "l", "'"]);
    }

    #[test]
    fn marks_stand_alone_and_rows_of_one_mark_together() {
        assert_eq!(split("Nul... vraiment ?! Nul!!!"), ["Nul", "...", "vraiment", "?", "!", "Nul", "!!!"]);
        assert_eq!(split("« bien », dit-il"), ["«", "bien", "»", ",", "dit", "-", "il"]);
        assert_eq!(split("Bien.Mais 3,5 sur 5:nul"), ["Bien", ".", "Mais", "3,5", "sur", "5", ":", "nul"]);
        assert_eq!(split("! !"), ["!", "!"]);
        assert_eq!(split(" \n\t\u{a0}"), Vec::<String>::new());
    }

    #[test]
    fn an_emoji_is_one_word_and_a_letter_keeps_its_accents() {
        assert_eq!(split("👎👨\u{200d}👩\u{200d}👧🇫🇷 ok"), ["👎", "👨\u{200d}👩\u{200d}👧", "🇫🇷", "ok"]);
        assert_eq!(split("e\u{301}mouvant"), ["e\u{301}mouvant"]);
        assert_eq!(split("❤\u{fe0f} 👍🏽"), ["❤\u{fe0f}", "👍🏽"]);
    }

    #[test]
    fn tokens_go_to_the_words_that_they_stand_for() {
        // émouvant in two pieces.
        let spans = [(0, 2), (3, 6), (6, 11), (11, 12)];
        let expected = [("Un", vec![0]), ("émouvant", vec![1, 2]), (".", vec![3])];
        assert_eq!(found("Un émouvant.", &spans), expected.map(|(word, tokens)| (word.to_owned(), tokens)));
    }

    #[test]
    fn words_that_share_a_token_are_one() {
        assert_eq!(found("dit-il", &[(0, 3), (3, 6)]), [("dit".to_owned(), vec![0]), ("-il".to_owned(), vec![1])]);
        assert_eq!(found("bien ?!", &[(0, 4), (5, 7)]), [("bien".to_owned(), vec![0]), ("?!".to_owned(), vec![1])]);
        assert_eq!(found("un deux", &[(0, 7)]), [("un deux".to_owned(), vec![0])]);
    }

    #[test]
    fn what_no_token_stands_for_is_left_out() {
        assert_eq!(found("un deux, trois", &[(3, 7)]), [("deux".to_owned(), vec![0])]);
        assert_eq!(found("un  deux", &[(0, 0), (2, 4), (4, 6)]), [("deux".to_owned(), vec![2])]);
        let special = Token { special: true, ..token(0..0) };
        let words = words("un", &[special, token(0..2)]);
        assert_eq!(words[0].tokens, [0], "special tokens are not counted");
    }
}
