//! Holds every figure to scikit-learn, SciPy and statsmodels, on the rows of `tests/fixtures/figures.json`, which
//! `models/training/make_figures_fixture.py` writes.

use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use super::columns::samples::row;
use super::columns::{Columns, Row};
use super::figures;

/// Both sides count in double precision; they differ by the order of their sums.
const TOLERANCE: f64 = 1e-9;

fn fixture() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/figures.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn columns(case: &Value) -> Columns {
    let labels: Vec<String> = serde_json::from_value(case["labels"].clone()).unwrap();
    let gold: Vec<u8> = serde_json::from_value(case["gold"].clone()).unwrap();
    let predicted: Vec<u8> = serde_json::from_value(case["predicted"].clone()).unwrap();
    let probabilities: Vec<Vec<f32>> = serde_json::from_value(case["probabilities"].clone()).unwrap();
    let mut columns = Columns::new(labels);
    for ((gold, predicted), probabilities) in gold.into_iter().zip(predicted).zip(&probabilities) {
        columns.push(&Row { predicted, ..row(gold, probabilities) });
    }
    columns
}

/// Whether `found` says all that `expected` says, numbers within the tolerance; it may say more.
fn assert_says(found: &impl Serialize, expected: &Value, of: &str) {
    compare(&serde_json::to_value(found).unwrap(), expected, of);
}

fn compare(found: &Value, expected: &Value, at: &str) {
    match expected {
        Value::Object(fields) => {
            assert!(found.is_object(), "{at}: {found}, expected {expected}");
            fields.iter().for_each(|(name, value)| compare(&found[name], value, &format!("{at}.{name}")));
        }
        Value::Array(items) => {
            assert_eq!(found.as_array().map(Vec::len), Some(items.len()), "{at}");
            items.iter().enumerate().for_each(|(i, value)| compare(&found[i], value, &format!("{at}[{i}]")));
        }
        Value::Number(number) => {
            let (found, expected) = (found.as_f64().unwrap_or(f64::NAN), number.as_f64().unwrap());
            assert!((found - expected).abs() <= TOLERANCE, "{at}: {found}, expected {expected}");
        }
        _ => assert_eq!(found, expected, "{at}"),
    }
}

fn each_case(test: impl Fn(&Columns, &Value, &str)) {
    let fixture = fixture();
    let cases = fixture["cases"].as_array().unwrap();
    assert!(!cases.is_empty());
    for case in cases {
        test(&columns(case), case, case["name"].as_str().unwrap());
    }
}

#[test]
fn figures_are_those_of_scikit_learn_and_scipy() {
    each_case(|columns, case, name| assert_says(&figures::figures(columns), &case["figures"], name));
}

#[test]
fn the_confusion_matrix_is_that_of_scikit_learn() {
    each_case(|columns, case, name| assert_says(&figures::confusion(columns).matrix, &case["confusion"], name));
}

#[test]
fn reliability_is_the_calibration_curve_of_scikit_learn() {
    let seen = |bins: Vec<figures::Bin>| bins.into_iter().filter(|bin| bin.rows > 0).collect::<Vec<_>>();
    each_case(|columns, case, name| {
        assert_says(&seen(figures::reliability(columns)), &case["reliability"], name);
        let last = columns.labels.len() - 1;
        assert_says(&seen(figures::reliability_of(columns, last)), &case["reliability_of_last"], name);
    });
}

#[test]
fn thresholds_are_those_of_scikit_learn() {
    each_case(|columns, case, name| {
        let found = figures::thresholds(columns).map(|found| {
            let tenths: Vec<_> = found.thresholds.iter().step_by(10).collect();
            json!({
                "tenths": tenths,
                "best_accuracy": found.best_accuracy,
                "best_macro_f1": found.best_macro_f1,
                "best_youden": found.best_youden,
            })
        });
        assert_says(&found, &case["thresholds"], name);
    });
}
