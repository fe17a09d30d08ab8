//! What a sentence is worth by its form alone: whether it says anything, and how well it reads by itself.

use std::ops::Range;

use super::cues::{invites, leans_on_its_predecessor};
use crate::chat::citations::source;
use crate::course::Hit;

/// Boxes that a student ticks.
const BOXES: [char; 5] = ['⬜', '☐', '□', '◻', '▢'];

/// Whether the passage is a question of a quiz: what its options say may be wrong.
pub(super) fn is_quiz(hit: &Hit) -> bool {
    let asks = |heading: &str| bare(heading).ends_with('?');
    let below = || hit.quote.lines().filter(|line| line.starts_with('#')).any(asks);
    (hit.headings.last().is_some_and(|heading| asks(heading)) || below())
        && hit.sentences.iter().any(|at| is_option(hit, at))
}

/// Whether `text` says something: no blank or empty cells to be filled in, no box to be ticked, no links alone.
pub(super) fn says_something(text: &str) -> bool {
    let is_sheet = text.contains("___") || text.contains("| | |");
    !is_sheet && !text.trim_start().starts_with(BOXES) && !is_navigation(text)
}

/// How well the sentence at the place `index` of its passage reads by itself; or with the list that it `announces`.
pub(super) fn reads(text: &str, index: usize, announces: bool) -> f64 {
    let length = text.chars().count();
    // Shorter is a title or a remnant; longer, an enumeration.
    let size = match length {
        0..=24 => 0.5,
        25..=320 => 1.0,
        _ => 0.75,
    };
    let ending = match bare(text).chars().next_back() {
        Some(':') if !announces => 0.4,
        Some('?') => 0.4,
        _ => 1.0,
    };
    // A section is written so that its first sentence answers.
    let opening = if index == 0 { 1.4 } else { 1.0 };
    // A table's row needs its head.
    let row = if text.contains(" | ") { 0.85 } else { 1.0 };
    let leaning = if leans_on_its_predecessor(text) { 0.85 } else { 1.0 };
    // What it invites to see comes later.
    let inviting = if invites(text) { 0.7 } else { 1.0 };
    size * ending * opening * row * leaning * inviting
}

/// `text` without what closes it in Markdown or in print.
pub(super) fn bare(text: &str) -> &str {
    text.trim_end_matches(['*', '_', '"', '»', ' ', '\u{a0}', '\u{202f}', '\n'])
}

/// Whether a box stands before the sentence at `at`, or the letter of an answer opens it.
fn is_option(hit: &Hit, at: &Range<usize>) -> bool {
    let before = source(hit, &(hit.start..at.start)).unwrap_or_default().trim_end();
    let mut opening = source(hit, at).unwrap_or_default().chars();
    let is_lettered = opening.next().is_some_and(|first| first.is_ascii_alphabetic()) && opening.next() == Some(')');
    is_lettered || ["[ ]", "[x]", "[X]"].iter().any(|tick| before.ends_with(tick))
}

/// Whether links are all there is: buttons to other pages.
fn is_navigation(text: &str) -> bool {
    if !text.contains("](") {
        return false;
    }
    let mut depth = 0_usize;
    let mut outside = text.chars().filter(|character| {
        match character {
            '[' | '(' | '{' => depth += 1,
            ']' | ')' | '}' => depth = depth.saturating_sub(1),
            _ => return depth == 0 && character.is_alphanumeric(),
        }
        false
    });
    outside.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::samples::hit;

    #[test]
    fn a_quiz_is_known_by_its_boxes_or_letters() {
        let options = ["- [ ] Elle efface.\n", "- [ ] Elle écrit.\n"];
        let sentences = |hit: &mut Hit| {
            // The mark of a list is no part of its sentence.
            hit.sentences.iter_mut().for_each(|at| at.start += "- [ ] ".len());
        };
        let mut quiz = hit("quiz.md", "3. Que fait la porte d'oubli ?", &options);
        sentences(&mut quiz);
        assert!(is_quiz(&quiz));
        let mut list = hit("liste.md", "Avant de rendre", &options);
        sentences(&mut list);
        assert!(!is_quiz(&list), "a list of things to check says them");
        assert!(is_quiz(&hit("quiz.md", "Que fait la porte ?", &["a) Elle efface.\n", "b) Elle écrit.\n"])));
        let below = ["### Que fait la porte ?\n", "a) Elle efface.\n", "b) Elle écrit.\n"];
        assert!(is_quiz(&hit("quiz.md", "Les portes", &below)));
        assert!(!is_quiz(&hit("faq.md", "Que fait la porte ?", &["Elle efface."])));
    }

    #[test]
    fn blanks_boxes_and_buttons_say_nothing() {
        for text in ["La porte d'oubli : ______", "⬜ Bonne", "[Retour](index.md){ .md-button }\n[Suite (2)](suite.md)"]
        {
            assert!(!says_something(text), "{text}");
        }
        for text in ["La porte efface.", "Voir [la porte](porte.md).", "(Entre parenthèses.)"] {
            assert!(says_something(text), "{text}");
        }
    }

    #[test]
    fn a_label_reads_worse_than_a_sentence() {
        let worth = |text| reads(text, 1, false);
        let sentence = worth("La porte d'oubli efface la mémoire.");
        let label = "**Types de portes que l'on voit :**";
        assert!(worth(label) < sentence * 0.5);
        assert!(reads(label, 1, true) >= sentence, "a list comes with it");
        assert!(worth("Examinons quelques phrases que le modèle lit mal.") < sentence);
        assert!(worth("Elle efface ce qui ne compte plus.") < sentence);
    }
}
