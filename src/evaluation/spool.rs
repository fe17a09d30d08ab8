//! A labelled file on its way in: kept beside the database until a model has read it to its end, so that a restart loses
//! none of it. What breaks off leaves nothing behind.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use uuid::Uuid;

use super::error::EvaluationError;
use super::source::{Format, check_header};

/// The most rows of one evaluation.
pub const MAX_ROWS: u64 = 1_000_000;
/// The most bytes of its file: a million reviews of four pages.
pub const MAX_BYTES: u64 = 8 << 30;
/// What is gathered before it is written.
const BUFFER_BYTES: usize = 256 << 10;
/// As much of a table's beginning as is looked at for its header.
const HEADER_BYTES: usize = 64 << 10;

/// A file that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spooled {
    /// Its bytes.
    pub bytes: u64,
    /// Rows that it seems to have.
    pub rows: u64,
}

/// Where the file of the evaluation called `id` lies.
pub fn path(folder: &Path, id: Uuid) -> PathBuf {
    folder.join(id.simple().to_string())
}

/// Keeps what `body` brings as the file of the evaluation called `id`.
///
/// # Errors
/// When the body breaks off, holds nothing, is too large or is no table, or the disk is full or fails. The file is then gone.
pub async fn keep<E>(
    folder: &Path,
    id: Uuid,
    format: Format,
    body: impl Stream<Item = Result<Bytes, E>>,
) -> Result<Spooled, EvaluationError> {
    fs::create_dir_all(folder)?;
    let path = path(folder, id);
    let mut kept = Kept { path: &path, whole: false };
    let mut file = File::create(&path)?;
    // Tells a file on its way in from one that a killed process left behind.
    file.lock()?;
    let mut count = Count::new(format);
    let mut body = std::pin::pin!(body);
    let mut buffer = Vec::with_capacity(BUFFER_BYTES);
    let mut checked = format != Format::Csv;
    loop {
        let piece = body.next().await;
        let ended = piece.is_none();
        if let Some(piece) = piece {
            let piece = piece.map_err(|_| EvaluationError::BrokenOff)?;
            count.add(&piece);
            buffer.extend_from_slice(&piece);
        }
        if count.bytes > MAX_BYTES || count.rows() > MAX_ROWS {
            return Err(EvaluationError::TooLarge { rows: MAX_ROWS, bytes: MAX_BYTES });
        }
        if !checked && (ended || buffer.len() >= HEADER_BYTES) && count.rows() + count.bytes > 0 {
            check_header(&buffer[..buffer.len().min(HEADER_BYTES)])
                .map_err(|columns| EvaluationError::Header { columns })?;
            checked = true;
        }
        if ended || buffer.len() >= BUFFER_BYTES {
            tokio::task::block_in_place(|| file.write_all(&buffer))?;
            buffer.clear();
        }
        if ended {
            break;
        }
    }
    // Only then is it said to be there.
    tokio::task::block_in_place(|| file.sync_all())?;
    if count.rows() == 0 {
        return Err(EvaluationError::EmptyFile);
    }
    kept.whole = true;
    Ok(Spooled { bytes: count.bytes, rows: count.rows() })
}

/// Takes the file of the evaluation called `id` away; it may be gone already.
///
/// # Errors
/// When the disk fails.
pub fn remove(folder: &Path, id: Uuid) -> io::Result<()> {
    match fs::remove_file(path(folder, id)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Takes away every file in `folder` that is none of `known` and on no process's way in: its upload was killed, and no
/// evaluation will ever read it.
///
/// # Errors
/// When the disk fails.
pub fn sweep(folder: &Path, known: &[Uuid]) -> io::Result<()> {
    let files = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        files => files?,
    };
    let known: Vec<PathBuf> = known.iter().map(|id| path(folder, *id)).collect();
    for file in files {
        let path = file?.path();
        if !known.contains(&path) && File::open(&path)?.try_lock().is_ok() {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

/// Takes the file away unless all of it is there, also when its client leaves and the future is dropped.
struct Kept<'a> {
    path: &'a Path,
    whole: bool,
}

impl Drop for Kept<'_> {
    fn drop(&mut self) {
        if !self.whole
            && let Err(error) = fs::remove_file(self.path)
        {
            tracing::warn!(%error, "the file of an evaluation that did not come to be stays behind");
        }
    }
}

/// Counts rows as bytes go by: lines that are not blank and, in a table, not within quotation marks.
struct Count {
    format: Format,
    bytes: u64,
    lines: u64,
    quoted: bool,
    blank: bool,
}

impl Count {
    fn new(format: Format) -> Self {
        Self { format, bytes: 0, lines: 0, quoted: false, blank: true }
    }

    fn add(&mut self, piece: &[u8]) {
        self.bytes += piece.len() as u64;
        for byte in piece {
            match byte {
                b'\n' if !self.quoted => {
                    self.lines += u64::from(!self.blank);
                    self.blank = true;
                }
                b'"' if self.format == Format::Csv => {
                    self.quoted = !self.quoted;
                    self.blank = false;
                }
                byte => self.blank &= byte.is_ascii_whitespace(),
            }
        }
    }

    fn rows(&self) -> u64 {
        let lines = self.lines + u64::from(!self.blank);
        match self.format {
            Format::Ndjson => lines,
            Format::Csv => lines.saturating_sub(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    async fn keep_all(pieces: Vec<Result<Bytes, ()>>, format: Format) -> (Result<Spooled, EvaluationError>, usize) {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("evaluations");
        let kept = keep(&folder, Uuid::nil(), format, stream::iter(pieces)).await;
        (kept, fs::read_dir(&folder).unwrap().count())
    }

    fn pieces(text: &'static str) -> Vec<Result<Bytes, ()>> {
        text.as_bytes().chunks(3).map(|piece| Ok(Bytes::from_static(piece))).collect()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_whole_file_is_kept_and_its_rows_are_counted() {
        for (text, format, rows) in [
            ("{}\n\n{}\n", Format::Ndjson, 2),
            ("{}\n  \r\n{\"a\": \"x\\\"\"}", Format::Ndjson, 2),
            ("text,label\n\"a\nb\",1\n\nc,0", Format::Csv, 2),
        ] {
            let (kept, files) = keep_all(pieces(text), format).await;
            assert_eq!((kept.unwrap(), files), (Spooled { bytes: text.len() as u64, rows }, 1), "{text}");
        }
    }

    #[test]
    fn what_a_killed_upload_left_is_swept_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        sweep(&dir.path().join("none"), &[]).unwrap();
        let [known, left, coming] = [1, 2, 3].map(Uuid::from_u128);
        for id in [known, left] {
            fs::write(path(dir.path(), id), "{}").unwrap();
        }
        let locked = File::create(path(dir.path(), coming)).unwrap();
        locked.lock().unwrap();
        sweep(dir.path(), &[known]).unwrap();
        let stays = |id| path(dir.path(), id).exists();
        assert_eq!([known, left, coming].map(stays), [true, false, true]);
        drop(locked);
        sweep(dir.path(), &[known]).unwrap();
        assert!(!stays(coming));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_does_not_do_leaves_no_file() {
        let broken = vec![Ok(Bytes::from_static(b"{}\n")), Err(())];
        assert!(matches!(keep_all(broken, Format::Ndjson).await, (Err(EvaluationError::BrokenOff), 0)));
        for text in ["", "\n \n"] {
            assert!(matches!(keep_all(pieces(text), Format::Ndjson).await, (Err(EvaluationError::EmptyFile), 0)));
        }
        for text in ["", "text,label\n"] {
            assert!(
                matches!(keep_all(pieces(text), Format::Csv).await, (Err(EvaluationError::EmptyFile), 0)),
                "{text}"
            );
        }
        let (refused, files) = keep_all(pieces("texte;label\nx;1"), Format::Csv).await;
        let Err(EvaluationError::Header { columns }) = refused else { panic!("{refused:?}") };
        assert_eq!((columns, files), (vec!["texte".to_owned(), "label".to_owned()], 0));
    }
}
