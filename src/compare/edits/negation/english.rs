//! Which words negate in English: « not » and its short form, « never », « no », « neither », « nor ».

use crate::compare::edits::pieces::Pieces;

/// What is left of a verb without `n't`, where that is not the verb.
const IRREGULAR: [(&str, &str); 4] = [("ca", "can"), ("wo", "will"), ("sha", "shall"), ("ai", "is")];

/// « no » before them negates nothing.
const AFTER_NO: [&str; 4] = ["doubt", "wonder", "matter", "one"];

/// Marks the words that negate, and writes verbs without their `n't`.
pub(super) fn mark(pieces: &mut Pieces, drops: &mut [bool]) {
    for (at, drop) in drops.iter_mut().enumerate() {
        let next = pieces.form(at + 1);
        match pieces.form(at) {
            "not" => *drop |= next != "only",
            "never" | "neither" | "nor" => *drop = true,
            "no" => {
                let speaks = !next.is_empty() && pieces.gap_after(at).trim().is_empty();
                *drop |= speaks && !AFTER_NO.contains(&next);
            }
            "cannot" => shorten(pieces, at, "not"),
            "t" if at > 0 && pieces.is_elided(at - 1) && pieces.form(at - 1).ends_with('n') => {
                shorten(pieces, at - 1, "n");
                pieces.words[at].gap.clear();
                *drop = true;
            }
            _ => {}
        }
    }
}

/// Takes `end` off word `at`, and keeps its capitals.
fn shorten(pieces: &mut Pieces, at: usize, end: &str) {
    let piece = &mut pieces.words[at];
    let stem = piece.form.strip_suffix(end).unwrap_or(&piece.form);
    let irregular = IRREGULAR.iter().find(|(short, _)| *short == stem);
    let verb = irregular.map_or_else(|| stem.to_owned(), |(_, verb)| (*verb).to_owned());
    let capitals = piece.word.chars().filter(|c| c.is_uppercase()).count();
    piece.word = match capitals {
        0 => verb,
        1 => verb[..1].to_uppercase() + &verb[1..],
        _ => verb.to_uppercase(),
    };
}
