//! The stages that a text goes through on its way to ids, each with what does it and what comes out of it.

use serde::Serialize;
use serde_json::Value;
use tokenizers::ModelWrapper;
use utoipa::ToSchema;

use super::encoding::{Inspection, Truncation};
use super::switches::{Switch, Switches};
use super::tokenizer::Tokenizer;

/// How much of a stage's result is shown: more than a class reads, and a text of a megabyte has 200,000 tokens.
const SHOWN: usize = 1000;

/// The beginning of a list, and how long the whole is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beginning {
    /// The first thousand.
    pub shown: Vec<String>,
    /// How many there are.
    pub total: usize,
}

/// Which stage, in the `tokenizers` crate's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageName {
    /// Le texte est mis en forme (minuscules, Unicode). The text is brought into one form (case, Unicode).
    Normalize,
    /// Le texte est coupé en mots. The text is cut into words.
    PreTokenize,
    /// Chaque mot devient un ou plusieurs tokens du vocabulaire. Each word becomes one or more tokens of the vocabulary.
    Model,
    /// Les erreurs demandées sont faites. The mistakes that were asked for are made.
    Switches,
    /// Ce qui dépasse la longueur du modèle est coupé. What exceeds the model's length is cut.
    Truncate,
    /// Les tokens spéciaux sont ajoutés. Special tokens are added.
    PostProcess,
    /// Les identifiants, complétés jusqu'à la longueur fixe. The ids, filled up to the fixed length.
    Pad,
}

/// What comes out of a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum StageResult {
    /// A text.
    Text(String),
    /// Words, or tokens.
    Pieces(Vec<String>),
    /// Ids.
    Ids(Vec<u32>),
}

/// One stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Stage {
    /// Which.
    pub stage: StageName,
    /// What does it, in the `tokenizers` crate's terms and in order; empty where nothing is done.
    #[schema(example = json!(["NFKC", "Lowercase"]))]
    pub by: Vec<String>,
    /// What comes out: a text, words, tokens, or ids. At most the first thousand characters, words, tokens or ids.
    #[schema(example = json!(["un", "film", "brillant"]))]
    pub result: StageResult,
    /// How many characters, words, tokens or ids came out.
    #[schema(example = 3)]
    pub total: usize,
}

impl Beginning {
    pub(super) fn of<'t>(items: impl ExactSizeIterator<Item = &'t str>) -> Self {
        let total = items.len();
        Self { shown: items.take(SHOWN).map(str::to_owned).collect(), total }
    }
}

impl Tokenizer {
    /// The stages of a text that was looked at with `switches`, in their order.
    pub fn stages(&self, inspection: &Inspection, switches: Switches) -> Vec<Stage> {
        let inner = &self.inner;
        let characters = inspection.normalized.chars().take(SHOWN).collect();
        let mut stages = vec![Stage {
            stage: StageName::Normalize,
            by: parts(inner.get_normalizer()),
            result: StageResult::Text(characters),
            total: inspection.normalized.chars().count(),
        }];
        let glued = switches.punctuation_glued;
        let splitter = if glued { vec!["WhitespaceSplit".to_owned()] } else { parts(inner.get_pre_tokenizer()) };
        stages.push(pieces(StageName::PreTokenize, splitter, inspection.pieces.clone()));
        stages.push(pieces(StageName::Model, vec![model(inner.get_model()).to_owned()], inspection.looked_up.clone()));
        if let Some(swapped) = &inspection.swapped {
            let swaps = Vec::from(Switches { punctuation_glued: false, ..switches });
            let by = swaps.iter().map(|switch: &Switch| text(&serde_json::to_value(switch).unwrap_or_default()));
            stages.push(pieces(StageName::Switches, by.collect(), swapped.clone()));
        }
        let tokens = &inspection.tokens;
        let own: Vec<&str> = tokens.iter().filter(|token| !token.special).map(|token| token.token.as_str()).collect();
        let truncation = match self.truncation() {
            _ if !inspection.encoding.truncated => Vec::new(),
            Truncation::Head => vec!["head".to_owned()],
            Truncation::Tail => vec!["tail".to_owned()],
            Truncation::WholeTail => vec!["whole-tail".to_owned()],
            Truncation::HeadTail => vec!["head+tail".to_owned()],
        };
        stages.push(pieces(StageName::Truncate, truncation, Beginning::of(own.into_iter())));
        let all = Beginning::of(tokens.iter().map(|token| token.token.as_str()));
        stages.push(pieces(StageName::PostProcess, parts(inner.get_post_processor()), all));
        let ids = &inspection.encoding.ids;
        stages.push(Stage {
            stage: StageName::Pad,
            by: self.fixed_length().map(|length| format!("Fixed({length})")).into_iter().collect(),
            result: StageResult::Ids(ids.iter().copied().take(SHOWN).collect()),
            total: ids.len(),
        });
        stages
    }
}

fn pieces(stage: StageName, by: Vec<String>, beginning: Beginning) -> Stage {
    Stage { stage, by, result: StageResult::Pieces(beginning.shown), total: beginning.total }
}

/// The model's kind, as `tokenizer.json` has it. Written out like the other parts, its whole vocabulary would be.
fn model(model: &ModelWrapper) -> &'static str {
    match model {
        ModelWrapper::BPE(_) => "BPE",
        ModelWrapper::WordPiece(_) => "WordPiece",
        ModelWrapper::WordLevel(_) => "WordLevel",
        ModelWrapper::Unigram(_) => "Unigram",
    }
}

/// The names of a pipeline's part, or of the parts of a sequence, as `tokenizer.json` has them.
fn parts(part: Option<&impl Serialize>) -> Vec<String> {
    let Some(part) = part.and_then(|part| serde_json::to_value(part).ok()) else { return Vec::new() };
    let sequence = ["normalizers", "pretokenizers", "processors"].iter().find_map(|list| part[list].as_array());
    match sequence {
        Some(list) => list.iter().flat_map(|part| parts(Some(part))).collect(),
        None => vec![text(&part["type"])],
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
