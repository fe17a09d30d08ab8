//! Why a model cannot be imported: in English by `Display`, in French by [`ImportError::french`].

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::models::FolderError;

/// Why a model cannot be imported.
#[derive(Debug, Error)]
pub enum ImportError {
    /// A folder's name may be nothing else.
    #[error("{name:?} is no name for a model: letters without accents, digits, - _ . and no dot in front")]
    Name {
        /// What was asked.
        name: String,
    },
    /// The name is taken.
    #[error("there is a model {name} already; --replace replaces it")]
    Exists {
        /// The name.
        name: String,
    },
    /// A file is missing or unreadable.
    #[error("cannot read {}", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The model's folder cannot be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// What.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// No Python to unpack with.
    #[error("there is no {python}; name one by --python, or unpack elsewhere with what --print-helper prints")]
    NoPython {
        /// What was asked for.
        python: String,
    },
    /// Python lacks a package.
    #[error("{python} has no package {package}: {python} -m pip install {package}, or --python with one that has it")]
    NoPackage {
        /// Which Python.
        python: String,
        /// Which package.
        package: String,
    },
    /// The helper failed.
    #[error("{python} failed: {said}")]
    Python {
        /// Which Python.
        python: String,
        /// Its last line.
        said: String,
    },
    /// The weights' file is not what it should be.
    #[error("{} is not readable: {said}", file.display())]
    Weights {
        /// The file.
        file: PathBuf,
        /// What the helper says of it.
        said: String,
    },
    /// No `.safetensors` of single precision.
    #[error("{} is no .safetensors file of finite numbers", file.display())]
    Arrays {
        /// The file.
        file: PathBuf,
    },
    /// Arrays without Keras' description of the layers.
    #[error("the file does not say what its layers are; unpack it with what --print-helper prints")]
    NoLayers,
    /// A kind of layer that is not known.
    #[error("the layer {layer} is not known; known are {known}")]
    Layer {
        /// The kind.
        layer: String,
        /// The kinds known.
        known: &'static str,
    },
    /// A known layer where it is not expected.
    #[error(
        "the layer {layer} does not stand where it can be read: one Embedding, recurrent layers, perhaps a pooling, Dense"
    )]
    Order {
        /// The kind.
        layer: String,
    },
    /// An option that makes a layer compute something else.
    #[error("the layer {layer} with {option} = {value} is not known")]
    Option {
        /// The layer.
        layer: String,
        /// The option.
        option: &'static str,
        /// Its value.
        value: String,
    },
    /// Something that every model has is missing.
    #[error("the model has no {what}")]
    Missing {
        /// What.
        what: &'static str,
    },
    /// Not one recurrent module.
    #[error("the state dict has {found} recurrent modules; one is needed, of one or more layers")]
    Modules {
        /// How many.
        found: usize,
    },
    /// A layer does not read what the one before it gives.
    #[error("{layer} expects {expects} numbers and gets {gets}")]
    Shapes {
        /// The layer.
        layer: String,
        /// What its weights are for.
        expects: usize,
        /// What comes.
        gets: usize,
    },
    /// The network was built for another length.
    #[error("--max-length is {asked}, and the model was built for {built}")]
    Length {
        /// The flag.
        asked: usize,
        /// The model.
        built: usize,
    },
    /// The word index is no word index.
    #[error("{} is no word index: {{\"word\": id, ...}} or [\"word\", ...]", file.display())]
    Words {
        /// The file.
        file: PathBuf,
        /// Where it is no JSON.
        source: Option<serde_json::Error>,
    },
    /// Vocabulary and embedding do not fit.
    #[error("the vocabulary's {words} words do not fit the embedding's {rows} rows")]
    Vocabulary {
        /// Words of the file.
        words: usize,
        /// Rows of the embedding.
        rows: usize,
    },
    /// A shift that leaves no place for the reserved ids.
    #[error("--index-from is 0, or 3 and more as IMDB's word index; not {index_from}")]
    IndexFrom {
        /// The flag.
        index_from: u32,
    },
    /// Two words of one id.
    #[error("the word {word:?} has id {id}, which another word has too")]
    Twice {
        /// One of them.
        word: String,
        /// The id.
        id: u32,
    },
    /// The network answers another number of labels.
    #[error("the model answers {columns} numbers, and there are {labels} labels")]
    Labels {
        /// Its outputs.
        columns: usize,
        /// The flag's labels.
        labels: usize,
    },
    /// What was written does not load.
    #[error("the model does not pass its self-test")]
    SelfTest(#[from] FolderError),
}

impl ImportError {
    /// The same, in French.
    pub fn french(&self) -> String {
        match self {
            Self::Name { name } => {
                format!(
                    "{name:?} n'est pas un nom de modèle : lettres sans accent, chiffres, - _ . et pas de point devant"
                )
            }
            Self::Exists { name } => format!("il y a déjà un modèle {name} ; --replace le remplace"),
            Self::Read { file, .. } => format!("le fichier {} ne se lit pas", file.display()),
            Self::Write { path, .. } => format!("{} ne s'écrit pas", path.display()),
            Self::NoPython { python } => format!(
                "il n'y a pas de {python} ; --python en nomme un autre, et --print-helper donne de quoi extraire ailleurs"
            ),
            Self::NoPackage { python, package } => {
                format!(
                    "{python} n'a pas le paquet {package} : {python} -m pip install {package}, ou un autre --python"
                )
            }
            Self::Python { python, said } => format!("{python} a échoué : {said}"),
            Self::Weights { file, said } => format!("{} n'est pas lisible : {said}", file.display()),
            Self::Arrays { file } => {
                format!("{} n'est pas un fichier .safetensors de nombres finis", file.display())
            }
            Self::NoLayers => {
                "le fichier ne dit pas quelles sont ses couches ; l'extraire avec ce que donne --print-helper"
                    .to_owned()
            }
            Self::Layer { layer, known } => format!("la couche {layer} n'est pas connue ; sont connues {known}"),
            Self::Order { layer } => format!(
                "la couche {layer} est mal placée : une Embedding, des couches récurrentes, un pooling au besoin, des Dense"
            ),
            Self::Option { layer, option, value } => {
                format!("la couche {layer} avec {option} = {value} n'est pas connue")
            }
            Self::Missing { what } => format!("il manque au modèle : {what}"),
            Self::Modules { found } => {
                format!("le state dict a {found} modules récurrents ; il en faut un, d'une couche ou de plusieurs")
            }
            Self::Shapes { layer, expects, gets } => format!("{layer} attend {expects} nombres et en reçoit {gets}"),
            Self::Length { asked, built } => {
                format!("--max-length vaut {asked}, et le modèle est fait pour {built}")
            }
            Self::Words { file, .. } => {
                format!("{} n'est pas un index de mots : {{\"mot\": id, ...}} ou [\"mot\", ...]", file.display())
            }
            Self::Vocabulary { words, rows } => {
                format!("les {words} mots du vocabulaire ne vont pas avec les {rows} lignes de l'embedding")
            }
            Self::IndexFrom { index_from } => {
                format!("--index-from vaut 0, ou 3 et plus comme pour l'index d'IMDB ; pas {index_from}")
            }
            Self::Twice { word, id } => format!("le mot {word:?} a l'id {id}, qu'un autre mot a aussi"),
            Self::Labels { columns, labels } => {
                format!("le modèle répond {columns} nombres, et il y a {labels} étiquettes")
            }
            Self::SelfTest(_) => "le modèle ne passe pas son auto-test".to_owned(),
        }
    }
}
