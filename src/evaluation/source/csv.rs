//! A table with a header. A field may hold the separator and line ends within quotation marks (RFC 4180).

use std::io::{self, BufRead, Read, Seek, SeekFrom};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::record::{self, Fault, MAX_ATTRIBUTES};
use super::{Place, Record, delimiter};

/// The longest header, in bytes.
const MAX_HEADER_BYTES: usize = 64 << 10;
/// The most fields that are told apart in a row.
const MAX_FIELDS: usize = 1024;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A table's records behind its header.
#[derive(Debug)]
pub struct Records<R> {
    input: R,
    core: Reader,
    delimiter: u8,
    columns: Columns,
    place: Place,
    labels: Vec<String>,
    limit: usize,
    fields: Fields,
}

/// Where the header says that things stand.
#[derive(Debug)]
struct Columns {
    text: usize,
    label: usize,
    /// Names and places of the others.
    attributes: Vec<(String, usize)>,
    width: usize,
}

/// One record's fields, end to end.
#[derive(Debug, Default)]
struct Fields {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
    overlong: bool,
    /// Whether a line end stands behind it.
    ended: bool,
}

/// Whether `header`, the beginning of a file, names what a labelled set needs.
///
/// # Errors
/// With the names that it has instead, when one of `text` and `label` is missing.
pub fn check_header(header: &[u8]) -> Result<(), Vec<String>> {
    let mut fields = Fields::default();
    let header = header.strip_prefix(BYTE_ORDER_MARK).unwrap_or(header);
    let mut core = reader(delimiter::of(header));
    let mut header = header;
    // A cursor over memory does not fail.
    let _ = fields.read(&mut core, &mut header, MAX_HEADER_BYTES);
    columns(&fields).map(|_| ())
}

fn reader(delimiter: u8) -> Reader {
    ReaderBuilder::new().delimiter(delimiter).build()
}

fn columns(fields: &Fields) -> Result<Columns, Vec<String>> {
    let names: Vec<String> = fields.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
    let place = |wanted: &str| names.iter().position(|name| name.eq_ignore_ascii_case(wanted));
    let (Some(text), Some(label)) = (place("text"), place("label")) else { return Err(names) };
    let width = names.len();
    let others = names.into_iter().enumerate().filter(|(at, name)| *at != text && *at != label && !name.is_empty());
    let attributes = others.map(|(at, name)| (name, at)).take(MAX_ATTRIBUTES).collect();
    Ok(Columns { text, label, attributes, width })
}

impl<R: BufRead + Seek> Records<R> {
    /// Reads the header.
    pub(super) fn new(mut input: R, labels: Vec<String>, limit: usize) -> io::Result<Self> {
        let mut start = Vec::new();
        input.by_ref().take(MAX_HEADER_BYTES as u64).read_to_end(&mut start)?;
        let mark = if start.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        let delimiter = delimiter::of(&start[mark..]);
        input.seek(SeekFrom::Start(mark as u64))?;
        let mut core = reader(delimiter);
        let mut fields = Fields::default();
        let read = fields.read(&mut core, &mut input, MAX_HEADER_BYTES)?;
        let columns =
            columns(&fields).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "not a table's header"))?;
        let place = Place { bytes: mark as u64 + read.bytes, lines: read.lines };
        Ok(Self { input, core, delimiter, columns, place, labels, limit, fields })
    }

    pub(super) fn seek(&mut self, place: Place) -> io::Result<()> {
        self.input.seek(SeekFrom::Start(place.bytes))?;
        self.core = reader(self.delimiter);
        self.place = place;
        Ok(())
    }

    pub(super) fn next(&mut self) -> io::Result<Option<Record>> {
        let before = self.place.lines;
        let read = self.fields.read(&mut self.core, &mut self.input, self.limit)?;
        self.place.bytes += read.bytes;
        self.place.lines += read.lines;
        if self.fields.count == 0 && !self.fields.overlong {
            return Ok(None);
        }
        // Told from its end, since the parser passes over blank lines in front; the last record may end with no line end.
        let last = if self.fields.ended { self.place.lines } else { self.place.lines + 1 };
        let line = if self.fields.overlong { before + 1 } else { last.saturating_sub(self.fields.breaks()).max(1) };
        Ok(Some(Record { line, end: self.place, row: self.row() }))
    }

    fn row(&self) -> Result<record::Labelled, Fault> {
        if self.fields.overlong {
            return Err(Fault::TooLong { limit: self.limit });
        }
        if self.fields.count != self.columns.width {
            return Err(Fault::WrongWidth { fields: self.fields.count, columns: self.columns.width });
        }
        let field = |at: usize| {
            let bytes = self.fields.iter().nth(at).unwrap_or_default();
            std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| Fault::NotUtf8)
        };
        let attributes = self.columns.attributes.iter().map(|(name, at)| Ok((name.clone(), field(*at)?)));
        let attributes: Vec<_> = attributes.collect::<Result<_, _>>()?;
        let named = attributes.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        record::row(Some(field(self.columns.text)?), Some(field(self.columns.label)?), named, &self.labels)
    }
}

impl Fields {
    /// Reads one record with its line end, of which at most `limit` bytes are kept, and says how much of the input it took.
    fn read(&mut self, core: &mut Reader, input: &mut impl BufRead, limit: usize) -> io::Result<Place> {
        self.bytes.resize(limit.min(4096).max(self.bytes.len()), 0);
        self.ends.resize(MAX_FIELDS, 0);
        (self.count, self.overlong, self.ended) = (0, false, false);
        let (mut read, mut written, mut last) = (Place::default(), 0, 0);
        loop {
            let buffer = input.fill_buf()?;
            let (result, taken, wrote, ended) =
                core.read_record(buffer, &mut self.bytes[written..], &mut self.ends[self.count..]);
            read.lines += buffer[..taken].iter().filter(|byte| **byte == b'\n').count() as u64;
            read.bytes += taken as u64;
            last = buffer[..taken].last().copied().unwrap_or(last);
            input.consume(taken);
            written += wrote;
            self.count += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.bytes.len() < limit => {
                    let longer = (self.bytes.len() * 2).min(limit);
                    self.bytes.resize(longer, 0);
                }
                // What is over the limit is read to its end and thrown away.
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    (written, self.count, self.overlong) = (0, 0, true);
                }
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        // The parser leaves the second half of a line end to the next record; a place between two records has none.
        if last == b'\r' && input.fill_buf()?.first() == Some(&b'\n') {
            input.consume(1);
            (read.bytes, read.lines, last) = (read.bytes + 1, read.lines + 1, b'\n');
        }
        self.ended = last == b'\n';
        self.bytes.truncate(written);
        Ok(read)
    }

    /// Line ends within its fields.
    fn breaks(&self) -> u64 {
        self.bytes.iter().filter(|byte| **byte == b'\n').count() as u64
    }

    fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let ends = &self.ends[..self.count];
        let starts = std::iter::once(0).chain(ends.iter().copied());
        starts.zip(ends).map(|(start, end)| &self.bytes[start..*end])
    }
}
