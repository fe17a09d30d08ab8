//! Model folders, loaded and served: what a network is called, what it answers with, which one answers.

mod calibration;
mod error;
mod folder;
mod load;
mod model;
mod opened;
mod registry;

pub use calibration::{Adjustment, CalibrationInfo, Checked, StoredCalibration};
pub use error::{CalibrationError, FolderError, OpenError, RegistryError, UnknownModel};
pub use load::Loader;
pub use model::{Chosen, Model, ModelDetail, ModelSummary, Variant, VariantInfo};
pub use registry::{Broken, Listing, Registry};
