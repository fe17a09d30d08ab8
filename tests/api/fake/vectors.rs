//! Models and vectors of the fake.

use serde_json::{Value, json};

use super::Caller;

fn vector(row: &Value) -> Vec<f64> {
    row["embedding"].as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[tokio::test]
async fn texts_that_share_words_are_near() {
    let caller = Caller::start().await;
    let input = ["La porte d’oubli filtre la mémoire", "la PORTE d'oubli filtre", "Un chat dort au soleil", ""];
    let (status, answer) = caller.posted("/v1/embeddings", &json!({"model": "mistral-embed", "input": input})).await;
    assert_eq!(status, 200);
    assert_eq!(answer["usage"]["prompt_tokens"], answer["usage"]["total_tokens"]);
    let vectors: Vec<Vec<f64>> = answer["data"].as_array().unwrap().iter().map(vector).collect();
    for vector in &vectors {
        assert_eq!(vector.len(), 1024);
        assert!((dot(vector, vector) - 1.0).abs() < 1e-3);
    }
    assert!(dot(&vectors[0], &vectors[1]) > 0.5);
    assert!(dot(&vectors[0], &vectors[2]) < 0.3);
    let (_, again) = caller.posted("/v1/embeddings", &json!({"model": "mistral-embed-2312", "input": input[2]})).await;
    assert_eq!(vector(&again["data"][0]), vectors[2]);
}

#[tokio::test]
async fn base64_holds_the_same_numbers() {
    let caller = Caller::start().await;
    let mut body = json!({"model": "codestral-embed", "input": "été", "output_dimension": 2});
    let (_, plain) = caller.posted("/v1/embeddings", &body).await;
    body["encoding_format"] = "base64".into();
    let (_, packed) = caller.posted("/v1/embeddings", &body).await;
    let letters = packed["data"][0]["embedding"].as_str().unwrap();
    let digits = letters.bytes().filter(|byte| *byte != b'=').map(|byte| {
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
            .iter()
            .position(|letter| *letter == byte)
            .unwrap()
    });
    let bits: String = digits.map(|digit| format!("{digit:06b}")).collect();
    let bytes: Vec<u8> =
        bits.as_bytes().chunks_exact(8).map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | (bit - b'0'))).collect();
    let numbers = bytes.chunks_exact(4).map(|four| f64::from(f32::from_le_bytes(four.try_into().unwrap())));
    assert_eq!(numbers.collect::<Vec<_>>(), vector(&plain["data"][0]));
}

#[tokio::test]
async fn too_much_at_once_is_refused() {
    let caller = Caller::start().await;
    let caller = &caller;
    let embed = |body: Value| async move { caller.posted("/v1/embeddings", &body).await };
    let of = |input: Value| json!({"model": "mistral-embed", "input": input});
    assert_eq!(embed(of(json!(vec!["a"; 256]))).await.0, 200);
    for (body, status, expected) in [
        (of(json!(vec!["a"; 257])), 400, "Too many inputs in request, split into more batches."),
        (of(json!(vec!["a ".repeat(5_000); 4])), 400, "Too many tokens in batch. Max is 16384 got 20000"),
        (of(json!(["", "a ".repeat(8_193)])), 400, "Input id 1 has 8193 tokens, exceeding max 8192 tokens."),
        (of(json!([])), 422, "List should have at least 1 item after validation, not 0"),
        (of(json!([1])), 422, "Input should be a valid string"),
        (
            json!({"model": "mistral-embed", "input": "a", "output_dimension": 8}),
            400,
            "output_dimension is not supported",
        ),
        (
            json!({"model": "codestral-embed", "input": "a", "output_dtype": "int8"}),
            400,
            "output_dtype is not supported",
        ),
        (json!({"model": "mistral-embed", "inputs": "a"}), 422, "Field required"),
        (json!({"model": "mistral-small-latest", "input": "a"}), 400, "Invalid model: mistral-small-latest"),
    ] {
        let (found, answer) = embed(body).await;
        assert_eq!(found, status);
        let message = answer["message"].as_str().or_else(|| answer["detail"][0]["msg"].as_str()).unwrap();
        assert!(message.starts_with(expected), "{message}");
    }
}

#[tokio::test]
async fn every_alias_is_a_model_of_its_own() {
    let caller = Caller::start().await;
    let list: Value = caller.get("/v1/models").await.json().await.unwrap();
    let rows = list["data"].as_array().unwrap();
    let small = rows.iter().find(|row| row["id"] == "mistral-small-latest").unwrap();
    assert_eq!(small["aliases"], json!(["mistral-small-2603", "magistral-small-latest"]));
    assert!(rows.iter().all(|row| row["type"] == "base"));
    let one: Value = caller.get("/v1/models/mistral-small-latest").await.json().await.unwrap();
    assert_eq!(&one, small);
    assert_eq!(caller.get("/v1/models/mistral-tiny").await.status(), 404);
}
