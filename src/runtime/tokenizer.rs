//! Text to ids: the `tokenizers` crate's pipeline, with the model folder's truncation and padding around it.

use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;

use thiserror::Error;
use tokenizers::{PaddingDirection, PaddingStrategy};

use super::encoding::{Encoding, Truncation};
use super::special::{special_tokens, unknown_id};
use super::switches::Meaningless;
use super::vocabulary::Vocabulary;
use super::words::{WordCache, is_word_local, words};

/// Length limit where the folder's files give none, in tokens: BERT's, which most exports share.
const FALLBACK_LIMIT: usize = 512;

/// Why a `tokenizer.json` is refused, or a text is.
#[derive(Debug, Error)]
pub enum TokenizerError {
    /// Not a tokenizer that the `tokenizers` crate reads.
    #[error("not a readable tokenizer")]
    Load(#[source] tokenizers::Error),
    /// Special tokens leave no place for a text.
    #[error("a limit of {limit} tokens leaves no place beside {special} special ones")]
    NoRoom {
        /// The limit.
        limit: usize,
        /// Special tokens that each text gets.
        special: usize,
    },
    /// The pipeline fails on this text.
    #[error("the text cannot be tokenized")]
    Encode(#[source] tokenizers::Error),
    /// A mistake that cannot be made with it.
    #[error(transparent)]
    Switch(#[from] Meaningless),
}

/// A model folder's tokenizer. Shared by all threads.
#[derive(Debug)]
pub struct Tokenizer {
    pub(super) inner: tokenizers::Tokenizer,
    cache: Option<WordCache>,
    pub(super) vocabulary: OnceLock<Vocabulary>,
    pub(super) prefix: Vec<u32>,
    pub(super) suffix: Vec<u32>,
    pub(super) unknown: Option<u32>,
    padding: Padding,
    pub(super) room: usize,
    limit: usize,
    truncation: Truncation,
}

#[derive(Clone, Copy, Debug)]
struct Padding {
    id: u32,
    fixed: usize,
    left: bool,
}

impl Tokenizer {
    /// Reads `tokenizer.json`. `limit` counts tokens, special ones included; without one, the file's own truncation.
    ///
    /// # Errors
    /// When the file is unreadable, or the limit leaves no place for a text.
    pub fn load(
        path: &Path,
        limit: Option<usize>,
        truncation: Truncation,
        pad_id: Option<u32>,
    ) -> Result<Self, TokenizerError> {
        let mut inner = tokenizers::Tokenizer::from_file(path).map_err(TokenizerError::Load)?;
        let limit = match (limit, inner.get_truncation()) {
            (Some(limit), Some(own)) => limit.min(own.max_length),
            (Some(limit), None) => limit,
            (None, Some(own)) => own.max_length,
            (None, None) => FALLBACK_LIMIT,
        };
        let padding = match inner.get_padding() {
            Some(own) => Padding {
                id: pad_id.unwrap_or(own.pad_id),
                fixed: if let PaddingStrategy::Fixed(length) = own.strategy { length.min(limit) } else { 0 },
                left: matches!(own.direction, PaddingDirection::Left),
            },
            None => Padding { id: pad_id.unwrap_or_default(), fixed: 0, left: false },
        };
        // Both are done here: the crate's cannot keep head and tail, and would tokenize what the limit cuts.
        inner.with_padding(None);
        inner.with_truncation(None).map_err(TokenizerError::Load)?;

        let (prefix, suffix) = special_tokens(&inner)?;
        let special = prefix.len() + suffix.len();
        let room = limit.checked_sub(special).filter(|room| *room > 0);
        let room = room.ok_or(TokenizerError::NoRoom { limit, special })?;
        Ok(Self {
            cache: is_word_local(&inner).then(WordCache::default),
            vocabulary: OnceLock::new(),
            unknown: unknown_id(&inner),
            inner,
            prefix,
            suffix,
            padding,
            room,
            limit,
            truncation,
        })
    }

    /// The longest sequence that a network reads, in tokens, special ones included.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// Which part of a text too long is kept.
    pub fn truncation(&self) -> Truncation {
        self.truncation
    }

    /// The id of padding.
    pub fn pad_id(&self) -> u32 {
        self.padding.id
    }

    /// Whether padding comes before the text.
    pub fn pads_left(&self) -> bool {
        self.padding.left
    }

    /// The length that every text is padded to, where the tokenizer fixes one.
    pub fn fixed_length(&self) -> Option<usize> {
        (self.padding.fixed > 0).then_some(self.padding.fixed)
    }

    /// Entries of the vocabulary, added tokens included.
    pub fn vocabulary_size(&self) -> usize {
        self.inner.get_vocab_size(true)
    }

    /// The largest id that a text can get.
    pub fn max_id(&self) -> u32 {
        self.inner.get_vocab(true).into_values().max().unwrap_or_default()
    }

    /// Tokenizes `text`, reading no more of it than the limit lets through where the pipeline allows.
    ///
    /// # Errors
    /// When the pipeline fails.
    pub fn encode(&self, text: &str) -> Result<Encoding, TokenizerError> {
        let (content, truncated) = match &self.cache {
            Some(cache) => self.encode_words(cache, text).map_err(TokenizerError::Encode)?,
            None => {
                let whole = self.inner.encode_fast(text, false).map_err(TokenizerError::Encode)?;
                let ids = whole.get_ids();
                let kept = self.kept(ids.len()).into_iter().flat_map(|span| &ids[span]).copied().collect();
                (kept, ids.len() > self.room)
            }
        };
        Ok(self.finish(content, truncated))
    }

    fn encode_words(&self, cache: &WordCache, text: &str) -> tokenizers::Result<(Vec<u32>, bool)> {
        let room = self.room;
        let last = self.last_kept();
        let mut head = Vec::with_capacity(room.min(text.len() / 3 + 8));
        let mut tail = Vec::new();
        let take_tail = |tail: &mut Vec<u32>, most: usize| {
            cache.visit(&self.inner, words(text).rev(), |ids| {
                tail.extend(ids.iter().rev());
                tail.len() <= most
            })
        };
        if matches!(self.truncation, Truncation::Tail | Truncation::WholeTail) {
            take_tail(&mut tail, last)?;
            let truncated = tail.len() > room;
            tail.truncate(last);
            tail.reverse();
            return Ok((tail, truncated));
        }
        cache.visit(&self.inner, words(text), |ids| {
            head.extend_from_slice(ids);
            head.len() <= room
        })?;
        let truncated = head.len() > room;
        if truncated && self.truncation == Truncation::HeadTail {
            let half = room / 2;
            head.truncate(room - half);
            take_tail(&mut tail, half)?;
            tail.truncate(half);
            head.extend(tail.iter().rev());
        }
        head.truncate(room);
        Ok((head, truncated))
    }

    /// Tokens kept of the end of a text too long, where its end is what is kept.
    fn last_kept(&self) -> usize {
        if self.truncation == Truncation::WholeTail { self.room + self.prefix.len() } else { self.room }
    }

    /// The special tokens in front of so many of a text's own, which leave them no room where a cut took them too.
    pub(super) fn prefix(&self, tokens: usize) -> &[u32] {
        if tokens > self.room { &[] } else { &self.prefix }
    }

    /// The spans kept of `total` tokens.
    pub(super) fn kept(&self, total: usize) -> [Range<usize>; 2] {
        let room = self.room;
        if total <= room {
            return [0..total, 0..0];
        }
        match self.truncation {
            Truncation::Head => [0..room, 0..0],
            Truncation::Tail | Truncation::WholeTail => [total.saturating_sub(self.last_kept())..total, 0..0],
            Truncation::HeadTail => [0..room - room / 2, total - room / 2..total],
        }
    }

    /// Lays special tokens and padding around `content`, the ids of a text's own tokens, no more of them than the limit
    /// lets through.
    pub fn finish(&self, content: Vec<u32>, truncated: bool) -> Encoding {
        let tokens = content.len();
        let unknown = content.iter().filter(|id| Some(**id) == self.unknown).count();
        let prefix = self.prefix(tokens);
        let length = tokens + prefix.len() + self.suffix.len();
        let pads = self.padding.fixed.saturating_sub(length);
        let ids = if length == tokens && pads == 0 {
            content
        } else {
            let padding = std::iter::repeat_n(self.padding.id, pads);
            let mut ids = Vec::with_capacity(length + pads);
            if self.padding.left {
                ids.extend(padding.clone());
            }
            ids.extend_from_slice(prefix);
            ids.extend_from_slice(&content);
            ids.extend_from_slice(&self.suffix);
            if !self.padding.left {
                ids.extend(padding);
            }
            ids
        };
        Encoding { ids, length, tokens, unknown, truncated }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokenizer(model: &str, limit: usize, truncation: Truncation) -> Tokenizer {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/models/{model}/tokenizer.json"));
        Tokenizer::load(&path, Some(limit), truncation, None).unwrap()
    }

    const TEXTS: [&str; 7] = [
        "Un film brillant, drôle et émouvant.",
        "  l’histoire\tEST nulle\u{a0}!!!\r\nmais\u{2003}la  fin😍est superbe  ",
        "e\u{301}mouvant \u{301}x [PAD] [UNK]nul[UNK] \0 \u{feff}",
        "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit",
        "film",
        "...........................................",
        "",
    ];

    #[test]
    fn the_cache_changes_no_id_whatever_is_cut() {
        for truncation in [Truncation::Head, Truncation::Tail, Truncation::HeadTail, Truncation::WholeTail] {
            for limit in [3, 4, 5, 16, 100] {
                for model in ["tiny", "tiny-nomask", "tiny-transformer"] {
                    let tokenizer = tokenizer(model, limit, truncation);
                    assert!(tokenizer.cache.is_some(), "{model} splits at whitespace");
                    for text in TEXTS {
                        let whole = tokenizer.inspect(text).unwrap().encoding;
                        // Twice: into the cache, and out of it.
                        assert_eq!(tokenizer.encode(text).unwrap(), whole, "{model} {truncation:?} {limit} {text:?}");
                        assert_eq!(tokenizer.encode(text).unwrap(), whole, "{model} {truncation:?} {limit} {text:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_whole_tail_loses_its_special_tokens_in_front_first() {
        let tokenizer = tokenizer("tiny-transformer", 5, Truncation::WholeTail);
        let ids = |text| tokenizer.encode(text).unwrap().ids;
        let (three, four) = (ids("a film a"), ids("film a film a"));
        assert_eq!((three.len(), four.len()), (5, 5));
        // The first word of four takes the first special token's place; a fifth word then takes the first one's.
        assert_eq!((three[2..].to_vec(), tokenizer.prefix(0).to_vec()), (four[2..].to_vec(), three[..1].to_vec()));
        assert_eq!(ids("film film a film a"), four);
    }

    #[test]
    fn special_tokens_count_towards_the_limit() {
        let tokenizer = tokenizer("tiny-transformer", 5, Truncation::Head);
        let encoding = tokenizer.encode("a film a film a film").unwrap();
        assert_eq!((encoding.ids.len(), encoding.tokens, encoding.truncated), (5, 3, true));
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/models/tiny-transformer/tokenizer.json");
        let error = Tokenizer::load(&path, Some(2), Truncation::Head, None).unwrap_err();
        assert!(matches!(error, TokenizerError::NoRoom { limit: 2, special: 2 }), "{error}");
    }
}
