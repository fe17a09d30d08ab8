//! The words beside the passages, kept in the same transaction as they are.

use super::text::{Language, Token, tokens};
use crate::storage::Connection;

/// What the index is told of a passage.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'p> {
    /// The passage's row.
    pub id: i64,
    /// Its document's path.
    pub document: &'p str,
    /// Its document's title.
    pub title: &'p str,
    /// Its document's language (ISO 639-1), where it is clear.
    pub language: Option<&'p str>,
    /// The headings above it.
    pub headings: &'p [String],
    /// What a person reads there.
    pub text: &'p str,
    /// Bold words and defined terms.
    pub terms: &'p [String],
}

/// A passage has come, or has changed under its number. What is told of it goes with its row.
pub(super) async fn add(connection: &mut Connection, entry: &Entry<'_>) -> Result<(), sqlx::Error> {
    let fields = fields(entry).map(|text| tokens(&text, Language::of(entry.language)));
    let [title, above, heading, terms, body] = fields.each_ref().map(|tokens| column(tokens, |token| &token.stem));
    let all = fields.concat();
    let query = "INSERT OR REPLACE INTO course_words (passage, title, above, heading, terms, body, forms) \
                 VALUES (?, ?, ?, ?, ?, ?, ?)";
    sqlx::query(query)
        .bind(entry.id)
        .bind(title)
        .bind(above)
        .bind(heading)
        .bind(terms)
        .bind(body)
        .bind(column(&all, |token| &token.form))
        .execute(connection)
        .await?;
    Ok(())
}

/// What stands in each of the index's fields. Their parts are set apart by line ends, which no compound spans.
fn fields(entry: &Entry<'_>) -> [String; 5] {
    let Entry { document, title, headings, text, terms, .. } = entry;
    let file = document.rsplit('/').next().unwrap_or_default();
    let name = file.rsplit_once('.').map_or(file, |(name, _)| name);
    let headings = match headings {
        [first, rest @ ..] if first == title => rest,
        all => all,
    };
    let (own, above) = headings.split_last().map_or(("", &[][..]), |(own, above)| (own.as_str(), above));
    [format!("{title}\n{name}"), above.join("\n"), own.to_owned(), terms.join("\n"), (*text).to_owned()]
}

fn column(tokens: &[Token], part: impl Fn(&Token) -> &str) -> String {
    tokens.iter().map(part).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_its_field() {
        let headings = ["Le cours", "Les réseaux", "La porte"].map(str::to_owned);
        let entry = Entry {
            id: 1,
            document: "module/lstm-portes.md",
            title: "Le cours",
            language: Some("fr"),
            headings: &headings,
            text: "Elle oublie.",
            terms: &["porte d'oubli".to_owned()],
        };
        let wanted = ["Le cours\nlstm-portes", "Les réseaux", "La porte", "porte d'oubli", "Elle oublie."];
        assert_eq!(fields(&entry), wanted);
        let bare = Entry { headings: &[], title: "notes", document: "notes.txt", ..entry };
        assert_eq!(fields(&bare)[..3], ["notes\nnotes", "", ""]);
    }
}
