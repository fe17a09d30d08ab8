//! Short and spoken forms: what a form typed on a telephone stands for.

use std::collections::HashMap;
use std::sync::LazyLock;

static SHORTHAND: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let lines = include_str!("shorthand.txt").lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.split_once('='));
    pairs.map(|(form, words)| (form.trim(), words.split_whitespace().collect())).collect()
});

/// The folded words that the folded word `form` stands for, where it is short for them.
pub fn written_out(form: &str) -> Option<&'static [&'static str]> {
    SHORTHAND.get(form).map(Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_written_out() {
        assert_eq!(written_out("exo"), Some(&["exercice"][..]));
        assert_eq!(written_out("mdp"), Some(&["mot", "passe"][..]));
        assert_eq!(written_out("exercice"), None);
    }
}
