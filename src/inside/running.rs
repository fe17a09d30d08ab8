//! What the network would answer had the text ended after each of its tokens.

use super::scorer::Scorer;
use crate::runtime::InferError;

/// Scores of a text's beginnings.
#[derive(Clone, Debug, PartialEq)]
pub struct Running {
    /// Of no token at all; none where the network would then have nothing to read.
    pub empty: Option<f32>,
    /// After each token that the network reads, special ones and padding not counted. The last is the score of the whole.
    pub after: Vec<Option<f32>>,
}

/// The scores of every beginning of the tokens read. Each is finished as the tokenizer finishes a text: special tokens
/// around it, padding up to a fixed length behind it. Where the limit cut the text, these are beginnings of what is left.
///
/// # Errors
/// As [`Scorer::scores`].
pub async fn scores(scorer: &Scorer) -> Result<Running, InferError> {
    let read = scorer.read();
    let beginnings: Vec<_> = (0..=read.len()).map(|end| read[..end].to_vec()).collect();
    let mut after = scorer.scores(&beginnings).await?;
    let empty = after.remove(0);
    Ok(Running { empty, after })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inside::samples::Sample;

    const TEXT: &str = "Un film brillant mais une histoire nulle";

    #[tokio::test(flavor = "multi_thread")]
    async fn the_last_is_the_prediction_and_each_that_of_its_beginning() {
        let sample = Sample::new();
        let graphs = sample.graphs();
        assert!(graphs.len() >= 4, "{graphs:?}");
        for model in graphs {
            let (scorer, words) = sample.scorer(TEXT, &model, None).await;
            let running = scores(&scorer).await.unwrap();
            assert_eq!(running.after.len(), scorer.read().len());
            assert_eq!(running.after.last().unwrap().unwrap(), scorer.whole()[scorer.target()]);
            for word in &words {
                let beginning: String = TEXT.chars().take(word.span.end).collect();
                let expected = sample.predict(&beginning, &model, scorer.target()).await;
                let after = running.after[*word.tokens.last().unwrap()].unwrap();
                // A quantised graph may take its scale from the batch; the test models' do.
                let exact = model.ends_with(":fp32") && !model.starts_with("tiny-transformer");
                let same = if exact { after == expected } else { (after - expected).abs() < 1e-2 };
                assert!(same, "{model}: '{beginning}' {after} {expected}");
            }
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_is_read_of_no_token_unless_the_tokenizer_adds_some() {
        let sample = Sample::new();
        for (model, reads) in [("tiny", false), ("tiny-transformer", true)] {
            let (scorer, _) = sample.scorer("Un film", model, Some(1)).await;
            assert_eq!(scores(&scorer).await.unwrap().empty.is_some(), reads, "{model}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_network_that_reads_its_padding_reads_it_behind_each_beginning() {
        let sample = Sample::shipped();
        for model in ["imdb-lstm:fp32", "imdb-lstm:int8"] {
            let text = "A good story, but a boring ending";
            let (scorer, words) = sample.scorer(text, model, Some(1)).await;
            let running = scores(&scorer).await.unwrap();
            assert!(running.empty.is_some());
            assert_eq!(running.after.len(), 7);
            for (word, after) in words.iter().zip(&running.after) {
                let beginning: String = text.chars().take(word.span.end).collect();
                assert_eq!(*after, Some(sample.predict(&beginning, model, 1).await), "{beginning}");
            }
        }
    }
}
