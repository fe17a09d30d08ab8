//! A `.safetensors` file: named arrays of single precision, and what was said of them. The format is eight bytes of length,
//! a JSON header, then the numbers.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::error::ImportError;

/// Where the helper writes the layers of a Keras model, in the header's metadata.
const LAYERS: &str = "layers";

/// An array of one or two dimensions, row by row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Array {
    pub(super) shape: Vec<usize>,
    pub(super) values: Vec<f32>,
}

/// What a file holds.
#[derive(Clone, Debug)]
pub(super) struct Arrays {
    pub(super) arrays: BTreeMap<String, Array>,
    /// Keras' description of the layers, where the file has one.
    pub(super) layers: Option<String>,
}

#[derive(Deserialize)]
struct Entry {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: (usize, usize),
}

impl Arrays {
    pub(super) fn read(path: &Path) -> Result<Self, ImportError> {
        let bytes = fs::read(path).map_err(|source| ImportError::Read { file: path.to_owned(), source })?;
        Self::decode(&bytes).ok_or_else(|| ImportError::Arrays { file: path.to_owned() })
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk::<8>()?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        let (header, data) = (rest.get(..length)?, rest.get(length..)?);
        let mut header: HashMap<String, Value> = serde_json::from_slice(header).ok()?;
        let said = header.remove("__metadata__");
        let layers = said.and_then(|said| said.get(LAYERS)?.as_str().map(str::to_owned));
        let mut arrays = BTreeMap::new();
        for (name, entry) in header {
            let entry: Entry = serde_json::from_value(entry).ok()?;
            let bytes = data.get(entry.data_offsets.0..entry.data_offsets.1)?;
            let values: Vec<f32> = match entry.dtype.as_str() {
                "F32" => bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect(),
                // A counter of batches or the like, which no layer that is known here has.
                "I64" | "I32" | "U8" | "BOOL" => continue,
                _ => return None,
            };
            let elements = entry.shape.iter().try_fold(1_usize, |all, one| all.checked_mul(*one))?;
            if elements != values.len() || !values.iter().all(|value| value.is_finite()) {
                return None;
            }
            arrays.insert(name, Array { shape: entry.shape, values });
        }
        Some(Self { arrays, layers })
    }
}

impl Array {
    pub(super) fn zeros(shape: &[usize]) -> Self {
        Self { shape: shape.to_vec(), values: vec![0.0; shape.iter().product()] }
    }

    /// Of a matrix; of a vector, its length.
    pub(super) fn rows(&self) -> usize {
        self.shape.first().copied().unwrap_or_default()
    }

    /// Of a matrix; of a vector, 1.
    pub(super) fn columns(&self) -> usize {
        self.shape.get(1).copied().unwrap_or(1)
    }

    pub(super) fn transposed(&self) -> Self {
        let (rows, columns) = (self.rows(), self.columns());
        let values = (0..columns).flat_map(|column| (0..rows).map(move |row| self.values[row * columns + column]));
        Self { shape: vec![columns, rows], values: values.collect() }
    }

    /// The blocks of rows that `order` names, in that order; there are as many as `order` is long.
    pub(super) fn reordered(&self, order: &[usize]) -> Self {
        let block = self.values.len() / order.len();
        let values = order.iter().flat_map(|at| self.values[at * block..(at + 1) * block].iter().copied());
        Self { shape: self.shape.clone(), values: values.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, data: &[u8]) -> Vec<u8> {
        [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), data].concat()
    }

    #[test]
    fn arrays_and_what_is_said_of_them_are_read() {
        let header = r#"{"__metadata__":{"layers":"[]"},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}"#;
        let data = [1.0_f32.to_le_bytes(), 2.0_f32.to_le_bytes()].concat();
        let arrays = Arrays::decode(&file(header, &data)).unwrap();
        assert_eq!(arrays.layers.as_deref(), Some("[]"));
        assert_eq!(arrays.arrays["a"], Array { shape: vec![1, 2], values: vec![1.0, 2.0] });
    }

    #[test]
    fn a_file_that_is_cut_or_contradicts_itself_is_none() {
        let header = r#"{"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}"#;
        for bytes in [
            file(header, &[0; 7]),
            file("{", &[]),
            vec![255; 8],
            vec![],
            file(&header.replace("[1,2]", "[1,3]"), &[0; 8]),
            file(&header.replace("F32", "F16"), &[0; 8]),
        ] {
            assert!(Arrays::decode(&bytes).is_none());
        }
        assert!(Arrays::decode(&file(header, &f32::NAN.to_le_bytes().repeat(2))).is_none());
    }

    #[test]
    fn a_matrix_is_turned_and_its_blocks_reordered() {
        let matrix = Array { shape: vec![2, 3], values: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0] };
        let turned = matrix.transposed();
        assert_eq!((&turned.shape[..], &turned.values[..]), (&[3, 2][..], &[1.0, 4.0, 2.0, 5.0, 3.0, 6.0][..]));
        assert_eq!(turned.reordered(&[2, 0, 1]).values, [3.0, 6.0, 1.0, 4.0, 2.0, 5.0]);
    }
}
