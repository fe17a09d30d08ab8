//! The settings of conversations.

use serde::{Deserialize, Serialize};

/// Conversations.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Chat {
    /// Days a conversation is kept; 0 keeps it until someone deletes it. A term by default: students write of themselves.
    pub keep_days: u32,
    /// Passages given to the model. Recall gains little beyond six, and each costs tokens.
    pub passages: usize,
    /// Longest message, in bytes. Four pages: a pasted exercise fits, a book does not.
    pub message_limit_bytes: usize,
}

impl Default for Chat {
    fn default() -> Self {
        Self { keep_days: 120, passages: 6, message_limit_bytes: 16 << 10 }
    }
}
