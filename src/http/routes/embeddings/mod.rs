//! A model's words: its vocabulary, and where its embedding places them.

pub mod axis;
pub mod groups;
pub mod map;
pub mod neighbors;
pub mod vocabulary;

use std::str::FromStr;

use serde::{Deserialize, Deserializer, de};

/// Words of a query, with commas between them.
#[derive(Debug)]
struct Words(Vec<String>);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
        Ok(Self(words.map(str::to_owned).collect()))
    }
}

/// A whole number of a query, between `least` and `most`.
fn number<'de, T, D>(deserializer: D, name: &str, [least, most]: [T; 2]) -> Result<T, D::Error>
where
    T: FromStr + PartialOrd + std::fmt::Display,
    D: Deserializer<'de>,
{
    let number = String::deserialize(deserializer)?.parse().ok();
    number
        .filter(|number| (&least..=&most).contains(&number))
        .ok_or_else(|| de::Error::custom(format_args!("{name} is not a whole number between {least} and {most}")))
}
