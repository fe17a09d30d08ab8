//! Server-sent events out of bytes, as the WHATWG's HTML standard reads them, cut wherever the network cut them.
//!
//! Ours, since no crate survives what servers of this protocol send: `eventsource-stream` 0.2.3 panics at a byte order
//! mark and takes quadratic time for a long line; `sse-stream` 0.3.0 and `sseer` 0.3.1 lose a last event without its
//! blank line and set no bound on an event; `sse-parse` 0.1.0 loses that last event too, and skips an overlong one in
//! silence; and all four drop the `error:` line by which llama.cpp's server says that it fails.

use std::mem;

/// Longest event, in bytes. A chunk of an answer has a few hundred; one with a megabyte of padding still passes.
const MAX_EVENT_BYTES: usize = 4 << 20;

/// What one event says.
#[derive(Debug, PartialEq, Eq)]
pub enum Event {
    /// Its `data` lines, joined by line feeds.
    Data(String),
    /// The server fails: what an event named `error`, or a field of that name, says.
    Error(String),
}

/// An event is longer than any that makes sense, or no UTF-8.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable;

/// The state between two reads.
#[derive(Debug, Default)]
pub struct Events {
    line: Vec<u8>,
    /// The last byte was a carriage return that ended a line: a line feed that follows belongs to it.
    after_return: bool,
    /// The first line is behind, and with it the place of a byte order mark.
    begun: bool,
    data: Option<String>,
    error: Option<String>,
    is_error: bool,
}

impl Events {
    /// Reads on to the end of an event, and takes off `bytes` what it has read: all, where none is complete. One at a time,
    /// so that the first word of many that came together does not wait for the others to be read.
    ///
    /// # Errors
    /// When an event is unreadable; nothing more can then be read.
    pub fn read(&mut self, bytes: &mut &[u8]) -> Result<Option<Event>, Unreadable> {
        while !bytes.is_empty() {
            if mem::take(&mut self.after_return) && bytes[0] == b'\n' {
                *bytes = &bytes[1..];
                continue;
            }
            let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            self.line.extend_from_slice(&bytes[..end.unwrap_or(bytes.len())]);
            let held = [&self.data, &self.error].into_iter().flatten().map(String::len).sum::<usize>();
            if self.line.len() + held > MAX_EVENT_BYTES {
                return Err(Unreadable);
            }
            let Some(end) = end else {
                *bytes = &[];
                break;
            };
            self.after_return = bytes[end] == b'\r';
            *bytes = &bytes[end + 1..];
            if let Some(event) = self.end_line()? {
                return Ok(Some(event));
            }
        }
        Ok(None)
    }

    /// The input is over: what stands without its blank line counts as an event all the same.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn finish(&mut self) -> Result<Option<Event>, Unreadable> {
        let event = self.end_line()?;
        Ok(event.or_else(|| self.dispatch()))
    }

    /// Takes in the line that has ended, and gives the event that ends with it.
    fn end_line(&mut self) -> Result<Option<Event>, Unreadable> {
        let mut event = None;
        let line = mem::take(&mut self.line);
        let mut rest = &line[..];
        if !mem::replace(&mut self.begun, true) {
            rest = rest.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(rest);
        }
        if rest.is_empty() {
            event = self.dispatch();
        } else {
            let (field, value) = match rest.iter().position(|byte| *byte == b':') {
                Some(colon) => (&rest[..colon], &rest[colon + 1..]),
                None => (rest, &[][..]),
            };
            let value = value.strip_prefix(b" ").unwrap_or(value);
            match field {
                b"data" => append(&mut self.data, value)?,
                b"error" => append(&mut self.error, value)?,
                b"event" => self.is_error = value == b"error",
                // A comment, which keeps the connection alive, or a field that says nothing here.
                _ => {}
            }
        }
        // The buffer serves the next line.
        self.line = line;
        self.line.clear();
        Ok(event)
    }

    fn dispatch(&mut self) -> Option<Event> {
        let (data, error) = (self.data.take(), self.error.take());
        let is_error = mem::take(&mut self.is_error);
        match (data, error) {
            (_, Some(said)) => Some(Event::Error(said)),
            (Some(said), None) if is_error => Some(Event::Error(said)),
            (data, None) => data.map(Event::Data),
        }
    }
}

fn append(lines: &mut Option<String>, value: &[u8]) -> Result<(), Unreadable> {
    let value = str::from_utf8(value).map_err(|_| Unreadable)?;
    match lines {
        Some(lines) => {
            lines.push('\n');
            lines.push_str(value);
        }
        None => *lines = Some(value.to_owned()),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &[u8], cut: usize) -> Vec<Event> {
        let (events, outcome) = read_to_an_error(input.chunks(cut));
        outcome.unwrap();
        events
    }

    /// What comes before an error, if one does.
    fn read_to_an_error<'b>(pieces: impl IntoIterator<Item = &'b [u8]>) -> (Vec<Event>, Result<(), Unreadable>) {
        let (mut state, mut events) = (Events::default(), Vec::new());
        for mut bytes in pieces {
            while !bytes.is_empty() {
                match state.read(&mut bytes) {
                    Ok(event) => events.extend(event),
                    Err(error) => return (events, Err(error)),
                }
            }
        }
        let last = state.finish();
        let outcome = last.map(|event| events.extend(event));
        (events, outcome)
    }

    #[test]
    fn reads_every_form_wherever_it_is_cut() {
        let forms: [(&str, &[u8], &[&str]); 20] = [
            ("line feeds", b"data: a\n\ndata: b\n\n", &["a", "b"]),
            ("both", b"data: a\r\n\r\ndata: b\r\n\r\n", &["a", "b"]),
            ("carriage returns", b"data: a\r\rdata: b\r\r", &["a", "b"]),
            ("mixed", b"data: a\r\n\ndata: b\r\r\ndata: c\n\r", &["a", "b", "c"]),
            ("more than ASCII", "data: é🎉à\n\n".as_bytes(), &["é🎉à"]),
            ("comments", b": ping\n\n:\n\ndata: a\n: inside\n\n", &["a"]),
            ("a byte order mark", b"\xEF\xBB\xBFdata: a\n\n", &["a"]),
            ("a second mark is text", b"\xEF\xBB\xBFdata: a\n\n\xEF\xBB\xBFdata: b\n\n", &["a"]),
            ("a mark before a comment", b"\xEF\xBB\xBF: ping\n\ndata: a\n\n", &["a"]),
            ("several lines", b"data: a\ndata: b\ndata\n\n", &["a\nb\n"]),
            ("one space is dropped", b"data:a\n\ndata:  b\n\n", &["a", " b"]),
            ("no last blank line", b"data: a\n\ndata: b\n", &["a", "b"]),
            ("no last line's end", b"data: a\n\ndata: b", &["a", "b"]),
            ("a last carriage return", b"data: a\r", &["a"]),
            ("an empty event", b"data\n\ndata:\n\n", &["", ""]),
            ("fields without meaning", b"id: 3\nretry: 10\nfoo: bar\nevent: x\ndata: a\n\nid: 4\n\n", &["a"]),
            ("a comment that is not UTF-8", b": \xFF\n\ndata: b\n\n", &["b"]),
            ("a zero byte", b"data: a\0b\n\n", &["a\0b"]),
            ("colons in the value", b"data: {\"a\": 1}\n\n", &["{\"a\": 1}"]),
            ("nothing", b"\n\n\r\r\r\n", &[]),
        ];
        for (name, input, expected) in forms {
            let expected: Vec<_> = expected.iter().map(|data| Event::Data((*data).to_owned())).collect();
            for cut in [1, 2, 3, 5, 7, 1000] {
                assert_eq!(read(input, cut), expected, "{name}, cut every {cut} bytes");
            }
        }
    }

    #[test]
    fn reads_no_further_than_an_event() {
        let mut state = Events::default();
        let mut bytes = &b"data: a\n\ndata: b\n\nda"[..];
        assert_eq!(state.read(&mut bytes), Ok(Some(Event::Data("a".to_owned()))));
        assert_eq!(bytes, b"data: b\n\nda");
        assert_eq!(state.read(&mut bytes), Ok(Some(Event::Data("b".to_owned()))));
        assert_eq!((state.read(&mut bytes), bytes), (Ok(None), &[][..]));
    }

    #[test]
    fn errors_are_told_apart() {
        let said = || vec![Event::Error("{\"code\":400}".to_owned())];
        for cut in [1, 4, 1000] {
            assert_eq!(read(b"error: {\"code\":400}\n\n", cut), said());
            assert_eq!(read(b"event: error\ndata: {\"code\":400}\n\n", cut), said());
            assert_eq!(read(b"error: {\"code\":400}", cut), said());
            assert_eq!(
                read(b"event: error\ndata: a\n\ndata: b\n\n", cut),
                [Event::Error("a".to_owned()), Event::Data("b".to_owned())]
            );
        }
    }

    #[test]
    fn what_is_not_utf_8_is_refused() {
        for input in [&b"data: a\n\ndata: b\xFF\n\n"[..], b"data: a\n\ndata: \xC3\n\n", b"data: a\n\nerror: \xC3"] {
            for cut in [1, 1000] {
                let expected = (vec![Event::Data("a".to_owned())], Err(Unreadable));
                assert_eq!(read_to_an_error(input.chunks(cut)), expected);
            }
        }
    }

    #[test]
    fn a_long_event_is_read_and_an_endless_one_refused() {
        let mut long = b"data: ".to_vec();
        long.extend(vec![b'x'; MAX_EVENT_BYTES - 100]);
        long.extend(b"\n\n");
        for cut in [1400, 8 << 20] {
            assert!(matches!(&read(&long, cut)[..], [Event::Data(data)] if data.len() == MAX_EVENT_BYTES - 100));
        }
        for endless in ["x", "data: x\n", "data: ", "error: x\n"] {
            let block = endless.repeat(1000);
            let outcome = read_to_an_error(std::iter::repeat_n(block.as_bytes(), 8000));
            assert_eq!(outcome, (Vec::new(), Err(Unreadable)), "{endless:?}");
        }
    }
}
