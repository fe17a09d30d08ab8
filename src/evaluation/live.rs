//! The log as an evaluation: its predictions that a person has labelled, whichever model made them.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

use super::attributes::Attributes;
use super::columns::{Columns, LANGUAGES, Row};
use super::cues::Cues;
use super::error::EvaluationError;
use crate::predictions::labelled::{self, Labelled};
use crate::storage::Reader;

/// The attribute that tells the models apart.
pub const MODEL: &str = "model";

/// The labelled predictions: a row each, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Live {
    /// Their numbers. The labels are those of all their models, in alphabetical order.
    pub columns: Arc<Columns>,
    /// Their ids, row by row.
    pub ids: Arc<Vec<Uuid>>,
}

/// What was counted last, for as long as no label changes.
#[derive(Debug, Default)]
pub(super) struct Counted(Mutex<Option<(String, Live)>>);

impl Counted {
    pub(super) async fn live(&self, reader: &Reader) -> Result<Live, EvaluationError> {
        let version = labelled::version(reader).await?;
        if let Some((counted, live)) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner)
            && *counted == version
        {
            return Ok(live.clone());
        }
        let live = count(reader).await?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((version, live.clone()));
        Ok(live)
    }
}

async fn count(reader: &Reader) -> Result<Live, EvaluationError> {
    let mut rows: Vec<Labelled> = Vec::new();
    labelled::all(reader, |row| rows.push(row)).await?;
    let labels: BTreeSet<&String> = rows.iter().flat_map(|row| row.scores.keys()).collect();
    let labels: Vec<String> = labels.into_iter().cloned().collect();
    let mut attributes = Attributes::default();
    let mut columns = Columns::new(labels.clone());
    let mut ids = Vec::with_capacity(rows.len());
    let place = |label: &str| labels.iter().position(|one| one == label).and_then(|at| u8::try_from(at).ok());
    for row in rows {
        // A label that its model does not have: another program has written it.
        let (Some(gold), Some(predicted)) = (place(&row.gold), place(&row.label)) else { continue };
        let language = row.language.as_deref().unwrap_or_default();
        let codes = attributes.codes(&[(MODEL.to_owned(), row.model)]);
        if columns.attributes.is_empty() {
            columns.attributes = attributes.columns();
        }
        columns.push(&Row {
            gold,
            predicted,
            probabilities: labels.iter().map(|label| row.scores.get(label).copied().unwrap_or(0.0)).collect(),
            tokens: row.tokens,
            unknown_rate: row.unknown_rate,
            truncated: row.truncated,
            language: LANGUAGES.iter().position(|one| *one == language).unwrap_or_default() as u8,
            words: row.words,
            cues: Cues::from_bits(row.cues),
            attributes: codes,
        });
        ids.push(row.id);
    }
    for (column, named) in columns.attributes.iter_mut().zip(attributes.columns()) {
        column.values = named.values;
    }
    Ok(Live { columns: Arc::new(columns), ids: Arc::new(ids) })
}
