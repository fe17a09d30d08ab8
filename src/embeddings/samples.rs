//! The small models, opened, for the tests of this module.

use std::path::Path;
use std::sync::Arc;

use super::word::Opened;
use crate::config::Device;
use crate::models::Loader;
use crate::runtime::library;

pub(super) fn opened(name: &str) -> Opened {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/models").join(name);
    let loader = Loader { environment: library::load(None).unwrap(), workers: 1, device: Device::Cpu };
    let model = Arc::new(loader.load(&folder).unwrap());
    let weights = model.weights().unwrap();
    Opened::new(model, weights).unwrap()
}
