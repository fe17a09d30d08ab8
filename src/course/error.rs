//! What can go wrong with the course.

use std::io;
use std::path::PathBuf;
use std::string::FromUtf8Error;

/// Why the course cannot be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum CourseError {
    /// The database fails.
    #[error("the course is not to be had from the database")]
    Database(#[from] sqlx::Error),
    /// A stored document or passage does not read as one: another program has written it.
    #[error("stored {what} {id} is damaged")]
    Damaged {
        /// `document` or `passage`.
        what: &'static str,
        /// The row's number.
        id: i64,
    },
    /// The document cannot become part of the course.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The course's folder cannot be read.
    #[error("cannot read the folder {}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The folder holds nothing that can be read, and would leave no course.
    #[error("the folder {} holds no document that can be read", path.display())]
    NoDocument {
        /// The folder.
        path: PathBuf,
    },
}

/// Why a document cannot become part of the course.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Its name does not end as one of the known formats.
    #[error("not a Markdown (.md), HTML (.html) or text (.txt) file")]
    Format,
    /// It is too long.
    #[error("{bytes} bytes, and the limit is {limit}")]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// It is not UTF-8.
    #[error("byte {at} is not UTF-8")]
    NotUtf8 {
        /// Where it stops being UTF-8.
        at: usize,
    },
    /// It is binary, or in another encoding than UTF-8.
    #[error("byte {at} is zero, so this is no text")]
    Zero {
        /// Where.
        at: usize,
    },
    /// There is nothing to read in it.
    #[error("nothing to read")]
    Empty,
    /// It is no plain file, or a link out of the folder.
    #[error("a link out of the folder, or no plain file")]
    NotAFile,
    /// Its path is none that a document may have.
    #[error(transparent)]
    Path(#[from] PathError),
    /// It cannot be read from the disk.
    #[error("cannot be read: {0}")]
    Disk(String),
}

/// Why a text is no document's path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// Nothing, or too much.
    #[error("a path has between 1 and {limit} bytes")]
    Length {
        /// The most bytes.
        limit: usize,
    },
    /// A part of it leads elsewhere: empty, `.` or `..`.
    #[error("a path has no empty part, no '.' and no '..'")]
    Part,
    /// It holds a character that cannot be seen, or a backslash.
    #[error("a path has no backslash, control or invisible character")]
    Character,
    /// It is not UTF-8.
    #[error("a path is UTF-8")]
    NotUtf8,
}

impl From<FromUtf8Error> for Unreadable {
    fn from(error: FromUtf8Error) -> Self {
        Self::NotUtf8 { at: error.utf8_error().valid_up_to() }
    }
}
