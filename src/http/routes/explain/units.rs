//! `units`, as a request writes it: a word, or a list of numbers.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use crate::inside::Units;

/// Which units of each layer: their mean, each, or those numbered.
#[derive(ToSchema)]
#[schema(as = Units, example = "mean")]
#[serde(untagged)]
#[expect(dead_code, reason = "it describes the field; UnitsField reads it")]
pub enum UnitsSchema {
    /// `mean` or `all`.
    Word(UnitsWord),
    /// Numbers from 0, each once.
    Numbers(Vec<usize>),
}

/// A word for units.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "it describes the field; UnitsField reads it")]
pub enum UnitsWord {
    /// One column: the mean of all.
    Mean,
    /// One column a unit.
    All,
}

/// The field, read.
#[derive(Debug, Default)]
pub struct UnitsField(pub Units);

impl<'de> Deserialize<'de> for UnitsField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Read).map(Self)
    }
}

struct Read;

impl<'de> Visitor<'de> for Read {
    type Value = Units;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("\"mean\", \"all\" or a list of unit numbers")
    }

    fn visit_unit<E: Error>(self) -> Result<Units, E> {
        Ok(Units::default())
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Units, E> {
        match word {
            "mean" => Ok(Units::Mean),
            "all" => Ok(Units::All),
            _ => Err(E::invalid_value(serde::de::Unexpected::Str(word), &self)),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Units, A::Error> {
        let mut units = Vec::new();
        // Each once, lest a long list of one number make an answer of any size.
        let mut seen = HashSet::new();
        while let Some(unit) = sequence.next_element::<usize>()? {
            if seen.insert(unit) {
                units.push(unit);
            }
        }
        if units.is_empty() { Err(A::Error::invalid_length(0, &self)) } else { Ok(Units::Some(units)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_a_word_or_numbers() {
        let read = |text: &str| serde_json::from_str::<UnitsField>(text).map(|field| field.0);
        assert_eq!(read("\"mean\"").unwrap(), Units::Mean);
        assert_eq!(read("null").unwrap(), Units::Mean);
        assert_eq!(read("\"all\"").unwrap(), Units::All);
        assert_eq!(read("[5,0,5]").unwrap(), Units::Some(vec![5, 0]));
        for wrong in ["\"some\"", "[]", "[-1]", "[1.5]", "3", "{}"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
