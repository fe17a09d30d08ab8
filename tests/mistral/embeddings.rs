//! Vectors of texts: a bag of words and of their letters, hashed, so that texts that share words are near, and a text has
//! the same vector on every machine.

use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;

use super::refusals::request_id;
use super::script::Call;
use super::tokens;

/// Dimensions of `mistral-embed`.
pub const DIMENSIONS: usize = 1024;
/// Letters in a row that words of one family share.
const LETTERS: usize = 4;
/// What such a row counts against a whole word.
const LETTERS_WEIGHT: f64 = 0.3;

/// The reply to a call.
pub fn answer(call: &Call) -> Value {
    let body = &call.body;
    let wanted = body["output_dimension"].as_u64().and_then(|wanted| usize::try_from(wanted).ok());
    let texts = texts(body);
    let data = texts.iter().enumerate().map(|(index, text)| {
        let vector = vector(text, wanted.unwrap_or(DIMENSIONS));
        let embedding = if body["encoding_format"] == "base64" { base64(&vector).into() } else { json!(vector) };
        json!({"object": "embedding", "index": index, "embedding": embedding})
    });
    let tokens: usize = texts.iter().map(|text| tokens::count(text)).sum();
    json!({
        "id": request_id(call.number),
        "object": "list",
        "model": body["model"],
        "data": data.collect::<Vec<_>>(),
        "usage": {"prompt_tokens": tokens, "completion_tokens": 0, "total_tokens": tokens},
    })
}

/// The texts of a body.
pub fn texts(body: &Value) -> Vec<&str> {
    match &body["input"] {
        Value::String(text) => vec![text],
        Value::Array(texts) => texts.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The vector of a text, of norm 1 but for the grain of 16-bit floats.
pub fn vector(text: &str, dimensions: usize) -> Vec<f32> {
    let folded: String = text.to_lowercase().nfd().filter(|c| c.is_ascii()).collect();
    let mut sums = vec![0.0; dimensions];
    // A text without a word has a direction too.
    add(&mut sums, "", 0.01);
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        add(&mut sums, word, 1.0);
        for at in 0..(word.len() + 1).saturating_sub(LETTERS) {
            add(&mut sums, &word[at..at + LETTERS], LETTERS_WEIGHT);
        }
    }
    let norm = sums.iter().map(|sum| sum * sum).sum::<f64>().sqrt();
    sums.iter().map(|sum| grained(sum / norm)).collect()
}

/// Adds a word at a few places that its hash chooses, up or down.
fn add(sums: &mut [f64], word: &str, weight: f64) {
    for salt in 0..4_u8 {
        let hash = hash(salt, word);
        let place = usize::try_from(hash >> 32).unwrap_or_default() % sums.len();
        sums[place] += if hash & 1 == 0 { weight } else { -weight };
    }
}

/// FNV-1a, with its bits mixed once more: its low bits alone hardly differ between short words.
fn hash(salt: u8, word: &str) -> u64 {
    let start = (0xcbf2_9ce4_8422_2325 ^ u64::from(salt)).wrapping_mul(0x0100_0000_01b3);
    let hash = word.bytes().fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

/// The value with the eleven significant bits that a 16-bit float has.
fn grained(value: f64) -> f32 {
    if value == 0.0 {
        return 0.0;
    }
    let step = (value.abs().log2().floor() - 10.0).exp2();
    ((value / step).round() * step) as f32
}

/// Little-endian 32-bit floats in base64, as OpenAI's clients ask for.
fn base64(vector: &[f32]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bytes: Vec<u8> = vector.iter().flat_map(|value| value.to_le_bytes()).collect();
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4_u32 {
            let letter = LETTERS[(bits >> (18 - 6 * place)) as usize & 63];
            text.push(if place as usize <= three.len() { char::from(letter) } else { '=' });
        }
    }
    text
}
