//! What tokenizing gives: ids for a network, tokens for a person.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::stages::Beginning;

/// Which part of a text too long is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Truncation {
    /// Its beginning.
    #[default]
    #[serde(rename = "head")]
    Head,
    /// Its end.
    #[serde(rename = "tail")]
    Tail,
    /// Its end, the special tokens in front counted as its beginning: they are cut first, as Keras' `pad_sequences` does.
    #[serde(rename = "whole-tail")]
    WholeTail,
    /// Its first half and its last half.
    #[serde(rename = "head+tail")]
    HeadTail,
}

/// What a network reads of one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// Ids, special tokens and fixed padding included.
    pub ids: Vec<u32>,
    /// How many of them are not padding.
    pub length: usize,
    /// How many are the text's own.
    pub tokens: usize,
    /// How many of the text's own the vocabulary does not know.
    pub unknown: usize,
    /// Whether the limit cut the text.
    pub truncated: bool,
}

/// One token, as a person looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its text in the vocabulary.
    pub token: String,
    /// Its id.
    pub id: u32,
    /// Where it stands, in characters of the text as sent; empty for a special token.
    pub span: Range<usize>,
    /// Whether it stands for something that the vocabulary does not know.
    pub unknown: bool,
    /// Whether the tokenizer added it.
    pub special: bool,
}

/// Everything that happens to a text before a network reads it.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// The text, normalised.
    pub normalized: String,
    /// The words that it is cut into.
    pub pieces: Beginning,
    /// The tokens that the vocabulary has for them.
    pub looked_up: Beginning,
    /// What these are written as once switches changed their ids, where any did.
    pub swapped: Option<Beginning>,
    /// What remains of its tokens after truncation, with special tokens and without padding.
    pub tokens: Vec<Token>,
    /// Tokens before truncation, special ones not counted.
    pub total: usize,
    /// Exactly what the network reads.
    pub encoding: Encoding,
}
