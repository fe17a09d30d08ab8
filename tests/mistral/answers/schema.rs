//! An instance of a JSON schema: the smallest that fits, with texts that differ from each other. Patterns and formats are
//! not looked at.

use serde_json::{Map, Value, json};

/// An instance of `schema`.
pub fn instance(schema: &Value) -> Value {
    let mut texts = 0;
    Instance { root: schema, texts: &mut texts }.of(schema)
}

struct Instance<'a> {
    root: &'a Value,
    /// How many texts were made.
    texts: &'a mut usize,
}

impl Instance<'_> {
    fn of(&mut self, schema: &Value) -> Value {
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        if let Some(value) = schema["enum"].as_array().and_then(|values| values.first()) {
            return value.clone();
        }
        if let Some(referred) = schema["$ref"].as_str().and_then(|path| self.root.pointer(path.trim_start_matches('#')))
        {
            return self.of(&referred.clone());
        }
        if let Some(first) = ["anyOf", "oneOf", "allOf"].iter().find_map(|name| schema[*name].get(0)) {
            return self.of(first);
        }
        let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str());
        match kind {
            Some("array") => self.list(schema),
            Some("string") => self.text(schema).into(),
            Some("boolean") => true.into(),
            Some("integer") => json!(number(schema).ceil() as i64),
            Some("number") => json!(number(schema)),
            Some("null") => Value::Null,
            _ => self.object(schema),
        }
    }

    fn object(&mut self, schema: &Value) -> Value {
        let properties = schema["properties"].as_object().cloned().unwrap_or_default();
        Value::Object(properties.iter().map(|(name, schema)| (name.clone(), self.of(schema))).collect::<Map<_, _>>())
    }

    fn list(&mut self, schema: &Value) -> Value {
        let count = schema["minItems"].as_u64().unwrap_or(1).max(1);
        let count = count.min(schema["maxItems"].as_u64().unwrap_or(count));
        (0..count).map(|_| self.of(&schema["items"])).collect()
    }

    fn text(&mut self, schema: &Value) -> String {
        *self.texts += 1;
        let length = |name: &str| schema[name].as_u64().and_then(|length| usize::try_from(length).ok());
        let sentence = format!("Voici la phrase numéro {}.", self.texts);
        let longest = length("maxLength").unwrap_or(usize::MAX);
        let wanted = length("minLength").unwrap_or(0).max(sentence.chars().count()).min(longest);
        sentence.chars().chain(std::iter::repeat('…')).take(wanted).collect()
    }
}

/// The least number allowed, or 1 where nothing forbids it.
fn number(schema: &Value) -> f64 {
    let most = schema["maximum"].as_f64().unwrap_or(f64::MAX);
    let least = schema["minimum"].as_f64().or_else(|| schema["exclusiveMinimum"].as_f64().map(|least| least + 1.0));
    least.unwrap_or(1.0).min(most)
}
