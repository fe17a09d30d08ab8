//! HTML's entities: how long one is, and what it stands for.

use html5gum::{Token, Tokenizer};

/// Longest entity, in bytes, with its marks.
const MAX_ENTITY: usize = 33;

/// The bytes of the entity that `text` begins with; 1 where it is a bare ampersand.
pub(super) fn length(text: &str) -> usize {
    let end = text.bytes().take(MAX_ENTITY).skip(1).position(|byte| !byte.is_ascii_alphanumeric() && byte != b'#');
    end.filter(|end| *end > 0 && text.as_bytes()[end + 1] == b';').map_or(1, |end| end + 2)
}

/// What `entity` stands for.
pub(super) fn decoded(entity: &str) -> Option<String> {
    Tokenizer::new(entity).flatten().find_map(|token| match token {
        Token::String(string) => String::from_utf8(string.value.to_vec()).ok(),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_known_by_name_and_number() {
        for (text, code, meaning) in
            [("&eacute;t&eacute;", "&eacute;", "é"), ("&#233; ", "&#233;", "é"), ("&lt;b", "&lt;", "<")]
        {
            assert_eq!((&text[..length(text)], decoded(code).as_deref()), (code, Some(meaning)));
        }
        for bare in ["&", "& b;", "&;", "&é;", "&sansfin"] {
            assert_eq!(length(bare), 1, "{bare}");
        }
    }
}
