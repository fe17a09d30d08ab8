//! Texts hidden in other texts: base64, hexadecimal, escapes and entities, character codes.

/// A hidden text shorter than this says nothing.
const MIN_BYTES: usize = 6;

/// The text that `digits` encode in base64 (either alphabet, padded or not); `None` where they encode none.
pub(super) fn base64_text(digits: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0);
    for digit in digits.trim_end_matches('=').bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    text(&bytes)
}

/// The text that pairs of hexadecimal digits encode; `None` where they encode none.
pub(super) fn hexadecimal_text(digits: &str) -> Option<String> {
    if !digits.len().is_multiple_of(2) || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let pairs = digits.as_bytes().chunks(2).filter_map(|pair| std::str::from_utf8(pair).ok());
    let bytes: Vec<u8> = pairs.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect();
    text(&bytes)
}

/// What character codes spell; `None` where they spell nothing.
pub(super) fn codes_text(codes: &[u32]) -> Option<String> {
    let characters: Option<String> = codes.iter().map(|code| char::from_u32(*code)).collect();
    text(characters?.as_bytes())
}

/// `bytes`, where a person may have written them: UTF-8, of some length, nearly all of it letters and their company.
fn text(bytes: &[u8]) -> Option<String> {
    if bytes.len() < MIN_BYTES {
        return None;
    }
    // The end may have been cut within a character.
    let valid = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.valid_up_to() + 3 >= bytes.len() => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    let written =
        |c: &char| c.is_alphanumeric() || c.is_whitespace() || c.is_ascii_punctuation() || "’«»…–—".contains(*c);
    let (all, plain) = (valid.chars().count(), valid.chars().filter(written).count());
    (plain * 20 >= all * 19 && valid.chars().any(char::is_alphabetic)).then(|| valid.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_text_and_only_text() {
        assert_eq!(base64_text("Qm9uam91ciDDoCB0b3Vz").as_deref(), Some("Bonjour à tous"));
        assert_eq!(base64_text("Qm9uam91cg==").as_deref(), Some("Bonjour"));
        assert_eq!(base64_text("Zk3mQ9xT7bLw2Xc8Vr1NpWk6HdYs5Gj4"), None);
        assert_eq!(hexadecimal_text("426f6e6a6f7572").as_deref(), Some("Bonjour"));
        assert_eq!(hexadecimal_text("da39a3ee5e6b4b0d3255bfef95601890afd80709"), None);
        assert_eq!(hexadecimal_text("426f6e6a6f757"), None);
        assert_eq!(codes_text(&[66, 111, 110, 106, 111, 117, 114]).as_deref(), Some("Bonjour"));
        assert_eq!(codes_text(&[1, 2, 3, 4, 5, 6, 7]), None);
    }
}
