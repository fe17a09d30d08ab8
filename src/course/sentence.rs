//! Where sentences end: Unicode's rules, corrected for French and English abbreviations, numbering and closing marks.

use unicode_segmentation::UnicodeSegmentation;

/// What goes on for longer than a passage may be, in bytes, is no sentence.
const MAX_BYTES: usize = super::cut::MAX_BYTES;

/// Words that a full stop shortens, without the stop. "etc." is not among them: what follows it tells.
const ABBREVIATIONS: [&str; 41] = [
    "al", "app", "approx", "apr", "art", "av", "bibl", "cf", "chap", "col", "conf", "def", "dr", "déf", "ed", "env",
    "eq", "ex", "fig", "ibid", "jr", "mm", "mme", "mr", "mrs", "ms", "pp", "pr", "prof", "ref", "resp", "réf", "sec",
    "sect", "sr", "st", "ste", "trad", "vol", "vs", "éq",
];

/// What may close a sentence behind its full stop.
const CLOSERS: [char; 6] = ['»', '”', '’', ')', ']', '"'];

/// The end of each sentence of `text`, the space behind it included; a line's end always is one. The last is the text's.
pub fn ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut start = 0;
    for (at, part) in text.split_sentence_bound_indices() {
        let end = at + part.len();
        if end <= start {
            continue;
        }
        if end == text.len() || part.ends_with('\n') {
            ends.push(end);
            start = end;
            continue;
        }
        let end = end + closers(&text[end..]);
        if end - start > MAX_BYTES || !goes_on(text[start..end].trim_end(), &text[end..]) {
            ends.push(end);
            start = end;
        }
    }
    if start < text.len() && ends.last() != Some(&text.len()) {
        ends.push(text.len());
    }
    ends
}

/// How many bytes of `rest` still belong to the sentence before: "« Oui. » Puis" ends behind its guillemet.
fn closers(rest: &str) -> usize {
    let marks = rest.len() - rest.trim_start_matches(CLOSERS).len();
    if marks == 0 { 0 } else { rest.len() - rest[marks..].trim_start().len() }
}

/// Whether the sentence that seems to end with `before` goes on with `rest`.
fn goes_on(before: &str, rest: &str) -> bool {
    // "« Quoi ? » dit-il", "Ah ! oui"
    let small = rest.chars().next().is_some_and(|first| first.is_lowercase() || ",;:".contains(first));
    if small || !before.contains(char::is_alphanumeric) {
        return true;
    }
    let Some(before) = before.strip_suffix('.') else { return false };
    let word = before.rsplit(|c: char| c.is_whitespace() || "(«“\"'’".contains(c)).next().unwrap_or(before);
    // "1. Lire", "b. Écrire"
    let numbering = word == before && word.len() <= 3 && word.chars().all(char::is_alphanumeric);
    // "A. Turing", "p. ex.", "c.-à-d.", "e.g."
    let initials = word.split(['.', '-']).all(|part| part.chars().count() <= 1)
        && word.contains(char::is_alphabetic)
        && !word.ends_with(|c: char| c.is_numeric());
    numbering || initials || ABBREVIATIONS.binary_search(&word.to_lowercase().as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        let mut start = 0;
        let parts = ends(text).into_iter().map(|end| {
            let part = &text[start..end];
            start = end;
            part.trim()
        });
        parts.collect()
    }

    #[test]
    fn abbreviations_are_in_order() {
        assert!(ABBREVIATIONS.is_sorted());
    }

    #[test]
    fn sentences_end_where_a_reader_stops() {
        for sentences in [
            &["Le réseau lit un mot.", "Il garde une trace !", "Et ensuite ?"][..],
            &["Le taux vaut 3.5 au départ.", "Il passe ensuite à 0,1."],
            &["On cite des portes (p. ex. Oubli, cf. Fig. 2) dans le cours.", "Voilà."],
            &["Voir M. Durand, c.-à-d. Paul.", "Il sait."],
            &["Les portes, e.g. Forget gate, i.e. Oubli.", "Fin."],
            &["Selon A. Martin et al. Une étude le dit.", "Bien."],
            &["« Quoi ? » demande-t-elle."],
            &["Il répond : « Oui. »", "Puis il sort."],
            &["(Le test est facultatif.)", "La suite ne l'est pas."],
            &["1. Ouvrir le carnet.", "Puis lire."],
            &["Des logs, des mails, etc.", "Tout est texte."],
            &["Ah ! oui, bien sûr."],
            &["On charge model.fit puis keras.layers.", "C'est tout."],
            &["Une ligne", "et une autre"],
        ] {
            let separator = if sentences[0] == "Une ligne" { "\n" } else { " " };
            assert_eq!(cut(&sentences.join(separator)), sentences);
        }
        assert_eq!(cut(""), [""; 0]);
        assert_eq!(cut("x"), ["x"]);
    }

    #[test]
    fn nothing_is_lost_whatever_the_text() {
        let alphabet: Vec<char> = "aÉ1.?!»«) \n…,:-“é".chars().collect();
        let mut state = 7_u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..12 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                text.push(alphabet[(state >> 33) as usize % alphabet.len()]);
            }
            let ends = ends(&text);
            assert!(ends.is_sorted() && ends.iter().all(|end| text.is_char_boundary(*end)), "{text:?}: {ends:?}");
            assert_eq!(ends.last(), Some(&text.len()), "{text:?}");
        }
    }
}
