//! What is asked of a label that somebody gives: that the model has it, and a pseudonym of a decent length.

use serde::{Deserialize, Deserializer, de};

use crate::evaluation::cues;
use crate::http::problem::{Kind, Problem};
use crate::predictions::Stored;
use crate::predictions::annotators::MAX_NAME_CHARS;
use crate::predictions::label::Gold;

/// A pseudonym.
#[derive(Debug)]
pub(super) struct Annotator(pub(super) String);

impl<'de> Deserialize<'de> for Annotator {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let fits = (1..=MAX_NAME_CHARS).contains(&name.trim().chars().count()) && !name.contains(char::is_control);
        if fits {
            Ok(Self(name.trim().to_owned()))
        } else {
            let wanted = format_args!("not between 1 and {MAX_NAME_CHARS} characters long, on one line");
            Err(de::Error::custom(wanted))
        }
    }
}

/// `label` with what is counted of the text that `stored` is about. The row tells the labels, even of a model that is no
/// longer served.
pub(super) fn gold_of<'a>(stored: &Stored, label: &'a str) -> Result<Gold<'a>, Problem> {
    if !stored.scores.contains_key(label) {
        return Err(unknown_label(stored));
    }
    let language = stored.language.as_deref().unwrap_or_default();
    let (words, cues) = (cues::words_of(&stored.text), cues::of(&stored.text, language).bits());
    Ok(Gold { label, words, cues })
}

fn unknown_label(stored: &Stored) -> Problem {
    let known = stored.scores.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    let model = &stored.model;
    Problem::new(
        Kind::UnknownLabel,
        format!("Les étiquettes de {model} sont : {known}."),
        format!("The labels of {model} are: {known}."),
    )
    .at("/label")
}
