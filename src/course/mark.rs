//! The course's version, told beside the database too: whether what was read of the course is still the course is then known
//! without a trip to the database's thread, which costs a question more than its search does. What is told may be ahead of the
//! database, by a change that was not committed; it is never behind.

use std::fs;
use std::io;

use crate::storage::Storage;

/// The file beside the database.
const FILE_NAME: &str = "course.version";
/// What it is written as before it takes its place.
const NEW_NAME: &str = "course.version.new";

/// Whether the course has this version for certain; else the database knows.
pub(super) fn tells(storage: &Storage, version: &str) -> bool {
    // A few bytes, of a file that the system holds in memory.
    fs::read(storage.beside(FILE_NAME)).is_ok_and(|told| told == version.as_bytes())
}

/// Tells `version`. To be called within the transaction that makes it, before its commit: writers come one after the other,
/// and nobody takes what was there before for the course of afterwards.
///
/// # Errors
/// When the file cannot be written; the change must not be committed then.
pub(super) fn tell(storage: &Storage, version: &str) -> io::Result<()> {
    let new = storage.beside(NEW_NAME);
    fs::write(&new, version)?;
    // Whoever reads meanwhile finds the one or the other.
    fs::rename(new, storage.beside(FILE_NAME))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::samples::course;
    use crate::course::store::{Origin, tell_version};
    use crate::course::{Course, DocumentPath};
    use crate::storage::Storage;

    async fn put(course: &Course, text: &str) {
        let path: DocumentPath = "a.md".parse().unwrap();
        course.put(&path, text.as_bytes().to_vec(), Origin::Http).await.unwrap();
    }

    async fn found(course: &Course, question: &str) -> Vec<String> {
        let found = course.search(question, 3).await.unwrap();
        found.hits.iter().map(|hit| hit.quote.to_string()).collect()
    }

    #[tokio::test]
    async fn a_search_finds_the_course_of_now_whoever_changed_it() {
        let (course, dir) = course().await;
        put(&course, "La porte oublie.").await;
        assert_eq!(found(&course, "porte").await, ["La porte oublie."]);
        assert!(tells(&course.storage, &course.last_version()));
        // Another program.
        let other = Storage::open(&dir.path().join("data")).await.unwrap();
        put(&Course { storage: other.clone(), ..course.clone() }, "Le gradient remonte.").await;
        assert!(!tells(&course.storage, &course.last_version()));
        assert_eq!(found(&course, "porte").await, [""; 0]);
        assert_eq!(found(&course, "gradient").await, ["Le gradient remonte."]);
        assert!(tells(&course.storage, &course.last_version()));
    }

    #[tokio::test]
    async fn what_is_told_ahead_or_not_at_all_is_asked_of_the_database() {
        let (course, _dir) = course().await;
        put(&course, "La porte oublie.").await;
        tell(&course.storage, "7").unwrap();
        assert_eq!(found(&course, "porte").await, ["La porte oublie."]);
        fs::remove_file(course.storage.beside(FILE_NAME)).unwrap();
        assert_eq!(found(&course, "porte").await, ["La porte oublie."]);
        assert!(!tells(&course.storage, &course.last_version()));
        tell_version(&course.storage).await.unwrap();
        assert!(tells(&course.storage, &course.last_version()));
    }
}
