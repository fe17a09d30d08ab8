//! Labelled predictions into columns, as the database hands them out: none is held beside its numbers. Labels and models are
//! learned on the way.

use std::collections::BTreeSet;
use std::mem;

use uuid::Uuid;

use crate::evaluation::attributes::MAX_VALUES;
use crate::evaluation::columns::{Attribute, Columns, LANGUAGES, Row};
use crate::evaluation::cues::Cues;
use crate::predictions::labelled::Labelled;

/// The attribute that tells the models apart.
pub const MODEL: &str = "model";

/// A label's place is a byte. No school's models have so many labels together; what comes later is left out.
const MAX_LABELS: usize = 256;

/// Rows, oldest first.
#[derive(Debug)]
pub(super) struct Rows {
    /// Their numbers. Their one attribute is the model, by its place in `models`.
    pub columns: Columns,
    /// Their ids.
    pub ids: Vec<Uuid>,
    /// The models, behind the empty string for none.
    pub models: Vec<String>,
    /// Labels of rows that were left out, because no model was known to have them.
    strange: BTreeSet<String>,
}

impl Rows {
    /// No row yet, of models with `labels`. What more there is of both is learned, and stands behind them.
    pub fn of(labels: Vec<String>, models: Vec<String>) -> Self {
        let attributes = vec![Attribute { name: MODEL.to_owned(), ..Attribute::default() }];
        let columns = Columns { attributes, ..Columns::new(labels) };
        Self { columns, ids: Vec::new(), models, strange: BTreeSet::new() }
    }

    /// Appends `row`. Left out where no model is known to have its labels: another program has written it, or the model comes
    /// later.
    pub fn add(&mut self, row: &Labelled<'_>) {
        let places: Vec<Option<usize>> = row.scores.0.iter().map(|(label, _)| self.learn(label)).collect();
        let (Some(gold), Some(predicted)) = (self.place(row.gold), self.place(row.label)) else {
            for label in [row.gold, row.label] {
                if self.place(label).is_none() {
                    self.strange.insert(label.to_owned());
                }
            }
            return;
        };
        let mut probabilities = vec![0.0; self.columns.labels.len()];
        for (place, (_, score)) in places.into_iter().zip(&row.scores.0) {
            if let Some(place) = place {
                probabilities[place] = *score;
            }
        }
        let language = row.language.unwrap_or_default();
        let model = self.model(row.model, row.precision);
        self.columns.push(&Row {
            gold,
            predicted,
            probabilities,
            tokens: row.tokens,
            unknown_rate: row.unknown_rate,
            truncated: row.truncated,
            language: LANGUAGES.iter().position(|one| *one == language).unwrap_or_default() as u8,
            words: row.words,
            cues: Cues::from_bits(row.cues),
            attributes: vec![model],
        });
        self.ids.push(row.id);
    }

    /// Whether a row was left out that would not be if the labels had been known from the first.
    pub fn left_out_too_early(&self) -> bool {
        self.strange.iter().any(|label| self.place(label).is_some())
    }

    fn place(&self, label: &str) -> Option<u8> {
        self.columns.labels.iter().position(|known| known == label).and_then(|place| u8::try_from(place).ok())
    }

    /// The place of a label that a model has.
    fn learn(&mut self, label: &str) -> Option<usize> {
        let width = self.columns.labels.len();
        let known = self.columns.labels.iter().position(|known| known == label);
        if known.is_some() || width == MAX_LABELS {
            return known;
        }
        self.columns.labels.push(label.to_owned());
        let narrow = mem::take(&mut self.columns.probabilities);
        for row in 0..self.ids.len() {
            self.columns.probabilities.extend_from_slice(&narrow[row * width..(row + 1) * width]);
            self.columns.probabilities.push(0.0);
        }
        Some(width)
    }

    fn model(&mut self, model: &str, precision: &str) -> u16 {
        let is_it =
            |known: &String| known.strip_prefix(model).and_then(|rest| rest.strip_prefix(':')) == Some(precision);
        let place = self.models.iter().position(is_it).unwrap_or_else(|| {
            self.models.push(format!("{model}:{precision}"));
            self.models.len() - 1
        });
        u16::try_from(place).unwrap_or_default()
    }
}

/// Puts the labels in alphabetical order, and the models, of which some may have lost their last row, in that of their first.
pub(super) fn put_in_order(columns: &mut Columns, models: &mut Vec<String>) {
    sort_labels(columns);
    number_models(columns, models);
}

fn sort_labels(columns: &mut Columns) {
    let labels = mem::take(&mut columns.labels);
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by_key(|place| &labels[*place]);
    columns.labels = order.iter().map(|place| labels[*place].clone()).collect();
    if order.is_sorted() {
        return;
    }
    let mut places = vec![0; order.len()];
    for (place, before) in (0..=u8::MAX).zip(&order) {
        places[*before] = place;
    }
    for label in columns.gold.iter_mut().chain(&mut columns.predicted) {
        *label = places[usize::from(*label)];
    }
    let mut row = vec![0.0; order.len()];
    for probabilities in columns.probabilities.chunks_exact_mut(order.len()) {
        row.copy_from_slice(probabilities);
        for (probability, before) in probabilities.iter_mut().zip(&order) {
            *probability = row[*before];
        }
    }
}

fn number_models(columns: &mut Columns, models: &mut Vec<String>) {
    let Some(attribute) = columns.attributes.first_mut() else { return };
    let mut numbers = vec![0; models.len()];
    let mut numbered = vec![String::new()];
    for code in &mut attribute.codes {
        let model = usize::from(*code);
        if model > 0 && numbers[model] == 0 {
            numbers[model] = numbered.len() as u16;
            numbered.push(mem::take(&mut models[model]));
        }
        *code = numbers[model];
    }
    *models = numbered;
    // As of a file: too many tell nothing apart.
    attribute.values = if models.len() > 1 + MAX_VALUES { Vec::new() } else { models.clone() };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predictions::labelled::Scores;

    fn row<'r>(model: &'r str, gold: &'r str, scores: &[(&'r str, f32)]) -> Labelled<'r> {
        Labelled {
            id: Uuid::nil(),
            gold,
            label: scores[0].0,
            scores: Scores(scores.iter().map(|(label, score)| ((*label).into(), *score)).collect()),
            model,
            precision: "fp32",
            language: Some("fr"),
            tokens: 7,
            unknown_rate: 0.25,
            truncated: true,
            words: 3,
            cues: 5,
        }
    }

    fn in_order(mut rows: Rows) -> (Columns, Vec<String>) {
        put_in_order(&mut rows.columns, &mut rows.models);
        (rows.columns, rows.models)
    }

    #[test]
    fn labels_and_models_are_learned_on_the_way() {
        let mut rows = Rows::of(Vec::new(), vec![String::new()]);
        rows.add(&row("b", "oui", &[("oui", 0.75), ("non", 0.25)]));
        rows.add(&row("a", "mitigé", &[("mitigé", 0.5), ("non", 0.125), ("bien", 0.375)]));
        rows.add(&row("b", "mitigé", &[("non", 1.0), ("oui", 0.0)]));
        let (columns, models) = in_order(rows);
        assert_eq!(columns.labels, ["bien", "mitigé", "non", "oui"]);
        assert_eq!((&columns.gold[..], &columns.predicted[..]), (&[3, 1, 1][..], &[3, 1, 2][..]));
        let probabilities = [[0.0, 0.0, 0.25, 0.75], [0.375, 0.5, 0.125, 0.0], [0.0, 0.0, 1.0, 0.0]];
        assert_eq!(columns.probabilities, probabilities.concat());
        assert_eq!(
            (&columns.attributes[0].codes[..], &models[..]),
            (&[1, 2, 1][..], &["", "b:fp32", "a:fp32"].map(str::to_owned)[..])
        );
        assert_eq!(columns.attributes[0].values, models);
        assert_eq!((columns.language[0], columns.words[0], columns.cues[0].bits()), (4, 3, 5));
    }

    #[test]
    fn a_label_of_no_model_leaves_its_row_out() {
        let mut rows = Rows::of(Vec::new(), vec![String::new()]);
        rows.add(&row("a", "étrange", &[("non", 1.0)]));
        rows.add(&row("a", "tardif", &[("non", 1.0)]));
        assert!(rows.ids.is_empty() && !rows.left_out_too_early());
        rows.add(&row("b", "tardif", &[("tardif", 1.0)]));
        assert!(rows.left_out_too_early());
        assert_eq!(rows.ids.len(), 1);
    }

    #[test]
    fn models_without_a_row_are_forgotten() {
        let mut rows = Rows::of(Vec::new(), ["", "x:fp32", "y:fp32"].map(str::to_owned).to_vec());
        rows.add(&row("z", "non", &[("non", 1.0)]));
        rows.add(&row("y", "non", &[("non", 1.0)]));
        let (columns, models) = in_order(rows);
        assert_eq!(
            (&columns.attributes[0].codes[..], models),
            (&[1, 2][..], ["", "z:fp32", "y:fp32"].map(str::to_owned).to_vec())
        );
    }

    #[test]
    fn too_many_models_make_no_slices() {
        let mut rows = Rows::of(Vec::new(), vec![String::new()]);
        let names: Vec<String> = (0..=MAX_VALUES).map(|number| format!("m{number}")).collect();
        names.iter().for_each(|name| rows.add(&row(name, "non", &[("non", 1.0)])));
        let (columns, models) = in_order(rows);
        assert_eq!((columns.attributes[0].values.len(), models.len()), (0, MAX_VALUES + 2));
    }
}
