//! Bytes into stored documents: one that the teacher sends, or all of a folder.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::document::{self, Document};
use super::error::{CourseError, Unreadable};
use super::folder::{self, Listing};
use super::passage::{Format, hexadecimal};
use super::path::DocumentPath;
use super::store::{self, Change, Origin, Prepared};
use super::{Course, documents};

/// Longest document, in bytes: the default limit of a request's body. A course's page has a few thousand, a book a
/// million.
pub const MAX_DOCUMENT_BYTES: usize = 16 << 20;

/// What storing a document did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What changed.
    pub change: Change,
    /// How many passages it has.
    pub passages: usize,
}

/// How far a folder's ingestion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Documents done, those skipped for their content included.
    pub done: usize,
    /// Documents in all.
    pub total: usize,
    /// Passages stored so far, those of unchanged documents aside.
    pub passages: usize,
}

/// What ingesting a folder did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Documents that are new.
    pub added: usize,
    /// Documents with other content than before.
    pub changed: usize,
    /// Documents that stayed as they were.
    pub unchanged: usize,
    /// Documents that an earlier folder had brought and this one does not hold.
    pub removed: usize,
    /// Passages of the documents added or changed.
    pub passages: usize,
    /// Files that did not become documents, with the reason.
    pub skipped: Vec<(String, Unreadable)>,
}

impl Course {
    /// Stores `source` as the document at `path`, whose extension tells its format, in place of what was there.
    ///
    /// # Errors
    /// [`CourseError::Unreadable`] when it is no document; nothing is changed then. Else when the database fails.
    pub async fn put(&self, path: &DocumentPath, source: Vec<u8>, origin: Origin) -> Result<Outcome, CourseError> {
        let prepared = blocking({
            let path = path.clone();
            move || prepare(path, source)
        })
        .await?;
        let change = store::put(&self.storage, &prepared, origin, self.clock.now()).await?;
        self.vectors.missing.notify_one();
        Ok(Outcome { change, passages: prepared.passages.len() })
    }

    /// Makes the documents of `folder` the course, in place of those of the folder before; documents that came through
    /// HTTP stay, unless the folder holds their path. `progress` is called after each document. Dropped midway, or
    /// failing, it has stored the first part and removed nothing.
    ///
    /// # Errors
    /// When the folder cannot be read, holds no document that can be read, or the database fails.
    pub async fn ingest_folder(
        &self,
        folder: &Path,
        mut progress: impl FnMut(Progress),
    ) -> Result<Report, CourseError> {
        let Listing { files, skipped } = blocking({
            let folder = folder.to_owned();
            move || folder::list(&folder)
        })
        .await
        .map_err(|source| CourseError::Folder { path: folder.to_owned(), source })?;
        let mut report = Report { skipped, ..Report::default() };
        let stored = documents::hashes(self.storage.read()).await?;
        let total = files.len();
        for (number, (path, file)) in files.iter().enumerate() {
            let known = stored.get(path.as_str()).filter(|known| known.is_current && known.origin == Origin::Folder);
            match self.ingest_file(path, file, known.map(|known| known.sha256.clone())).await {
                Ok(outcome) => report.count(outcome),
                Err(CourseError::Unreadable(reason)) => report.skipped.push((path.to_string(), reason)),
                Err(error) => return Err(error),
            }
            progress(Progress { done: number + 1, total, passages: report.passages });
        }
        if report.added + report.changed + report.unchanged == 0 {
            return Err(CourseError::NoDocument { path: folder.to_owned() });
        }
        // A file that is there but cannot be read keeps the document of its last good state.
        let listed: HashSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        for (path, known) in &stored {
            if known.origin == Origin::Folder && !listed.contains(path.as_str()) {
                report.removed += usize::from(store::remove(&self.storage, path).await?);
            }
        }
        self.vectors.missing.notify_one();
        Ok(report)
    }

    async fn ingest_file(
        &self,
        path: &DocumentPath,
        file: &Path,
        known: Option<String>,
    ) -> Result<Outcome, CourseError> {
        let prepared = blocking({
            let (path, file) = (path.clone(), file.to_owned());
            move || {
                let source = read_file(&file)?;
                let is_known = known.is_some_and(|known| known == sha256(&source));
                if is_known { Ok(None) } else { prepare(path, source).map(Some) }
            }
        });
        let Some(prepared) = prepared.await? else {
            return Ok(Outcome { change: Change::Unchanged, passages: 0 });
        };
        let change = store::put(&self.storage, &prepared, Origin::Folder, self.clock.now()).await?;
        Ok(Outcome { change, passages: prepared.passages.len() })
    }
}

impl Report {
    fn count(&mut self, outcome: Outcome) {
        match outcome.change {
            Change::Created => self.added += 1,
            Change::Changed => self.changed += 1,
            Change::Unchanged => {
                self.unchanged += 1;
                return;
            }
        }
        self.passages += outcome.passages;
    }
}

/// Runs what reads the disk or takes long off the threads that answer requests.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => value,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

fn read_file(file: &Path) -> Result<Vec<u8>, Unreadable> {
    let disk = |error: std::io::Error| Unreadable::Disk(error.to_string());
    // Asked before it is read: a file of gigabytes must not pass through memory.
    let bytes = fs::metadata(file).map_err(disk)?.len();
    check_size(bytes)?;
    fs::read(file).map_err(disk)
}

fn check_size(bytes: u64) -> Result<(), Unreadable> {
    let limit = MAX_DOCUMENT_BYTES as u64;
    if bytes > limit { Err(Unreadable::TooLarge { bytes, limit }) } else { Ok(()) }
}

fn prepare(path: DocumentPath, source: Vec<u8>) -> Result<Prepared, Unreadable> {
    let format = Format::of(path.as_str()).ok_or(Unreadable::Format)?;
    check_size(source.len() as u64)?;
    let source = String::from_utf8(source)?;
    if let Some(at) = source.find('\0') {
        return Err(Unreadable::Zero { at });
    }
    let Document { title, language, passages } = document::read(format, &source);
    if passages.is_empty() {
        return Err(Unreadable::Empty);
    }
    let title = title.unwrap_or_else(|| path.stem().to_owned());
    let source = source.into_bytes();
    Ok(Prepared { path, format, title, language, sha256: sha256(&source), source, passages })
}

fn sha256(source: &[u8]) -> String {
    hexadecimal(&Sha256::digest(source))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::path::PathBuf;

    use super::*;
    use crate::course::samples::course;

    fn write(folder: &Path, path: &str, content: impl AsRef<[u8]>) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn section(heading: &str) -> String {
        format!("## {heading}\n\n{}\n\n", format!("Le chapitre {heading} compte plusieurs phrases. ").repeat(5))
    }

    async fn paths(course: &Course) -> Vec<String> {
        let page = course.documents(None, 200).await.unwrap();
        page.documents.into_iter().map(|stored| stored.path).collect()
    }

    /// Each passage's row, heading and start.
    async fn rows(course: &Course) -> Vec<(i64, String, i64)> {
        sqlx::query_as("SELECT id, headings, start_byte FROM passages ORDER BY document, ordinal")
            .fetch_all(course.storage.read())
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn twice_ingested_equals_once_and_only_changes_are_written() {
        let (course, dir) = course().await;
        let folder = dir.path().join("cours");
        write(&folder, "b/un.md", format!("# Un\n\n{}{}", section("A"), section("B")));
        write(&folder, "a.txt", "Une phrase de texte.");
        write(&folder, "page.HTML", "<h1>Page</h1><p>Une phrase.");
        let mut seen = Vec::new();
        let report =
            course.ingest_folder(&folder, |progress| seen.push((progress.done, progress.total))).await.unwrap();
        assert_eq!((report.added, report.passages, report.skipped), (3, 4, vec![]));
        assert_eq!(seen, [(1, 3), (2, 3), (3, 3)]);
        assert_eq!(paths(&course).await, ["a.txt", "b/un.md", "page.HTML"]);
        let (version, before) = (store::version(course.storage.read()).await.unwrap(), rows(&course).await);

        let report = course.ingest_folder(&folder, |_| ()).await.unwrap();
        assert_eq!(report, Report { unchanged: 3, ..Report::default() });
        assert_eq!(
            (store::version(course.storage.read()).await.unwrap(), rows(&course).await),
            (version.clone(), before.clone())
        );

        write(&folder, "b/un.md", format!("# Un\n\n{}{}{}", section("A"), section("Nouveau"), section("B")));
        let report = course.ingest_folder(&folder, |_| ()).await.unwrap();
        assert_eq!((report.changed, report.unchanged, report.passages), (1, 2, 3));
        assert_ne!(store::version(course.storage.read()).await.unwrap(), version);
        let after = rows(&course).await;
        assert_eq!(after.len(), before.len() + 1);
        let kept = |heading: &str| {
            let row = |rows: &[(i64, String, i64)]| rows.iter().find(|row| row.1.contains(heading)).cloned().unwrap();
            (row(&before), row(&after))
        };
        let (first, last) = (kept("\"A\""), kept("\"B\""));
        assert_eq!((first.0, last.0.0), (first.1, last.1.0), "passages that stay keep their rows");
        assert!(last.0.2 < last.1.2, "and move in the source");
    }

    #[tokio::test]
    async fn a_folder_replaces_folders_and_leaves_what_came_through_http() {
        let (course, dir) = course().await;
        let (old, new) = (dir.path().join("ancien"), dir.path().join("nouveau"));
        write(&old, "commun.md", "# Commun\n\nVersion ancienne.");
        write(&old, "seul.md", "# Seul\n\nUne phrase.");
        write(&new, "commun.md", "# Commun\n\nVersion nouvelle.");
        course.ingest_folder(&old, |_| ()).await.unwrap();
        let put = async |path: &str, source: &str| {
            course.put(&path.parse().unwrap(), source.into(), Origin::Http).await.unwrap().change
        };
        assert_eq!(put("prof.md", "Une note.").await, Change::Created);
        assert_eq!(put("commun.md", "# Commun\n\nVersion ancienne.").await, Change::Unchanged);
        let report = course.ingest_folder(&new, |_| ()).await.unwrap();
        assert_eq!((report.changed, report.removed), (1, 1));
        assert_eq!(paths(&course).await, ["commun.md", "prof.md"]);
        let orphans: i64 =
            sqlx::query_scalar("SELECT count(*) FROM passages WHERE document NOT IN (SELECT id FROM documents)")
                .fetch_one(course.storage.read())
                .await
                .unwrap();
        assert_eq!(orphans, 0);

        // The folder holds it now, so an earlier folder's place in it does not bring it back.
        write(&new, "prof.md", "Une note.");
        course.ingest_folder(&new, |_| ()).await.unwrap();
        let report = course.ingest_folder(&old, |_| ()).await.unwrap();
        assert_eq!((report.removed, paths(&course).await), (1, vec!["commun.md".to_owned(), "seul.md".to_owned()]));
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_listed_and_costs_nothing_else() {
        let (course, dir) = course().await;
        let folder = dir.path().join("cours");
        write(&folder, "bon.md", "Une phrase.");
        write(&folder, ".git/config.md", "caché");
        write(&folder, "image.png", [0x89, b'P']);
        write(&folder, "latin1.md", b"Un \xe9t\xe9.");
        write(&folder, "utf16.txt", "a\0b\0");
        write(&folder, "vide.md", "\n\n");
        write(&folder, "gros.txt", vec![b'a'; MAX_DOCUMENT_BYTES + 1]);
        write(dir.path(), "secret.md", "Hors du dossier.");
        symlink(dir.path().join("secret.md"), folder.join("fuite.md")).unwrap();
        symlink("..", folder.join("boucle")).unwrap();
        symlink("bon.md", folder.join("lien.md")).unwrap();
        let report = course.ingest_folder(&folder, |_| ()).await.unwrap();
        let mut skipped = report.skipped;
        skipped.sort_by(|one, other| one.0.cmp(&other.0));
        let limit = MAX_DOCUMENT_BYTES as u64;
        let reasons = [
            ("boucle", Unreadable::NotAFile),
            ("fuite.md", Unreadable::NotAFile),
            ("gros.txt", Unreadable::TooLarge { bytes: limit + 1, limit }),
            ("image.png", Unreadable::Format),
            ("latin1.md", Unreadable::NotUtf8 { at: 3 }),
            ("utf16.txt", Unreadable::Zero { at: 1 }),
            ("vide.md", Unreadable::Empty),
        ];
        assert_eq!(skipped, reasons.map(|(path, reason)| (path.to_owned(), reason)));
        assert_eq!(paths(&course).await, ["bon.md", "lien.md"]);

        // Spoilt later, a document keeps its last good state.
        write(&folder, "bon.md", b"\xff");
        write(&folder, "neuf.md", "Une phrase.");
        let report = course.ingest_folder(&folder, |_| ()).await.unwrap();
        assert_eq!((report.added, report.removed, paths(&course).await.len()), (1, 0, 3));
    }

    #[tokio::test]
    async fn a_folder_that_would_leave_no_course_is_refused() {
        let (course, dir) = course().await;
        course.put(&"a.md".parse().unwrap(), "Une phrase.".into(), Origin::Folder).await.unwrap();
        let error = course.ingest_folder(&dir.path().join("rien"), |_| ()).await.unwrap_err();
        assert!(matches!(error, CourseError::Folder { .. }), "{error:?}");
        let empty: PathBuf = dir.path().join("vide");
        fs::create_dir(&empty).unwrap();
        let error = course.ingest_folder(&empty, |_| ()).await.unwrap_err();
        assert!(matches!(error, CourseError::NoDocument { .. }), "{error:?}");
        assert_eq!(paths(&course).await, ["a.md"]);
    }

    #[tokio::test]
    async fn what_is_stored_is_given_back_byte_for_byte() {
        let (course, _dir) = course().await;
        let source = "\u{feff}# Titre\r\n\r\nUne **phrase** d'été 😀. Une autre.\r\n";
        let path: DocumentPath = "été/a.md".parse().unwrap();
        assert!(course.is_empty().await.unwrap());
        let outcome = course.put(&path, source.into(), Origin::Http).await.unwrap();
        assert_eq!(outcome, Outcome { change: Change::Created, passages: 1 });
        let (format, _, bytes) = course.source("été/a.md").await.unwrap().unwrap();
        assert_eq!((format, bytes), (Format::Markdown, source.as_bytes().to_vec()));
        let passages = course.passages("été/a.md").await.unwrap();
        assert_eq!(passages, document::read(Format::Markdown, source).passages);
        assert_eq!(&source[passages[0].sentences[0].clone()], "Une **phrase** d'été 😀.");
        let stored = course.document("été/a.md").await.unwrap().unwrap();
        assert_eq!((&*stored.title, stored.bytes, stored.origin), ("Titre", source.len() as u64, Origin::Http));
        assert!(course.remove(&path).await.unwrap() && !course.remove(&path).await.unwrap());
        assert!(course.document("été/a.md").await.unwrap().is_none() && course.is_empty().await.unwrap());
        assert!(course.passages("été/a.md").await.unwrap().is_empty());
    }
}
