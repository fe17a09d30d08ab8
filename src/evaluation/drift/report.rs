//! The log's weeks, model by model, each held against the model's reference.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use utoipa::ToSchema;

use super::psi::{Shift, Stability, stability};
use crate::predictions::weeks::{Counted, Tally};

/// Rows below which a week is no reference and raises no alarm: the index of some dozen rows is large by chance alone.
const MIN_ROWS: u64 = 200;

/// Weeks back from now in which a large shift is an alarm: on a Monday the week before still is the news.
const RECENT: usize = 2;

/// How the log has moved, week by week.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Drift {
    /// By name and precision.
    pub models: Vec<ModelDrift>,
    #[serde(skip)]
    alarms: Vec<Alarm>,
}

/// One model's weeks.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ModelDrift {
    /// The model and its precision.
    #[schema(example = "avis-bilstm:int8")]
    pub model: String,
    /// What its later weeks are held against; null while no week will do.
    pub reference: Option<DriftReference>,
    /// The weeks in which it answered, oldest first.
    pub weeks: Vec<WeekDrift>,
}

/// What a model's weeks are held against: its earliest week in the log that is over and has 200 predictions.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct DriftReference {
    /// Which week (ISO 8601).
    #[schema(example = "2026-W40")]
    pub week: String,
    /// How many predictions it has.
    #[schema(example = 1200)]
    pub predictions: u64,
}

/// What a model answered in one week.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct WeekDrift {
    /// Which (ISO 8601), from Monday on, in UTC.
    #[schema(example = "2026-W48")]
    pub week: String,
    /// Its Monday.
    #[schema(format = Date, example = "2026-11-23")]
    pub begins: String,
    /// Whether it is over.
    pub over: bool,
    /// How many predictions.
    #[schema(example = 950)]
    pub predictions: u64,
    /// Each label's share of them.
    #[schema(example = json!({"negative": 0.4, "positive": 0.6}))]
    pub labels: BTreeMap<String, f64>,
    /// The mean probability of the label given.
    #[schema(example = 0.91)]
    pub confidence: f64,
    /// The mean number of tokens read.
    #[schema(example = 42.5)]
    pub tokens: f64,
    /// The mean share of a text's tokens that the vocabulary does not know.
    #[schema(example = 0.02)]
    pub unknown_rate: f64,
    /// The share of texts that were cut.
    #[schema(example = 0.01)]
    pub truncated: f64,
    /// How far it has moved from the reference; null for the reference itself, for what came before it, and without one.
    pub psi: Option<WeekStability>,
}

/// How far a week has moved from the reference, by the population stability index.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct WeekStability {
    /// Of the label's probability, in ten bins of equal width. A calibration stored meanwhile moves it too.
    pub confidence: Stability,
    /// Of the label.
    pub label: Stability,
    /// Of the text's tokens: up to 8, 16, 32, 64, 128, 256, and more.
    pub length: Stability,
}

/// What has moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The label's probability.
    Confidence,
    /// The label.
    Label,
    /// The text's length.
    Length,
}

/// A model whose latest week has moved far from its reference, both with 200 predictions or more.
#[derive(Clone, Debug, PartialEq)]
pub struct Alarm {
    /// The model and its precision.
    pub model: String,
    /// The week.
    pub week: String,
    /// What has moved.
    pub what: What,
    /// How far.
    pub psi: f64,
}

impl What {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Confidence, Self::Label, Self::Length];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Confidence => "confidence",
            Self::Label => "label",
            Self::Length => "length",
        }
    }
}

impl WeekStability {
    fn between(reference: &Tally, week: &Tally) -> Option<Self> {
        let labels: BTreeSet<&String> = reference.labels.keys().chain(week.labels.keys()).collect();
        let by_label = |tally: &Tally| -> Vec<u64> {
            labels.iter().map(|label| tally.labels.get(*label).copied().unwrap_or_default()).collect()
        };
        Some(Self {
            confidence: stability(&reference.confidence, &week.confidence)?,
            label: stability(&by_label(reference), &by_label(week))?,
            length: stability(&reference.lengths, &week.lengths)?,
        })
    }

    /// The index of `what`.
    pub fn of(&self, what: What) -> Stability {
        match what {
            What::Confidence => self.confidence,
            What::Label => self.label,
            What::Length => self.length,
        }
    }
}

impl Drift {
    /// What has moved far of late.
    pub fn alarms(&self) -> &[Alarm] {
        &self.alarms
    }

    /// Each model's latest week that is long enough to be held against its reference.
    pub fn latest(&self) -> impl Iterator<Item = (&str, &WeekDrift, WeekStability)> {
        self.models.iter().filter_map(|one| {
            let last = one.weeks.iter().rev().find(|week| week.predictions >= MIN_ROWS)?;
            Some((one.model.as_str(), last, last.psi?))
        })
    }
}

/// Tells `weeks`, which stand one after the other up to now, model by model.
pub fn drift(weeks: &[Counted]) -> Drift {
    let names: BTreeSet<&String> = weeks.iter().flat_map(|week| week.models.keys()).collect();
    let mut drift = Drift { models: names.into_iter().map(|name| of_model(name, weeks)).collect(), alarms: Vec::new() };
    let recent: Vec<String> = weeks.iter().rev().take(RECENT).map(|week| week.week.name()).collect();
    let is_recent = |week: &WeekDrift| recent.contains(&week.week);
    let large = drift.latest().filter(|(_, week, _)| is_recent(week)).flat_map(|(model, week, psi)| {
        What::ALL.into_iter().filter(move |what| psi.of(*what).shift == Shift::Large).map(move |what| Alarm {
            model: model.to_owned(),
            week: week.week.clone(),
            what,
            psi: psi.of(what).psi,
        })
    });
    drift.alarms = large.collect();
    drift
}

fn of_model(name: &str, weeks: &[Counted]) -> ModelDrift {
    let mut reference: Option<(&Counted, &Tally)> = None;
    let mut told = Vec::new();
    for week in weeks {
        let Some(tally) = week.models.get(name) else { continue };
        let psi = reference.and_then(|(_, reference)| WeekStability::between(reference, tally));
        told.push(figures(week, tally, psi));
        if reference.is_none() && week.is_over && tally.predictions >= MIN_ROWS {
            reference = Some((week, tally));
        }
    }
    let reference =
        reference.map(|(week, tally)| DriftReference { week: week.week.name(), predictions: tally.predictions });
    ModelDrift { model: name.to_owned(), reference, weeks: told }
}

fn figures(week: &Counted, tally: &Tally, psi: Option<WeekStability>) -> WeekDrift {
    let rows = tally.predictions as f64;
    WeekDrift {
        week: week.week.name(),
        begins: week.week.monday().to_string(),
        over: week.is_over,
        predictions: tally.predictions,
        labels: tally.labels.iter().map(|(label, count)| (label.clone(), *count as f64 / rows)).collect(),
        confidence: tally.scores / rows,
        tokens: tally.tokens as f64 / rows,
        unknown_rate: tally.unknown / rows,
        truncated: tally.truncated as f64 / rows,
        psi,
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::predictions::weeks::Week;

    /// A week with `negative` and `positive` predictions, all as sure and as long, `back` weeks before 2026-W48.
    fn week(back: i64, negative: u64, positive: u64) -> Counted {
        let monday = "2026-11-23T00:00:00Z".parse::<Timestamp>().unwrap();
        let time = Timestamp::from_second(monday.as_second() - back * 7 * 24 * 3600).unwrap();
        let rows = negative + positive;
        let labels = [("negative", negative), ("positive", positive)];
        let tally = Tally {
            predictions: rows,
            labels: labels.into_iter().map(|(label, count)| (label.to_owned(), count)).collect(),
            confidence: [0, 0, 0, 0, 0, 0, 0, 0, 0, rows],
            lengths: [rows, 0, 0, 0, 0, 0, 0],
            scores: 0.95 * rows as f64,
            tokens: 5 * rows,
            unknown: 0.1 * rows as f64,
            truncated: rows / 2,
        };
        let models = if rows > 0 { [("tiny:fp32".to_owned(), tally)].into() } else { BTreeMap::new() };
        Counted { week: Week::of(time), is_over: back > 0, models }
    }

    fn alarms(weeks: &[Counted]) -> Vec<(String, What)> {
        drift(weeks).alarms().iter().map(|alarm| (alarm.week.clone(), alarm.what)).collect()
    }

    #[test]
    fn the_earliest_week_that_is_over_and_long_enough_is_the_reference() {
        let told = drift(&[week(3, 10, 10), week(2, 100, 100), week(1, 100, 100), week(0, 30, 10)]);
        let model = &told.models[0];
        assert_eq!(model.reference, Some(DriftReference { week: "2026-W46".to_owned(), predictions: 200 }));
        let psi: Vec<Option<f64>> = model.weeks.iter().map(|week| week.psi.map(|psi| psi.label.psi)).collect();
        assert_eq!((psi[0], psi[1], psi[2]), (None, None, Some(0.0)));
        assert!(psi[3].unwrap() > 0.2, "{psi:?}");
        assert_eq!(drift(&[week(0, 500, 500)]).models[0].reference, None, "it is not over");
        assert_eq!(drift(&[]), Drift::default());
    }

    #[test]
    fn a_week_s_figures_are_means_and_shares() {
        let told = drift(&[week(1, 50, 150)]).models.remove(0).weeks.remove(0);
        assert_eq!((told.week.as_str(), told.begins.as_str()), ("2026-W47", "2026-11-16"));
        assert_eq!((told.labels["negative"], told.tokens, told.truncated), (0.25, 5.0, 0.5));
        assert!((told.confidence - 0.95).abs() < 1e-12 && (told.unknown_rate - 0.1).abs() < 1e-12);
    }

    #[test]
    fn a_large_shift_of_a_recent_week_is_an_alarm() {
        let reference = week(4, 100, 100);
        let label = |name: &str| vec![(name.to_owned(), What::Label)];
        assert_eq!(alarms(&[reference.clone(), week(0, 190, 10)]), label("2026-W48"));
        assert_eq!(alarms(&[reference.clone(), week(0, 100, 101)]), []);
        assert_eq!(alarms(&[reference.clone(), week(0, 150, 10)]), [], "too few rows");
        let monday = [reference.clone(), week(1, 190, 10), week(0, 9, 9)];
        assert_eq!(alarms(&monday), label("2026-W47"), "this week has hardly begun");
        let healed = [reference.clone(), week(1, 190, 10), week(0, 120, 100)];
        assert_eq!(alarms(&healed), []);
        let past = [reference, week(3, 190, 10), week(2, 0, 0), week(1, 0, 0), week(0, 0, 0)];
        assert_eq!(alarms(&past), [], "nobody asks it any more");
    }
}
