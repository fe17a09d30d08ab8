//! Words, as the index and a question see them: folded, stemmed, without stop words; what they mean in the field, and
//! what was meant where the spelling is off. Pure: no database, no course.

mod fold;
mod shorthand;
mod spelling;
mod stem;
mod stop;
mod synonyms;
mod tokens;
mod words;

pub use fold::fold;
pub use shorthand::written_out;
pub use spelling::{Dictionary, Guess};
pub use stem::Language;
pub use stop::{is_common_word, is_stop_word, is_weak_word};
pub use synonyms::{Concept, Meant, concepts, is_known_word, known_words};
pub use tokens::{Token, compound, tokens};
pub use words::{Word, words};
