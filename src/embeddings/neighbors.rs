//! The words nearest to a word, by cosine.

use serde::Serialize;
use utoipa::ToSchema;

use super::error::EmbeddingError;
use super::vector::{cosine, wide};
use super::word::Opened;
use crate::runtime::vocabulary::Entry;

/// The most neighbours given: behind them nobody looks.
pub const MAX_NEIGHBORS: usize = 100;

/// A word's neighbours.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Neighborhood {
    /// Whose embedding.
    #[schema(example = "avis-bilstm")]
    pub model: String,
    /// The word, as sent.
    #[schema(example = "superbe")]
    pub word: String,
    /// What the model reads of it. Of several pieces, the vector is the mean.
    #[schema(example = json!(["superbe"]))]
    pub pieces: Vec<String>,
    /// `vocabulary`: the vocabulary has the word, and its vector is a row of the embedding. `mean_of_pieces`: it has not,
    /// and the vector is the mean of its pieces' rows.
    #[schema(example = "vocabulary")]
    pub vector: VectorOrigin,
    /// The nearest entries of the vocabulary, nearest first; neither the word itself nor special tokens are among them.
    pub neighbors: Vec<Neighbor>,
}

/// Where a word's vector comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VectorOrigin {
    /// A row of the embedding.
    Vocabulary,
    /// The mean of several.
    MeanOfPieces,
}

/// An entry of the vocabulary near a word.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Neighbor {
    /// As the vocabulary writes it.
    #[schema(example = "magnifique")]
    pub word: String,
    /// Its row in the embedding.
    #[schema(example = 1204)]
    pub id: u32,
    /// The cosine of the angle between the two vectors, between -1 and 1.
    #[schema(example = 0.83, minimum = -1, maximum = 1)]
    pub similarity: f32,
    /// Whether it only goes on a word that another token begins.
    pub piece: bool,
}

/// The `count` nearest of `text`; of whole words only where `whole` says so.
pub(super) fn neighbors(
    opened: &Opened,
    text: &str,
    count: usize,
    whole: bool,
) -> Result<Neighborhood, EmbeddingError> {
    let word = opened.word(text)?;
    let own = if let [only] = word.pieces.as_slice() { Some(only.id) } else { None };
    let entries = opened.tokenizer().vocabulary().entries().iter();
    let left_out = |entry: &Entry| entry.special || entry.unknown || Some(entry.id) == own || whole && entry.piece;
    let others = entries.filter(|entry| !left_out(entry));
    let mut near: Vec<_> =
        others.filter_map(|entry| Some((cosine(&word.vector, &wide(opened.row(entry.id)?)), entry))).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.id.cmp(&b.1.id)));
    let neighbors = near.into_iter().take(count).map(|(similarity, entry)| Neighbor {
        word: entry.token.clone(),
        id: entry.id,
        similarity: similarity as f32,
        piece: entry.piece,
    });
    Ok(Neighborhood {
        model: opened.model().name.clone(),
        pieces: word.pieces.iter().map(|piece| piece.token.clone()).collect(),
        vector: if own.is_some() { VectorOrigin::Vocabulary } else { VectorOrigin::MeanOfPieces },
        word: word.word,
        neighbors: neighbors.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embeddings::samples::opened;

    #[test]
    fn the_nearest_come_first_without_the_word_itself() {
        let opened = opened("tiny");
        let near = neighbors(&opened, "Film", 100, false).unwrap();
        assert_eq!((near.pieces.as_slice(), near.vector), (&["film".to_owned()][..], VectorOrigin::Vocabulary));
        // 73 entries, of which two are special and one is the word.
        assert_eq!(near.neighbors.len(), 70);
        assert!(near.neighbors.is_sorted_by(|a, b| a.similarity >= b.similarity));
        assert!(!near.neighbors.iter().any(|one| ["film", "[PAD]", "[UNK]"].contains(&one.word.as_str())));
        let again = neighbors(&opened, "film", 3, false).unwrap();
        assert_eq!(again.neighbors, near.neighbors[..3]);
    }

    #[test]
    fn pieces_are_said_to_be_pieces_and_can_be_left_out() {
        let opened = opened("tiny-transformer");
        let near = neighbors(&opened, "acting", 100, false).unwrap();
        assert_eq!(near.vector, VectorOrigin::MeanOfPieces);
        assert!(near.pieces.len() > 1 && near.neighbors.iter().any(|one| one.piece && one.word == "##ing"));
        let whole = neighbors(&opened, "acting", 100, true).unwrap();
        assert!(!whole.neighbors.is_empty() && whole.neighbors.iter().all(|one| !one.piece));
    }
}
