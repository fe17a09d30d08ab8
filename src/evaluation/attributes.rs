//! The values of the columns that came with a labelled set, as numbers.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::columns::Attribute;
use super::source::MAX_ATTRIBUTES;

/// The most values by which rows are told apart: sources, domains, stars. An attribute with more, such as an id, is shown
/// with its row and makes no slices.
pub(super) const MAX_VALUES: usize = 200;

/// The attributes seen so far, in the order of their first row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Attributes {
    columns: Vec<Known>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Known {
    name: String,
    /// In the order of their first row, behind the empty string for none; null once they are too many.
    values: Option<Vec<String>>,
    #[serde(skip)]
    places: HashMap<String, u16>,
}

impl Attributes {
    /// The numbers of one row's values, one an attribute seen so far; 0 is none.
    pub fn codes(&mut self, row: &[(String, String)]) -> Vec<u16> {
        for (name, _) in row {
            if self.columns.len() < MAX_ATTRIBUTES && !self.columns.iter().any(|known| known.name == *name) {
                let values = Some(vec![String::new()]);
                self.columns.push(Known { name: name.clone(), values, places: HashMap::new() });
            }
        }
        let value = |name: &str| row.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value);
        self.columns.iter_mut().map(|known| known.code(value(&known.name))).collect()
    }

    /// Columns with these names and values, and no row. Those with too many values have none to tell rows apart by.
    pub fn columns(&self) -> Vec<Attribute> {
        let column = |known: &Known| Attribute {
            name: known.name.clone(),
            values: known.values.clone().unwrap_or_default(),
            codes: Vec::new(),
        };
        self.columns.iter().map(column).collect()
    }
}

impl Known {
    fn code(&mut self, value: &str) -> u16 {
        let Some(values) = &mut self.values else { return 0 };
        if value.is_empty() {
            return 0;
        }
        if self.places.len() + 1 < values.len() {
            // Read back from the database, where the places are not kept.
            let places = (0_u16..).zip(values.iter()).skip(1);
            self.places = places.map(|(place, value)| (value.clone(), place)).collect();
        }
        if let Some(place) = self.places.get(value) {
            return *place;
        }
        if values.len() > MAX_VALUES {
            self.values = None;
            self.places = HashMap::new();
            return 0;
        }
        let place = u16::try_from(values.len()).expect("the values are bounded");
        values.push(value.to_owned());
        self.places.insert(value.to_owned(), place);
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn values_keep_their_number_across_a_restart() {
        let mut attributes = Attributes::default();
        assert_eq!(attributes.codes(&row(&[("src", "a")])), [1]);
        assert_eq!(attributes.codes(&row(&[("stars", "4"), ("src", "b")])), [2, 1]);
        let stored = serde_json::to_string(&attributes).unwrap();
        let mut attributes: Attributes = serde_json::from_str(&stored).unwrap();
        assert_eq!(attributes.codes(&row(&[("src", "a"), ("stars", "5")])), [1, 2]);
        assert_eq!(attributes.codes(&row(&[])), [0, 0]);
        let columns = attributes.columns();
        assert_eq!(columns[1].values, ["", "4", "5"]);
    }

    #[test]
    fn an_attribute_with_too_many_values_makes_no_slices() {
        let mut attributes = Attributes::default();
        let codes: Vec<u16> = (0..300).map(|id| attributes.codes(&row(&[("id", &format!("{id}"))]))[0]).collect();
        assert_eq!((codes[0], codes[199], codes[200], codes[299]), (1, 200, 0, 0));
        assert!(attributes.columns()[0].values.is_empty());
    }
}
