//! Holds every figure to scikit-learn, SciPy and statsmodels, on the rows of `tests/fixtures/figures.json`, which
//! `models/training/make_figures_fixture.py` writes.

use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::calibration::{Aim, calibration};
use super::columns::samples::row;
use super::columns::{Columns, Row};
use super::drift::psi::stability;
use super::figures;
use super::interval::wilson;
use super::versus::versus;

/// Both sides count in double precision; they differ by the order of their sums.
const TOLERANCE: f64 = 1e-9;

fn fixture() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/figures.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn list<T: DeserializeOwned>(value: &Value) -> Vec<T> {
    serde_json::from_value(value.clone()).unwrap()
}

fn columns(case: &Value) -> Columns {
    labelled(case, "predicted", &list(&case["probabilities"]))
}

/// The rows of `case`, that were given what its list `predicted` says.
fn labelled(case: &Value, predicted: &str, probabilities: &[Vec<f32>]) -> Columns {
    let mut columns = Columns::new(list(&case["labels"]));
    let rows = list(&case["gold"]).into_iter().zip(list(&case[predicted])).zip(probabilities);
    for ((gold, predicted), probabilities) in rows {
        columns.push(&Row { predicted, ..row(gold, probabilities) });
    }
    columns
}

/// The rows of a pairing as one model labelled them; how sure it was is left open.
fn given(pairing: &Value, by: &str) -> Columns {
    let labels = list::<String>(&pairing["labels"]).len();
    let even = vec![1.0 / labels as f32; labels];
    labelled(pairing, by, &vec![even; list::<u8>(&pairing["gold"]).len()])
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

#[test]
fn temperatures_and_thresholds_are_those_that_scipy_finds() {
    each_case(|columns, case, name| {
        let found = [Aim::MacroF1, Aim::Accuracy].map(|aim| calibration(columns, aim));
        assert_says(&found, &case["calibrations"], name);
    });
}

#[test]
fn two_models_compare_as_statsmodels_compares_them() {
    let fixture = fixture();
    let pairings = fixture["pairings"].as_array().unwrap();
    assert!(!pairings.is_empty());
    for pairing in pairings {
        let found = versus(&given(pairing, "first"), &given(pairing, "second")).unwrap();
        assert_says(&found, &pairing["versus"], pairing["name"].as_str().unwrap());
    }
}

#[test]
fn proportions_have_the_interval_of_scipy() {
    let fixture = fixture();
    for case in fixture["wilson"].as_array().unwrap() {
        let count = |name: &str| case[name].as_u64().unwrap();
        let found = wilson(count("successes"), count("n"));
        assert_says(&found, &json!({"low": case["low"], "high": case["high"]}), &case.to_string());
    }
}

#[test]
fn stability_is_the_sum_of_both_entropies() {
    let fixture = fixture();
    for case in fixture["stability"].as_array().unwrap() {
        let found = stability(&list::<u64>(&case["expected"]), &list::<u64>(&case["actual"]));
        assert_says(&found, &json!({"psi": case["psi"]}), &case.to_string());
    }
}
