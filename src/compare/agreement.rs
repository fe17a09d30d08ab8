//! How far those asked say the same. Only what has the same labels can.

use super::Answer;

/// How far the answers say the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// The share of the pairs that give the same label; none where nothing could be compared.
    pub share: Option<f32>,
    /// Pairs of answers with the same set of labels.
    pub pairs: usize,
    /// The pairs that give different labels, by name.
    pub differ: Vec<[String; 2]>,
    /// Those in no pair: no label, no answer, or nobody else with their labels.
    pub alone: Vec<String>,
}

impl Agreement {
    pub(super) fn among(answers: &[Answer]) -> Self {
        let mut agreement = Self { share: None, pairs: 0, differ: Vec::new(), alone: Vec::new() };
        let labelled: Vec<Labelled<'_>> = answers.iter().filter_map(Labelled::of).collect();
        for (at, one) in labelled.iter().enumerate() {
            for other in labelled[at + 1..].iter().filter(|other| other.labels == one.labels) {
                agreement.pairs += 1;
                if one.label != other.label {
                    agreement.differ.push([one.model.to_owned(), other.model.to_owned()]);
                }
            }
        }
        let paired = |name: &str| {
            let own = labelled.iter().find(|one| one.model == name);
            own.is_some_and(|own| labelled.iter().filter(|one| one.labels == own.labels).count() > 1)
        };
        let names = answers.iter().map(|answer| &answer.about.model);
        agreement.alone = names.filter(|name| !paired(name)).cloned().collect();
        let same = agreement.pairs - agreement.differ.len();
        agreement.share = (agreement.pairs > 0).then(|| same as f32 / agreement.pairs as f32);
        agreement
    }
}

struct Labelled<'a> {
    model: &'a str,
    label: &'a str,
    labels: Vec<&'a String>,
}

impl<'a> Labelled<'a> {
    fn of(answer: &'a Answer) -> Option<Self> {
        let verdict = answer.verdict.as_ref().ok()?;
        let label = verdict.label.as_deref()?;
        Some(Self { model: &answer.about.model, label, labels: verdict.scores.keys().collect() })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::compare::{About, Detail, Missing, Verdict};

    fn answer(model: &str, label: Option<&str>, labels: [&str; 2]) -> Answer {
        let about = About { model: model.to_owned(), model_type: "lstm".to_owned(), bytes: None, parameters: None };
        let verdict = Verdict {
            label: label.map(str::to_owned),
            score: 0.5,
            scores: labels.map(|label| (label.to_owned(), 0.5)).into(),
            time: Duration::ZERO,
            detail: Detail::Network { tokens: 1, truncated: false },
        };
        Answer { about, verdict: Ok(verdict) }
    }

    const TWO: [&str; 2] = ["negative", "positive"];

    #[test]
    fn pairs_are_counted_among_the_same_labels() {
        let stars = ["1 étoile", "5 étoiles"];
        let mut answers = vec![
            answer("a", Some("positive"), TWO),
            answer("b", Some("negative"), TWO),
            answer("c", Some("positive"), TWO),
            answer("stars", Some("5 étoiles"), stars),
            answer("tie", None, TWO),
        ];
        let gone = About { model: "gone".to_owned(), ..answers[0].about.clone() };
        answers.push(Answer { about: gone, verdict: Err(Missing::TooLate) });
        let agreement = Agreement::among(&answers);
        assert_eq!(agreement.pairs, 3);
        assert_eq!(agreement.differ, [["a", "b"], ["b", "c"]]);
        assert!((agreement.share.unwrap() - 1.0 / 3.0).abs() < 1e-6);
        assert_eq!(agreement.alone, ["stars", "tie", "gone"]);
    }

    #[test]
    fn one_answer_agrees_with_nobody() {
        let agreement = Agreement::among(&[answer("a", Some("positive"), TWO)]);
        assert_eq!((agreement.share, agreement.pairs, agreement.alone), (None, 0, vec!["a".to_owned()]));
    }
}
