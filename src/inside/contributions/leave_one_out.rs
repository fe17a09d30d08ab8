//! A word's contribution as the difference that its absence makes: score of the text, less score of the text without it.
//! Not additive: two words that say the same may both weigh nothing.

use super::{Contribution, part};
use crate::inside::scorer::Scorer;
use crate::inside::words::Word;
use crate::runtime::InferError;

/// The contribution of each of `words`. One run for each, beside the run of the whole.
///
/// # Errors
/// As [`Scorer::scores`].
pub async fn leave_one_out(scorer: &Scorer, words: Vec<Word>) -> Result<Vec<Contribution>, InferError> {
    let read = scorer.read();
    let mut parts: Vec<_> = (0..words.len()).map(|out| part(read, &words, |at| at != out)).collect();
    parts.push(read.to_vec());
    let mut scores = scorer.scores(&parts).await?;
    let whole = scores.pop().flatten();
    let contribution = |(word, without): (Word, Option<f32>)| {
        let value = whole.zip(without).map(|(whole, without)| whole - without);
        Contribution { word, value, standard_error: None }
    };
    Ok(words.into_iter().zip(scores).map(contribution).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inside::samples::Sample;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_value_is_the_score_less_that_of_the_text_without_the_word() {
        let sample = Sample::new();
        let text = "Un film brillant mais une histoire nulle";
        for model in ["tiny:fp32", "tiny-nomask:fp32", "tiny-bow:fp32", "tiny-bilstm-stacked:fp32"] {
            let (scorer, words) = sample.scorer(text, model, None).await;
            let contributions = leave_one_out(&scorer, words).await.unwrap();
            assert_eq!(contributions.len(), 7);
            let whole = scorer.whole()[scorer.target()];
            for (out, contribution) in contributions.iter().enumerate() {
                let rest = text.split(' ').enumerate().filter(|(at, _)| *at != out).map(|(_, word)| word);
                let rest = sample.predict(&rest.collect::<Vec<_>>().join(" "), model, scorer.target()).await;
                assert_eq!(contribution.value, Some(whole - rest), "{model}: {}", contribution.word.text);
            }
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_only_word_is_weighed_against_an_empty_text_where_the_network_reads_one() {
        let sample = Sample::new();
        for (model, weighed) in [("tiny", false), ("tiny-transformer", true)] {
            let (scorer, words) = sample.scorer("brillant", model, None).await;
            let contributions = leave_one_out(&scorer, words).await.unwrap();
            assert_eq!(contributions[0].value.is_some(), weighed, "{model}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_the_limit_cut_has_no_contribution() {
        let sample = Sample::new();
        let text = "film ".repeat(20);
        let (scorer, words) = sample.scorer(&text, "tiny", None).await;
        let contributions = leave_one_out(&scorer, words).await.unwrap();
        assert_eq!(contributions.len(), 16);
        assert_eq!(sample.runs(), 2, "sixteen times the same text");
    }
}
