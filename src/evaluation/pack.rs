//! Some hundred rows as bytes, column behind column, little-endian: what the database keeps of them for figures.

use super::columns::{Columns, Row};
use super::cues::Cues;

/// Changes with the layout.
const VERSION: u8 = 1;

/// Bytes of a row besides its probabilities and attributes.
const FIXED_BYTES: usize = 20;

/// `rows`, all with as many labels; their attributes may become more from row to row.
pub fn pack(rows: &[Row]) -> Vec<u8> {
    let attributes = rows.iter().map(|row| row.attributes.len()).max().unwrap_or_default();
    let labels = rows.first().map_or(0, |row| row.probabilities.len());
    let mut bytes = Vec::with_capacity(3 + rows.len() * (FIXED_BYTES + 4 * labels + 2 * attributes));
    bytes.extend([VERSION, byte(labels), byte(attributes)]);
    bytes.extend(rows.iter().map(|row| row.gold));
    bytes.extend(rows.iter().map(|row| row.predicted));
    bytes.extend(rows.iter().map(|row| u8::from(row.truncated)));
    bytes.extend(rows.iter().map(|row| row.language));
    bytes.extend(rows.iter().flat_map(|row| &row.probabilities).flat_map(|value| value.to_le_bytes()));
    bytes.extend(rows.iter().flat_map(|row| row.tokens.to_le_bytes()));
    bytes.extend(rows.iter().flat_map(|row| row.unknown_rate.to_le_bytes()));
    bytes.extend(rows.iter().flat_map(|row| row.words.to_le_bytes()));
    bytes.extend(rows.iter().flat_map(|row| row.cues.bits().to_le_bytes()));
    for at in 0..attributes {
        bytes.extend(rows.iter().flat_map(|row| row.attributes.get(at).copied().unwrap_or_default().to_le_bytes()));
    }
    bytes
}

/// Appends what [`pack`] wrote to `columns`, whose attributes are all that the set has. None where the bytes are of another
/// layout, or of a model with other labels.
pub fn unpack(bytes: &[u8], columns: &mut Columns) -> Option<()> {
    let [version, labels, attributes, rest @ ..] = bytes else { return None };
    let (labels, attributes) = (usize::from(*labels), usize::from(*attributes));
    let width = FIXED_BYTES + 4 * labels + 2 * attributes;
    let count = rest.len() / width;
    let fits = *version == VERSION && labels == columns.labels.len() && attributes <= columns.attributes.len();
    if !fits || rest.len() != count * width {
        return None;
    }
    let mut rest = Rest(rest);
    columns.gold.extend_from_slice(rest.take(count));
    columns.predicted.extend_from_slice(rest.take(count));
    columns.truncated.extend(rest.take(count).iter().map(|byte| *byte != 0));
    columns.language.extend_from_slice(rest.take(count));
    columns.probabilities.extend(rest.numbers(count * labels).map(f32::from_le_bytes));
    columns.tokens.extend(rest.numbers(count).map(u32::from_le_bytes));
    columns.unknown_rate.extend(rest.numbers(count).map(f32::from_le_bytes));
    columns.words.extend(rest.numbers(count).map(u32::from_le_bytes));
    columns.cues.extend(rest.numbers(count).map(|bytes| Cues::from_bits(u32::from_le_bytes(bytes))));
    for (at, attribute) in columns.attributes.iter_mut().enumerate() {
        if at < attributes {
            attribute.codes.extend(rest.numbers(count).map(u16::from_le_bytes));
        } else {
            // Seen later in the file for the first time.
            attribute.codes.resize(attribute.codes.len() + count, 0);
        }
    }
    Some(())
}

/// The labels of the packed rows, to be changed where a person corrects one.
pub fn gold_mut(bytes: &mut [u8], row: usize) -> Option<&mut u8> {
    bytes.get_mut(3 + row)
}

struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken
    }

    fn numbers<const N: usize>(&mut self, count: usize) -> impl Iterator<Item = [u8; N]> + use<'a, N> {
        let (numbers, _) = self.take(count * N).as_chunks::<N>();
        numbers.iter().copied()
    }
}

fn byte(count: usize) -> u8 {
    u8::try_from(count).expect("labels and attributes are bounded")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::columns::Attribute;
    use crate::evaluation::columns::samples::row;
    use crate::evaluation::cues::Cue;

    #[test]
    fn rows_come_back_as_they_were() {
        let mut first = row(1, &[0.25, 0.75]);
        first.cues = Cues::default().with(Cue::Negation).with(Cue::Idiom);
        (first.truncated, first.unknown_rate, first.tokens, first.words) = (true, 0.125, 70_000, 65_537);
        let mut second = row(0, &[0.5, 0.5]);
        second.attributes = vec![3];
        let mut third = row(1, &[1e-8, 1.0]);
        third.attributes = vec![200, 1];

        let names = |name: &str| Attribute { name: name.to_owned(), ..Attribute::default() };
        let empty = || Columns {
            attributes: vec![names("src"), names("stars")],
            ..Columns::new(vec!["negative".to_owned(), "positive".to_owned()])
        };
        let mut unpacked = empty();
        unpack(&pack(&[first.clone(), second.clone()]), &mut unpacked).unwrap();
        unpack(&pack(std::slice::from_ref(&third)), &mut unpacked).unwrap();

        let mut pushed = empty();
        for row in [&first, &second, &third] {
            let mut row = row.clone();
            row.attributes.resize(2, 0);
            pushed.push(&row);
        }
        assert_eq!(unpacked, pushed);
    }

    #[test]
    fn other_bytes_are_refused() {
        let good = pack(&[row(1, &[0.25, 0.75])]);
        let mut columns = Columns::new(vec!["negative".to_owned(), "positive".to_owned()]);
        for bytes in [&good[..good.len() - 1], &good[1..], &[], &[9; 31]] {
            assert_eq!(unpack(bytes, &mut columns), None);
            assert!(columns.is_empty());
        }
        let mut three = Columns::new(vec!["a".to_owned(), "b".to_owned(), "c".to_owned()]);
        assert_eq!(unpack(&good, &mut three), None);
    }

    #[test]
    fn a_label_is_changed_in_place() {
        let mut bytes = pack(&[row(1, &[0.25, 0.75]), row(1, &[0.25, 0.75])]);
        *gold_mut(&mut bytes, 1).unwrap() = 0;
        let mut columns = Columns::new(vec!["negative".to_owned(), "positive".to_owned()]);
        unpack(&bytes, &mut columns).unwrap();
        assert_eq!(columns.gold, [1, 0]);
    }
}
