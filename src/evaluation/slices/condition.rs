//! What a row must fulfil to be in a slice, and how it is written: `words=21-50`, `negation=yes`, `attribute.source=forum`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::bits::Bits;
use crate::evaluation::columns::{Columns, LANGUAGES};
use crate::evaluation::cues::Cue;

/// One condition. As text it is `subject=value`; in the name of an attribute, `=` and `\` stand behind a `\`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// `attribute.NAME=VALUE`: a column of the file has this value; nothing behind the sign is no value.
    Attribute {
        /// The column's name.
        name: String,
        /// Its value.
        value: String,
    },
    /// `words=21-50` or `words=151-`: so many words, both ends included.
    Words {
        /// The fewest.
        from: u32,
        /// The most; none where there is no bound.
        to: Option<u32>,
    },
    /// `unknown_rate=0`, `0-5`, `5-15` or `15-`: the share of tokens that the vocabulary does not know, in percent.
    Unknown(Unknown),
    /// `truncated=yes` or `no`: whether the length limit cut the text.
    Truncated(bool),
    /// `negation=yes` or `no`, and so on: whether a cue was found.
    Cue(Cue, bool),
    /// `language=fr`: the language detected, by its place in [`LANGUAGES`]; `language=unclear` where none was.
    Language(u8),
    /// `word=pas`: one of the marked words is in the text.
    Word(String),
}

/// How many of a text's tokens the vocabulary does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unknown {
    /// It knows them all.
    None,
    /// Up to one in twenty.
    Few,
    /// Above that, up to 15 %.
    Some,
    /// More.
    Many,
}

/// Why a condition says nothing of an evaluation's rows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConditionError {
    /// It is not written as one.
    #[error("no condition is written as {0:?}")]
    Malformed(String),
    /// The file had no such column.
    #[error("no attribute is called {0:?}")]
    NoAttribute(String),
    /// No row has this value.
    #[error("no row has the value {0:?}")]
    NoValue(String),
    /// Of this word, it is not known which rows have it.
    #[error("{0:?} is not among the marked words")]
    NoWord(String),
}

impl Unknown {
    pub(super) const ALL: [Self; 4] = [Self::None, Self::Few, Self::Some, Self::Many];

    /// Where `rate`, a share, stands.
    pub(super) fn of(rate: f32) -> Self {
        match rate {
            rate if rate <= 0.0 => Self::None,
            rate if rate <= 0.05 => Self::Few,
            rate if rate <= 0.15 => Self::Some,
            _ => Self::Many,
        }
    }

    fn written(self) -> &'static str {
        match self {
            Self::None => "0",
            Self::Few => "0-5",
            Self::Some => "5-15",
            Self::Many => "15-",
        }
    }
}

impl Condition {
    /// What it is about: its text before the sign.
    pub fn subject(&self) -> String {
        match self {
            Self::Attribute { name, .. } => {
                format!("attribute.{}", name.replace('\\', "\\\\").replace('=', "\\="))
            }
            Self::Words { .. } => "words".to_owned(),
            Self::Unknown(_) => "unknown_rate".to_owned(),
            Self::Truncated(_) => "truncated".to_owned(),
            Self::Cue(cue, _) => cue.name().to_owned(),
            Self::Language(_) => "language".to_owned(),
            Self::Word(_) => "word".to_owned(),
        }
    }

    /// The rows that fulfil it.
    ///
    /// # Errors
    /// Where it names what these rows do not have.
    pub fn rows(&self, columns: &Columns) -> Result<Bits, ConditionError> {
        let len = columns.len();
        Ok(match self {
            Self::Attribute { name, value } => {
                let attribute = columns.attributes.iter().find(|attribute| attribute.name == *name);
                let attribute = attribute.ok_or_else(|| ConditionError::NoAttribute(name.clone()))?;
                let code = attribute.values.iter().position(|known| known == value);
                let code = code.ok_or_else(|| ConditionError::NoValue(value.clone()))?;
                Bits::of(len, |row| usize::from(attribute.codes[row]) == code)
            }
            Self::Words { from, to } => {
                let to = to.unwrap_or(u32::MAX);
                Bits::of(len, |row| (*from..=to).contains(&columns.words[row]))
            }
            Self::Unknown(share) => Bits::of(len, |row| Unknown::of(columns.unknown_rate[row]) == *share),
            Self::Truncated(cut) => Bits::of(len, |row| columns.truncated[row] == *cut),
            Self::Cue(cue, present) => Bits::of(len, |row| columns.cues[row].has(*cue) == *present),
            Self::Language(language) => Bits::of(len, |row| columns.language[row] == *language),
            Self::Word(word) => {
                let bit = columns.marked_words.iter().position(|marked| marked == word);
                let bit = bit.ok_or_else(|| ConditionError::NoWord(word.clone()))?;
                Bits::of(len, |row| columns.marks.get(row).is_some_and(|marks| marks >> bit & 1 == 1))
            }
        })
    }

    fn value(&self) -> String {
        let yes = |present: bool| if present { "yes" } else { "no" };
        match self {
            Self::Attribute { value, .. } | Self::Word(value) => value.clone(),
            Self::Words { from, to } => format!("{from}-{}", to.map(|to| to.to_string()).unwrap_or_default()),
            Self::Unknown(share) => share.written().to_owned(),
            Self::Truncated(present) | Self::Cue(_, present) => yes(*present).to_owned(),
            Self::Language(0) => "unclear".to_owned(),
            Self::Language(place) => LANGUAGES.get(usize::from(*place)).copied().unwrap_or_default().to_owned(),
        }
    }

    fn read(subject: &str, value: &str) -> Option<Self> {
        let yes = || match value {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        if let Some(name) = subject.strip_prefix("attribute.") {
            return Some(Self::Attribute { name: name.to_owned(), value: value.to_owned() });
        }
        Some(match subject {
            "words" => {
                let (from, to) = value.split_once('-')?;
                let to = if to.is_empty() { None } else { Some(to.parse().ok()?) };
                Self::Words { from: from.parse().ok()?, to }
            }
            "unknown_rate" => Self::Unknown(Unknown::ALL.into_iter().find(|share| share.written() == value)?),
            "truncated" => Self::Truncated(yes()?),
            "language" if value == "unclear" => Self::Language(0),
            "language" => {
                let place = LANGUAGES.iter().skip(1).position(|language| *language == value)?;
                Self::Language(u8::try_from(place + 1).ok()?)
            }
            "word" => Self::Word(value.to_owned()),
            subject => Self::Cue(Cue::ALL.into_iter().find(|cue| cue.name() == subject)?, yes()?),
        })
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.subject(), self.value())
    }
}

impl FromStr for Condition {
    type Err = ConditionError;

    fn from_str(written: &str) -> Result<Self, Self::Err> {
        let mut subject = String::new();
        let mut rest = written.chars();
        while let Some(c) = rest.next() {
            match c {
                '=' => {
                    let condition = Self::read(&subject, rest.as_str());
                    return condition.ok_or_else(|| ConditionError::Malformed(written.to_owned()));
                }
                '\\' => subject.extend(rest.next()),
                c => subject.push(c),
            }
        }
        Err(ConditionError::Malformed(written.to_owned()))
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::columns::samples;

    #[test]
    fn what_is_written_is_read_again() {
        for written in [
            "attribute.source=forum",
            "attribute.source=",
            r"attribute.a\=b\\c=d=e",
            "words=0-5",
            "words=151-",
            "unknown_rate=0",
            "unknown_rate=5-15",
            "truncated=yes",
            "irony=no",
            "language=fr",
            "language=unclear",
            "word=n'",
        ] {
            let condition: Condition = written.parse().unwrap();
            assert_eq!(condition.to_string(), written);
        }
        for written in ["", "words", "words=5", "words=-5", "truncated=1", "language=", "language=xx", "colour=red"] {
            assert_eq!(written.parse::<Condition>(), Err(ConditionError::Malformed(written.to_owned())));
        }
    }

    #[test]
    fn what_the_rows_do_not_have_is_refused() {
        let columns = samples::binary(&[(0, 0.5)]);
        let refused = |written: &str| written.parse::<Condition>().unwrap().rows(&columns).unwrap_err();
        assert_eq!(refused("attribute.source=x"), ConditionError::NoAttribute("source".to_owned()));
        assert_eq!(refused("word=pas"), ConditionError::NoWord("pas".to_owned()));
    }

    #[test]
    fn shares_of_unknown_words_end_where_they_say() {
        let of = [0.0, 0.001, 0.05, 0.051, 0.15, 0.2].map(Unknown::of);
        use Unknown::{Few, Many, None, Some};
        assert_eq!(of, [None, Few, Few, Some, Some, Many]);
    }
}
