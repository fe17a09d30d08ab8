//! What `POST /predict` takes.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::http::problem::Problem;
use crate::runtime::{Switch, Switches};

/// What is asked: a text, or a list of texts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PredictRequest {
    pub(super) text: Option<String>,
    pub(super) texts: Option<Vec<String>>,
    pub(super) model: Option<String>,
    pub(super) log: Option<bool>,
    pub(super) switches: Option<Switches>,
}

/// One text to classify.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PredictOne {
    /// The text. What exceeds the model's length is cut, and the answer says so.
    #[schema(pattern = r"\S", example = "Un film brillant, drôle et émouvant.")]
    pub(super) text: String,
    /// `name`, `name:fp32` or `name:int8`. Without one, the text's language chooses.
    #[schema(nullable = true, example = "avis-bilstm")]
    pub(super) model: Option<String>,
    /// `false` keeps the prediction out of the log; it then has no id.
    #[schema(nullable = true, default = true)]
    pub(super) log: Option<bool>,
    /// Mistakes to make on purpose when the text becomes numbers, as `/tokenize` shows; the prediction is then no
    /// measure of the model, and never logged: `log: true` beside them is refused.
    #[schema(nullable = true, required = false, value_type = Vec<Switch>, example = json!([]))]
    pub(super) switches: Option<Switches>,
}

/// Texts to classify.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it describes a form of the body; PredictRequest reads both forms")]
pub struct PredictMany {
    /// The texts, answered in their order.
    #[schema(min_items = 1, max_items = 10_000, value_type = Vec<NonBlank>)]
    texts: Vec<String>,
    /// `name`, `name:fp32` or `name:int8`. Without one, each text's language chooses.
    #[schema(nullable = true, example = "avis-bilstm")]
    model: Option<String>,
    /// `false` keeps the predictions out of the log; they then have no id.
    #[schema(nullable = true, default = true)]
    log: Option<bool>,
    /// Mistakes to make on purpose when the text becomes numbers, as `/tokenize` shows; the prediction is then no
    /// measure of the model, and never logged: `log: true` beside them is refused.
    #[schema(nullable = true, required = false, value_type = Vec<Switch>, example = json!([]))]
    switches: Option<Switches>,
}

/// A text with something in it.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, pattern = r"\S", example = "Un film brillant.")]
#[expect(dead_code, reason = "it describes an element of PredictMany's list")]
pub struct NonBlank(String);

/// The body, in either form.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it describes the body; PredictRequest reads it")]
pub enum PredictBody {
    /// One text.
    One(PredictOne),
    /// Several.
    Many(PredictMany),
}

/// What a request asks of each of its texts.
#[derive(Clone, Copy)]
pub(super) struct Terms<'r> {
    pub(super) model: Option<&'r str>,
    pub(super) log: bool,
    pub(super) switches: Switches,
}

impl<'r> Terms<'r> {
    /// A prediction with mistakes is never logged: it would count among the model's own errors.
    pub(super) fn of(model: Option<&'r str>, log: Option<bool>, switches: Option<Switches>) -> Result<Self, Problem> {
        let switches = switches.unwrap_or_default();
        match log {
            Some(true) if switches.any() => Err(Problem::field(
                "/log",
                "Une prédiction faite avec « switches » n'est jamais enregistrée : retirez « log ».",
                "A prediction made with 'switches' is never logged: leave 'log' out.",
            )),
            _ => Ok(Self { model, log: log.unwrap_or(true) && !switches.any(), switches }),
        }
    }
}
