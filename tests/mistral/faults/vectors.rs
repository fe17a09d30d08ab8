//! Vectors that do not fit what was asked.

use serde_json::{Value, json};

use super::super::embeddings;
use super::super::script::{Behaviour, body_of, json as reply};
use super::Then::{Answer as Same, Broken};
use super::{Fault, On, fault};

pub const FAULTS: &[Fault] = &[
    fault("vectors", "nothing strange", On::Embeddings, Same, Behaviour::vectors),
    fault("vectors_shuffled", "the rows in another order, each with its index", On::Embeddings, Same, || {
        rows(|rows| rows.reverse())
    }),
    fault("vectors_scaled", "vectors whose norm is not 1", On::Embeddings, Same, || {
        each(|vector| {
            for value in vector.iter_mut() {
                *value = json!(value.as_f64().unwrap_or_default() * 3.0);
            }
        })
    }),
    fault("vectors_few", "one row too few", On::Embeddings, Broken, || {
        rows(|rows| {
            rows.pop();
        })
    }),
    fault("vectors_many", "one row too many", On::Embeddings, Broken, || {
        rows(|rows| rows.extend(rows.first().cloned()))
    }),
    fault("vectors_none", "no row", On::Embeddings, Broken, || rows(|rows| rows.clear())),
    fault("vectors_twice", "every row has the first one's index", On::Embeddings, Broken, || {
        rows(|rows| rows.iter_mut().for_each(|row| row["index"] = json!(0)))
    }),
    fault("vectors_ragged", "vectors of different lengths", On::Embeddings, Broken, || {
        rows(|rows| {
            if let Some(vector) = rows.last_mut().and_then(|row| row["embedding"].as_array_mut()) {
                vector.truncate(7);
            }
        })
    }),
    fault("vectors_short", "vectors of another number of dimensions", On::Embeddings, Broken, || {
        each(|vector| vector.truncate(768))
    }),
    fault("vectors_empty", "vectors without a dimension", On::Embeddings, Broken, || each(Vec::clear)),
    fault("vectors_zero", "vectors of zeros", On::Embeddings, Broken, || each(|vector| vector.fill(json!(0.0)))),
    fault("vectors_null", "vectors of nulls", On::Embeddings, Broken, || each(|vector| vector.fill(Value::Null))),
    fault("vectors_text", "vectors in text", On::Embeddings, Broken, || {
        rows(|rows| rows.iter_mut().for_each(|row| row["embedding"] = "AAAA".into()))
    }),
    fault("vectors_nan", "NaN, as Python writes it", On::Embeddings, Broken, || {
        Behaviour::new(|call| {
            let mut answer = embeddings::answer(call);
            answer["data"][0]["embedding"][0] = "NaN".into();
            body_of(200, "application/json", answer.to_string().replace("\"NaN\"", "NaN"))
        })
    }),
    fault("vectors_huge", "a number that no 32-bit float holds", On::Embeddings, Broken, || {
        each(|vector| vector[0] = json!(1e300))
    }),
];

/// The right answer, its rows changed.
fn rows(change: fn(&mut Vec<Value>)) -> Behaviour {
    Behaviour::new(move |call| {
        let mut answer = embeddings::answer(call);
        if let Some(rows) = answer["data"].as_array_mut() {
            change(rows);
        }
        reply(200, &answer)
    })
}

/// The right answer, each vector changed.
fn each(change: fn(&mut Vec<Value>)) -> Behaviour {
    Behaviour::new(move |call| {
        let mut answer = embeddings::answer(call);
        for row in answer["data"].as_array_mut().into_iter().flatten() {
            if let Some(vector) = row["embedding"].as_array_mut() {
                change(vector);
            }
        }
        reply(200, &answer)
    })
}
