//! A file of JSON lines.

use std::io::{self, BufRead};

use super::record::{self, Fault};
use super::{Place, Record};

/// A file of JSON lines.
#[derive(Debug)]
pub struct Lines<R> {
    input: R,
    place: Place,
    labels: Vec<String>,
    limit: usize,
    line: Vec<u8>,
}

/// A line without its line feed, up to the limit.
struct Line {
    overlong: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(input: R, place: Place, labels: Vec<String>, limit: usize) -> Self {
        Self { input, place, labels, limit, line: Vec::new() }
    }

    pub(super) fn next(&mut self) -> io::Result<Option<Record>> {
        while let Some(Line { overlong }) = self.read_line()? {
            // Some editors begin a file with a mark of the byte order.
            let bytes = if self.place.lines == 1 { self.line.strip_prefix(b"\xef\xbb\xbf") } else { None };
            let bytes = bytes.unwrap_or(&self.line);
            if bytes.trim_ascii().is_empty() && !overlong {
                continue;
            }
            let row = match overlong {
                true => Err(Fault::TooLong { limit: self.limit }),
                false => record::from_json(bytes, &self.labels),
            };
            return Ok(Some(Record { line: self.place.lines, end: self.place, row }));
        }
        Ok(None)
    }

    /// Reads the next line into `self.line`; of one over the limit, only how long it is.
    fn read_line(&mut self) -> io::Result<Option<Line>> {
        self.line.clear();
        let mut overlong = false;
        let began = self.place.bytes;
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let piece = &buffer[..end.unwrap_or(buffer.len())];
            overlong |= self.line.len() + piece.len() > self.limit;
            if !overlong {
                self.line.extend_from_slice(piece);
            }
            let used = piece.len() + usize::from(end.is_some());
            self.input.consume(used);
            self.place.bytes += used as u64;
            if end.is_some() {
                break;
            }
        }
        if self.place.bytes == began {
            return Ok(None);
        }
        self.place.lines += 1;
        Ok(Some(Line { overlong }))
    }
}
