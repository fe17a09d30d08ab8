//! Finds the cues of a text: sayings by a table for each language, signs by themselves, irony by what stands around praise.

use super::lexicon::{self, Lexicon, Sign};
use super::{Cue, Cues};
use crate::evaluation::folded::Folded;

/// A complaint counts against the applause that stands so many words before it at most: about a sentence of a review.
const MAX_BETWEEN: usize = 15;

/// The cues of `text`, which is in `language` (ISO 639-1; empty where none is clear: then every table counts).
/// Words are looked up for French and English; a text in another language has the cues of its punctuation.
pub fn of(text: &str, language: &str) -> Cues {
    of_words(text, &Folded::of(text), language)
}

/// [`of`], with the words of `text` at hand.
pub fn of_words(text: &str, words: &Folded, language: &str) -> Cues {
    let mut cues = of_signs(text);
    for lexicon in lexicon::of_language(language) {
        cues = with_sayings(cues, lexicon, text, words);
    }
    cues
}

/// How many words `text` has. « n'est » has two, `don't` and « aujourd'hui » one.
pub fn words_of(text: &str) -> u32 {
    u32::try_from(Folded::of(text).len()).unwrap_or(u32::MAX)
}

fn of_signs(text: &str) -> Cues {
    let mut cues = Cues::default();
    if text.contains(['?', '？']) {
        cues = cues.with(Cue::Question);
    }
    if text.contains(['!', '！']) {
        cues = cues.with(Cue::Exclamation);
    }
    // `/s` ends what is not meant; the face rolls its eyes.
    if text.trim_end().ends_with(" /s") || text.contains('\u{1f644}') {
        cues = cues.with(Cue::Irony);
    }
    cues
}

fn with_sayings(mut cues: Cues, lexicon: &Lexicon, text: &str, words: &Folded) -> Cues {
    let mut applause = None;
    for place in 0..words.len() {
        lexicon.at(words, place, |sign, length| match sign {
            Sign::Cue(cue) => cues = cues.with(cue),
            Sign::Applause => applause = Some(place),
            Sign::Complaint => {
                if applause.is_some_and(|at| place - at <= MAX_BETWEEN) {
                    cues = cues.with(Cue::Irony);
                }
            }
            Sign::Praise => {
                if is_quoted(text, words, place, length) {
                    cues = cues.with(Cue::Irony);
                }
            }
        });
    }
    cues
}

/// Whether `length` words from `place` stand alone between quotation marks.
fn is_quoted(text: &str, words: &Folded, place: usize, length: usize) -> bool {
    let (Some((start, _)), Some((_, end))) = (words.source(place), words.source(place + length - 1)) else {
        return false;
    };
    text[..start].trim_end().ends_with(['"', '«', '“', '„'])
        && text[end..].trim_start().starts_with(['"', '»', '”', '“'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(text: &str, language: &str, cue: Cue) -> bool {
        of(text, language).has(cue)
    }

    #[test]
    fn negation_is_found_however_it_is_typed() {
        for text in ["Ce n’est pas bon", "CE N'EST RIEN", "sans intérêt", "Ni drôle ni triste", "J'aime pas", "pas mal"]
        {
            assert!(has(text, "fr", Cue::Negation), "{text}");
        }
        for text in ["I don’t like it", "DON'T", "It isnt good", "no plot", "anything but funny"] {
            assert!(has(text, "en", Cue::Negation), "{text}");
        }
    }

    #[test]
    fn what_merely_looks_like_a_negation_is_none() {
        for text in ["Plus drôle que l'autre", "Le film dont on parle", "Une personne charmante", "Un passage", "Nord"]
        {
            assert!(!has(text, "fr", Cue::Negation), "{text}");
            assert!(!has(text, "", Cue::Negation), "{text}");
        }
        assert!(has("Je n'en veux plus", "fr", Cue::Negation));
        assert!(!has("Noted, another knot", "en", Cue::Negation));
    }

    #[test]
    fn the_other_cues_are_found() {
        for (text, language, cue) in [
            ("Beau MAIS vide", "fr", Cue::Contrast),
            ("Bien qu’il soit long", "fr", Cue::Contrast),
            ("tres bon", "fr", Cue::Intensifier),
            ("Tout à fait", "fr", Cue::Intensifier),
            ("Pourquoi ?", "fr", Cue::Question),
            ("Enfin !", "fr", Cue::Exclamation),
            ("Des paysages à couper le souffle", "fr", Cue::Idiom),
            ("Un navet.", "fr", Cue::Idiom),
            ("Good, though long", "en", Cue::Contrast),
            ("very good", "en", Cue::Intensifier),
            ("A complete waste of time", "en", Cue::Idiom),
        ] {
            assert!(has(text, language, cue), "{text}");
        }
        assert_eq!(of("Un film doux et lumineux.", "fr"), Cues::default());
        assert_eq!(of("A gentle, luminous film.", "en"), Cues::default());
    }

    #[test]
    fn irony_is_suspected_where_praise_and_complaint_meet() {
        for text in [
            "Bravo, deux heures d'ennui.",
            "Merci pour le colis cassé",
            "Quel « chef-d’œuvre »",
            "Un service client \"formidable\"",
            "Ben voyons",
            "Parfait 🙄",
            "Quelle réussite /s",
        ] {
            assert!(has(text, "fr", Cue::Irony), "{text}");
        }
        assert!(has("Thanks for the broken lid", "en", Cue::Irony));
        assert!(has("Such a “masterpiece”", "en", Cue::Irony));
        for text in ["Bravo aux comédiens", "C'est un chef-d'œuvre", "Ennuyeux. Bravo quand même", "« Un film génial »"]
        {
            assert!(!has(text, "fr", Cue::Irony), "{text}");
        }
    }

    #[test]
    fn a_language_is_read_with_its_own_table() {
        assert!(!has("Un beau but", "fr", Cue::Contrast));
        assert!(has("Long, but good", "", Cue::Contrast) && has("Long mais bon", "", Cue::Contrast));
        assert!(!has("Kein Film, pas", "de", Cue::Negation));
        assert!(has("Warum?", "de", Cue::Question));
    }

    #[test]
    fn words_are_counted() {
        assert_eq!(words_of("Ce n'est pas l’heure : aujourd'hui, non !"), 8);
        assert_eq!(words_of("  "), 0);
    }
}
