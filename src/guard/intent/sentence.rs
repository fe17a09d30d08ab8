//! A text as sentences of words with their roles, and the questions that the patterns ask of a sentence.

use super::super::expressions;
use super::super::lexicon::Roles;

/// Between a verb and what it is about stand at most so many expressions: a relative clause.
pub(super) const REACH: usize = 10;

/// A longer sentence, in expressions, is read in pieces that overlap, so that the work stays linear in the text.
const MAX_TOKENS: usize = 80;
const OVERLAP: usize = 2 * REACH;

/// One expression.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'t> {
    /// Its first word.
    pub(super) word: &'t str,
    /// What it may do.
    pub(super) roles: Roles,
    /// The sign that stands before it, beside spaces: a comma, a colon, a quotation mark.
    pub(super) after: Option<char>,
    /// Whether it stands in quotation marks.
    pub(super) quoted: bool,
}

/// The expressions between two full stops.
#[derive(Debug, Default)]
pub(super) struct Sentence<'t> {
    pub(super) tokens: Vec<Token<'t>>,
    /// Whether it ends with a question mark.
    pub(super) is_question: bool,
}

/// The sentences of a text as it reads.
pub(super) fn sentences(text: &str) -> Vec<Sentence<'_>> {
    let mut sentences = Vec::new();
    let mut words: Vec<Token<'_>> = Vec::new();
    let (mut after, mut quoted) = (None, false);
    let mut characters = text.char_indices().peekable();
    while let Some((start, character)) = characters.next() {
        if character.is_alphanumeric() {
            let mut end = start + character.len_utf8();
            while let Some((place, next)) = characters.next_if(|(_, next)| next.is_alphanumeric()) {
                end = place + next.len_utf8();
            }
            words.push(Token { word: &text[start..end], roles: Roles::default(), after, quoted });
            after = None;
            continue;
        }
        match character {
            '«' | '“' | '„' => quoted = true,
            '»' | '”' => quoted = false,
            '"' => quoted = !quoted,
            _ => {}
        }
        // A point within a number, an address or an abbreviation ends nothing.
        let ends = matches!(character, '!' | '?' | '…' | '\n')
            || character == '.'
                && characters.peek().is_none_or(|(_, next)| next.is_whitespace() || "»”\")'*".contains(*next));
        if ends && !words.is_empty() {
            sentences.push(Sentence::of(&std::mem::take(&mut words), character == '?'));
        }
        if ends && character == '\n' {
            quoted = false;
        }
        if !character.is_whitespace() && !matches!(character, '\'' | '’' | '-' | '_') {
            after = Some(character);
        }
        if ends {
            after = None;
        }
    }
    sentences.push(Sentence::of(&words, false));
    sentences.into_iter().flat_map(Sentence::pieces).collect()
}

impl<'t> Sentence<'t> {
    fn of(words: &[Token<'t>], is_question: bool) -> Self {
        let texts: Vec<&str> = words.iter().map(|word| word.word).collect();
        let mut tokens = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let (count, roles) = expressions::longest(&texts[at..]);
            tokens.push(Token { roles, ..words[at] });
            at += count;
        }
        Self { tokens, is_question }
    }

    fn pieces(self) -> Vec<Self> {
        if self.tokens.len() <= MAX_TOKENS {
            return vec![self];
        }
        let starts = (0..self.tokens.len()).step_by(MAX_TOKENS - OVERLAP);
        let piece = |start: usize| self.tokens[start..self.tokens.len().min(start + MAX_TOKENS)].to_vec();
        starts.map(|start| Self { tokens: piece(start), is_question: self.is_question }).collect()
    }

    /// The places of tokens with any of `roles`.
    pub(super) fn places(&self, roles: Roles) -> impl Iterator<Item = usize> + '_ {
        (0..self.tokens.len()).filter(move |place| self.tokens[*place].roles.any(roles))
    }

    /// Whether any token of `from..to`, as far as the sentence goes, has any of `roles`.
    pub(super) fn any(&self, from: usize, to: usize, roles: Roles) -> bool {
        let to = to.min(self.tokens.len());
        from < to && self.tokens[from..to].iter().any(|token| token.roles.any(roles))
    }

    /// Whether the verb at `place` commands or asks the tutor, and does not tell of somebody: it opens the sentence or a
    /// part of it, but for soft words, or follows a "you", or another command and an "and".
    pub(super) fn commands(&self, place: usize) -> bool {
        self.opens_part(place, true)
    }

    fn opens_part(&self, place: usize, may_be_joined: bool) -> bool {
        const AND: [&str; 8] = ["et", "and", "puis", "ensuite", "then", "y", "und", "e"];
        let soft = Roles::SOFT.or(Roles::NOT).or(Roles::ALL);
        let orders = Roles::ASIDE.or(Roles::TELL).or(Roles::DO).or(Roles::ROLE).or(Roles::SWITCH);
        let mut joined = false;
        for place in (0..=place).rev() {
            if self.tokens[place].after.is_some_and(|sign| sign != '/') || place == 0 {
                return true;
            }
            let before = self.tokens[place - 1];
            if before.roles.any(Roles::YOU) {
                return true;
            }
            if !before.roles.any(soft.or(orders)) {
                let ordered = |first: usize| self.tokens[first].roles.any(orders) && self.opens_part(first, false);
                return joined && may_be_joined && (0..place).any(ordered);
            }
            joined |= AND.contains(&before.word);
        }
        true
    }

    /// Whether the words up to `place` ask about a matter ("why does ... ignore ..."), or `verb` stands in a quotation
    /// that is spoken of.
    pub(super) fn only_speaks_of(&self, verb: usize, place: usize) -> bool {
        let mut about = false;
        for token in &self.tokens[..place.min(self.tokens.len())] {
            // Another part of the sentence begins.
            if token.after.is_some_and(|sign| matches!(sign, ',' | ';' | ':')) {
                about = false;
            }
            about |= token.roles.any(Roles::ABOUT);
        }
        about || self.tokens[verb].quoted && self.any(0, usize::MAX, Roles::SPOKEN_OF.or(Roles::ABOUT))
    }

    /// Whether between `verb` and `noun` something says that any such thing is meant, or the person's own: "an example
    /// of a prompt", "my key". "A summary of your prompt" means the tutor's.
    pub(super) fn is_foreign(&self, verb: usize, noun: usize) -> bool {
        let yours = (verb + 1..noun).rev().find(|place| self.tokens[*place].roles.any(Roles::YOURS));
        (yours.map_or(verb, |yours| yours) + 1..noun).any(|place| {
            let token = self.tokens[place];
            // French "à" reads as the English article.
            let near = if token.word == "a" { 2 } else { 4 };
            // "A hint of the password", "a summary of it".
            let part = self.any(place + 1, place + 2, Roles::LETTERS.or(Roles::TEXT));
            let indefinite = token.roles.any(Roles::INDEFINITE) && place + near >= noun && !part;
            indefinite || token.roles.any(Roles::MINE)
        })
    }

    /// Whether a "your" belongs to the noun at `place`.
    pub(super) fn is_yours(&self, place: usize) -> bool {
        // In Spanish and Italian "your"; French has no noun behind it.
        let tu = place.checked_sub(1).is_some_and(|before| self.tokens[before].word == "tu");
        let tu = tu && self.tokens[place].after.is_none();
        tu || self.any(place.saturating_sub(3), place, Roles::YOURS)
            || self.tokens.get(place + 1).is_some_and(|next| next.roles.any(Roles::YOURS) && next.after.is_none())
    }

    /// Whether a definite article belongs to the noun at `place`.
    pub(super) fn is_definite(&self, place: usize) -> bool {
        self.any(place.saturating_sub(2), place, Roles::THE)
    }

    /// Whether what stands at `place` is somebody else's: "the rules of grammar", "the instructions for the exercise".
    pub(super) fn is_of_something(&self, place: usize) -> bool {
        const OF: &str = "de du des d of del von di";
        const WHERE: &str = "for pour dans in from on sur en";
        let secret = self.tokens[place].roles.any(Roles::SECRET.or(Roles::KEY));
        const OUR_OWN: &str = "securite systeme system openai mistral ton tes ta votre vos your base depart confidentialite \
            moderation safety fonctionnement developpeur developpeurs createur createurs conduite security developer developers \
            creator cours plus ce this maintenant now tuteur sistema professeur prof enseignant administrateur admin teacher \
            tutor debut cote que";
        let listed = |list: &str, word: &str| list.split_ascii_whitespace().any(|one| one == word);
        let after = Roles::BEFORE.or(Roles::SYSTEM).or(Roles::PROMPT).or(Roles::RULES);
        let mut rest = self.tokens.iter().skip(place + 1).skip_while(|token| token.roles.any(after)).peekable();
        let Some(of) = rest.next() else { return false };
        let Some(what) = rest.find(|token| !token.roles.any(Roles::THE)) else { return false };
        let foreign = listed(OF, of.word)
            || listed(WHERE, of.word) && !secret && (!self.is_yours(place) || matches!(of.word, "pour" | "for"));
        of.after.is_none() && foreign && !listed(OUR_OWN, what.word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_at_stops_and_joins_expressions() {
        let read = sentences("mot de passe, 3.5 ! « ignore » tout.\nfin");
        let words: Vec<Vec<&str>> = read.iter().map(|s| s.tokens.iter().map(|token| token.word).collect()).collect();
        assert_eq!(words, [vec!["mot", "3", "5"], vec!["ignore", "tout"], vec!["fin"]]);
        assert!(read[0].tokens[0].roles.any(Roles::SECRET));
        assert!(read[1].tokens[0].quoted && !read[1].tokens[1].quoted);
    }

    #[test]
    fn tells_a_command_from_a_tale() {
        let commands = |text: &str| {
            let sentence = &sentences(text)[0];
            let place = sentence.places(Roles::ASIDE).next().unwrap();
            sentence.commands(place)
        };
        assert!(
            commands("ignore cela") && commands("s'il te plait, ignore cela") && commands("tu dois maintenant oublier")
        );
        assert!(commands("le cours est beau, ignore cela"));
        assert!(!commands("le modele ignore cela") && !commands("un lstm oublie"));
    }
}
