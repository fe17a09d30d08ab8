//! Which rows of an evaluation to show: the parameters, of which `where` may stand several times.

use std::str::FromStr;

use serde::{Deserialize, Deserializer, de};

use crate::evaluation::Look;
use crate::evaluation::select::{Cursor, Order, Selection};
use crate::evaluation::slices::Condition;
use crate::evaluation::source::place_of;
use crate::http::problem::{Kind, Problem};

/// Rows in a page, unless told.
const DEFAULT_LIMIT: usize = 20;
/// The most rows in a page.
pub(super) const MAX_LIMIT: usize = 200;
/// The most rows in a page that tells contributions: each word of each is a run of the network.
const MAX_EXPLAINED: usize = 20;
/// The longest search, in characters.
const MAX_SEARCH_CHARS: usize = 200;

/// Which rows.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RowsQuery {
    /// What comes first: the surest prediction, the one nearest to the border between two labels, any by chance, or the
    /// label most in doubt.
    #[param(value_type = Option<String>, pattern = "^(confident|border|random|doubtful)$", default = "confident")]
    order: Order,
    /// From what `order=random` follows: the same seed, the same order.
    #[param(value_type = Option<u64>, default = 0)]
    #[expect(dead_code, reason = "describes the parameter; it is read into `order`")]
    seed: u64,
    /// Whether to show wrong rows (true), right ones (false), or all (any).
    #[param(value_type = Option<String>, pattern = "^(true|false|any)$", default = "true")]
    wrong: Option<bool>,
    /// Only rows with this right label.
    #[param(example = "positive")]
    gold: Option<String>,
    /// Only rows with this predicted label.
    #[param(example = "negative")]
    predicted: Option<String>,
    /// A condition as a slice writes it, such as `negation=yes` or `attribute.source=forum`; each one given must hold.
    #[param(rename = "where", value_type = Option<Vec<String>>, example = json!(["negation=yes"]))]
    conditions: Vec<Condition>,
    /// Words that the text must have, whatever their case and accents; of a file, among wrong rows only.
    #[param(max_length = 200)]
    pub(super) q: Option<String>,
    /// Whether to tell what each word adds to the predicted label's probability; 20 rows in a page then.
    #[param(value_type = Option<bool>, default = false)]
    pub(super) contributions: bool,
    /// The most rows to answer.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200, default = 20)]
    limit: usize,
    /// The `next_cursor` of the page before.
    #[param(rename = "cursor", value_type = Option<String>)]
    after: Option<Cursor>,
}

impl<'de> Deserialize<'de> for RowsQuery {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let pairs = Vec::<(String, String)>::deserialize(deserializer)?;
        let mut query = Self {
            order: Order::MostConfident,
            seed: 0,
            wrong: Some(true),
            gold: None,
            predicted: None,
            conditions: Vec::new(),
            q: None,
            contributions: false,
            limit: DEFAULT_LIMIT,
            after: None,
        };
        let mut seed = 0;
        for (name, value) in pairs {
            match name.as_str() {
                "order" => {
                    query.order = order(&value).ok_or_else(|| unfit(&name, "confident, border, random or doubtful"))?;
                }
                "seed" => seed = read(&name, &value)?,
                "wrong" => {
                    query.wrong = match value.as_str() {
                        "true" => Some(true),
                        "false" => Some(false),
                        "any" => None,
                        _ => return Err(unfit(&name, "true, false or any")),
                    }
                }
                "gold" => query.gold = Some(value),
                "predicted" => query.predicted = Some(value),
                "where" => query.conditions.push(value.parse().map_err(de::Error::custom)?),
                "q" if value.chars().count() > MAX_SEARCH_CHARS => {
                    return Err(de::Error::custom(format_args!("q has {MAX_SEARCH_CHARS} characters at most")));
                }
                "q" => query.q = Some(value).filter(|value| !value.trim().is_empty()),
                "contributions" => query.contributions = read(&name, &value)?,
                "limit" => {
                    let limit: usize = read(&name, &value)?;
                    if !(1..=MAX_LIMIT).contains(&limit) {
                        return Err(unfit(&name, "a whole number between 1 and 200"));
                    }
                    query.limit = limit;
                }
                "cursor" => query.after = Some(value.parse().map_err(de::Error::custom)?),
                _ => return Err(de::Error::custom(format_args!("unknown parameter `{name}`"))),
            }
        }
        if let Order::Random(_) = query.order {
            query.order = Order::Random(seed);
        }
        Ok(query)
    }
}

fn order(value: &str) -> Option<Order> {
    Some(match value {
        "confident" => Order::MostConfident,
        "border" => Order::NearestBorder,
        "random" => Order::Random(0),
        "doubtful" => Order::Doubtful,
        _ => return None,
    })
}

fn read<T: FromStr, E: de::Error>(name: &str, value: &str) -> Result<T, E> {
    value.parse().map_err(|_| de::Error::custom(format_args!("{name} cannot be `{value}`")))
}

fn unfit<E: de::Error>(name: &str, wanted: &str) -> E {
    de::Error::custom(format_args!("{name} is not {wanted}"))
}

impl RowsQuery {
    /// What is meant of the rows of `look`.
    pub(super) fn selection(&self, look: &Look) -> Result<Selection, Problem> {
        let labels = &look.columns.labels;
        let place = |label: &Option<String>, parameter: &str| match label {
            None => Ok(None),
            Some(label) => place_of(label, labels).map(Some).ok_or_else(|| unknown_label(parameter, labels)),
        };
        let most = if self.contributions { MAX_EXPLAINED } else { MAX_LIMIT };
        Ok(Selection {
            order: self.order,
            gold: place(&self.gold, "gold")?,
            predicted: place(&self.predicted, "predicted")?,
            wrong: self.wrong,
            conditions: self.conditions.clone(),
            among: None,
            after: self.after,
            limit: self.limit.min(most),
        })
    }
}

fn unknown_label(parameter: &str, labels: &[String]) -> Problem {
    let known = labels.join(", ");
    Problem::new(
        Kind::InvalidParameter,
        format!("« {parameter} » : les étiquettes sont {known}."),
        format!("'{parameter}': the labels are {known}."),
    )
}
