//! What words do in an attempt: set aside, reveal, name our instructions or a secret, say whose they are. French and
//! English in full, Spanish, German, Italian, Portuguese and Dutch in their simplest forms; as they read, without accents
//! or capitals.

mod marks;
mod nouns;
mod verbs;

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word may do, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Roles(u64);

/// Each role with its expressions: several in a string, `_` between the words of one.
type Words = &'static [(Roles, &'static [&'static str])];

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident = $bit:literal;)*) => {
        impl Roles { $($(#[$doc])* pub(super) const $name: Self = Self(1 << $bit);)* }
    };
}

roles! {
    /// To set aside, as a command, a request or an infinitive.
    ASIDE = 0;
    /// To follow, which a negation turns into setting aside.
    FOLLOW = 1;
    /// A negation, or an end put to something.
    NOT = 2;
    /// To make something known, as a command, a request or an infinitive.
    TELL = 3;
    /// To ask what something is.
    ASK = 4;
    /// To want something.
    WANT = 5;
    /// What a tutor is told, and hardly anything else.
    PROMPT = 6;
    /// What a tutor is told, among other meanings.
    RULES = 7;
    /// Addressed to the tutor: its own.
    YOURS = 8;
    /// The tutor itself.
    YOU = 9;
    /// Said before the message.
    BEFORE = 10;
    /// All of it.
    ALL = 11;
    /// Of the system; hidden, whole, real.
    SYSTEM = 12;
    /// The text that stands before the message.
    TEXT = 13;
    /// A secret by whatever owner.
    SECRET = 14;
    /// A secret where its owner says so.
    KEY = 15;
    /// Where the program keeps its secrets.
    VAULT = 16;
    /// The owner of the secrets that are ours.
    OURS = 17;
    /// The person's own.
    MINE = 18;
    /// To take on a part.
    ROLE = 19;
    /// A part without rules, by its name.
    UNBOUND = 20;
    /// Lack.
    WITHOUT = 21;
    /// What such a part lacks.
    BONDS = 22;
    /// A mode that would lift the rules.
    MODE = 23;
    /// To switch something on, or be in it.
    SWITCH = 24;
    /// A question about something, not for it.
    ABOUT = 25;
    /// What a quoted attack is called when it is only spoken of.
    SPOKEN_OF = 26;
    /// Words that stand before a command.
    SOFT = 27;
    /// Any such thing, not ours.
    INDEFINITE = 28;
    /// Word for word, or in a code.
    VERBATIM = 29;
    /// Told, in the passive: by whoever wrote the prompt.
    TOLD = 30;
    /// What instructions begin with.
    OPENING = 31;
    /// To change.
    ALTER = 32;
    /// What surrounds the prompt: context, configuration.
    CONTEXT = 33;
    /// Other commands to the tutor.
    DO = 34;
    /// To make something known, told of somebody.
    SAYS = 35;
    /// Somebody's own.
    THEIRS = 36;
    /// A tutor in a tale.
    BOT = 37;
    /// Who would have a right to ask.
    AUTHORITY = 38;
    /// Other people.
    OTHERS = 39;
    /// What is kept of people, and on the machine.
    DATA = 40;
    /// No longer bound: said to the tutor.
    FREED = 41;
    /// This one: the definite article.
    THE = 42;
    /// What a secret is made of.
    LETTERS = 43;
    /// To have a sentence finished.
    COMPLETE = 44;
    /// Kept from sight.
    HIDDEN = 46;
    /// Rules that can be nothing but ours.
    GUARDS = 47;
    /// Whoever made the tutor.
    AUTHORS = 49;
    /// What the tutor is.
    PART = 50;
    /// Even so.
    EVEN = 51;
    /// Out of force.
    VOID = 48;
    /// To have something kept for everyone, or a mark given.
    TAMPER = 45;
}

impl Roles {
    /// Whether any role of `other` is played.
    pub(super) fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Each expression with its roles.
pub(super) fn table() -> &'static HashMap<&'static str, Roles> {
    static TABLE: LazyLock<HashMap<&'static str, Roles>> = LazyLock::new(|| {
        let mut table = HashMap::new();
        for (roles, lines) in [verbs::WORDS, nouns::WORDS, marks::WORDS].into_iter().flatten() {
            for word in lines.iter().flat_map(|line| line.split(' ')) {
                let known: &mut Roles = table.entry(word).or_default();
                *known = known.or(*roles);
            }
        }
        table
    });
    &TABLE
}
