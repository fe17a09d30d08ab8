//! Model folders, loaded and served: what a network is called, what it answers with, which one answers.

mod error;
mod folder;
mod load;
mod model;
mod opened;
mod registry;

pub use error::{FolderError, OpenError, RegistryError, UnknownModel};
pub use load::Loader;
pub use model::{Chosen, Model, ModelDetail, ModelSummary, Variant, VariantInfo};
pub use registry::{Broken, Listing, Registry};
