//! Which words negate in French. « ne » has a partner further on (« pas », « plus », « jamais »...) that goes with it; with
//! « que » it restricts, and stays. Spoken French leaves « ne » out, so « pas » negates alone.

use crate::compare::edits::pieces::Pieces;

/// Negate with « ne », behind it.
const PARTNERS: [&str; 12] =
    ["pas", "plus", "jamais", "rien", "personne", "aucun", "aucune", "guère", "point", "nullement", "aucunement", "ni"];

/// Negate with « ne », before it.
const SUBJECTS: [&str; 7] = ["personne", "rien", "aucun", "aucune", "nul", "nulle", "jamais"];

/// Before « pas », they make it a step.
const BEFORE_A_STEP: [&str; 18] = [
    "un", "le", "les", "ce", "ces", "mes", "tes", "ses", "nos", "vos", "leurs", "chaque", "faux", "premier",
    "premiers", "quelques", "à", "au",
];

/// Before « personne », they make it a person.
const BEFORE_A_PERSON: [&str; 9] = ["la", "une", "cette", "chaque", "autre", "même", "seule", "sa", "quelle"];

/// How far behind « ne » its partner is looked for, in words: « il ne m'a vraiment, mais vraiment pas plu ».
const REACH: usize = 8;

/// How far before « ne » its subject may stand: « aucun des trois acteurs ne ».
const REACH_BACK: usize = 4;

/// Marks the words that negate.
pub(super) fn mark(pieces: &Pieces, drops: &mut [bool]) {
    let mut stays = vec![false; drops.len()];
    for at in 0..drops.len() {
        if is_ne(pieces, at) {
            with_ne(pieces, at, drops, &mut stays);
        }
    }
    for at in 0..drops.len() {
        drops[at] |= !stays[at] && is_alone(pieces, at);
    }
}

fn is_ne(pieces: &Pieces, at: usize) -> bool {
    match pieces.form(at) {
        "ne" => true,
        "n" => pieces.is_elided(at),
        _ => false,
    }
}

fn with_ne(pieces: &Pieces, ne: usize, drops: &mut [bool], stays: &mut [bool]) {
    let form = |at: usize| pieces.form(at);
    if form(ne + 1) == "importe" {
        return;
    }
    if form(ne + 1) == "est" && form(ne + 2) == "ce" && pieces.gap_after(ne + 1) == "-" {
        // « n'est-ce pas ? » asks, and negates nothing.
        stays.iter_mut().skip(ne).take(4).for_each(|stay| *stay = true);
        return;
    }
    if let Some(subject) = subject(pieces, ne) {
        drops[ne] = true;
        // « jamais » and « aucun » go by themselves.
        drops[subject] |= subject + 1 == ne;
        return;
    }
    let mut within = (ne + 1..drops.len().min(ne + 1 + REACH)).take_while(|&at| at == ne + 1 || !ends(pieces, at - 1));
    let found = within.find(|&at| is_que(form(at)) || is_ne(pieces, at) || is_partner(pieces, at));
    match found {
        Some(at) if is_que(form(at)) => {}
        Some(at) if is_partner(pieces, at) => {
            let restricts = matches!(form(at), "plus" | "rien" | "jamais") && is_que(form(at + 1));
            if restricts || is_only(form(at + 1)) {
                stays[at] = true;
                return;
            }
            (drops[ne], drops[at]) = (true, true);
            let second = at + 1;
            if second < drops.len() && pieces.gap_after(at).trim().is_empty() && is_partner(pieces, second) {
                drops[second] = true;
            }
        }
        // Alone it negates in books (« il ne saurait »), or not at all (« avant qu'il ne parte »), where nobody misses it.
        _ => drops[ne] = true,
    }
}

/// The word before `ne` that negates with it.
fn subject(pieces: &Pieces, ne: usize) -> Option<usize> {
    let back = (ne.saturating_sub(REACH_BACK)..ne).rev().take_while(|&at| !ends(pieces, at));
    let mut subjects = back.filter(|&at| SUBJECTS.contains(&pieces.form(at)));
    subjects.find(|&at| pieces.form(at) != "personne" || !is_a_person(pieces, at))
}

fn is_partner(pieces: &Pieces, at: usize) -> bool {
    PARTNERS.contains(&pieces.form(at)) && !(pieces.form(at) == "personne" && is_a_person(pieces, at))
}

fn is_a_person(pieces: &Pieces, at: usize) -> bool {
    before(pieces, at, 1).is_some_and(|form| BEFORE_A_PERSON.contains(&form))
}

/// Whether word `at` negates without « ne ».
fn is_alone(pieces: &Pieces, at: usize) -> bool {
    let previous = before(pieces, at, 1).unwrap_or_default();
    match pieces.form(at) {
        "pas" => {
            let next = pieces.form(at + 1);
            let steps = next == "à" && pieces.form(at + 2) == "pas";
            !steps && !is_only(next) && !BEFORE_A_STEP.contains(&previous)
        }
        // « le plus beau que j'aie jamais vu » means ever.
        "jamais" => {
            let ever = (1..=3).any(|back| before(pieces, at, back).is_some_and(is_que));
            !ever && !matches!(previous, "à" | "si")
        }
        "aucun" | "aucune" => previous != "sans",
        "ni" => true,
        _ => false,
    }
}

fn before(pieces: &Pieces, at: usize, back: usize) -> Option<&str> {
    at.checked_sub(back).map(|at| pieces.form(at))
}

fn is_que(form: &str) -> bool {
    matches!(form, "que" | "qu")
}

fn is_only(form: &str) -> bool {
    matches!(form, "seulement" | "uniquement")
}

/// Whether the sentence ends behind word `at`.
fn ends(pieces: &Pieces, at: usize) -> bool {
    pieces.gap_after(at).contains(['.', '!', '?', ';', ':', '…', '\n'])
}
