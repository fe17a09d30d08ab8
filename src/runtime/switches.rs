//! The mistakes that a hand-written encoder makes, to be made on purpose: what they do to the ids shows what they cost.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokenizers::{
    ModelWrapper, OffsetReferential, OffsetType, PreTokenizer, pre_tokenizers::whitespace::WhitespaceSplit,
};
use utoipa::ToSchema;

use super::tokenizer::{Tokenizer, TokenizerError};
use super::words::splits_at_whitespace;

/// A mistake, by its name.
///
/// `ids_shifted`: each word's number is taken from the word index, which counts from 1, without the reserved numbers
/// before it, as when Keras' `index_from` is forgotten. Every word's id is too small by as many as there are reserved ids
/// less one (3 for `imdb-lstm`), so that the network reads another word; unknown words stay unknown. For vocabularies of
/// whole words behind at least two reserved ids.
///
/// `unknown_as_padding`: each unknown token gets padding's id, as from `word_index.get(word, 0)`. For vocabularies with an
/// unknown token.
///
/// `punctuation_glued`: the text is split at white space alone, as by `split()`, so that `good.` is another word than
/// `good`. For tokenizers that part words from punctuation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Switch {
    /// Ids come from a word index that knows nothing of the reserved ones.
    IdsShifted,
    /// Unknown tokens get padding's id.
    UnknownAsPadding,
    /// White space alone parts words.
    PunctuationGlued,
}

/// Which mistakes are made; none unless told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Switch>", into = "Vec<Switch>")]
pub struct Switches {
    /// See [`Switch::IdsShifted`].
    pub ids_shifted: bool,
    /// See [`Switch::UnknownAsPadding`].
    pub unknown_as_padding: bool,
    /// See [`Switch::PunctuationGlued`].
    pub punctuation_glued: bool,
}

/// A mistake that cannot be made with this tokenizer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the switch {0:?} means nothing to this tokenizer")]
pub struct Meaningless(pub Switch);

impl Switches {
    /// Whether one is.
    pub fn any(self) -> bool {
        self != Self::default()
    }
}

impl From<Vec<Switch>> for Switches {
    fn from(list: Vec<Switch>) -> Self {
        Self {
            ids_shifted: list.contains(&Switch::IdsShifted),
            unknown_as_padding: list.contains(&Switch::UnknownAsPadding),
            punctuation_glued: list.contains(&Switch::PunctuationGlued),
        }
    }
}

impl From<Switches> for Vec<Switch> {
    fn from(switches: Switches) -> Self {
        let all = [
            (switches.ids_shifted, Switch::IdsShifted),
            (switches.unknown_as_padding, Switch::UnknownAsPadding),
            (switches.punctuation_glued, Switch::PunctuationGlued),
        ];
        all.into_iter().filter(|(on, _)| *on).map(|(_, switch)| switch).collect()
    }
}

/// What an id becomes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Swap {
    /// The first word's id, and by how much each word's is too small.
    shift: Option<(u32, u32)>,
    /// The unknown token, and what takes its place.
    unknown: Option<(u32, u32)>,
}

impl Swap {
    pub(super) fn of(self, id: u32) -> u32 {
        match (self.unknown, self.shift) {
            (Some((unknown, padding)), _) if id == unknown => padding,
            (_, Some((first, by))) if id >= first => id - by,
            _ => id,
        }
    }
}

impl Tokenizer {
    /// What `switches` make of an id.
    pub(super) fn swap(&self, switches: Switches) -> Result<Swap, TokenizerError> {
        let meaningless = |switch| TokenizerError::Switch(Meaningless(switch));
        let shift = switches.ids_shifted.then(|| self.shift().ok_or(meaningless(Switch::IdsShifted))).transpose()?;
        let padding =
            self.unknown.map(|unknown| (unknown, self.pad_id())).filter(|(unknown, padding)| unknown != padding);
        let unknown = switches.unknown_as_padding.then(|| padding.ok_or(meaningless(Switch::UnknownAsPadding)));
        if switches.punctuation_glued && !self.parts_punctuation() {
            return Err(meaningless(Switch::PunctuationGlued));
        }
        Ok(Swap { shift, unknown: unknown.transpose()? })
    }

    /// The first id that is a word's, and by how much a word index from 1 falls short of it.
    fn shift(&self) -> Option<(u32, u32)> {
        let ModelWrapper::WordLevel(_) = self.inner.get_model() else { return None };
        let added = self.inner.get_added_tokens_decoder();
        let first = (0..).find(|id| !added.get(id).is_some_and(|token| token.special))?;
        // One reserved id is padding's, and an index from 1 is right.
        (first > 1).then(|| (first, first - 1))
    }

    fn parts_punctuation(&self) -> bool {
        let Some(own) = self.inner.get_pre_tokenizer().filter(|own| splits_at_whitespace(own)) else { return false };
        let pieces = |splitter: &dyn Fn(&mut tokenizers::PreTokenizedString) -> tokenizers::Result<()>| {
            let mut text = tokenizers::PreTokenizedString::from("mot, mot.");
            splitter(&mut text).ok()?;
            let splits = text.get_splits(OffsetReferential::Original, OffsetType::None);
            Some(splits.into_iter().map(|(piece, ..)| piece.to_owned()).collect::<Vec<_>>())
        };
        pieces(&|text| own.pre_tokenize(text)) != pieces(&|text| WhitespaceSplit.pre_tokenize(text))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::encoding::Truncation;
    use super::*;

    fn tokenizer(model: &str) -> Tokenizer {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(model).join("tokenizer.json");
        Tokenizer::load(&path, Some(200), Truncation::Tail, None).unwrap()
    }

    fn read(model: &str, text: &str, switches: &[Switch]) -> Vec<(String, u32)> {
        let inspection = tokenizer(model).inspect_with(text, switches.to_vec().into()).unwrap();
        let own = inspection.tokens.into_iter().filter(|token| !token.special);
        own.map(|token| (token.token, token.id)).collect()
    }

    #[test]
    fn a_shifted_id_is_that_of_another_word() {
        let model = "models/imdb-lstm";
        let text = "a good zzzz movie";
        let right = read(model, text, &[]);
        let wrong = read(model, text, &[Switch::IdsShifted]);
        for ((_, right), (word, wrong)) in right.iter().zip(&wrong) {
            assert_eq!(*wrong, if *right == 2 { 2 } else { right - 3 }, "{word}");
        }
        // The most frequent word of all gets the id of the text's start.
        assert_eq!(read(model, "the", &[]), [("the".to_owned(), 4)]);
        assert_eq!(read(model, "the", &[Switch::IdsShifted]), [("[START]".to_owned(), 1)]);
    }

    #[test]
    fn unknown_words_become_padding_and_are_still_counted_unknown() {
        let switches = Switches { unknown_as_padding: true, ..Switches::default() };
        let inspection = tokenizer("models/imdb-lstm").inspect_with("good zzzz", switches).unwrap();
        assert_eq!(inspection.encoding.ids[2], 0);
        assert_eq!((inspection.encoding.unknown, inspection.encoding.length), (1, 3));
        assert!(inspection.tokens[2].unknown);
        let both = read("models/imdb-lstm", "zzzz the", &[Switch::UnknownAsPadding, Switch::IdsShifted]);
        assert_eq!(both.iter().map(|(_, id)| *id).collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn glued_punctuation_makes_a_known_word_unknown() {
        let glued = [Switch::PunctuationGlued];
        assert_eq!(read("models/imdb-lstm", "Good, good.", &[]).len(), 2);
        let read = read("models/imdb-lstm", "Good, good good.", &glued);
        assert_eq!(read.iter().map(|(_, id)| *id == 2).collect::<Vec<_>>(), [true, false, true]);
    }

    #[test]
    fn no_switch_changes_nothing() {
        for model in ["models/imdb-lstm", "models/avis-bilstm", "tests/fixtures/models/tiny-transformer"] {
            let tokenizer = tokenizer(model);
            let text = "A good film, un peu long... [PAD] zzzz 👍";
            assert_eq!(tokenizer.encode_with(text, Switches::default()).unwrap(), tokenizer.encode(text).unwrap());
            assert_eq!(tokenizer.inspect(text).unwrap().encoding, tokenizer.encode(text).unwrap(), "{model}");
        }
    }

    #[test]
    fn a_switch_without_meaning_is_refused() {
        for (model, refused) in [
            ("models/imdb-lstm", &[][..]),
            ("models/avis-bilstm", &[Switch::IdsShifted]),
            ("tests/fixtures/models/tiny", &[]),
            ("tests/fixtures/models/tiny-transformer", &[Switch::IdsShifted]),
        ] {
            let tokenizer = tokenizer(model);
            for switch in [Switch::IdsShifted, Switch::UnknownAsPadding, Switch::PunctuationGlued] {
                let answer = tokenizer.encode_with("un film", vec![switch].into());
                assert_eq!(answer.is_err(), refused.contains(&switch), "{model} {switch:?}: {answer:?}");
            }
        }
    }
}
