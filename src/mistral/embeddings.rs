//! Texts into batches that every known server takes, and a server's answer into vectors of norm 1.

use std::ops::Range;

use serde::Deserialize;

use super::answer::{LooseUsage, lenient};
use super::{MistralError, Usage};

/// Texts in a request. Mistral takes 256 or 512, by who reports it; 64 fill the tokens in any case.
const MAX_TEXTS: usize = 64;
/// Estimated tokens in a request: Mistral refuses more than 16,384.
const MAX_TOKENS: usize = 12_000;

#[derive(Deserialize)]
struct Answer {
    data: Vec<Row>,
    #[serde(default, deserialize_with = "lenient")]
    usage: Option<LooseUsage>,
}

#[derive(Deserialize)]
struct Row {
    index: Option<usize>,
    embedding: Vec<f32>,
}

/// Cuts `texts` into batches, in order. A text longer than a batch makes one of its own.
pub fn batches(texts: &[String]) -> Vec<Range<usize>> {
    let mut batches = Vec::new();
    let (mut start, mut tokens) = (0, 0);
    for (index, text) in texts.iter().enumerate() {
        let more = estimated_tokens(text);
        if index > start && (index - start == MAX_TEXTS || tokens + more > MAX_TOKENS) {
            batches.push(start..index);
            (start, tokens) = (index, 0);
        }
        tokens += more;
    }
    if start < texts.len() {
        batches.push(start..texts.len());
    }
    batches
}

/// Reads the vectors of `count` texts, in the texts' order and of norm 1, and what they cost.
///
/// # Errors
/// [`MistralError::Unreadable`] when there are not as many, one has no direction, or they differ in length.
pub fn read(body: &[u8], count: usize) -> Result<(Vec<Vec<f32>>, Option<Usage>), MistralError> {
    let Answer { data, usage } = serde_json::from_slice(body).map_err(|_| MistralError::Unreadable)?;
    if data.len() != count {
        return Err(MistralError::Unreadable);
    }
    let mut places: Vec<Option<Vec<f32>>> = vec![None; count];
    for (position, Row { index, embedding }) in data.into_iter().enumerate() {
        let place = places.get_mut(index.unwrap_or(position)).ok_or(MistralError::Unreadable)?;
        if place.replace(normalised(embedding)?).is_some() {
            return Err(MistralError::Unreadable);
        }
    }
    let vectors: Vec<_> = places.into_iter().flatten().collect();
    same_length(&vectors)?;
    Ok((vectors, usage.and_then(|usage| usage.read())))
}

/// # Errors
/// [`MistralError::Unreadable`] when the vectors differ in length.
pub fn same_length(vectors: &[Vec<f32>]) -> Result<(), MistralError> {
    let is_same = vectors.windows(2).all(|pair| pair[0].len() == pair[1].len());
    if is_same { Ok(()) } else { Err(MistralError::Unreadable) }
}

/// Two bytes of letters or spaces a token, where prose has three to five; one byte of anything else, since figures and
/// signs often are a token each.
fn estimated_tokens(text: &str) -> usize {
    let halves = |c: char| if c.is_alphabetic() || c == ' ' { c.len_utf8() } else { 2 * c.len_utf8() };
    text.chars().map(halves).sum::<usize>() / 2 + 1
}

fn normalised(mut vector: Vec<f32>) -> Result<Vec<f32>, MistralError> {
    let norm = vector.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>().sqrt();
    if !norm.is_normal() {
        return Err(MistralError::Unreadable);
    }
    for x in &mut vector {
        *x = (f64::from(*x) / norm) as f32;
    }
    Ok(vector)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn lengths(texts: &[String]) -> Vec<usize> {
        batches(texts).into_iter().map(|range| range.len()).collect()
    }

    #[test]
    fn batches_keep_within_texts_and_tokens() {
        assert_eq!(lengths(&[]), [0; 0]);
        assert_eq!(lengths(&vec![String::new(); 64]), [64]);
        assert_eq!(lengths(&vec!["un".to_owned(); 130]), [64, 64, 2]);
        assert_eq!(lengths(&vec!["mot ".repeat(1000); 10]), [5, 5]);
        // Figures may be a token each.
        assert_eq!(lengths(&vec!["1234".repeat(1000); 7]), [2, 2, 2, 1]);
        let long = "mot ".repeat(20_000);
        assert_eq!(lengths(&["un".to_owned(), long, "deux".to_owned()]), [1, 1, 1]);
    }

    fn body(data: &Value) -> Vec<u8> {
        json!({"object": "list", "data": data, "usage": {"prompt_tokens": 5, "total_tokens": 5}})
            .to_string()
            .into_bytes()
    }

    #[test]
    fn vectors_come_in_the_texts_order_and_of_norm_1() {
        let data = json!([{"index": 1, "embedding": [0.0, 2.0]}, {"index": 0, "embedding": [3.0, 4.0]}]);
        let (vectors, usage) = read(&body(&data), 2).unwrap();
        assert_eq!(vectors, [[0.6, 0.8], [0.0, 1.0]]);
        assert_eq!(usage.unwrap().total_tokens, 5);
        let unnumbered = json!([{"embedding": [1.0]}, {"embedding": [-2.0]}]);
        assert_eq!(read(&body(&unnumbered), 2).unwrap().0, [[1.0], [-1.0]]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let row = json!({"index": 0, "embedding": [1.0, 0.0]});
        for (data, count) in [
            (json!([row]), 2),
            (json!([row, row]), 1),
            (json!([row, row]), 2),
            (json!([row, {"index": 2, "embedding": [1.0, 0.0]}]), 2),
            (json!([row, {"index": 1, "embedding": [1.0]}]), 2),
            (json!([{"index": 0, "embedding": [0.0, 0.0]}]), 1),
            (json!([{"index": 0, "embedding": []}]), 1),
            (json!([{"index": 0, "embedding": [1e60]}]), 1),
            (json!([{"index": 0, "embedding": [null]}]), 1),
            (json!([{"index": 0, "embedding": "AAAA"}]), 1),
            (json!(null), 1),
        ] {
            assert_eq!(read(&body(&data), count).unwrap_err(), MistralError::Unreadable, "{data}");
        }
        assert_eq!(read(b"<html>", 1).unwrap_err(), MistralError::Unreadable);
    }
}
