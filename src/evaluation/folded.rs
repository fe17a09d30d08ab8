//! A text's words, folded: without case and accents, so that « N’EST », « n'est » and `n’est` are the same words.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// A text's words in their order. A word is a run of letters and digits. An elided word ends with its apostrophe (« n' »,
/// « qu' »); another keeps it inside (`don't`, « aujourd'hui »).
#[derive(Debug)]
pub struct Folded {
    /// The folded words, one behind the other.
    letters: String,
    words: Vec<Word>,
}

#[derive(Debug)]
struct Word {
    /// Where it ends in `letters`; it begins where the one before ends.
    end: usize,
    /// Where it stands in the text as it was, in bytes.
    source: (usize, usize),
}

impl Folded {
    /// The words of `text`.
    pub fn of(text: &str) -> Self {
        let mut folded = Self { letters: String::with_capacity(text.len()), words: Vec::with_capacity(text.len() / 5) };
        let mut began = None;
        let mut rest = text.char_indices().peekable();
        while let Some((at, c)) = rest.next() {
            let next_is_letter = rest.peek().is_some_and(|(_, next)| next.is_alphanumeric());
            if c.is_alphanumeric() {
                began.get_or_insert(at);
                push(&mut folded.letters, c);
            } else if is_apostrophe(c) && began.is_some() && next_is_letter {
                let elided = is_elided(folded.open());
                folded.letters.push('\'');
                if elided {
                    folded.close(began.take(), at + c.len_utf8());
                }
            } else if !is_silent(c) {
                folded.close(began.take(), at);
            }
        }
        folded.close(began, text.len());
        folded
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The word at `place`.
    pub fn word(&self, place: usize) -> Option<&str> {
        let end = self.words.get(place)?.end;
        let start = if place == 0 { 0 } else { self.words[place - 1].end };
        Some(&self.letters[start..end])
    }

    /// The words in their order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().scan(0, |start, word| {
            let letters = &self.letters[*start..word.end];
            *start = word.end;
            Some(letters)
        })
    }

    /// Where the word at `place` begins and ends in the text as it was, in bytes.
    pub(super) fn source(&self, place: usize) -> Option<(usize, usize)> {
        self.words.get(place).map(|word| word.source)
    }

    /// The word that has not ended yet.
    fn open(&self) -> &str {
        &self.letters[self.words.last().map_or(0, |word| word.end)..]
    }

    fn close(&mut self, began: Option<usize>, at: usize) {
        if let Some(began) = began {
            self.words.push(Word { end: self.letters.len(), source: (began, at) });
        }
    }
}

/// Whether French writes an apostrophe behind `word` because a vowel follows: « l' », « d' », « lorsqu' ».
fn is_elided(word: &str) -> bool {
    word.len() == 1 || word.ends_with("qu")
}

/// As keyboards and typesetters write it.
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '′' | '`' | '´')
}

/// Accents that stand by themselves, and characters that nobody sees: they neither begin nor end a word.
fn is_silent(c: char) -> bool {
    !c.is_ascii() && (is_combining_mark(c) || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'))
}

fn push(letters: &mut String, c: char) {
    match c {
        c if c.is_ascii() => letters.push(c.to_ascii_lowercase()),
        // The tables give the same, and more slowly.
        'à' | 'â' => letters.push('a'),
        'é' | 'è' | 'ê' | 'ë' => letters.push('e'),
        'î' | 'ï' => letters.push('i'),
        'ô' => letters.push('o'),
        'ù' | 'û' => letters.push('u'),
        'ç' => letters.push('c'),
        c => decompose_compatible(c, |part| {
            for part in part.to_lowercase().filter(|part| !is_combining_mark(*part)) {
                match part {
                    // Unicode does not decompose them, though a keyboard without them does.
                    'œ' => letters.push_str("oe"),
                    'æ' => letters.push_str("ae"),
                    'ß' => letters.push_str("ss"),
                    part => letters.push(part),
                }
            }
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Folded::of(text).words().map(str::to_owned).collect()
    }

    #[test]
    fn spellings_of_a_word_meet() {
        assert_eq!(words("N’EST n'est n`est"), ["n'", "est", "n'", "est", "n'", "est"]);
        assert_eq!(words("Très TRES tre\u{300}s"), ["tres", "tres", "tres"]);
        assert_eq!(words("CŒUR cœur ﬁn Straße"), ["coeur", "coeur", "fin", "strasse"]);
        assert_eq!(words("neu\u{ad}rone co\u{200b}uche"), ["neurone", "couche"]);
    }

    #[test]
    fn an_elision_ends_a_word_and_another_apostrophe_does_not() {
        assert_eq!(words("Lorsqu'il l’aime aujourd’hui"), ["lorsqu'", "il", "l'", "aime", "aujourd'hui"]);
        assert_eq!(words("I don't, it’s"), ["i", "don't", "it's"]);
        assert_eq!(words("'bon' d' accord"), ["bon", "d", "accord"]);
        assert_eq!(words("est-ce 2,5 ?!"), ["est", "ce", "2", "5"]);
        assert!(Folded::of("… !").is_empty());
    }

    #[test]
    fn a_word_is_found_again_in_the_text() {
        let text = "« Été » n'a";
        let folded = Folded::of(text);
        let found: Vec<&str> =
            (0..folded.len()).map(|at| folded.source(at).unwrap()).map(|(a, b)| &text[a..b]).collect();
        assert_eq!(found, ["Été", "n'", "a"]);
        assert_eq!(folded.word(2), Some("a"));
        assert_eq!(folded.word(3), None);
    }
}
