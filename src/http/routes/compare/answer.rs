//! A comparison as it is sent: what each model says of the text.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::variant::VariantAnswer;
use crate::compare::{Answer, Comparison, Detail, Missing, Verdict};
use crate::http::problem::{Language, Problem, ProblemDocument};
use crate::mistral::Usage;

/// The answers side by side.
#[derive(Debug, Serialize, ToSchema)]
pub struct CompareAnswer {
    /// The language detected, among those served; null when in doubt.
    #[schema(example = "fr")]
    language: Option<&'static str>,
    /// What fixed the orders of `shuffle`.
    seed: u64,
    /// In the order of `models`.
    answers: Vec<ModelAnswer>,
    /// How far they say the same.
    agreement: AgreementAnswer,
    /// In the order of `variants`.
    variants: Vec<VariantAnswer>,
}

/// One model's answer: `label`, `score` and what belongs to them, or `error`.
#[derive(Debug, Serialize, ToSchema)]
struct ModelAnswer {
    /// As `models` takes it, with the graph that answered.
    #[schema(example = "avis-bilstm:int8")]
    model: String,
    /// `lstm`, `bilstm`, ... of a network; `keywords`; `language_model`.
    #[schema(example = "bilstm")]
    model_type: String,
    /// Size on disk: of a network, its graph. Null of a language model.
    bytes: Option<u64>,
    /// Trained numbers; of `keywords`, its words. Null of a language model.
    parameters: Option<u64>,
    /// The most probable label; null where `keywords` finds nothing that tips the scales.
    #[schema(example = "positive")]
    label: Option<String>,
    /// Its probability; of `mistral`, the certainty that it claims.
    #[schema(minimum = 0, maximum = 1, example = 0.93)]
    score: Option<f32>,
    /// Every label's.
    #[schema(example = json!({"negative": 0.07, "positive": 0.93}))]
    scores: Option<BTreeMap<String, f32>>,
    /// Its own work in milliseconds: a network's tokenizing and run, without the wait for a free worker; of `mistral`, the
    /// whole call.
    time_ms: Option<f32>,
    /// How many tokens a network read.
    #[serde(skip_serializing_if = "Option::is_none")]
    tokens: Option<u32>,
    /// Whether a network's length limit cut the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    truncated: Option<bool>,
    /// The words that `keywords` found.
    #[serde(skip_serializing_if = "Option::is_none")]
    matched: Option<Vec<MatchAnswer>>,
    /// Which language model `mistral` is.
    #[serde(skip_serializing_if = "Option::is_none")]
    language_model: Option<String>,
    /// Its tokens, where it counted them.
    #[serde(skip_serializing_if = "Option::is_none")]
    usage: Option<Usage>,
    /// Why there is no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ProblemDocument>,
}

/// A word of the list that the text has.
#[derive(Debug, Serialize, ToSchema)]
struct MatchAnswer {
    /// In lower case.
    #[schema(example = "mauvais")]
    word: String,
    /// 2 strongly for, 1 for, -1 against, -2 strongly against.
    #[schema(minimum = -2, maximum = 2, example = -2)]
    weight: i32,
    /// How often the text has it.
    count: u32,
}

/// How far the answers say the same, among those with the same set of labels.
#[derive(Debug, Serialize, ToSchema)]
struct AgreementAnswer {
    /// The share of the pairs that give the same label; null where there is no pair.
    #[schema(minimum = 0, maximum = 1)]
    share: Option<f32>,
    /// Pairs of models with the same set of labels.
    pairs: usize,
    /// The pairs that differ.
    #[schema(example = json!([["avis-bilstm:int8", "keywords"]]))]
    differ: Vec<[String; 2]>,
    /// Models in no pair: without a label or an answer, or nobody else has their labels.
    alone: Vec<String>,
}

impl CompareAnswer {
    /// What was compared, its problems in `language`.
    pub(super) fn new(comparison: Comparison, seed: u64, language: Language) -> Self {
        let Comparison { language: detected, answers, agreement, variants } = comparison;
        let agreement = AgreementAnswer {
            share: agreement.share,
            pairs: agreement.pairs,
            differ: agreement.differ,
            alone: agreement.alone,
        };
        let answers = answers.into_iter().map(|answer| ModelAnswer::new(answer, language)).collect();
        let variants = variants.into_iter().map(|edited| VariantAnswer::new(edited, language)).collect();
        Self { language: detected, seed, answers, agreement, variants }
    }
}

impl ModelAnswer {
    fn new(answer: Answer, language: Language) -> Self {
        let Answer { about, verdict } = answer;
        let (verdict, error) = split(verdict, language);
        let mut answer = Self {
            model: about.model,
            model_type: about.model_type,
            bytes: about.bytes,
            parameters: about.parameters,
            label: None,
            score: None,
            scores: None,
            time_ms: None,
            tokens: None,
            truncated: None,
            matched: None,
            language_model: None,
            usage: None,
            error,
        };
        if let Some(verdict) = verdict {
            answer.fill(verdict);
        }
        answer
    }

    fn fill(&mut self, verdict: Verdict) {
        let Verdict { label, score, scores, time, detail } = verdict;
        // Whole microseconds, as in the timing of a prediction.
        self.time_ms = Some((time.as_micros() as f64 / 1e3) as f32);
        (self.label, self.score, self.scores) = (label, Some(score), Some(scores));
        match detail {
            Detail::Network { tokens, truncated } => (self.tokens, self.truncated) = (Some(tokens), Some(truncated)),
            Detail::Keywords { matched } => {
                let matched = matched.into_iter();
                let words = matched.map(|one| MatchAnswer { word: one.word, weight: one.weight, count: one.count });
                self.matched = Some(words.collect());
            }
            Detail::Mistral { language_model, usage } => {
                (self.language_model, self.usage) = (Some(language_model), usage);
            }
        }
    }
}

/// An answer, or why there is none, as a problem's document.
pub(super) fn split<T>(said: Result<T, Missing>, language: Language) -> (Option<T>, Option<ProblemDocument>) {
    match said {
        Ok(said) => (Some(said), None),
        Err(missing) => (None, Some(Problem::from(missing).document(language, None, None))),
    }
}
