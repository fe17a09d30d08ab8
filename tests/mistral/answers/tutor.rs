//! The usual answer: sentences of the first passages that the prompt numbers, each cited.

use super::super::script::Call;

/// Longest sentence that is said again, in characters.
const LONGEST: usize = 240;

/// The answer to a call.
pub fn answer(call: &Call) -> String {
    let texts: Vec<String> = call.messages().into_iter().map(|(_, text)| text).collect();
    let mut found = (1..=2).filter_map(|number| Some((number, texts.iter().find_map(|text| passage(text, number))?)));
    let Some((first, sentence)) = found.next() else {
        return "Bonjour ! Je n’ai pas reçu de passage du cours, et je ne réponds qu’avec lui.".to_owned();
    };
    let more = found.map(|(number, sentence)| format!(" Il ajoute : {sentence} [{number}].")).collect::<String>();
    format!(
        "Voici ce que dit le cours : {sentence} [{first}].{more} Relis ces passages, puis explique-les avec tes mots."
    )
}

/// The first sentence of the passage of that number, without its full stop: after `[1]` at the beginning of a line, or
/// inside a tag whose attribute is `"1"`.
fn passage(text: &str, number: usize) -> Option<String> {
    let body = marked(text, number).or_else(|| tagged(text, number))?;
    let end = body.find(['.', '!', '?']).unwrap_or(body.len());
    let sentence = body[..end].split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence: String = sentence.chars().filter(|c| !"[]<>#*`".contains(*c)).take(LONGEST).collect();
    (!sentence.is_empty()).then(|| sentence.trim_end().to_owned())
}

/// What follows the marker's line, up to the next marker; the rest of that line where nothing follows.
fn marked(text: &str, number: usize) -> Option<String> {
    let marker = format!("[{number}]");
    let mut lines = text.lines().map(|line| line.trim_start_matches(['#', '*', '-', ' ', '\t']));
    let title = lines.by_ref().find_map(|line| line.strip_prefix(&marker))?;
    let body: Vec<&str> = lines.take_while(|line| !line.starts_with('[')).collect();
    let body = body.join(" ").trim().to_owned();
    Some(if body.is_empty() { title.to_owned() } else { body })
}

fn tagged(text: &str, number: usize) -> Option<String> {
    let attribute = format!("=\"{number}\"");
    let (_, rest) = text.split_once(&attribute)?;
    let (_, body) = rest.split_once('>')?;
    Some(body.split("</").next().unwrap_or(body).to_owned())
}
