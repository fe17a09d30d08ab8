//! Fields with their types and ranges, and what is said of one that is otherwise: Pydantic's words, as Mistral uses them.

use serde_json::{Map, Value, json};

/// A field of an object.
#[derive(Debug)]
pub struct Field {
    name: &'static str,
    required: bool,
    nullable: bool,
    kind: Kind,
}

/// What a value must be.
#[derive(Debug)]
pub enum Kind {
    Any,
    Text,
    Flag,
    /// An integer of at least this.
    Whole(i64),
    Number(Range),
    Choice(&'static [&'static str]),
    /// An object of any fields.
    Map,
    /// An object of these fields and no other.
    Fields(&'static [Field]),
    /// A list; with the least and the most of items.
    List(&'static Kind, usize, usize),
    /// What a function says.
    Own(fn(&mut Check, &Value)),
}

/// Numbers from `least`, itself left out where `open`, to `most`.
#[derive(Debug)]
pub struct Range {
    pub least: f64,
    pub open: bool,
    pub most: f64,
}

/// The problems of one body, found so far.
#[derive(Debug)]
pub struct Check {
    lenient: bool,
    at: Vec<Value>,
    problems: Vec<Value>,
}

impl Field {
    pub const fn required(name: &'static str, kind: Kind) -> Self {
        Self { name, required: true, nullable: false, kind }
    }

    /// May be left out, but not `null`.
    pub const fn optional(name: &'static str, kind: Kind) -> Self {
        Self { name, required: false, nullable: false, kind }
    }

    pub const fn nullable(name: &'static str, kind: Kind) -> Self {
        Self { name, required: false, nullable: true, kind }
    }

    /// Must be there, if only as `null`.
    pub const fn required_nullable(name: &'static str, kind: Kind) -> Self {
        Self { name, required: true, nullable: true, kind }
    }
}

impl Check {
    /// A check that lets unknown fields pass where it is lenient.
    pub fn new(lenient: bool) -> Self {
        Self { lenient, at: vec!["body".into()], problems: Vec::new() }
    }

    pub fn problems(self) -> Vec<Value> {
        self.problems
    }

    /// Checks an object with these fields and no other.
    pub fn object(&mut self, value: &Value, fields: &'static [Field]) {
        let Some(object) = value.as_object() else {
            let message = "Input should be a valid dictionary or object to extract fields from";
            return self.problem("model_attributes_type", message, value, None);
        };
        for field in fields {
            match object.get(field.name) {
                None if field.required => self.within(field.name, |check| {
                    check.problem("missing", "Field required", value, None);
                }),
                None => {}
                Some(Value::Null) if field.nullable => {}
                Some(found) => self.within(field.name, |check| check.value(found, &field.kind)),
            }
        }
        self.no_others(object, fields);
    }

    /// Checks a value.
    pub fn value(&mut self, value: &Value, kind: &'static Kind) {
        match kind {
            Kind::Any => {}
            Kind::Text if value.is_string() => {}
            Kind::Text => self.problem("string_type", "Input should be a valid string", value, None),
            Kind::Flag if value.is_boolean() => {}
            Kind::Flag => self.problem("bool_type", "Input should be a valid boolean", value, None),
            Kind::Whole(least) => self.whole(value, *least),
            Kind::Number(range) => self.number(value, range),
            Kind::Choice(choices) => self.choice(value, choices),
            Kind::Map if value.is_object() => {}
            Kind::Map => self.problem("dict_type", "Input should be a valid dictionary", value, None),
            Kind::Fields(fields) => self.object(value, fields),
            Kind::List(of, least, most) => self.list(value, of, *least, *most),
            Kind::Own(own) => own(self, value),
        }
    }

    /// Checks what lies below `place`.
    pub fn within(&mut self, place: impl Into<Value>, below: impl FnOnce(&mut Self)) {
        self.at.push(place.into());
        below(self);
        self.at.pop();
    }

    /// Checks an object whose fields depend on its `discriminator`.
    pub fn tagged(
        &mut self,
        value: &Value,
        discriminator: &str,
        variants: &'static [(&'static str, &'static [Field])],
    ) {
        let Some(tag) = value[discriminator].as_str() else {
            let message = format!("Unable to extract tag using discriminator '{discriminator}'");
            return self.problem("union_tag_not_found", &message, value, None);
        };
        if let Some((name, fields)) = variants.iter().find(|(name, _)| *name == tag) {
            return self.within(*name, |check| check.object(value, fields));
        }
        let expected = variants.iter().map(|(name, _)| format!("'{name}'")).collect::<Vec<_>>().join(", ");
        let message = format!(
            "Input tag '{tag}' found using '{discriminator}' does not match any of the expected tags: {expected}"
        );
        self.problem("union_tag_invalid", &message, value, Some(json!({"tag": tag, "expected_tags": expected})));
    }

    /// Notes a problem at the place that is being checked.
    pub fn problem(&mut self, kind: &str, message: &str, input: &Value, context: Option<Value>) {
        let mut problem = json!({"type": kind, "loc": self.at, "msg": message, "input": input});
        if let Some(context) = context {
            problem["ctx"] = context;
        }
        self.problems.push(problem);
    }

    fn no_others(&mut self, object: &Map<String, Value>, fields: &'static [Field]) {
        for (name, value) in object {
            if !self.lenient && !fields.iter().any(|field| field.name == name) {
                self.within(name.as_str(), |check| {
                    check.problem("extra_forbidden", "Extra inputs are not permitted", value, None);
                });
            }
        }
    }

    fn whole(&mut self, value: &Value, least: i64) {
        let Some(number) = value.as_i64() else {
            return self.problem("int_type", "Input should be a valid integer", value, None);
        };
        if number < least {
            let message = format!("Input should be greater than or equal to {least}");
            self.problem("greater_than_equal", &message, value, Some(json!({"ge": least})));
        }
    }

    fn number(&mut self, value: &Value, range: &Range) {
        let Range { least, open, most } = *range;
        let Some(number) = value.as_f64() else {
            return self.problem("float_type", "Input should be a valid number", value, None);
        };
        if open && number <= least {
            let message = format!("Input should be greater than {least}");
            self.problem("greater_than", &message, value, Some(json!({"gt": least})));
        } else if number < least {
            let message = format!("Input should be greater than or equal to {least}");
            self.problem("greater_than_equal", &message, value, Some(json!({"ge": least})));
        } else if number > most {
            let message = format!("Input should be less than or equal to {most}");
            self.problem("less_than_equal", &message, value, Some(json!({"le": most})));
        }
    }

    fn choice(&mut self, value: &Value, choices: &'static [&'static str]) {
        if value.as_str().is_none_or(|text| !choices.contains(&text)) {
            let expected = choices.iter().map(|choice| format!("'{choice}'")).collect::<Vec<_>>().join(", ");
            let message = format!("Input should be {expected}");
            self.problem("literal_error", &message, value, Some(json!({"expected": expected})));
        }
    }

    fn list(&mut self, value: &Value, of: &'static Kind, least: usize, most: usize) {
        let Some(items) = value.as_array() else {
            return self.problem("list_type", "Input should be a valid list", value, None);
        };
        let found = items.len();
        if found < least {
            let message = format!("List should have at least {least} item after validation, not {found}");
            self.problem("too_short", &message, value, Some(json!({"min_length": least, "actual_length": found})));
        }
        if found > most {
            let message = format!("List should have at most {most} items after validation, not {found}");
            self.problem("too_long", &message, value, Some(json!({"max_length": most, "actual_length": found})));
        }
        for (index, item) in items.iter().enumerate() {
            self.within(index, |check| check.value(item, of));
        }
    }
}
