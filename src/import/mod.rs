//! A student's own model into a model folder: weights and vocabulary in, `model.onnx`, `tokenizer.json`, `config.json` and a
//! card out. Guesses nothing in silence: what it does not know, it refuses.
//!
//! Python only unpacks ([`helper`]): HDF5 and pickle, which Keras and PyTorch write, into one file of arrays. What the arrays
//! mean is decided here.

mod arrays;
mod card;
mod error;
pub mod helper;
mod keras;
mod network;
mod onnx;
mod pytorch;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

pub use error::ImportError;
pub use words::Splitting;

use crate::models::{Loader, ModelSummary};
use crate::runtime::Truncation;
use arrays::Arrays;
use network::Network;
use words::Vocabulary;

/// Length that texts are cut or padded to, where neither the model nor the caller says one: the workshop's.
const WORKSHOP_LENGTH: usize = 200;

/// What wrote the weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framework {
    /// `.keras`, or `.h5`.
    Keras,
    /// A state dict.
    Pytorch,
}

/// An end of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum End {
    /// In front, as Keras' `pad_sequences` does unless told otherwise.
    Pre,
    /// Behind.
    Post,
}

/// What to import, and how the texts were prepared for training.
#[derive(Clone, Debug)]
pub struct Request<'r> {
    /// What wrote the weights.
    pub framework: Framework,
    /// The weights: the framework's own file, or the helper's `.safetensors`.
    pub weights: &'r Path,
    /// Words and their ids, in JSON.
    pub words: &'r Path,
    /// Name of the model's folder.
    pub name: &'r str,
    /// In the order of the network's outputs.
    pub labels: &'r [String],
    /// Length that texts are cut or padded to, in tokens.
    pub max_length: Option<usize>,
    /// What was added to each id of the word index; 3 or more comes with IMDB's reserved ids.
    pub index_from: u32,
    /// Where padding stands; only a network that reads its padding cares.
    pub padding: End,
    /// Which end of a text too long is cut.
    pub truncating: End,
    /// How a text becomes words.
    pub splitting: Splitting,
    /// ISO 639-1.
    pub language: &'r str,
    /// The Python that runs the helper.
    pub python: &'r str,
    /// Whether a folder of that name is replaced.
    pub replace: bool,
}

/// What was made.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The folder.
    pub folder: PathBuf,
    /// The model as the server will list it, self-test included.
    pub summary: ModelSummary,
    /// What was decided on the way, for a person to check.
    pub notes: Vec<String>,
}

/// Imports a model into `models`, under its name. The folder appears whole, and only once it loads and passes its
/// self-test.
///
/// # Errors
/// See [`ImportError`]; nothing is left behind then, and what stood there stands there still.
pub fn import(loader: &Loader, models: &Path, request: &Request<'_>) -> Result<Imported, ImportError> {
    let named = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if request.name.is_empty() || request.name.starts_with('.') || !request.name.chars().all(named) {
        return Err(ImportError::Name { name: request.name.to_owned() });
    }
    let target = models.join(request.name);
    if target.exists() && !request.replace {
        return Err(ImportError::Exists { name: request.name.to_owned() });
    }
    for file in [request.weights, request.words] {
        fs::metadata(file).map_err(|source| ImportError::Read { file: file.to_owned(), source })?;
    }
    let scratch = Scratch::new(models, request.name)?;
    let arrays = unpacked(request, &scratch.path)?;
    let network = match request.framework {
        Framework::Keras => keras::read(&arrays)?,
        Framework::Pytorch => pytorch::read(&arrays)?,
    };
    let length = length(request, &network)?;
    let vocabulary = Vocabulary::read(request.words, request, network.embedding.rows())?;
    let columns = network.columns();
    let labels = request.labels.len();
    if columns != labels && !(columns == 1 && labels == 2) {
        return Err(ImportError::Labels { columns, labels });
    }

    let made = scratch.path.join(request.name);
    let write = |file: &str, bytes: &[u8]| {
        let path = made.join(file);
        fs::write(&path, bytes).map_err(|source| ImportError::Write { path, source })
    };
    fs::create_dir(&made).map_err(|source| ImportError::Write { path: made.clone(), source })?;
    write("model.onnx", &onnx::encode(request.name, &network))?;
    let fixed = (!network.masked).then_some(length);
    write("tokenizer.json", vocabulary.tokenizer(request, fixed).to_string().as_bytes())?;
    write("config.json", format!("{:#}\n", config(request, &network, &vocabulary, length)).as_bytes())?;
    let notes = network.notes.iter().chain(&vocabulary.notes).cloned().collect();
    write("README.md", card::markdown(request, &network, &vocabulary, length).as_bytes())?;
    let summary = loader.summarize(&made)?;
    scratch.publish(&made, &target)?;
    Ok(Imported { folder: target, summary, notes })
}

/// The arrays of the weights' file, through Python unless they are unpacked already.
fn unpacked(request: &Request<'_>, scratch: &Path) -> Result<Arrays, ImportError> {
    let unpacked = request.weights.extension().is_some_and(|extension| extension == "safetensors");
    if unpacked {
        return Arrays::read(request.weights);
    }
    let arrays = scratch.join("arrays.safetensors");
    helper::run(request.python, request.framework, request.weights, &arrays)?;
    Arrays::read(&arrays)
}

/// What the network was built for, or what the caller says, where both do not contradict each other.
fn length(request: &Request<'_>, network: &Network) -> Result<usize, ImportError> {
    match (request.max_length, network.length) {
        (Some(asked), Some(built)) if asked != built && !network.masked => Err(ImportError::Length { asked, built }),
        (asked, built) => Ok(asked.or(built).unwrap_or(WORKSHOP_LENGTH)),
    }
}

fn config(request: &Request<'_>, network: &Network, vocabulary: &Vocabulary, length: usize) -> serde_json::Value {
    let numbered = |label: &String, at: usize| (at.to_string(), label.clone());
    let id2label: serde_json::Map<_, _> =
        request.labels.iter().enumerate().map(|(at, label)| numbered(label, at)).map(|(k, v)| (k, v.into())).collect();
    let truncation = match (request.truncating, vocabulary.start.is_some()) {
        (End::Post, _) => Truncation::Head,
        (End::Pre, false) => Truncation::Tail,
        (End::Pre, true) => Truncation::WholeTail,
    };
    json!({
        "model_type": network.model_type(),
        "language": request.language,
        "id2label": id2label,
        "max_length": length,
        "truncation": truncation,
        "pad_token_id": vocabulary.pad,
        "vocab_size": network.embedding.rows(),
        "embedding_size": network.embedding.columns(),
    })
}

/// A folder beside the models that no server takes for one, gone when this is.
#[derive(Debug)]
struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// In the models' own folder: from elsewhere a rename could not cross file systems.
    fn new(models: &Path, name: &str) -> Result<Self, ImportError> {
        // Two imports of one name at once get two folders, and the second finds the first's result there.
        let path = models.join(format!(".import-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).map_err(|source| ImportError::Write { path: path.clone(), source })?;
        Ok(Self { path })
    }

    fn publish(&self, made: &Path, target: &Path) -> Result<(), ImportError> {
        let write = |source| ImportError::Write { path: target.to_owned(), source };
        let replaced = self.path.join("replaced");
        let stood = target.exists();
        if stood {
            fs::rename(target, &replaced).map_err(write)?;
        }
        fs::rename(made, target).map_err(|source| {
            if stood {
                // What the first failure says is what matters; the old folder is where it was, or in scratch.
                let _ = fs::rename(&replaced, target);
            }
            write(source)
        })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing is served from it; a folder that stays is only untidy.
        let _ = fs::remove_dir_all(&self.path);
    }
}
