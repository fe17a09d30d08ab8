//! A tokenizer's vocabulary, as a person looks at it: which entries are words, which are pieces, which are neither.

use std::collections::{HashMap, HashSet};

use tokenizers::{AddedToken, ModelWrapper};

use super::encoding::Encoding;
use super::tokenizer::{Tokenizer, TokenizerError};

/// What begins a word's first token where the pieces that go on are the ones left bare: `SentencePiece`'s sign for a space
/// and GPT-2's.
const WORD_SIGNS: [char; 2] = ['▁', 'Ġ'];

/// A sign counts as the vocabulary's own where at least one token in so many begins with it.
const SIGN_SHARE: usize = 10;

/// One entry of a vocabulary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number: the row of the embedding.
    pub id: u32,
    /// As the vocabulary writes it.
    pub token: String,
    /// As a text writes it, without the signs that tell words from pieces.
    pub text: String,
    /// The place of the merge that makes it, where the vocabulary is one of byte pair encoding: the lower, the more
    /// frequent its two halves stood together in the training texts.
    pub rank: Option<u32>,
    /// Whether it stands for no text: padding, a beginning, a mask.
    pub special: bool,
    /// Whether it stands for everything that the vocabulary lacks.
    pub unknown: bool,
    /// Whether it only goes on a word that another token begins.
    pub piece: bool,
    /// Whether merges make longer tokens of it: most such tokens are a word's beginning and no word.
    pub goes_on: bool,
}

/// The entries of a tokenizer.
#[derive(Debug)]
pub struct Vocabulary {
    /// By id.
    entries: Vec<Entry>,
}

impl Vocabulary {
    /// Every entry, by id.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of that id.
    pub fn entry(&self, id: u32) -> Option<&Entry> {
        self.entries.binary_search_by_key(&id, |entry| entry.id).ok().map(|at| &self.entries[at])
    }
}

impl Tokenizer {
    /// The vocabulary. Read out of the tokenizer at the first call, some 30 ms for 16,000 entries, and kept.
    pub fn vocabulary(&self) -> &Vocabulary {
        self.vocabulary.get_or_init(|| read(&self.inner, self.unknown))
    }

    /// The id of the entry that the vocabulary writes as `token`.
    pub fn token_id(&self, token: &str) -> Option<u32> {
        self.inner.token_to_id(token)
    }

    /// The id of the entry for what the vocabulary lacks, where it has one.
    pub fn unknown_id(&self) -> Option<u32> {
        self.unknown
    }

    /// The ids of `text`, all of them: without special tokens, and whatever the limit.
    ///
    /// # Errors
    /// When the pipeline fails.
    pub fn pieces(&self, text: &str) -> Result<Vec<u32>, TokenizerError> {
        let encoding = self.inner.encode_fast(text, false).map_err(TokenizerError::Encode)?;
        Ok(encoding.get_ids().to_vec())
    }

    /// What a network reads of the tokens `content`, or of as many as the limit lets through: special tokens around them,
    /// and padding only where `padded` says so.
    pub fn alone(&self, content: &[u32], padded: bool) -> Encoding {
        let kept = &content[..content.len().min(self.room)];
        let encoding = self.finish(kept.to_vec(), kept.len() < content.len());
        if padded {
            return encoding;
        }
        let ids = [&self.prefix, kept, &self.suffix].concat();
        Encoding { ids, ..encoding }
    }
}

/// How a vocabulary tells words from pieces.
enum Signs {
    /// Pieces begin so.
    PiecePrefix(String),
    /// Words end so.
    WordSuffix(String),
    /// Words begin so.
    WordPrefix(char),
    /// There are no pieces.
    None,
}

/// Merges, as the pairs that they join, in their order.
type Merges = Vec<(String, String)>;

fn read(inner: &tokenizers::Tokenizer, unknown: Option<u32>) -> Vocabulary {
    let added = inner.get_added_tokens_decoder();
    let mut tokens: Vec<(u32, String)> = inner.get_vocab(true).into_iter().map(|(token, id)| (id, token)).collect();
    tokens.sort_unstable();
    // Two tokens may share an id in a file that somebody wrote by hand; the row is one.
    tokens.dedup_by_key(|(id, _)| *id);
    let signs = Signs::of(inner.get_model(), &tokens);
    let merges = merges(inner.get_model());
    let prefix = if let Signs::PiecePrefix(prefix) = &signs { prefix.as_str() } else { "" };
    let mut ranks: HashMap<String, u32> = HashMap::with_capacity(merges.len());
    let (mut merged, mut plurals) = (HashSet::new(), HashSet::new());
    for (rank, (left, right)) in (0_u32..).zip(&merges) {
        let right = right.strip_prefix(prefix).unwrap_or(right);
        ranks.entry(format!("{left}{right}")).or_insert(rank);
        merged.insert(left.as_str());
        if right == "s" {
            plurals.insert(left.as_str());
        }
    }
    let entries = tokens.into_iter().map(|(id, token)| {
        let text = if added.contains_key(&id) { token.clone() } else { signs.text(inner, id, &token) };
        // A plural beside it makes a word of a beginning, save of the short ones (`res`, `tou`).
        let is_word = plurals.contains(token.as_str()) && text.chars().count() > 3;
        Entry {
            id,
            rank: ranks.get(&token).copied(),
            special: added.get(&id).is_some_and(|added: &AddedToken| added.special),
            unknown: Some(id) == unknown,
            piece: !added.contains_key(&id) && signs.is_piece(&token),
            goes_on: merged.contains(token.as_str()) && !is_word,
            token,
            text,
        }
    });
    Vocabulary { entries: entries.collect() }
}

impl Signs {
    fn of(model: &ModelWrapper, tokens: &[(u32, String)]) -> Self {
        let given = match model {
            ModelWrapper::WordPiece(model) => Some(Self::PiecePrefix(model.continuing_subword_prefix.clone())),
            ModelWrapper::BPE(model) => {
                let prefix = model.continuing_subword_prefix.clone().map(Self::PiecePrefix);
                prefix.or_else(|| model.end_of_word_suffix.clone().map(Self::WordSuffix))
            }
            ModelWrapper::WordLevel(_) => Some(Self::None),
            ModelWrapper::Unigram(_) => None,
        };
        given.filter(|signs| !signs.is_empty()).unwrap_or_else(|| {
            let begin_so = |sign: &char| tokens.iter().filter(|(_, token)| token.starts_with(*sign)).count();
            let own = WORD_SIGNS.into_iter().find(|sign| begin_so(sign) * SIGN_SHARE >= tokens.len());
            own.map_or(Self::None, Self::WordPrefix)
        })
    }

    fn is_empty(&self) -> bool {
        matches!(self, Self::PiecePrefix(sign) | Self::WordSuffix(sign) if sign.is_empty())
    }

    fn is_piece(&self, token: &str) -> bool {
        match self {
            Self::PiecePrefix(prefix) => token.strip_prefix(prefix.as_str()).is_some_and(|rest| !rest.is_empty()),
            Self::WordSuffix(suffix) => !token.ends_with(suffix.as_str()),
            Self::WordPrefix(sign) => !token.starts_with(*sign),
            Self::None => false,
        }
    }

    fn text(&self, inner: &tokenizers::Tokenizer, id: u32, token: &str) -> String {
        let text = match self {
            Self::PiecePrefix(prefix) => token.strip_prefix(prefix.as_str()).filter(|rest| !rest.is_empty()),
            Self::WordSuffix(suffix) => token.strip_suffix(suffix.as_str()),
            // Behind the sign, GPT-2 writes bytes as letters of its own; only the decoder knows them.
            Self::WordPrefix(_) => return inner.decode(&[id], false).unwrap_or_default().trim().to_owned(),
            Self::None => None,
        };
        text.unwrap_or(token).to_owned()
    }
}

fn merges(model: &ModelWrapper) -> Merges {
    let ModelWrapper::BPE(model) = model else { return Merges::new() };
    // The crate keeps them private; the file's own field says them.
    let written = serde_json::to_value(model).ok();
    let merges = written.as_ref().and_then(|model| model.get("merges"));
    merges.and_then(|merges| serde_json::from_value(merges.clone()).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::runtime::Truncation;

    fn tokenizer(folder: &str) -> Tokenizer {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join("tokenizer.json");
        Tokenizer::load(&path, None, Truncation::Head, None).unwrap()
    }

    fn entry<'t>(tokenizer: &'t Tokenizer, token: &str) -> &'t Entry {
        tokenizer.vocabulary().entry(tokenizer.token_id(token).unwrap()).unwrap()
    }

    #[test]
    fn an_entry_says_what_it_is() {
        let tokenizer = tokenizer("models/avis-bilstm");
        let entries = tokenizer.vocabulary().entries();
        assert_eq!(entries.len(), 16_000);
        assert!(entries.iter().map(|entry| entry.id).eq(0..16_000));
        assert!(entry(&tokenizer, "[PAD]").special && !entry(&tokenizer, "[PAD]").unknown);
        assert!(entry(&tokenizer, "[UNK]").special && entry(&tokenizer, "[UNK]").unknown);
        let piece = entry(&tokenizer, "##es");
        assert_eq!((piece.piece, piece.text.as_str(), piece.special), (true, "es", false));
        // The first merge of its file joins `##e` and `##s`.
        assert_eq!(piece.rank, Some(0));
        let hash = entry(&tokenizer, "#");
        assert_eq!((hash.piece, hash.text.as_str(), hash.rank), (false, "#", None));
    }

    #[test]
    fn a_beginning_that_merges_go_on_is_told_from_a_word() {
        let tokenizer = tokenizer("models/avis-bilstm");
        for (token, goes_on) in [("comp", true), ("pré", true), ("excellent", false), ("film", false), ("nous", false)]
        {
            assert_eq!(entry(&tokenizer, token).goes_on, goes_on, "{token}");
        }
    }

    #[test]
    fn words_have_no_rank_and_no_pieces() {
        let tokenizer = tokenizer("models/imdb-lstm");
        let entries = tokenizer.vocabulary().entries();
        assert!(entries.iter().all(|entry| entry.rank.is_none() && !entry.piece && !entry.goes_on));
        assert!(entry(&tokenizer, "[START]").special);
    }

    #[test]
    fn tokens_alone_are_padded_only_where_wanted() {
        let tokenizer = tokenizer("models/imdb-lstm");
        let alone = tokenizer.alone(&[315], false);
        assert_eq!((alone.ids.as_slice(), alone.length, alone.tokens), (&[1, 315][..], 2, 1));
        assert_eq!(tokenizer.alone(&[315], true).ids.len(), 200);
    }

    #[test]
    fn every_id_of_a_text_is_given_whatever_the_limit() {
        let tokenizer = tokenizer("tests/fixtures/models/tiny-transformer");
        assert_eq!(tokenizer.pieces(&"a ".repeat(600)).unwrap().len(), 600);
        assert_eq!(tokenizer.alone(&[10, 11], false).ids, [2, 10, 11, 3]);
        assert_eq!(tokenizer.alone(&[10; 600], false).ids.len(), 512);
        assert!(entry(&tokenizer, "##ing").piece);
        assert_eq!(entry(&tokenizer, "##ing").text, "ing");
    }
}
