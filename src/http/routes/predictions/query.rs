//! The parameters that choose predictions, the same for listing, exporting and erasing.

use std::fmt::Display;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, de};

use crate::predictions::MAX_SEARCH_CHARS;
use crate::predictions::find::{Cursor, MAX_LIMIT};

/// Declares a query with the filter's parameters and its own. One struct each, because `#[serde(flatten)]` would read
/// every parameter as a string and let unknown ones pass.
macro_rules! filtered_query {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
        #[serde(deny_unknown_fields)]
        #[into_params(parameter_in = Query)]
        pub struct $name {
            /// Only those predicted to have this label.
            #[param(example = "positive")]
            label: Option<String>,
            /// Only those of this model, named without precision.
            #[param(example = "avis-bilstm")]
            model: Option<String>,
            /// Only those made at this time or later (RFC 3339).
            #[param(value_type = Option<String>, format = DateTime, example = "2026-11-24T08:00:00Z")]
            since: Option<crate::http::routes::predictions::query::Time>,
            /// Only those made before this time (RFC 3339).
            #[param(value_type = Option<String>, format = DateTime, example = "2026-11-25T08:00:00Z")]
            until: Option<crate::http::routes::predictions::query::Time>,
            /// Only those that a person labelled (`true`), or did not (`false`).
            labelled: Option<bool>,
            /// Of those that a person labelled, only the wrong ones (`true`), or the right ones (`false`).
            wrong: Option<bool>,
            /// Only those whose text holds this, whatever the case, with or without accents.
            #[param(value_type = Option<String>, min_length = 1, max_length = 200, example = "décevant")]
            q: Option<crate::http::routes::predictions::query::Search>,
            $($(#[$field_doc])* $field: $type,)*
        }

        impl $name {
            /// The predictions meant.
            fn filter(&mut self) -> crate::predictions::Filter {
                crate::predictions::Filter {
                    label: self.label.take(),
                    model: self.model.take(),
                    since: self.since.as_ref().map(|time| time.0),
                    until: self.until.as_ref().map(|time| time.0),
                    labelled: self.labelled,
                    wrong: self.wrong,
                    q: self.q.take().map(|search| search.0),
                }
            }
        }
    };
}

pub(super) use filtered_query;

/// A moment, as RFC 3339 writes it.
#[derive(Debug)]
pub(super) struct Time(pub(super) jiff::Timestamp);

/// What to look for: not nothing, and not an essay.
#[derive(Debug)]
pub(super) struct Search(pub(super) String);

/// How many to answer at most.
#[derive(Debug)]
pub(super) struct Limit(pub(super) u32);

/// Where the page before ended.
#[derive(Debug)]
pub(super) struct After(pub(super) Cursor);

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parse(deserializer, "not a time as RFC 3339 writes it, such as 2026-11-24T10:00:00Z").map(Self)
    }
}

impl<'de> Deserialize<'de> for Search {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if (1..=MAX_SEARCH_CHARS).contains(&text.chars().count()) {
            Ok(Self(text))
        } else {
            Err(de::Error::custom(format_args!("not between 1 and {MAX_SEARCH_CHARS} characters long")))
        }
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = format_args!("not a whole number between 1 and {MAX_LIMIT}").to_string();
        let limit = parse(deserializer, &expected)?;
        if (1..=MAX_LIMIT).contains(&limit) { Ok(Self(limit)) } else { Err(de::Error::custom(expected)) }
    }
}

impl<'de> Deserialize<'de> for After {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parse(deserializer, "not a cursor that a page ended with").map(Self)
    }
}

fn parse<'de, T: FromStr, D: Deserializer<'de>>(deserializer: D, reason: impl Display) -> Result<T, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(|_| de::Error::custom(reason))
}
