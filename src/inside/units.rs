//! Which units of a layer are shown.

use super::cell::Matrix;
use super::error::ExplainError;
use super::trace::{Layer, Traced};

/// Which units of a layer are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Units {
    /// Their mean.
    #[default]
    Mean,
    /// Each.
    All,
    /// These, counted from 0, in this order; a narrower layer shows those that it has.
    Some(Vec<usize>),
}

impl Units {
    /// Those of a layer of `hidden` units that are shown; `None` for their mean.
    pub fn of(&self, hidden: usize) -> Option<Vec<usize>> {
        match self {
            Self::Mean => None,
            Self::All => Some((0..hidden).collect()),
            Self::Some(units) => Some(units.iter().copied().filter(|unit| *unit < hidden).collect()),
        }
    }

    /// Whether each unit named is in one of `layers`; a network without open layers has nothing to be named wrongly.
    pub(super) fn check(&self, layers: &[Layer]) -> Result<(), ExplainError> {
        let open = layers.iter().filter_map(|layer| layer.directions.as_ref().ok()).flatten();
        let (Self::Some(units), Some(hidden)) = (self, open.map(|traced| traced.hidden).max()) else { return Ok(()) };
        match units.iter().find(|unit| **unit >= hidden) {
            Some(unit) => Err(ExplainError::UnknownUnit { unit: *unit, hidden }),
            None => Ok(()),
        }
    }

    /// Leaves in `traced` what is shown, and lets go of the rest.
    pub(super) fn reduce(&self, traced: &mut Traced) {
        let Some(units) = (match self {
            Self::All => return,
            _ => self.of(traced.hidden),
        }) else {
            for (_, rows) in &mut traced.steps {
                *rows = mean(rows);
            }
            return;
        };
        for (_, rows) in &mut traced.steps {
            let values = (0..rows.rows()).flat_map(|at| units.iter().map(move |unit| (at, *unit)));
            let values = values.map(|(at, unit)| rows.row(at)[unit]).collect();
            *rows = Matrix { columns: units.len(), values };
        }
    }
}

fn mean(rows: &Matrix) -> Matrix {
    let values = rows.values.chunks_exact(rows.columns.max(1)).map(|row| {
        // In double precision, so that the mean of many equal numbers is that number.
        let sum: f64 = row.iter().map(|value| f64::from(*value)).sum();
        (sum / row.len() as f64) as f32
    });
    Matrix { columns: 1, values: values.collect() }
}

#[cfg(test)]
mod tests {
    use super::super::trace::Direction;
    use super::*;

    fn traced() -> Traced {
        let rows = Matrix { columns: 3, values: vec![0.0, 0.5, 1.0, 0.1, 0.1, 0.1] };
        let (direction, hidden) = (Direction::Forward, 3);
        Traced { direction, hidden, steps: vec![("hidden", rows)], parity: 0.0, influence: None }
    }

    #[test]
    fn units_are_chosen_or_averaged() {
        let shown = |units: Units| {
            let mut traced = traced();
            units.reduce(&mut traced);
            traced.steps.remove(0).1.values
        };
        assert_eq!(shown(Units::Mean), [0.5, 0.1]);
        assert_eq!(shown(Units::Some(vec![2, 0, 7])), [1.0, 0.0, 0.1, 0.1]);
        assert_eq!(shown(Units::All).len(), 6);
    }

    #[test]
    fn a_unit_that_no_layer_has_is_refused() {
        let layers = [Layer { name: "l".into(), operator: "LSTM".into(), directions: Ok(vec![traced()]) }];
        assert!(Units::Some(vec![2]).check(&layers).is_ok());
        let error = Units::Some(vec![0, 3]).check(&layers).unwrap_err();
        assert!(matches!(error, ExplainError::UnknownUnit { unit: 3, hidden: 3 }), "{error}");
        assert!(Units::Some(vec![3]).check(&[]).is_ok());
    }
}
