//! What separates the fields of a table: spreadsheets of different countries write different signs.

/// The first line's own separator: the one that is most frequent outside quotation marks; a comma where none is.
pub(super) fn of(header: &[u8]) -> u8 {
    const CANDIDATES: [u8; 3] = *b",;\t";
    let mut counts = [0; CANDIDATES.len()];
    let mut quoted = false;
    for byte in header {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            byte if !quoted => {
                if let Some(at) = CANDIDATES.iter().position(|candidate| candidate == byte) {
                    counts[at] += 1;
                }
            }
            _ => {}
        }
    }
    // The first of equals: a comma before a semicolon.
    let best = (0..CANDIDATES.len()).rev().max_by_key(|at| counts[*at]).unwrap_or_default();
    CANDIDATES[best]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_most_frequent_sign_outside_quotes() {
        for (header, wanted) in [
            ("text,label\n;;;;", b','),
            ("text;label", b';'),
            ("\"a,b,c\";label", b';'),
            ("text\tlabel\tsrc", b'\t'),
            ("text", b','),
            ("", b','),
        ] {
            assert_eq!(of(header.as_bytes()), wanted, "{header}");
        }
    }
}
