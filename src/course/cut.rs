//! A document's pieces into passages: one a section, tiny ones joined, long ones split between blocks or sentences.

use std::collections::HashSet;

use super::passage::Passage;
use super::piece::{Kind, Piece};

/// Longest passage, in bytes, headings and what must stay whole aside: about 250 French words. Six of them fill a quarter
/// of the prompt of a small model, and one is still about one thing, so that its words weigh enough when searched.
pub(super) const MAX_BYTES: usize = 1600;

/// A section shorter than this, in bytes, joins another: two short sentences, too few words to be found by.
const MIN_BYTES: usize = 160;

/// Headings below one another, and the pieces that they head.
#[derive(Debug, Default)]
struct Section {
    /// The headings in force, from the outermost down.
    path: Vec<String>,
    /// With the headings' own pieces.
    pieces: Vec<Piece>,
    /// Bytes of text, headings aside.
    size: usize,
    /// Whether it holds text of sections below its headings.
    is_mixed: bool,
}

/// Cuts `pieces`, which stand in order.
pub(super) fn passages(pieces: Vec<Piece>) -> Vec<Passage> {
    let groups = group(sections(pieces));
    groups
        .into_iter()
        .flat_map(|group| {
            let Section { path, pieces, size, .. } = group;
            split(pieces, size).into_iter().map(move |part| passage(&path, &part))
        })
        .collect()
}

fn sections(pieces: Vec<Piece>) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    // Levels are taken as they come: what stands below a heading is whatever has a greater number, skipped ones or not.
    let mut open: Vec<(u8, String)> = Vec::new();
    for piece in pieces {
        if let Kind::Heading(level) = piece.kind {
            open.retain(|(above, _)| *above < level);
            open.push((level, piece.text.clone()));
            let path = open.iter().map(|(_, heading)| heading.clone()).collect();
            sections.push(Section { path, pieces: vec![piece], ..Section::default() });
        } else if let Some(section) = sections.last_mut() {
            section.size += piece.size();
            section.pieces.push(piece);
        }
    }
    sections.retain(|section| !section.pieces.is_empty());
    sections
}

/// Joins tiny sections with their parent or their neighbours.
fn group(sections: Vec<Section>) -> Vec<Section> {
    let mut groups: Vec<Section> = Vec::new();
    let mut sections = sections.into_iter().peekable();
    while let Some(mut section) = sections.next() {
        // One that only introduces what stands below it leads there.
        while section.size < MIN_BYTES
            && !section.is_mixed
            && let Some(below) = sections.next_if(|next| is_below(next, &section))
        {
            section.join(below);
        }
        match groups.last_mut() {
            Some(last) if belong_together(last, &section) => last.join(section),
            _ => groups.push(section),
        }
    }
    groups
}

/// Whether `section` stands below the heading of `above`.
fn is_below(section: &Section, above: &Section) -> bool {
    section.path.len() > above.path.len() && section.path.starts_with(&above.path)
}

/// Whether `section` is read with what stands before it, which must leave every sentence under headings that are its own:
/// a tiny section joins its parent, or a tiny neighbour under the same parent, and never a long neighbour.
fn belong_together(before: &Section, section: &Section) -> bool {
    let are_neighbours =
        before.path.len() == section.path.len() && shared(&before.path, &section.path) + 1 == section.path.len();
    let is_own = is_below(section, before) || (are_neighbours && before.size < MIN_BYTES) || section.size == 0;
    section.size < MIN_BYTES && is_own && before.size + section.size <= MAX_BYTES
}

fn shared(one: &[String], other: &[String]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

impl Section {
    /// Takes `next` in. Headed by what heads all of it; but a few words of introduction count with what they introduce.
    fn join(&mut self, mut next: Self) {
        let introduces = self.size == 0 || self.path.is_empty() || (self.size < MIN_BYTES && next.size >= MIN_BYTES);
        if introduces && is_below(&next, self) && !self.is_mixed {
            self.path = next.path;
        } else if next.size > 0 {
            self.path.truncate(shared(&self.path, &next.path));
            self.is_mixed = true;
        }
        self.pieces.append(&mut next.pieces);
        self.size += next.size;
    }
}

/// Splits what is too long into parts of about one size, between blocks where that is possible.
fn split(pieces: Vec<Piece>, size: usize) -> Vec<Vec<Piece>> {
    if size <= MAX_BYTES {
        return vec![pieces];
    }
    let goal = size.div_ceil(size.div_ceil(MAX_BYTES));
    let blocks = block_sizes(&pieces);
    let mut parts: Vec<Vec<Piece>> = Vec::new();
    let mut part: Vec<Piece> = Vec::new();
    let (mut length, mut left) = (0, size);
    for (piece, block) in pieces.into_iter().zip(blocks) {
        let next = piece.size();
        let is_full = length + next > MAX_BYTES;
        let is_good = piece.opens_block() && (length >= goal || (length >= goal / 2 && length + block > MAX_BYTES));
        // What is cut off, and what is left, must be worth a passage.
        if length >= MIN_BYTES && left >= MIN_BYTES && (is_full || is_good) {
            let moved = introduction(&mut part, &piece);
            length = moved.iter().map(Piece::size).sum();
            parts.push(std::mem::replace(&mut part, moved));
        }
        length += next;
        left -= next;
        part.push(piece);
    }
    parts.push(part);
    parts
}

/// For each piece, how long the block is from there on.
fn block_sizes(pieces: &[Piece]) -> Vec<usize> {
    let mut sizes = vec![0; pieces.len()];
    let mut block = 0;
    for (piece, size) in pieces.iter().zip(&mut sizes).rev() {
        block += piece.size();
        *size = block;
        if piece.opens_block() {
            block = 0;
        }
    }
    sizes
}

/// The end of `part` where it only introduces what `next` begins ("On distingue :", the line above code), or heads it.
fn introduction(part: &mut Vec<Piece>, next: &Piece) -> Vec<Piece> {
    let introduces =
        |piece: &Piece| matches!(piece.kind, Kind::Heading(_)) || (piece.text.ends_with(':') && next.opens_block());
    let kept = part.iter().rposition(|piece| !introduces(piece)).map_or(0, |last| last + 1);
    if kept == 0 { Vec::new() } else { part.split_off(kept) }
}

fn passage(path: &[String], pieces: &[Piece]) -> Passage {
    let mut passage = Passage {
        headings: path.to_vec(),
        start: pieces.first().map_or(0, |piece| piece.range.start),
        end: pieces.last().map_or(0, |piece| piece.range.end),
        text: String::new(),
        sentences: pieces.iter().flat_map(|piece| piece.quotes.iter().cloned()).collect(),
        terms: Vec::new(),
    };
    let mut heads = path.iter();
    let mut seen = HashSet::new();
    for piece in pieces {
        let is_heading = matches!(piece.kind, Kind::Heading(_));
        // A heading of the path is not said twice; one inside is read where it stands, and is what the passage is about.
        if is_heading && path.contains(&piece.text) && heads.any(|head| *head == piece.text) {
            continue;
        }
        if !passage.text.is_empty() {
            passage.text.push(if piece.opens_block() { '\n' } else { ' ' });
        }
        passage.text.push_str(&piece.text);
        let own = is_heading.then_some(&piece.text);
        for term in own.into_iter().chain(&piece.terms) {
            if seen.insert(term) {
                passage.terms.push(term.clone());
            }
        }
    }
    if passage.text.is_empty() {
        passage.text = path.last().cloned().unwrap_or_default();
    }
    passage
}
