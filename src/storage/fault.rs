//! What a failed statement means for whoever asked.

/// What a failed statement means for whoever sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Another process holds the lock, longer than the busy timeout.
    Locked,
    /// No room left on the disk, or the file has reached its limit.
    DiskFull,
    /// The statement's own values are refused (a constraint, a size); another row would pass.
    Refused,
    /// Anything else: the disk fails, the file is read-only or damaged.
    Other,
}

impl Fault {
    /// The meaning of `error`.
    pub fn of(error: &sqlx::Error) -> Self {
        let code = match error {
            sqlx::Error::Database(error) => error.code().and_then(|code| code.parse::<i32>().ok()),
            // The readers were all taken for as long as a caller may wait.
            sqlx::Error::PoolTimedOut => return Self::Locked,
            sqlx::Error::Encode(_) => return Self::Refused,
            _ => None,
        };
        // The low byte is the primary result code: https://www.sqlite.org/rescode.html
        match code.map(|code| code & 0xff) {
            Some(5 | 6) => Self::Locked,
            Some(13) => Self::DiskFull,
            Some(18..=20) => Self::Refused,
            _ => Self::Other,
        }
    }
}
