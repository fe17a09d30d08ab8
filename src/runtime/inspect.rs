//! A text's way through a tokenizer, kept for a person to look at.

use super::encoding::{Inspection, Token};
use super::tokenizer::{Tokenizer, TokenizerError};

impl Tokenizer {
    /// Tokenizes `text` and keeps what a person wants to see of it. Slower than [`Self::encode`], to the same ids.
    ///
    /// # Errors
    /// When the pipeline fails.
    pub fn inspect(&self, text: &str) -> Result<Inspection, TokenizerError> {
        let mut normalized = tokenizers::NormalizedString::from(text);
        if let Some(normalizer) = self.inner.get_normalizer() {
            use tokenizers::Normalizer as _;
            normalizer.normalize(&mut normalized).map_err(TokenizerError::Encode)?;
        }
        let whole = self.inner.encode_char_offsets(text, false).map_err(TokenizerError::Encode)?;
        let own = |at: usize| Token {
            token: whole.get_tokens()[at].clone(),
            id: whole.get_ids()[at],
            span: whole.get_offsets()[at].0..whole.get_offsets()[at].1,
            unknown: Some(whole.get_ids()[at]) == self.unknown,
            special: false,
        };
        let kept: Vec<usize> = self.kept(whole.len()).into_iter().flatten().collect();
        let content = kept.iter().map(|at| whole.get_ids()[*at]).collect();
        let mut tokens: Vec<Token> = self.prefix.iter().map(|id| self.added(*id)).collect();
        tokens.extend(kept.iter().copied().map(own));
        tokens.extend(self.suffix.iter().map(|id| self.added(*id)));
        Ok(Inspection {
            normalized: normalized.get().to_owned(),
            tokens,
            total: whole.len(),
            encoding: self.finish(content, whole.len() > self.room),
        })
    }

    /// What a text is filled up with.
    pub fn padding(&self) -> Token {
        self.added(self.pad_id())
    }

    /// A token that stands for nothing in the text.
    fn added(&self, id: u32) -> Token {
        let token = self.inner.id_to_token(id).unwrap_or_default();
        Token { token, id, span: 0..0, unknown: false, special: true }
    }
}
