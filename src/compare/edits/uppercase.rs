//! Capitals throughout, as those write who shout.

/// `text` in capitals.
pub(in crate::compare) fn uppercase(text: &str) -> String {
    text.to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_become_capitals_and_nothing_else_changes() {
        assert_eq!(uppercase("Ce film n’est pas mauvais, déjà ! 🎬"), "CE FILM N’EST PAS MAUVAIS, DÉJÀ ! 🎬");
        assert_eq!(uppercase("It isn't œuvre."), "IT ISN'T ŒUVRE.");
        for text in ["", "NUL !", "10/10 🎬"] {
            assert_eq!(uppercase(text), text);
        }
    }
}
