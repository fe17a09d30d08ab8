//! A document's path: relative, normalised, harmless.

use std::fmt;
use std::str::FromStr;

use unicode_normalization::UnicodeNormalization;

use super::error::PathError;

/// Longest path, in bytes: what file systems allow a name, twice over.
const MAX_BYTES: usize = 512;

/// A document's path within the course: parts joined by `/`, in Unicode's form NFC, so that the same name typed on
/// different systems is the same document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentPath(String);

impl DocumentPath {
    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file's name without its extension: the title of a document that has none.
    pub(super) fn stem(&self) -> &str {
        let name = self.0.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }
}

impl FromStr for DocumentPath {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let path: String = text.nfc().collect();
        if path.is_empty() || path.len() > MAX_BYTES {
            return Err(PathError::Length { limit: MAX_BYTES });
        }
        if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return Err(PathError::Part);
        }
        if path.contains(|c: char| c == '\\' || c.is_control() || is_invisible(c)) {
            return Err(PathError::Character);
        }
        Ok(Self(path))
    }
}

impl fmt::Display for DocumentPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Marks of direction and of no width: two paths that look alike must be alike.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_paths_are_taken_and_normalised() {
        for path in ["a.md", "module 1/Leçon n° 2.md", "a/b/c/d.txt", ".caché.md", "a..b/c.md"] {
            assert_eq!(path.parse::<DocumentPath>().unwrap().as_str(), path);
        }
        let decomposed: DocumentPath = "lec\u{327}on.md".parse().unwrap();
        assert_eq!((decomposed.as_str(), decomposed.stem()), ("leçon.md", "leçon"));
    }

    #[test]
    fn paths_that_lead_elsewhere_are_refused() {
        for path in ["/a.md", "a//b.md", "../a.md", "a/../b.md", "a/..", ".", "a/"] {
            assert_eq!(path.parse::<DocumentPath>(), Err(PathError::Part), "{path}");
        }
        for path in ["a\\b.md", "a\0.md", "a\n.md", "a\u{202e}dm.md", "a\u{200b}.md"] {
            assert_eq!(path.parse::<DocumentPath>(), Err(PathError::Character), "{path:?}");
        }
        for path in ["".to_owned(), "a".repeat(MAX_BYTES + 1)] {
            assert_eq!(path.parse::<DocumentPath>(), Err(PathError::Length { limit: MAX_BYTES }));
        }
    }
}
