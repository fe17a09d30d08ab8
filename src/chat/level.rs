//! For whom an answer is.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::course::text::fold;

/// How much the student knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Level {
    /// Nothing yet.
    #[default]
    #[serde(rename = "débutant")]
    Beginner,
    /// The basics.
    #[serde(rename = "intermédiaire")]
    Intermediate,
    /// The course.
    #[serde(rename = "avancé")]
    Advanced,
}

/// The text names no level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such level")]
pub struct UnknownLevel;

impl Level {
    /// Its name, as sent and stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Beginner => "débutant",
            Self::Intermediate => "intermédiaire",
            Self::Advanced => "avancé",
        }
    }
}

impl FromStr for Level {
    type Err = UnknownLevel;

    /// Reads a level in French or English, in either case, with or without accents.
    fn from_str(text: &str) -> Result<Self, UnknownLevel> {
        match &*fold(text.trim()) {
            "debutant" | "debutante" | "novice" | "facile" | "beginner" | "easy" | "basic" => Ok(Self::Beginner),
            "intermediaire" | "moyen" | "intermediate" | "medium" => Ok(Self::Intermediate),
            "avance" | "avancee" | "expert" | "experte" | "difficile" | "advanced" | "hard" => Ok(Self::Advanced),
            _ => Err(UnknownLevel),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_read_as_front_ends_write_it() {
        for (text, level) in [
            ("débutant", Level::Beginner),
            ("DEBUTANT", Level::Beginner),
            (" Intermediate ", Level::Intermediate),
            ("avance\u{301}", Level::Advanced),
            ("Expert", Level::Advanced),
        ] {
            assert_eq!(text.parse(), Ok(level), "{text:?}");
            assert_eq!(level.name().parse(), Ok(level));
        }
        assert_eq!("".parse::<Level>(), Err(UnknownLevel));
        assert_eq!("42".parse::<Level>(), Err(UnknownLevel));
    }
}
