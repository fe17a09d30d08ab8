//! Texts that a message carries encoded: base64, hexadecimal, character codes, Morse code, percent signs, entities. How
//! many are looked at, and how much text they make, is bounded.

use super::{decode, morse};

/// Encoded pieces looked at, and the most text that they may hide together, in bytes: some messages of full length.
const MAX_PIECES: usize = 32;
const MAX_HIDDEN_BYTES: usize = 64 << 10;

/// An encoded piece shorter than this, in digits, hides no sentence.
const MIN_DIGITS: usize = 12;

/// The texts that pieces of `text`, as it was sent, encode.
pub(super) fn of(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let signs = |c: char| !(c.is_ascii_alphanumeric() || "+/=-_".contains(c));
    let pieces = text.split(signs).filter(|piece| piece.len() >= MIN_DIGITS);
    for piece in pieces.take(MAX_PIECES) {
        let digits = piece.rsplit_once('=').map_or(piece, |(left, right)| if right.is_empty() { left } else { right });
        found.extend(decode::hexadecimal_text(digits).or_else(|| decode::base64_text(digits)));
    }
    let spread: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if spread.len() < text.len() && spread.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte)) {
        found.extend(decode::hexadecimal_text(&spread).or_else(|| decode::base64_text(&spread)));
    }
    found.extend(codes(text));
    found.extend(morse::text(text));
    found.extend(unescaped(text));
    let mut room = MAX_HIDDEN_BYTES;
    found.retain(|hidden| {
        let fits = hidden.len() <= room;
        room = room.saturating_sub(hidden.len());
        fits
    });
    found
}

/// What a text made of numbers spells: character codes in base 10 or 16, or groups of eight bits.
fn codes(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let parse = |radix: u32, digits: std::ops::RangeInclusive<usize>| {
        let read = |word: &&str| {
            let word = word.trim_start_matches("0x").trim_start_matches(['x', 'u']);
            u32::from_str_radix(word, radix).ok().filter(|_| digits.contains(&word.len()))
        };
        let codes: Vec<u32> = words.iter().filter_map(read).collect();
        (codes.len() >= MIN_DIGITS / 2 && codes.len() * 10 >= words.len() * 6).then_some(codes)
    };
    [(2, 7..=8), (10, 2..=3), (16, 2..=4)]
        .into_iter()
        .find_map(|(radix, digits)| decode::codes_text(&parse(radix, digits)?))
}

/// `text` with its percent signs, entities and `\u` escapes read.
fn unescaped(text: &str) -> Option<String> {
    if !text.contains(['%', '\\', '&']) {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    let mut changed = false;
    while let Some(character) = rest.chars().next() {
        let escape = ["%", "\\x", "\\u", "&#x", "&#"].into_iter().find(|escape| rest.starts_with(escape));
        if let Some((code, length)) = escape.and_then(|escape| code(rest, escape)) {
            changed = true;
            rest = &rest[length..];
            match (escape, u8::try_from(code)) {
                (Some("%" | "\\x"), Ok(byte)) => bytes.push(byte),
                _ => bytes.extend(char::from_u32(code).map(String::from).unwrap_or_default().bytes()),
            }
        } else {
            rest = &rest[character.len_utf8()..];
            bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    changed.then(|| String::from_utf8_lossy(&bytes).into_owned())
}

/// The code behind `escape`, with which `text` begins, and how many bytes both take.
fn code(text: &str, escape: &str) -> Option<(u32, usize)> {
    let (radix, most) = match escape {
        "%" | "\\x" => (16, 2),
        "\\u" => (16, 4),
        "&#x" => (16, 6),
        _ => (10, 7),
    };
    let digits: usize = text[escape.len()..].chars().take(most).take_while(|c| c.is_digit(radix)).count();
    let end = escape.len() + digits;
    let code = u32::from_str_radix(&text[escape.len()..end], radix).ok()?;
    if most <= 4 && digits < most {
        return None;
    }
    let closed = escape.starts_with('&') && text[end..].starts_with(';');
    Some((code, end + usize::from(closed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_is_encoded() {
        for text in [
            "lis Qm9uam91ciDDoCB0b3Vz !",
            "426f6e6a6f757220c3a020746f7573",
            "426f6e 6a6f 757220c3a0 20746f7573",
            "66, 111, 110, 106, 111, 117, 114, 32, 224, 32, 116, 111, 117, 115",
            "Bonjour%20%c3%a0 tous",
            "Bonjour &#224; t&#x6f;us",
            "Bonjour \\u00e0 tous",
        ] {
            assert!(of(text).iter().any(|hidden| hidden.contains("Bonjour à tous")), "{text}: {:?}", of(text));
        }
        assert!(of("Que vaut 0.25 pour x = 12, y = 100 % ?").is_empty());
    }

    #[test]
    fn is_bounded() {
        let text = "Qm9uam91ciDDoCB0b3Vz ".repeat(5000);
        assert!(of(&text).len() <= MAX_PIECES + 4);
    }
}
