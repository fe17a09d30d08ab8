//! What a tokenizer has beside a text's own tokens: the special ones around it, and the one for what it does not know.

use super::tokenizer::TokenizerError;

/// The special tokens that the post-processor lays around a single text.
pub(super) fn special_tokens(inner: &tokenizers::Tokenizer) -> Result<(Vec<u32>, Vec<u32>), TokenizerError> {
    let with = inner.encode_fast("a", true).map_err(TokenizerError::Encode)?;
    let special = with.get_special_tokens_mask();
    let before = special.iter().take_while(|flag| **flag == 1).count();
    let after = special[before..].iter().rev().take_while(|flag| **flag == 1).count();
    let ids = with.get_ids();
    Ok((ids[..before].to_vec(), ids[ids.len() - after..].to_vec()))
}

/// The id that stands for what the vocabulary lacks, where there is one.
pub(super) fn unknown_id(inner: &tokenizers::Tokenizer) -> Option<u32> {
    use tokenizers::ModelWrapper as M;
    let token = match inner.get_model() {
        M::BPE(model) => model.unk_token.clone()?,
        M::WordPiece(model) => model.unk_token.clone(),
        M::WordLevel(model) => model.unk_token.clone(),
        // The crate keeps Unigram's private; the file's own field says it.
        M::Unigram(model) => {
            let id = serde_json::to_value(model).ok()?.get("unk_id")?.as_u64()?;
            return u32::try_from(id).ok();
        }
    };
    inner.token_to_id(&token)
}
