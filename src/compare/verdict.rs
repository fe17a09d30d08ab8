//! What one of those asked says of one text.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::lexicon::{self, Match};
use super::subject::Subject;
use super::{Ask, CompareError, Missing};
use crate::mistral::Usage;
use crate::runtime::Admission;
use crate::sentiment::{PredictError, Prediction, Predictor, Request};
use crate::tutor::{Judgement, Sentiment, Tutor};

const NEGATIVE: &str = "negative";
const POSITIVE: &str = "positive";

/// A label with its probability, and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The most probable label; none where the word list found nothing that tips the scales.
    pub label: Option<String>,
    /// Its probability; of the language model, the certainty that it claims.
    pub score: f32,
    /// Every label's.
    pub scores: BTreeMap<String, f32>,
    /// Its own work: a network's tokenizing and run, without the wait for a free worker; of the language model, the whole
    /// call.
    pub time: Duration,
    /// What only its kind has.
    pub detail: Detail,
}

/// What only one kind of subject has to say.
#[derive(Clone, Debug, PartialEq)]
pub enum Detail {
    /// A network.
    Network {
        /// Tokens that it read.
        tokens: u32,
        /// Whether its length limit cut the text.
        truncated: bool,
    },
    /// The word list.
    Keywords {
        /// The words that it found.
        matched: Vec<Match>,
    },
    /// The language model.
    Mistral {
        /// Its name.
        language_model: String,
        /// Tokens, where it counted them.
        usage: Option<Usage>,
    },
}

impl Verdict {
    /// The label whose probability is followed through the edits: the original's, or `positive` where it has none.
    pub(super) fn target(&self) -> &str {
        self.label.as_deref().unwrap_or(POSITIVE)
    }

    /// The probability of `label`; none where there is no such label.
    pub(super) fn probability(&self, label: &str) -> Option<f32> {
        self.scores.get(label).copied()
    }

    fn of_two(positive: f32, label: Option<&str>, time: Duration, detail: Detail) -> Self {
        let scores = BTreeMap::from([(NEGATIVE.to_owned(), 1.0 - positive), (POSITIVE.to_owned(), positive)]);
        let score = label.and_then(|label| scores.get(label)).copied().unwrap_or(positive);
        Self { label: label.map(str::to_owned), score, scores, time, detail }
    }
}

/// What `subject` says of `text`. Nothing is recorded as a prediction. Dropping the future takes the text out of the queue,
/// and ends the call.
pub(super) async fn verdict(
    predictor: &Predictor,
    tutor: &Tutor,
    ask: &Ask<'_>,
    subject: &Subject,
    text: &str,
) -> Result<Result<Verdict, Missing>, CompareError> {
    match subject {
        Subject::Network(_) => {
            let name = subject.name();
            let request = Request { text, model: Some(&name), deadline: ask.deadline, admission: Admission::Wait };
            match predictor.predict(request).await {
                Ok(prediction) => Ok(Ok(prediction.into())),
                Err(PredictError::EmptyText) => Ok(Err(Missing::NothingToRead)),
                Err(error) => Err(error.into()),
            }
        }
        Subject::Keywords => Ok(Ok(by_keywords(text))),
        Subject::Mistral { .. } => {
            let began = Instant::now();
            let judged = tokio::time::timeout_at(ask.deadline.into(), tutor.judge(ask.origin, text)).await;
            Ok(match judged {
                Ok(Ok(judgement)) => Ok(by_mistral(judgement, began.elapsed())),
                Ok(Err(error)) => Err(Missing::Mistral(error)),
                Err(_) => Err(Missing::TooLate),
            })
        }
    }
}

impl From<Prediction> for Verdict {
    fn from(prediction: Prediction) -> Self {
        let Prediction { label, score, scores, tokens, truncated, timing, .. } = prediction;
        Self {
            label: Some(label),
            score,
            scores,
            time: Duration::from_secs_f32((timing.tokenize + timing.inference).max(0.0) / 1e3),
            detail: Detail::Network { tokens, truncated },
        }
    }
}

fn by_keywords(text: &str) -> Verdict {
    let began = Instant::now();
    let count = lexicon::weigh(text);
    let label = match count.positive {
        positive if positive > 0.5 => Some(POSITIVE),
        positive if positive < 0.5 => Some(NEGATIVE),
        _ => None,
    };
    Verdict::of_two(count.positive, label, began.elapsed(), Detail::Keywords { matched: count.matched })
}

fn by_mistral(judgement: Judgement, time: Duration) -> Verdict {
    let Judgement { label, score, model, usage } = judgement;
    let score = score as f32;
    let (label, positive) = match label {
        Sentiment::Positive => (POSITIVE, score),
        Sentiment::Negative => (NEGATIVE, 1.0 - score),
    };
    Verdict::of_two(positive, Some(label), time, Detail::Mistral { language_model: model, usage })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tie_has_no_label_and_follows_the_positive_one() {
        let tie = by_keywords("Une histoire de marins.");
        assert_eq!((tie.label.as_deref(), tie.target()), (None, "positive"));
        assert_eq!(tie.probability("positive"), Some(0.5));
        assert_eq!(by_keywords("Un film nul.").target(), "negative");
        assert_eq!(by_keywords("Un film nul.").probability("neutral"), None);
    }

    #[test]
    fn a_judgement_is_read_as_two_shares() {
        let judgement = Judgement { label: Sentiment::Negative, score: 0.75, model: "m".to_owned(), usage: None };
        let verdict = by_mistral(judgement, Duration::ZERO);
        assert_eq!((verdict.label.as_deref(), verdict.score), (Some("negative"), 0.75));
        assert_eq!(verdict.probability("positive"), Some(0.25));
    }
}
