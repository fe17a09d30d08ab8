//! A word index into a `tokenizer.json`: which word has which id, what stands for all others, how a text becomes words.

use std::collections::{BTreeMap, HashSet};
use std::fs;

use serde_json::{Map, Value, json};

use super::error::ImportError;
use super::{End, Framework, Request};

/// Keras' IMDB ids: the index's are shifted by three, which leaves these.
const RESERVED: u32 = 3;
const START: (&str, u32) = ("[START]", 1);
const UNKNOWN: (&str, u32) = ("[UNK]", 2);

/// What vocabularies call padding, and what stands for a word that they lack.
const PADDING_NAMES: [&str; 4] = ["<pad>", "[PAD]", "<PAD>", "PAD"];
const UNKNOWN_NAMES: [&str; 7] = ["<unk>", "[UNK]", "<UNK>", "UNK", "<OOV>", "<oov>", "OOV"];

/// Set before each word where unknown ones are dropped: a word's own letters must not be found in the vocabulary.
const MARK: char = '▁';

/// What the `Tokenizer` of Keras throws away, and nothing else: to it a no-break space is a letter.
const KERAS_FILTER: &str = r##"[!"#$%&()*+,\-./:;<=>?@\[\\\]^_`{|}~\t\n ]+"##;

/// How a text becomes words, in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Splitting {
    /// As Keras' `Tokenizer`: punctuation is thrown away, but for the apostrophe.
    Keras,
    /// As Python's `text.lower().split()`: punctuation stays glued to its word.
    Split,
}

/// Words with the ids that the network knows.
#[derive(Debug)]
pub(super) struct Vocabulary {
    words: BTreeMap<String, u32>,
    pub(super) pad: u32,
    /// Without one, a word that is not in the vocabulary is dropped, as Keras' `Tokenizer` does.
    pub(super) unknown: Option<String>,
    /// What stands in front of each text.
    pub(super) start: Option<u32>,
    pub(super) notes: Vec<String>,
}

impl Vocabulary {
    /// Reads the index against an embedding of `rows` rows.
    pub(super) fn read(path: &std::path::Path, request: &Request<'_>, rows: usize) -> Result<Self, ImportError> {
        let bytes = fs::read(path).map_err(|source| ImportError::Read { file: path.to_owned(), source })?;
        let index: Value = serde_json::from_slice(&bytes)
            .map_err(|source| ImportError::Words { file: path.to_owned(), source: Some(source) })?;
        let index = numbered(index).ok_or_else(|| ImportError::Words { file: path.to_owned(), source: None })?;
        Self::fitted(index, request, rows)
    }

    fn fitted(index: BTreeMap<String, u64>, request: &Request<'_>, rows: usize) -> Result<Self, ImportError> {
        let (from, all) = (request.index_from, index.len());
        if from != 0 && from < RESERVED {
            return Err(ImportError::IndexFrom { index_from: from });
        }
        let mut words = BTreeMap::new();
        for (word, id) in index {
            let id = id.saturating_add(from.into());
            if let Ok(id) =
                u32::try_from(id).map_err(drop).and_then(|id| if (id as usize) < rows { Ok(id) } else { Err(()) })
            {
                words.insert(word, id);
            }
        }
        let beyond = all - words.len();
        let mut notes = Vec::new();
        if request.framework == Framework::Pytorch && (beyond > 0 || words.len() < rows) {
            return Err(ImportError::Vocabulary { words: all, rows });
        }
        if words.is_empty() {
            return Err(ImportError::Vocabulary { words: all, rows });
        }
        if beyond > 0 {
            notes.push(format!("{beyond} words lie beyond the embedding's {rows} rows, and are unknown to the model"));
        }
        let mut start = None;
        if from >= RESERVED {
            words.extend([("[PAD]".to_owned(), 0), (START.0.to_owned(), START.1), (UNKNOWN.0.to_owned(), UNKNOWN.1)]);
            start = Some(START.1);
        }
        let mut ids = HashSet::new();
        if let Some((word, id)) = words.iter().find(|(_, id)| !ids.insert(**id)) {
            return Err(ImportError::Twice { word: word.clone(), id: *id });
        }
        let called =
            |names: &[&str]| names.iter().find(|name| words.contains_key(**name)).map(|name| (*name).to_owned());
        let pad = called(&PADDING_NAMES).map_or(0, |name| words[&name]);
        let unknown = called(&UNKNOWN_NAMES);
        notes.push(match &unknown {
            Some(unknown) => format!("a word that is not in the vocabulary becomes {unknown}"),
            None => "a word that is not in the vocabulary is dropped, as Keras' Tokenizer does without an oov_token"
                .to_owned(),
        });
        if words.len() + 1 < rows && beyond == 0 {
            notes.push(format!("the embedding has {rows} rows, and only {} words have one", words.len()));
        }
        Ok(Self { words, pad, unknown, start, notes })
    }

    /// Words with an id.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The `tokenizer.json`; `fixed` is the length that each text is padded to.
    pub(super) fn tokenizer(&self, request: &Request<'_>, fixed: Option<usize>) -> Value {
        let split = match request.splitting {
            Splitting::Keras => {
                json!({"type": "Split", "pattern": {"Regex": KERAS_FILTER}, "behavior": "Removed", "invert": false})
            }
            Splitting::Split => json!({"type": "WhitespaceSplit"}),
        };
        let direction = if request.padding == End::Pre { "Left" } else { "Right" };
        let padding = fixed.map(|length| {
            json!({
                "strategy": {"Fixed": length}, "direction": direction, "pad_to_multiple_of": null,
                "pad_id": self.pad, "pad_type_id": 0, "pad_token": "[PAD]",
            })
        });
        let (pre_tokenizer, model) = match &self.unknown {
            Some(unknown) => (split, json!({"type": "WordLevel", "vocab": self.words, "unk_token": unknown})),
            None => {
                let mark =
                    json!({"type": "Metaspace", "replacement": MARK, "prepend_scheme": "always", "split": false});
                let marked: Map<_, _> =
                    self.words.iter().map(|(word, id)| (format!("{MARK}{word}"), json!(id))).collect();
                // BPE without merges and without an unknown token: whole words, or nothing.
                let model = json!({
                    "type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null,
                    "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false, "ignore_merges": true,
                    "vocab": marked, "merges": [],
                });
                (json!({"type": "Sequence", "pretokenizers": [split, mark]}), model)
            }
        };
        json!({
            "version": "1.0", "truncation": null, "padding": padding, "added_tokens": [],
            "normalizer": {"type": "Lowercase"}, "pre_tokenizer": pre_tokenizer,
            "post_processor": self.start.map(begins), "decoder": null, "model": model,
        })
    }
}

/// `[START]` before each text.
fn begins(id: u32) -> Value {
    let (name, text) = (START.0, json!({"Sequence": {"id": "A", "type_id": 0}}));
    let single = json!([{"SpecialToken": {"id": name, "type_id": 0}}, text]);
    let special = json!({ name: {"id": name, "ids": [id], "tokens": [name]} });
    let second = json!({"Sequence": {"id": "B", "type_id": 1}});
    json!({"type": "TemplateProcessing", "single": single, "pair": [text, second], "special_tokens": special})
}

/// `{"word": id}`, or `["word", ...]` where a word's place is its id.
fn numbered(index: Value) -> Option<BTreeMap<String, u64>> {
    match index {
        Value::Object(words) => words.into_iter().map(|(word, id)| Some((word, id.as_u64()?))).collect(),
        Value::Array(words) => {
            let numbered = words.into_iter().zip(0..).map(|(word, id)| Some((word.as_str()?.to_owned(), id)));
            numbered.collect()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn request(framework: Framework, index_from: u32, splitting: Splitting) -> Request<'static> {
        Request {
            framework,
            weights: Path::new("m.keras"),
            words: Path::new("w.json"),
            name: "m",
            labels: &[],
            max_length: None,
            index_from,
            padding: End::Post,
            truncating: End::Pre,
            splitting,
            language: "en",
            python: "python3",
            replace: false,
        }
    }

    fn index(words: &[&str], first: u64) -> BTreeMap<String, u64> {
        words.iter().map(|word| (*word).to_owned()).zip(first..).collect()
    }

    fn ids(vocabulary: &Vocabulary, request: &Request<'_>, text: &str) -> Vec<u32> {
        let json = vocabulary.tokenizer(request, None).to_string();
        let tokenizer: tokenizers::Tokenizer = json.parse().unwrap();
        tokenizer.encode(text, true).unwrap().get_ids().to_vec()
    }

    #[test]
    fn imdb_s_ids_are_shifted_and_begin_with_start() {
        let request = request(Framework::Keras, 3, Splitting::Keras);
        let vocabulary = Vocabulary::fitted(index(&["the", "film", "don't", "rare"], 1), &request, 7).unwrap();
        // "rare" would be id 7, which has no row.
        assert_eq!(ids(&vocabulary, &request, "The film, rare: DON'T!"), [1, 4, 5, 2, 6]);
        assert!(vocabulary.notes[0].starts_with("1 words lie beyond"), "{:?}", vocabulary.notes);
    }

    #[test]
    fn without_a_token_for_them_unknown_words_are_dropped() {
        let request = request(Framework::Keras, 0, Splitting::Keras);
        let vocabulary = Vocabulary::fitted(index(&["a", "film", "i"], 1), &request, 10).unwrap();
        assert_eq!(ids(&vocabulary, &request, "A iia film\u{a0}! I abcd  aa-film"), [1, 3, 2]);
        assert_eq!(ids(&vocabulary, &request, "nothing known"), Vec::<u32>::new());
    }

    #[test]
    fn a_split_leaves_punctuation_glued() {
        let request = request(Framework::Pytorch, 0, Splitting::Split);
        let vocabulary = Vocabulary::fitted(index(&["<pad>", "<unk>", "film", "film."], 0), &request, 4).unwrap();
        assert_eq!(ids(&vocabulary, &request, "Film. film ,film"), [3, 2, 1]);
    }

    #[test]
    fn a_vocabulary_that_does_not_fit_is_refused() {
        let torch = request(Framework::Pytorch, 0, Splitting::Split);
        for rows in [1, 3] {
            let fitted = Vocabulary::fitted(index(&["<pad>", "film"], 0), &torch, rows);
            assert!(matches!(fitted, Err(ImportError::Vocabulary { words: 2, .. })), "{rows}");
        }
        let keras = request(Framework::Keras, 2, Splitting::Keras);
        let fitted = Vocabulary::fitted(index(&["film"], 1), &keras, 9);
        assert!(matches!(fitted, Err(ImportError::IndexFrom { index_from: 2 })));
        let twice = BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 1)]);
        let keras = request(Framework::Keras, 0, Splitting::Keras);
        assert!(matches!(Vocabulary::fitted(twice, &keras, 9), Err(ImportError::Twice { id: 1, .. })));
        assert_eq!(numbered(json!({"a": "1"})), None);
        assert_eq!(numbered(json!(["a", "b"])).unwrap()["b"], 1);
    }
}
