//! HTML: what people wrote, made harmless and short; tables.

/// `text` on one line, at most `chars` characters of it, in which nothing is markup.
pub(super) fn short(text: &str, chars: usize) -> String {
    escape(&cut(text, chars))
}

/// `text` on one line, at most `chars` characters of it.
pub(super) fn cut(text: &str, chars: usize) -> String {
    let mut kept = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let room = chars.saturating_sub(length + usize::from(length > 0));
        if length > 0 {
            kept.push(' ');
        }
        let letters = word.chars().count();
        if letters > room {
            // A word that would be cut goes as a whole, unless it is all there is.
            if length == 0 {
                kept.extend(word.chars().take(room));
            }
            kept = kept.trim_end().to_owned() + "…";
            break;
        }
        kept.push_str(word);
        length += letters + usize::from(length > 0);
    }
    kept
}

/// `text` in which nothing is markup, within an element or an attribute.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // HTML has no such characters, not even as references.
            '\0' => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A table. The first cell of a row is its head; cells are markup.
pub(super) fn table(class: &str, head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let head: String = head.iter().map(|cell| format!("<th scope=\"col\">{cell}</th>")).collect();
    let mut html = format!("<div class=\"wide\"><table class=\"{class}\"><thead><tr>{head}</tr></thead><tbody>");
    for row in rows {
        html.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            let element = if at == 0 { format!("<th scope=\"row\">{cell}</th>") } else { format!("<td>{cell}</td>") };
            html.push_str(&element);
        }
        html.push_str("</tr>");
    }
    html + "</tbody></table></div>"
}

/// A part of the page under a heading. `body` is markup.
pub(super) fn section(heading: &str, body: &str) -> String {
    format!("<section><h2>{heading}</h2>{body}</section>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_text() {
        assert_eq!(escape("<b a='1'>\"&\0"), "&lt;b a=&#39;1&#39;&gt;&quot;&amp;\u{fffd}");
    }

    #[test]
    fn texts_are_cut_between_words() {
        assert_eq!(short("un  film\n\nbrillant", 40), "un film brillant");
        assert_eq!(short("un film brillant", 16), "un film brillant");
        assert_eq!(short("un film brillant", 15), "un film…");
        assert_eq!(short("éééééééé", 4), "éééé…");
        assert_eq!(short("<<<<", 2), "&lt;&lt;…");
        assert_eq!(short("", 5), "");
    }
}
