//! What is looked at: a file's evaluation or the log's, under one face.

use std::str::FromStr;
use std::sync::Arc;

use uuid::Uuid;

use super::columns::Columns;
use super::description::Evaluation;
use super::error::EvaluationError;
use super::store::rows::Sentence;
use super::{Evaluations, store};
use crate::predictions::find;

/// The id of the log's evaluation.
pub const LIVE: &str = "live";

/// Which evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The log, restricted to predictions that a person labelled.
    Live,
    /// A file's.
    File(Uuid),
}

impl FromStr for Which {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        if text == LIVE { Ok(Self::Live) } else { Uuid::try_parse(text).map(Self::File) }
    }
}

/// An evaluation with its rows' numbers.
#[derive(Clone, Debug)]
pub struct Look {
    /// Its description; the log has none.
    pub evaluation: Option<Evaluation>,
    /// The numbers.
    pub columns: Arc<Columns>,
    /// The predictions' ids, row by row, where it is the log's.
    pub ids: Option<Arc<Vec<Uuid>>>,
}

impl Look {
    /// The model that read row `row`, as a request calls it.
    pub fn model_of(&self, row: usize) -> String {
        match &self.evaluation {
            Some(evaluation) => evaluation.model_name(),
            None => {
                // The log's one attribute.
                let model = self.columns.attributes.first();
                model.and_then(|model| model.values.get(usize::from(model.codes[row]))).cloned().unwrap_or_default()
            }
        }
    }
}

impl Evaluations {
    /// What there is to look at of `which`.
    ///
    /// # Errors
    /// When there is no such evaluation, or the database fails.
    pub async fn look(&self, which: Which) -> Result<Look, EvaluationError> {
        match which {
            Which::Live => {
                let live = self.live().await?;
                Ok(Look { evaluation: None, columns: live.columns, ids: Some(live.ids) })
            }
            Which::File(id) => {
                let evaluation = self.find(id).await?;
                let columns = self.columns(&evaluation).await?;
                Ok(Look { evaluation: Some(evaluation), columns, ids: None })
            }
        }
    }

    /// What people read of `rows`, in that order. Those that were erased meanwhile are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sentences(&self, look: &Look, rows: &[usize]) -> Result<Vec<Sentence>, EvaluationError> {
        let reader = self.storage().read();
        let numbers: Vec<u64> = rows.iter().map(|row| *row as u64).collect();
        let (Some(ids), None) = (&look.ids, &look.evaluation) else {
            let key = look.evaluation.as_ref().map_or(0, |evaluation| evaluation.key);
            return store::rows::some(reader, key, &numbers).await;
        };
        let mut sentences = Vec::with_capacity(rows.len());
        for (row, number) in rows.iter().zip(numbers) {
            let Some(stored) = find::one(reader, ids[*row]).await? else { continue };
            sentences.push(Sentence {
                number,
                line: 0,
                text: stored.text,
                attributes: [(super::live::MODEL.to_owned(), look.model_of(*row))].into(),
                original: None,
            });
        }
        Ok(sentences)
    }
}
