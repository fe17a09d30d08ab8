//! A labelled file, row by row, from any place where a row ends. It reads what lies on the disk, in constant memory however
//! long a line is; what a line has wrong costs that line and no other.

mod csv;
mod delimiter;
mod ndjson;
mod record;

use std::fs::File;
use std::io::{self, BufReader, Seek, SeekFrom};
use std::path::Path;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use self::csv::check_header;
pub use record::{Fault, Labelled, MAX_ATTRIBUTES, place_of};

/// How a labelled file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// One JSON object a line: `{"text", "label", ...}`.
    Ndjson,
    /// A header that names `text` and `label`, then a record a row; separated by commas, semicolons or tabs.
    Csv,
}

/// How far a file has been read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Bytes.
    pub bytes: u64,
    /// Lines.
    pub lines: u64,
}

/// One row of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// The place behind it.
    pub end: Place,
    /// What it says, or why that cannot be told.
    pub row: Result<Labelled, Fault>,
}

/// A file, open.
#[derive(Debug)]
pub enum Source {
    /// See [`Format::Ndjson`].
    Ndjson(ndjson::Lines<BufReader<File>>),
    /// See [`Format::Csv`].
    Csv(Box<csv::Records<BufReader<File>>>),
}

/// What is read from the disk at a time.
const BUFFER_BYTES: usize = 64 << 10;

impl Source {
    /// The file at `path` from `place` on, where a row begins; its rows have one of `labels`, and at most `limit` bytes.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open(path: &Path, format: Format, place: Place, labels: &[String], limit: usize) -> io::Result<Self> {
        let mut input = BufReader::with_capacity(BUFFER_BYTES, File::open(path)?);
        match format {
            Format::Ndjson => {
                input.seek(SeekFrom::Start(place.bytes))?;
                Ok(Self::Ndjson(ndjson::Lines::new(input, place, labels.to_vec(), limit)))
            }
            Format::Csv => {
                let mut records = csv::Records::new(input, labels.to_vec(), limit)?;
                if place.bytes > 0 {
                    records.seek(place)?;
                }
                Ok(Self::Csv(Box::new(records)))
            }
        }
    }
}

/// The rows, to the end; an error where the file cannot be read on. Blank lines are passed over.
impl Iterator for Source {
    type Item = io::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Ndjson(lines) => lines.next(),
            Self::Csv(records) => records.next(),
        }
        .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8], format: Format, limit: usize) -> Vec<Record> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let labels = ["negative".to_owned(), "positive".to_owned()];
        let open = |place| Source::open(file.path(), format, place, &labels, limit).unwrap();
        let records: Vec<Record> = open(Place::default()).map(Result::unwrap).collect();
        // Whatever the place where it is taken up again, what follows is the same.
        for (at, record) in records.iter().enumerate() {
            let rest: Vec<Record> = open(record.end).map(Result::unwrap).collect();
            assert_eq!(rest, records[at + 1..], "from {:?}", record.end);
        }
        records
    }

    fn texts(records: &[Record]) -> Vec<Result<(&str, u8), &Fault>> {
        records.iter().map(|record| record.row.as_ref().map(|row| (row.text.as_str(), row.gold))).collect()
    }

    #[test]
    fn both_formats_say_the_same() {
        let ndjson = "{\"text\": \"Un « bon » film,\\nvraiment\", \"label\": \"positive\", \"src\": \"a;b\"}\n\n\
                      {\"label\": 0, \"text\": \"Nul 😀\"}\r\n{\"text\": \"x\", \"label\": \"1\"}";
        let csv = "\u{feff}text,label,src\r\n\"Un « bon » film,\nvraiment\",positive,a;b\r\n\r\nNul 😀,0,\r\nx,1,";
        let (ndjson, csv) = (read(ndjson.as_bytes(), Format::Ndjson, 1000), read(csv.as_bytes(), Format::Csv, 1000));
        let wanted = [Ok(("Un « bon » film,\nvraiment", 1)), Ok(("Nul 😀", 0)), Ok(("x", 1))];
        assert_eq!(texts(&ndjson), wanted);
        assert_eq!(texts(&csv), wanted);
        let attributes = vec![("src".to_owned(), "a;b".to_owned())];
        assert_eq!(ndjson[0].row.as_ref().unwrap().attributes, attributes);
        assert_eq!(csv[0].row.as_ref().unwrap().attributes, attributes);
        assert_eq!(ndjson.iter().map(|record| record.line).collect::<Vec<_>>(), [1, 3, 4]);
        assert_eq!(csv.iter().map(|record| record.line).collect::<Vec<_>>(), [2, 5, 6]);
    }

    #[test]
    fn a_line_costs_itself_and_no_other() {
        let good = "{\"text\": \"bon\", \"label\": \"positive\"}";
        let long = format!("{{\"text\": \"{}\", \"label\": 1}}", "x".repeat(100_000));
        let lines: Vec<(Vec<u8>, &str)> = vec![
            (b"{\"text\": \"caf\xe9\", \"label\": 1}".to_vec(), "not_utf8"),
            (b"{\"text\": \"x\"".to_vec(), "not_json"),
            (b"[1]".to_vec(), "not_json"),
            (b"{\"label\": 1}".to_vec(), "no_text"),
            (b"{\"text\": 3, \"label\": 1}".to_vec(), "no_text"),
            (b"{\"text\": \" \\n\", \"label\": 1}".to_vec(), "empty_text"),
            (b"{\"text\": \"x\"}".to_vec(), "no_label"),
            (b"{\"text\": \"x\", \"label\": null}".to_vec(), "no_label"),
            (b"{\"text\": \"x\", \"label\": 2}".to_vec(), "unknown_label"),
            (b"{\"text\": \"x\", \"label\": \"fabuleux\"}".to_vec(), "unknown_label"),
            (long.into_bytes(), "too_long"),
        ];
        let mut file = Vec::new();
        for (line, _) in &lines {
            file.extend_from_slice(good.as_bytes());
            file.push(b'\n');
            file.extend_from_slice(line);
            file.push(b'\n');
        }
        let records = read(&file, Format::Ndjson, 1000);
        assert_eq!(records.len(), 2 * lines.len());
        for (pair, (_, kind)) in records.chunks(2).zip(&lines) {
            assert_eq!(pair[0].row.as_ref().unwrap().text, "bon");
            let fault = serde_json::to_value(pair[1].row.as_ref().unwrap_err()).unwrap();
            assert_eq!(fault["kind"], *kind);
        }
    }

    #[test]
    fn a_record_of_a_table_costs_itself_and_no_other() {
        let long = "x".repeat(100_000);
        let mut csv = b"label;text;src\n1;bon;a\n1;".to_vec();
        csv.extend_from_slice(b"caf\xe9;a\n1;court\n1;de;trop;ici\n;sans;a\n2;inconnu;a\n0; ;a\n0;");
        csv.extend_from_slice(long.as_bytes());
        csv.extend_from_slice(b";a\n0;\"mal \"\"fini\"\"\";b\n1;\"ouvert;a\n1;avale;b\n");
        let records = read(&csv, Format::Csv, 1000);
        let kinds: Vec<_> = records
            .iter()
            .map(|record| match &record.row {
                Ok(row) => row.text.clone(),
                Err(fault) => serde_json::to_value(fault).unwrap()["kind"].as_str().unwrap().to_owned(),
            })
            .collect();
        let wanted = [
            "bon",
            "not_utf8",
            "wrong_width",
            "wrong_width",
            "no_label",
            "unknown_label",
            "empty_text",
            "too_long",
            "mal \"fini\"",
            "wrong_width",
        ];
        assert_eq!(kinds, wanted);
    }
}
