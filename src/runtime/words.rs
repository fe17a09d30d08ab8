//! A cache from words to ids. Reviews repeat their words: normalising, splitting and merging each anew costs as much as
//! the network's own run, looking it up costs a few hundredths of that.
//!
//! It serves only tokenizers that treat each whitespace-separated word by itself, which [`is_word_local`] decides.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use tokenizers::{NormalizerWrapper, PreTokenizerWrapper, Tokenizer};

/// Words held before the cache is emptied: some 10 MB. Emptied, rather than kept in order of use: a language's frequent
/// words are back at once, and a lookup then writes nothing.
const CAPACITY: usize = 1 << 16;
/// Longest word held, in bytes; a longer one is no word that comes back.
const MAX_WORD_BYTES: usize = 64;

/// Splits at ASCII whitespace alone, the only kind that every supported pipeline separates at.
pub(super) fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split([' ', '\n', '\t', '\r']).filter(|word| !word.is_empty())
}

/// The ids of each word met.
#[derive(Debug, Default)]
pub(super) struct WordCache {
    ids: RwLock<HashMap<Box<str>, Box<[u32]>>>,
}

impl WordCache {
    /// Calls `visit` with each word's ids, in the order of `words`, until it returns `false`.
    pub(super) fn visit<'t>(
        &self,
        tokenizer: &Tokenizer,
        words: impl Iterator<Item = &'t str>,
        mut visit: impl FnMut(&[u32]) -> bool,
    ) -> tokenizers::Result<()> {
        // One lock a text rather than one a word: on two cores the lock's cache line would travel at every word.
        let mut known = self.ids.read().unwrap_or_else(PoisonError::into_inner);
        for word in words {
            let goes_on = if let Some(ids) = known.get(word) {
                visit(ids)
            } else {
                drop(known);
                let encoding = tokenizer.encode_fast(word, false)?;
                self.insert(word, encoding.get_ids());
                known = self.ids.read().unwrap_or_else(PoisonError::into_inner);
                visit(encoding.get_ids())
            };
            if !goes_on {
                break;
            }
        }
        Ok(())
    }

    fn insert(&self, word: &str, ids: &[u32]) {
        if word.len() > MAX_WORD_BYTES {
            return;
        }
        let mut known = self.ids.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= CAPACITY {
            known.clear();
        }
        known.insert(word.into(), ids.into());
    }
}

/// Whether encoding a text equals joining the encodings of its words: true by construction of the pipeline's parts, and
/// checked on probes as well, since a part's regular expression can hide anything.
pub(super) fn is_word_local(tokenizer: &Tokenizer) -> bool {
    let crosses_words = |token: &tokenizers::AddedToken| token.content.contains(char::is_whitespace);
    tokenizer.get_normalizer().is_none_or(normalizes_words)
        && tokenizer.get_pre_tokenizer().is_some_and(splits_at_whitespace)
        && !tokenizer.get_added_tokens_decoder().values().any(crosses_words)
        && PROBES.iter().all(|probe| agrees(tokenizer, probe))
}

fn normalizes_words(normalizer: &NormalizerWrapper) -> bool {
    use NormalizerWrapper as N;
    match normalizer {
        N::BertNormalizer(_) | N::StripAccents(_) | N::NFC(_) | N::NFD(_) | N::NFKC(_) | N::NFKD(_) => true,
        N::Lowercase(_) | N::Replace(_) => true,
        N::Sequence(parts) => parts.as_ref().iter().all(normalizes_words),
        N::StripNormalizer(_) | N::Nmt(_) | N::Precompiled(_) | N::Prepend(_) | N::ByteLevel(_) => false,
    }
}

pub(super) fn splits_at_whitespace(pre_tokenizer: &PreTokenizerWrapper) -> bool {
    use PreTokenizerWrapper as P;
    match pre_tokenizer {
        P::BertPreTokenizer(_) | P::Whitespace(_) | P::WhitespaceSplit(_) => true,
        P::Split(split) => matches!(split.behavior, tokenizers::SplitDelimiterBehavior::Removed),
        P::Sequence(parts) => parts.as_ref().first().is_some_and(splits_at_whitespace),
        P::ByteLevel(_) | P::Delimiter(_) | P::Metaspace(_) | P::Punctuation(_) | P::Digits(_) => false,
        P::UnicodeScripts(_) | P::FixedLength(_) => false,
    }
}

/// What separates words, beside what regular expressions and normal forms are known to join.
const PROBES: [&str; 10] = [
    "un film drôle",
    "  deux   espaces\tune tabulation\nune ligne\r\nfin ",
    "l'été, c'est-à-dire : « le mieux » !",
    "3 000 12 345,6 7e 8 %",
    "A b C D e-f g_h",
    "e \u{301} a\u{300} \u{fb01} x \u{ac} y",
    "😀 👨‍👩‍👧 🇫🇷 ok",
    "M. X. et Cie. ... !!! ?? a.b a . b",
    "日本 語 テ スト",
    "can't won 't don' t <br /> [x] (y )",
];

fn agrees(tokenizer: &Tokenizer, probe: &str) -> bool {
    let Ok(whole) = tokenizer.encode_fast(probe, false) else { return false };
    let mut joined = Vec::with_capacity(whole.len());
    for word in words(probe) {
        match tokenizer.encode_fast(word, false) {
            Ok(encoding) => joined.extend_from_slice(encoding.get_ids()),
            Err(_) => return false,
        }
    }
    joined == whole.get_ids()
}
