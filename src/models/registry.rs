//! The models served now. A reload swaps the whole set at once; a request keeps the one that it began with.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use serde::Serialize;
use utoipa::ToSchema;

use super::calibration::{self, StoredCalibration};
use super::error::{CalibrationError, FolderError, RegistryError, UnknownModel};
use super::load::Loader;
use super::model::{Chosen, Model, ModelDetail, ModelSummary};
use crate::chain::Chain;
use crate::config::Precision;

/// The language served when nothing else decides.
const HOME_LANGUAGE: &str = "fr";

/// A folder that is not served.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Broken {
    /// Its name.
    #[schema(example = "mon-modele")]
    pub folder: String,
    /// The file at fault.
    #[schema(example = "tokenizer.json")]
    pub file: String,
    /// What is wrong with it.
    pub reason: String,
}

/// Every model served and every folder refused.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Listing {
    /// Served, by name.
    pub models: Vec<ModelSummary>,
    /// Refused, by name.
    pub broken: Vec<Broken>,
}

/// The models served now.
#[derive(Debug)]
pub struct Registry {
    loader: Loader,
    path: PathBuf,
    precision: Precision,
    preferred: String,
    set: ArcSwap<Set>,
    reloading: Mutex<()>,
}

#[derive(Debug)]
struct Set {
    models: BTreeMap<String, Arc<Model>>,
    broken: Vec<Broken>,
    default: Arc<Model>,
    languages: Vec<String>,
}

impl Registry {
    /// Loads every folder of `path`. `precision` answers where a request does not say; `preferred` names the model that
    /// answers where it names none.
    ///
    /// # Errors
    /// When the folder cannot be listed, or nothing in it can be served.
    pub fn open(loader: Loader, path: &Path, precision: Precision, preferred: String) -> Result<Self, RegistryError> {
        let set = ArcSwap::from_pointee(Set::load(&loader, path, &preferred)?);
        let path = path.to_owned();
        Ok(Self { loader, path, precision, preferred, set, reloading: Mutex::default() })
    }

    /// Loads every folder anew and serves the result from the next request on. Blocks while it loads.
    ///
    /// # Errors
    /// As [`Self::open`]; what was served goes on being served.
    pub fn reload(&self) -> Result<Listing, RegistryError> {
        // Two reloads at once could leave the older set in place.
        let _one = self.reloading.lock().unwrap_or_else(PoisonError::into_inner);
        self.set.store(Arc::new(Set::load(&self.loader, &self.path, &self.preferred)?));
        Ok(self.list())
    }

    /// Every model served and every folder refused.
    pub fn list(&self) -> Listing {
        let set = self.set.load();
        let is_default = |model: &Model| model.name == set.default.name;
        let models = set.models.values().map(|model| model.summary(is_default(model), self.precision));
        Listing { models: models.collect(), broken: set.broken.clone() }
    }

    /// One model, in full.
    ///
    /// # Errors
    /// When none has that name.
    pub fn detail(&self, name: &str) -> Result<ModelDetail, UnknownModel> {
        let set = self.set.load();
        let model = set.models.get(name).ok_or_else(|| set.unknown(name))?;
        Ok(model.detail(model.name == set.default.name, self.precision))
    }

    /// Stores `stored` in the folder of the graph that `reference` names, and answers by it from the next request on.
    /// Blocks while it writes.
    ///
    /// # Errors
    /// When no such graph is served, it is another one than was calibrated, or its folder cannot be written. All is then as
    /// it was.
    pub fn calibrate(&self, reference: &str, stored: StoredCalibration) -> Result<(), CalibrationError> {
        // A reload meanwhile would serve what the folder held before.
        let _one = self.reloading.lock().unwrap_or_else(PoisonError::into_inner);
        let chosen = self.choose(Some(reference), None)?;
        let variant = chosen.variant();
        if variant.hash != stored.model_hash {
            return Err(CalibrationError::OtherModel);
        }
        let path = chosen.model.opened.path();
        let mut calibrations = calibration::read(path)?;
        calibrations.insert(variant.precision, stored.clone());
        calibration::write(path, &calibrations)?;
        variant.calibration.store(Some(Arc::new(stored)));
        Ok(())
    }

    /// Takes the calibrations of all graphs of the model `name` away. Blocks while it does.
    ///
    /// # Errors
    /// When no such model is served, or its folder cannot be written. All is then as it was.
    pub fn uncalibrate(&self, name: &str) -> Result<(), CalibrationError> {
        let _one = self.reloading.lock().unwrap_or_else(PoisonError::into_inner);
        let set = self.set.load();
        let model = set.models.get(name).ok_or_else(|| set.unknown(name))?;
        calibration::remove(model.opened.path())?;
        for variant in &model.variants {
            variant.calibration.store(None);
        }
        Ok(())
    }

    /// The labels of the model named `name`, where it is served.
    pub fn labels(&self, name: &str) -> Option<Vec<String>> {
        self.set.load().models.get(name).map(|model| model.labels.clone())
    }

    /// The languages served, each once (ISO 639-1).
    pub fn languages(&self) -> Vec<String> {
        self.set.load().languages.clone()
    }

    /// The graph that `reference` names: `name`, `name:fp32` or `name:int8`. Without one, the model of `language`, else
    /// the default.
    ///
    /// # Errors
    /// When no such model, or no such graph of it, is served.
    pub fn choose(&self, reference: Option<&str>, language: Option<&str>) -> Result<Chosen, UnknownModel> {
        let set = self.set.load();
        let Some(reference) = reference else {
            let speaks = |model: &&Arc<Model>| language.is_some() && model.language.as_deref() == language;
            let default_speaks = speaks(&&set.default);
            let model = if default_speaks { None } else { set.models.values().find(speaks) };
            let model = Arc::clone(model.unwrap_or(&set.default));
            let precision = preferred(&model, self.precision);
            return precision.and_then(|precision| Chosen::new(model, precision)).ok_or_else(|| set.unknown(""));
        };
        let (name, asked) = match reference.split_once(':') {
            Some((name, "fp32")) => (name, Some(Precision::Fp32)),
            Some((name, "int8")) => (name, Some(Precision::Int8)),
            Some(_) => return Err(set.unknown(reference)),
            None => (reference, None),
        };
        let model = set.models.get(name).ok_or_else(|| set.unknown(reference))?;
        let precision = asked.or_else(|| preferred(model, self.precision));
        precision.and_then(|precision| Chosen::new(Arc::clone(model), precision)).ok_or_else(|| set.unknown(reference))
    }
}

/// The precision that answers by default: the configured one where the model has it, else what it has.
pub(super) fn preferred(model: &Model, precision: Precision) -> Option<Precision> {
    let mut has = model.variants.iter().map(|variant| variant.precision);
    has.clone().find(|own| *own == precision).or_else(|| has.next())
}

impl Set {
    fn load(loader: &Loader, path: &Path, preferred: &str) -> Result<Self, RegistryError> {
        let folders = folders(path).map_err(|source| RegistryError::List { path: path.to_owned(), source })?;
        // Side by side: a server is ready sooner. As many at a time as there are cores and no more: each thread's heap keeps
        // what loading took at its most, and the next thread takes that heap over.
        let mut loaded: Vec<(String, Result<Model, FolderError>)> = Vec::new();
        for folders in folders.chunks(loader.workers.max(1)) {
            std::thread::scope(|scope| {
                let threads: Vec<_> = folders.iter().map(|folder| scope.spawn(|| loader.load(folder))).collect();
                let joined = threads.into_iter().zip(folders).filter_map(|(thread, folder)| {
                    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    thread.join().ok().map(|model| (name, model))
                });
                loaded.extend(joined);
            });
        }
        let mut models = BTreeMap::new();
        let mut broken = Vec::new();
        for (folder, model) in loaded {
            match model {
                Ok(model) => {
                    models.insert(folder, Arc::new(model));
                }
                Err(error) => {
                    let reason = Chain(&error).to_string();
                    tracing::warn!(folder, file = error.file(), reason, "a model folder is not served");
                    broken.push(Broken { folder, file: error.file().to_owned(), reason });
                }
            }
        }
        let speaks_home = |model: &&Arc<Model>| model.language.as_deref() == Some(HOME_LANGUAGE);
        let default = models.get(preferred);
        let default = default.or_else(|| models.values().find(speaks_home)).or_else(|| models.values().next());
        let Some(default) = default.cloned() else {
            let reasons = broken.iter().map(|one| format!("{}: {}", one.folder, one.reason));
            let reasons = reasons.collect::<Vec<_>>().join("; ");
            let reasons = if reasons.is_empty() { "it holds no folder with a config.json".to_owned() } else { reasons };
            return Err(RegistryError::NoModel { path: path.to_owned(), reasons });
        };
        let mut languages: Vec<String> = models.values().filter_map(|model| model.language.clone()).collect();
        languages.sort();
        languages.dedup();
        Ok(Self { models, broken, default, languages })
    }

    fn unknown(&self, asked: &str) -> UnknownModel {
        let known = self.models.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        // A name is echoed, and a name of a megabyte helps nobody.
        UnknownModel { asked: asked.chars().take(100).collect(), known }
    }
}

/// The folders of `path` that mean to be a model's, by name: those with a `config.json`, a graph or a tokenizer.
fn folders(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let folder = entry?.path();
        let files = [super::folder::CONFIG, super::folder::GRAPH, super::folder::TOKENIZER];
        if files.iter().any(|file| folder.join(file).exists()) {
            folders.push(folder);
        }
    }
    folders.sort();
    Ok(folders)
}
