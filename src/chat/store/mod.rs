//! Conversations in the database: written, read, judged, erased, and kept no longer than promised.

mod cache;
mod erase;
mod feedback;
mod find;
mod recent;
pub mod retention;
mod write;

use uuid::Uuid;

pub(super) use cache::{Cached, Kept, Keys};
pub use erase::erase;
pub use feedback::{Thumb, judge};
pub use find::{Conversation, Cursor, InvalidCursor, MAX_LIMIT, Stored, conversation};
pub(super) use recent::recent;
pub(super) use write::{Exchange, write};

/// An id as it is stored.
fn bytes(id: Uuid) -> Vec<u8> {
    id.into_bytes().to_vec()
}
