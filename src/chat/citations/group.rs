//! A pair of brackets: what stands in it, if it is a citation. `[1]`, `[1, 2]`, `[1-3]`, `[^2]`, `[passage 4]`, `【1】`.

/// What models write before the number, now and then.
const LABELS: [&str; 10] =
    ["passages", "passage", "extraits", "extrait", "sources", "source", "excerpts", "excerpt", "citation", "ref."];

/// A range with more numbers is no list of passages.
const MAX_RANGE: u32 = 20;

/// The bracket that closes what `opener` opens.
pub(super) fn closer(opener: char) -> Option<char> {
    match opener {
        '[' => Some(']'),
        '【' => Some('】'),
        _ => None,
    }
}

/// The numbers of a citation, in order; none where `inside` is something else: words, an interval such as `0, 1`, an
/// empty pair. A number too large for any passage reads as the largest.
pub(super) fn numbers(inside: &str) -> Option<Vec<u32>> {
    let lower = inside.trim().trim_start_matches('^').to_lowercase();
    let labelled = LABELS.iter().find_map(|label| lower.strip_prefix(label)).unwrap_or(&lower);
    let listed = labelled.trim_start().trim_start_matches("n°").replace(" et ", ",").replace(" and ", ",");
    let mut numbers = Vec::new();
    for part in listed.split([',', ';', '&']) {
        let part = part.trim();
        match part.split_once(['-', '–']) {
            Some((first, last)) => {
                let (first, last) = (number(first.trim())?, number(last.trim())?);
                if first >= last || last - first > MAX_RANGE {
                    return None;
                }
                numbers.extend(first..=last);
            }
            None => numbers.push(number(part)?),
        }
    }
    // Passages are counted from 1: with a zero among others it is an interval or a vector.
    let is_mathematics = numbers.len() > 1 && numbers.contains(&0);
    (!is_mathematics).then_some(numbers)
}

fn number(digits: &str) -> Option<u32> {
    let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| digits.parse().unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_however_they_are_written() {
        for (inside, expected) in [
            ("1", vec![1]),
            (" 2 ", vec![2]),
            ("1, 2;3", vec![1, 2, 3]),
            ("1 et 4", vec![1, 4]),
            ("1 and 2", vec![1, 2]),
            ("2-4", vec![2, 3, 4]),
            ("^3", vec![3]),
            ("Passage 5", vec![5]),
            ("extraits 1, 2", vec![1, 2]),
            ("source n° 6", vec![6]),
            ("99999999999", vec![u32::MAX]),
            ("0", vec![0]),
        ] {
            assert_eq!(numbers(inside), Some(expected), "{inside:?}");
        }
    }

    #[test]
    fn other_things_in_brackets_are_none() {
        for inside in ["", " ", "0, 1", "0,5 ; 1", "x", "1.5", "-1, 1", "1,", "a, 2", "1997-2024", "3-1", "t-1", "²"] {
            assert_eq!(numbers(inside), None, "{inside:?}");
        }
    }
}
