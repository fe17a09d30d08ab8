//! Which stored predictions are meant, and that choice as SQL.

use jiff::Timestamp;
use sqlx::QueryBuilder;

use super::row;
use crate::clock::first_id_at;
use crate::storage::Database;

/// The longest text to search for, in characters: a sentence. Each becomes a few states of an automaton.
pub const MAX_SEARCH_CHARS: usize = 200;

/// Letters that a search takes for each other, so that `genial` finds `Génial`.
const SAME_LETTER: [&str; 8] = ["aàâäáãå", "cç", "eéèêë", "iîïíì", "nñ", "oôöóòõ", "uùûüú", "yÿý"];

/// Which stored predictions are meant. Every condition given must hold; the default means all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// The label predicted.
    pub label: Option<String>,
    /// The model's name.
    pub model: Option<String>,
    /// Made at this time or later.
    pub since: Option<Timestamp>,
    /// Made before this time.
    pub until: Option<Timestamp>,
    /// Whether a person gave a label.
    pub labelled: Option<bool>,
    /// Whether the person's label differs from the predicted one; either way, only those with a person's label.
    pub wrong: Option<bool>,
    /// Found in the text, whatever the case, with or without accents.
    pub q: Option<String>,
}

impl Filter {
    /// Whether nothing is asked, so that every prediction is meant.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Appends ` WHERE` and the conditions. At least one stands there, so that a caller may append ` AND`.
    pub(super) fn push_where(&self, query: &mut QueryBuilder<Database>) {
        query.push(" WHERE TRUE");
        if let Some(label) = &self.label {
            query.push(" AND label = ").push_bind(label.as_str());
        }
        if let Some(model) = &self.model {
            query.push(" AND model = ").push_bind(model.as_str());
        }
        if let Some(since) = self.since {
            query.push(" AND id >= ").push_bind(row::id_bytes(first_id_at(since)));
        }
        if let Some(until) = self.until {
            query.push(" AND id < ").push_bind(row::id_bytes(first_id_at(until)));
        }
        match self.labelled {
            Some(true) => query.push(" AND gold_label IS NOT NULL"),
            Some(false) => query.push(" AND gold_label IS NULL"),
            None => query,
        };
        match self.wrong {
            Some(true) => query.push(" AND gold_label IS NOT NULL AND gold_label <> label"),
            Some(false) => query.push(" AND gold_label IS NOT NULL AND gold_label = label"),
            None => query,
        };
        if let Some(q) = &self.q {
            // LIKE knows the case of ASCII only and stops at a NUL.
            query.push(" AND text REGEXP ").push_bind(pattern(q));
        }
    }
}

/// A regular expression that finds `q` itself in any case, its accents composed, decomposed or left out.
fn pattern(q: &str) -> String {
    const MARKS: std::ops::RangeInclusive<char> = '\u{300}'..='\u{36f}';
    let mut pattern = "(?i)".to_owned();
    let mut characters = q.chars().peekable();
    while let Some(character) = characters.next() {
        let lower = character.to_lowercase().next().unwrap_or(character);
        if let Some(letters) = SAME_LETTER.iter().find(|letters| letters.contains(lower)) {
            pattern.push('[');
            pattern.push_str(letters);
            pattern.push_str(r"][\x{300}-\x{36f}]*");
            while characters.next_if(|next| MARKS.contains(next)).is_some() {}
        } else {
            pattern.push_str(&format!(r"\x{{{:x}}}", u32::from(character)));
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predictions::samples::{record, store};

    #[tokio::test]
    async fn searches_whatever_the_case_and_the_accents() {
        let texts = ["Un film GÉNIAL", "un film ge\u{301}nial", "a\0b (c+) 100%", "İstanbul Œuvre", ""];
        let (storage, _dir) = store((0u32..).zip(texts).map(|(n, text)| record(n, text)).collect()).await;
        let found = async |q: &str| {
            let mut query = QueryBuilder::<Database>::new("SELECT text FROM predictions");
            Filter { q: Some(q.to_owned()), ..Filter::default() }.push_where(&mut query);
            query.build_query_scalar::<String>().fetch_all(storage.read()).await.unwrap()
        };
        for q in ["genial", "Génial", "ge\u{301}nial", "GENIAL", "film g"] {
            assert_eq!(found(q).await, texts[..2], "{q:?}");
        }
        for q in ["a\0b", "(C+)", "100%", "%", "\0"] {
            assert_eq!(found(q).await, texts[2..3], "{q:?}");
        }
        assert_eq!(found("œuvre").await, texts[3..4]);
        for q in [".*", "_", "\u{301}", "[", "\\", "génials"] {
            let wanted: &[&str] = if q == "\u{301}" { &texts[1..2] } else { &[] };
            assert_eq!(found(q).await, wanted, "{q:?}");
        }
    }

    #[tokio::test]
    async fn the_longest_search_compiles() {
        let (storage, _dir) = store(vec![record(1, "x")]).await;
        let q: String = "eéœ".chars().cycle().take(MAX_SEARCH_CHARS).collect();
        let mut query = QueryBuilder::<Database>::new("SELECT text FROM predictions");
        Filter { q: Some(q), ..Filter::default() }.push_where(&mut query);
        assert_eq!(query.build().fetch_all(storage.read()).await.unwrap().len(), 0);
    }
}
