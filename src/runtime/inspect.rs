//! A text's way through a tokenizer, kept for a person to look at.

use tokenizers::pre_tokenizers::whitespace::WhitespaceSplit;
use tokenizers::{Model as _, Normalizer as _, OffsetReferential, OffsetType, PreTokenizer as _};

use super::encoding::{Encoding, Inspection, Token};
use super::stages::Beginning;
use super::switches::Switches;
use super::tokenizer::{Tokenizer, TokenizerError};

impl Tokenizer {
    /// Tokenizes `text` and keeps what a person wants to see of it. Slower than [`Self::encode`], to the same ids.
    ///
    /// # Errors
    /// When the pipeline fails.
    pub fn inspect(&self, text: &str) -> Result<Inspection, TokenizerError> {
        self.inspect_with(text, Switches::default())
    }

    /// As [`Self::inspect`], with the mistakes that `switches` name. A token is then written as its wrong id reads, and
    /// stands where the right one does.
    ///
    /// # Errors
    /// When the pipeline fails, or a switch has no meaning to this tokenizer.
    pub fn inspect_with(&self, text: &str, switches: Switches) -> Result<Inspection, TokenizerError> {
        let swap = self.swap(switches)?;
        let swaps = switches.ids_shifted || switches.unknown_as_padding;
        let mut normalized = tokenizers::NormalizedString::from(text);
        if let Some(normalizer) = self.inner.get_normalizer() {
            normalizer.normalize(&mut normalized).map_err(TokenizerError::Encode)?;
        }
        let (whole, pieces) = self.pipeline(text, switches.punctuation_glued).map_err(TokenizerError::Encode)?;
        let ids: Vec<u32> = whole.get_ids().iter().map(|id| swap.of(*id)).collect();
        let written: Option<Vec<String>> =
            swaps.then(|| ids.iter().map(|id| self.inner.id_to_token(*id).unwrap_or_default()).collect());
        let names = written.as_deref().unwrap_or(whole.get_tokens());
        let own = |at: usize| Token {
            token: names[at].clone(),
            id: ids[at],
            span: whole.get_offsets()[at].0..whole.get_offsets()[at].1,
            unknown: Some(whole.get_ids()[at]) == self.unknown,
            special: false,
        };
        let kept: Vec<usize> = self.kept(whole.len()).into_iter().flatten().collect();
        let mut encoding = self.finish(kept.iter().map(|at| ids[*at]).collect(), whole.len() > self.room);
        // Unknown is what the vocabulary does not know, whatever it was swapped for.
        encoding.unknown = kept.iter().filter(|at| Some(whole.get_ids()[**at]) == self.unknown).count();
        let mut tokens: Vec<Token> = self.prefix(kept.len()).iter().map(|id| self.added(*id)).collect();
        tokens.extend(kept.iter().copied().map(own));
        tokens.extend(self.suffix.iter().map(|id| self.added(*id)));
        Ok(Inspection {
            normalized: normalized.get().to_owned(),
            pieces,
            looked_up: Beginning::of(whole.get_tokens().iter().map(String::as_str)),
            swapped: written.map(|written| Beginning::of(written.iter().map(String::as_str))),
            tokens,
            total: whole.len(),
            encoding,
        })
    }

    /// As [`Self::encode`], with the mistakes that `switches` name.
    ///
    /// # Errors
    /// As [`Self::inspect_with`].
    pub fn encode_with(&self, text: &str, switches: Switches) -> Result<Encoding, TokenizerError> {
        if switches.any() { Ok(self.inspect_with(text, switches)?.encoding) } else { self.encode(text) }
    }

    /// The crate's own pipeline, step by step, so that another can part the words and what it parts can be seen.
    fn pipeline(&self, text: &str, glued: bool) -> tokenizers::Result<(tokenizers::Encoding, Beginning)> {
        let inner = &self.inner;
        let mut split = inner.get_added_vocabulary().extract_and_normalize(inner.get_normalizer(), text);
        match inner.get_pre_tokenizer() {
            _ if glued => WhitespaceSplit.pre_tokenize(&mut split)?,
            Some(own) => own.pre_tokenize(&mut split)?,
            None => {}
        }
        let splits = split.get_splits(OffsetReferential::Original, OffsetType::None);
        let pieces: Vec<&str> = splits.iter().map(|(piece, ..)| *piece).filter(|piece| !piece.is_empty()).collect();
        let pieces = Beginning::of(pieces.into_iter());
        inner.get_model().tokenize_in_pretokenized(&mut split, None)?;
        let whole = split.into_encoding(None, 0, OffsetType::Char)?;
        Ok((inner.post_process(whole, None, false)?, pieces))
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
