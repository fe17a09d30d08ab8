//! A word's vector: the row of the embedding where the vocabulary has the word whole, else the mean of its pieces' rows.

use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use super::error::{EmbeddingError, NotAWord};
use super::vector::{Vector, mean, wide};
use crate::models::Model;
use crate::runtime::weights::Tensor;
use crate::runtime::{Tokenizer, Weights};

/// The longest word, in characters: longer than any of French or English, and a bound on the work.
pub const MAX_WORD_CHARS: usize = 100;

/// A model whose embedding is being looked at.
#[derive(Debug)]
pub(super) struct Opened {
    model: Arc<Model>,
    weights: Arc<Weights>,
}

/// A word with its vector.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// As sent, without spaces around it.
    pub(super) word: String,
    /// What the model reads of it, at least one.
    pub(super) pieces: Vec<Piece>,
    /// Its place.
    pub(super) vector: Vector,
}

/// What a model reads of a word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Piece {
    /// Its row in the embedding.
    #[schema(example = 451)]
    pub id: u32,
    /// As the vocabulary writes it.
    #[schema(example = "film")]
    pub token: String,
}

impl Opened {
    /// Opens `model`; `weights` are its own.
    pub(super) fn new(model: Arc<Model>, weights: Arc<Weights>) -> Result<Self, EmbeddingError> {
        if weights.embedding().is_none() {
            return Err(EmbeddingError::NoEmbedding);
        }
        Ok(Self { model, weights })
    }

    pub(super) fn model(&self) -> &Arc<Model> {
        &self.model
    }

    pub(super) fn tokenizer(&self) -> &Tokenizer {
        &self.model.tokenizer
    }

    /// The embedding, [vocabulary, width].
    pub(super) fn matrix(&self) -> &Tensor {
        self.weights.embedding().expect("an opened model has an embedding")
    }

    /// The row of `id`; a graph may hold fewer than the tokenizer has ids that no text gets.
    pub(super) fn row(&self, id: u32) -> Option<&[f32]> {
        let (matrix, id) = (self.matrix(), usize::try_from(id).ok()?);
        (id < matrix.shape[0]).then(|| matrix.row(id))
    }

    /// The word that `text` is.
    ///
    /// # Errors
    /// When it is none, or the vocabulary knows it not even in pieces.
    pub(super) fn word(&self, text: &str) -> Result<Word, EmbeddingError> {
        let word = checked(text)?;
        let (tokenizer, vocabulary) = (self.tokenizer(), self.tokenizer().vocabulary());
        let known = |id: u32| vocabulary.entry(id).filter(|entry| !entry.special && !entry.unknown);
        let mut ids = tokenizer.pieces(word)?;
        if ids.len() != 1 {
            // Named as the vocabulary writes it. A piece without a sign of being one would stand for another word.
            let named = tokenizer.token_id(word).and_then(known);
            if let Some(entry) = named.filter(|entry| !entry.piece || entry.token != entry.text) {
                ids = vec![entry.id];
            }
        }
        let piece = |id: &u32| {
            let entry = known(*id)?;
            Some((Piece { id: *id, token: entry.token.clone() }, wide(self.row(*id)?)))
        };
        let known: Option<Vec<(Piece, Vector)>> = ids.iter().map(piece).collect();
        let Some(known) = known.filter(|known| !known.is_empty()) else {
            return Err(EmbeddingError::UnknownWords { words: vec![word.to_owned()] });
        };
        let (pieces, rows): (Vec<Piece>, Vec<Vector>) = known.into_iter().unzip();
        Ok(Word { word: word.to_owned(), pieces, vector: mean(rows.iter().map(Vec::as_slice)) })
    }

    /// The words that `texts` are, each once.
    ///
    /// # Errors
    /// When one is no word, or the vocabulary does not know some; the error names them all.
    pub(super) fn words<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Result<Vec<Word>, EmbeddingError> {
        let (mut words, mut unknown) = (Vec::<Word>::new(), Vec::new());
        for text in texts {
            match self.word(text) {
                Ok(word) if words.iter().any(|other| other.pieces == word.pieces) => {}
                Ok(word) => words.push(word),
                Err(EmbeddingError::UnknownWords { words }) => unknown.extend(words),
                Err(error) => return Err(error),
            }
        }
        if unknown.is_empty() { Ok(words) } else { Err(EmbeddingError::UnknownWords { words: unknown }) }
    }
}

impl Word {
    /// The ids of its pieces.
    pub(super) fn ids(&self) -> Vec<u32> {
        self.pieces.iter().map(|piece| piece.id).collect()
    }

    /// The word's pieces where it has several: its vector is then their mean.
    pub(super) fn several_pieces(&self) -> Option<Vec<String>> {
        (self.pieces.len() > 1).then(|| self.pieces.iter().map(|piece| piece.token.clone()).collect())
    }
}

/// `text` without the spaces around it, if it could be a word.
fn checked(text: &str) -> Result<&str, EmbeddingError> {
    let word = text.trim();
    let fault = if word.is_empty() {
        NotAWord::Empty
    } else if word.chars().nth(MAX_WORD_CHARS).is_some() {
        NotAWord::TooLong
    } else if word.contains(char::is_whitespace) {
        NotAWord::Spaces
    } else {
        return Ok(word);
    };
    Err(EmbeddingError::NotAWord(fault))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embeddings::samples::opened;

    fn tokens(word: &Word) -> Vec<&str> {
        word.pieces.iter().map(|piece| piece.token.as_str()).collect()
    }

    #[test]
    fn a_word_of_the_vocabulary_is_its_row_and_another_the_mean_of_its_pieces() {
        let opened = opened("tiny-transformer");
        let film = opened.word(" FILM ").unwrap();
        assert_eq!((film.word.as_str(), tokens(&film)), ("FILM", vec!["film"]));
        assert_eq!(film.vector, wide(opened.row(film.pieces[0].id).unwrap()));
        assert_eq!(film.several_pieces(), None);

        let acting = opened.word("acting").unwrap();
        assert_eq!(acting.pieces.first().map(|piece| piece.token.as_str()), Some("a"));
        assert!(acting.pieces.len() > 1, "{acting:?}");
        let rows: Vec<Vector> = acting.pieces.iter().map(|piece| wide(opened.row(piece.id).unwrap())).collect();
        let first: f64 = rows.iter().map(|row| row[0]).sum::<f64>() / rows.len() as f64;
        assert!((acting.vector[0] - first).abs() < 1e-12);
    }

    #[test]
    fn a_piece_of_the_vocabulary_is_looked_at_by_its_own_name() {
        let piece = opened("tiny-transformer").word("##ing").unwrap();
        assert_eq!(tokens(&piece), ["##ing"]);
    }

    #[test]
    fn what_is_no_word_or_not_known_is_refused() {
        let opened = opened("tiny");
        for (text, fault) in [
            ("", NotAWord::Empty),
            (" \t", NotAWord::Empty),
            ("un film", NotAWord::Spaces),
            ("un\u{a0}film", NotAWord::Spaces),
            (&"é".repeat(101), NotAWord::TooLong),
        ] {
            assert!(matches!(opened.word(text), Err(EmbeddingError::NotAWord(got)) if got == fault), "{text:?}");
        }
        for unknown in ["zzz", "[PAD]", "[UNK]", "🦄", "film-zzz", &"z".repeat(100)] {
            assert!(matches!(opened.word(unknown), Err(EmbeddingError::UnknownWords { .. })), "{unknown}");
        }
        assert_eq!(opened.word("😍").unwrap().pieces.len(), 1);
        let Err(EmbeddingError::UnknownWords { words }) = opened.words(["film", "zzz", "nul", "yyy"]) else { panic!() };
        assert_eq!(words, ["zzz", "yyy"]);
    }

    #[test]
    fn words_that_are_one_are_given_once() {
        let words = opened("tiny").words(["film", "Film", "nul", "film"]).unwrap();
        assert_eq!(words.iter().map(|word| word.word.as_str()).collect::<Vec<_>>(), ["film", "nul"]);
    }
}
