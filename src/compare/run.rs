//! Runs a comparison: the text before each of those asked, then its edits, a bounded number at a time.

use std::collections::HashMap;

use futures_util::{StreamExt, TryStreamExt, stream};

use super::subject::{Subject, subjects};
use super::variant::EditedText;
use super::verdict::{Verdict, verdict};
use super::{
    Agreement, Answer, Ask, Change, CompareError, Comparison, Edited, MAX_EDITED_BYTES, Missing, Run, Shift, Summary,
    Variant,
};
use crate::sentiment::Predictor;
use crate::tutor::Tutor;

/// Runs of one comparison under way at a time: four full batches, so that edits of one length run together, and a class
/// that compares all at once leaves room in the queue for those who predict.
const CONCURRENCY: usize = 32;

type Said = Result<Verdict, Missing>;

/// A text for one of those asked. The original is no edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Place {
    subject: usize,
    edit: Option<(usize, usize)>,
}

/// All that a run needs.
#[derive(Clone, Copy, Debug)]
struct Readers<'a> {
    predictor: &'a Predictor,
    tutor: &'a Tutor,
    ask: &'a Ask<'a>,
    subjects: &'a [Subject],
}

impl Readers<'_> {
    /// What the one asked says of `text`, with its place.
    async fn run(&self, place: Place, text: &str) -> Result<(Place, Said), CompareError> {
        let subject = &self.subjects[place.subject];
        Ok((place, verdict(self.predictor, self.tutor, self.ask, subject, text).await?))
    }
}

/// Compares. Nothing is recorded as a prediction; dropping the future ends every run and every call.
///
/// # Errors
/// When the request does not do, or a network did not run in time. A language model without a key or an answer costs its
/// own answer alone.
pub async fn compare(predictor: &Predictor, tutor: &Tutor, ask: Ask<'_>) -> Result<Comparison, CompareError> {
    predictor.check(ask.text)?;
    let variants = edited(&ask)?;
    let (_, language) = predictor.choose(ask.text, None)?;
    let subjects = subjects(predictor, &ask, tutor.has_model())?;
    let readers = Readers { predictor, tutor, ask: &ask, subjects: &subjects };

    let mut said = HashMap::new();
    let is_mistral = |subject: usize| matches!(subjects[subject], Subject::Mistral { .. });
    // One after the other: their times are compared, and they share the cores.
    for subject in (0..subjects.len()).filter(|&subject| !is_mistral(subject)) {
        let (place, answer) = readers.run(Place { subject, edit: None }, ask.text).await?;
        said.insert(place, answer);
    }
    let mut places: Vec<(Place, &str)> = Vec::new();
    // The language model first: it takes longest.
    for subject in (0..subjects.len()).filter(|&subject| is_mistral(subject)) {
        places.push((Place { subject, edit: None }, ask.text));
    }
    // Model by model: a batch is of one network.
    for (subject, asked) in subjects.iter().enumerate() {
        for (at, (variant, texts)) in variants.iter().enumerate() {
            let edits = texts.iter().enumerate().filter(|_| judges(asked, *variant));
            places.extend(edits.map(|(nth, edit)| (Place { subject, edit: Some((at, nth)) }, &*edit.text)));
        }
    }
    let runs: Vec<_> = places.into_iter().map(|(place, text)| readers.run(place, text)).collect();
    let runs = stream::iter(runs).buffer_unordered(CONCURRENCY);
    said.extend(runs.try_collect::<Vec<_>>().await?);
    Ok(assembled(language, &subjects, variants, said))
}

/// What the edits make of the text.
fn edited(ask: &Ask<'_>) -> Result<Vec<(Variant, Vec<EditedText>)>, CompareError> {
    let bytes = ask.text.len();
    if !ask.variants.is_empty() && bytes > MAX_EDITED_BYTES {
        return Err(CompareError::TooLongToEdit { bytes, limit: MAX_EDITED_BYTES });
    }
    for (index, variant) in ask.variants.iter().enumerate() {
        if ask.variants[..index].contains(variant) {
            return Err(CompareError::VariantTwice { index });
        }
    }
    Ok(ask.variants.iter().map(|variant| (*variant, variant.texts(ask.text, ask.seed))).collect())
}

/// Whether `subject` is asked again for `variant`.
fn judges(subject: &Subject, variant: Variant) -> bool {
    match subject {
        Subject::Network(_) | Subject::Keywords => true,
        Subject::Mistral { edits } => *edits && !variant.makes_several(),
    }
}

fn assembled(
    language: Option<&'static str>,
    subjects: &[Subject],
    variants: Vec<(Variant, Vec<EditedText>)>,
    mut said: HashMap<Place, Said>,
) -> Comparison {
    let mut take = |subject: usize, edit: Option<(usize, usize)>| said.remove(&Place { subject, edit });
    let answers: Vec<Answer> = subjects
        .iter()
        .enumerate()
        .filter_map(|(at, subject)| Some(Answer { about: subject.about(), verdict: take(at, None)? }))
        .collect();
    let mut shifts = |edit: (usize, usize)| {
        let shift = |(at, answer): (usize, &Answer)| {
            let said = take(at, Some(edit))?;
            let original = answer.verdict.as_ref().ok()?;
            let change = said.map(|now| Change::between(original, &now));
            Some(Shift { model: answer.about.model.clone(), change })
        };
        answers.iter().enumerate().filter_map(shift).collect()
    };
    let variants = variants.into_iter().enumerate().map(|(at, (variant, texts))| {
        let runs = texts.into_iter().enumerate().map(|(nth, edit)| {
            let EditedText { text, words } = edit;
            Run { text, words, shifts: shifts((at, nth)) }
        });
        let runs: Vec<Run> = runs.collect();
        let summary = (variant == Variant::Shuffle).then(|| summaries(&answers, &runs));
        Edited { variant, runs, summary }
    });
    let variants = variants.collect();
    Comparison { language, agreement: Agreement::among(&answers), answers, variants }
}

fn summaries(answers: &[Answer], runs: &[Run]) -> Vec<Summary> {
    let summary = |answer: &Answer| {
        let model = &answer.about.model;
        let of_model = runs.iter().flat_map(|run| &run.shifts).filter(|shift| shift.model == *model);
        let changes: Vec<&Change> = of_model.filter_map(|shift| shift.change.as_ref().ok()).collect();
        let label = answer.verdict.as_ref().ok().and_then(|verdict| verdict.label.as_deref());
        Summary::of(model, label, &changes)
    };
    answers.iter().filter_map(summary).collect()
}
