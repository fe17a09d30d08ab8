//! `POST /explain`: what a network does with a text.

mod closed;
mod input;
mod layers;
mod padding;
mod units;
mod words;

use serde_json::Value;

/// The table `gate` of a layer, as numbers.
fn table(layer: &Value, gate: &str) -> Vec<Vec<f64>> {
    let rows = layer[gate].as_array().unwrap_or_else(|| panic!("no {gate} in {layer}"));
    rows.iter().map(|row| row.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()).collect()
}

/// Each layer as `name operator direction`.
fn names(answer: &Value) -> Vec<String> {
    let layers = answer["layers"].as_array().unwrap().iter();
    let name =
        |layer: &Value| ["layer", "operator", "direction"].map(|field| layer[field].as_str().unwrap().to_owned());
    layers.map(|layer| name(layer).join(" ")).collect()
}
