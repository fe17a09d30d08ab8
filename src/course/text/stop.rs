//! Stop words: those that carry no topic, in French, in English, and as students type; and weak ones, which ask more than
//! they name.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::Language;

static STOP_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("stop_words.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

static WEAK_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("weak_words.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

static COMMON_STEMS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let lines = include_str!("common_words.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).map(|form| Language::French.stem(form)).collect()
});

/// Whether the folded word `form` is one of everyday French, so that nothing follows from the course's not having it.
pub fn is_common_word(form: &str) -> bool {
    COMMON_STEMS.contains(&Language::French.stem(form)) || WEAK_WORDS.contains(form)
}

/// Whether the folded word `form` says little of what a question is about.
pub fn is_weak_word(form: &str) -> bool {
    WEAK_WORDS.contains(form)
}

/// Whether the folded word `form` carries no topic.
pub fn is_stop_word(form: &str) -> bool {
    STOP_WORDS.contains(form)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::text::words;

    #[test]
    fn what_is_asked_remains() {
        for (question, left) in [
            ("C'est quoi un réseau récurrent, stp ?", vec!["reseau", "recurrent"]),
            ("c koi lstm", vec!["lstm"]),
            ("Pourriez-vous m'expliquer à quoi sert la porte d’oubli ?", vec!["pourriez", "sert", "porte", "oubli"]),
            ("What is the forget gate for?", vec!["forget", "gate"]),
            ("pk ya un pb ds le gradient", vec!["pb", "gradient"]),
        ] {
            let kept: Vec<_> = words(question).map(|word| word.form).filter(|form| !is_stop_word(form)).collect();
            assert_eq!(kept, left, "{question}");
        }
    }

    #[test]
    fn the_lists_are_folded() {
        for word in STOP_WORDS.iter().chain(WEAK_WORDS.iter()) {
            assert_eq!(crate::course::text::fold(word), *word);
        }
    }
}
