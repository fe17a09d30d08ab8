//! An answer's bytes as they come, into its pieces. Pure: what waits, and for how long, is [`super::reading`]'s.

use std::collections::VecDeque;

use bytes::{Buf, BytesMut};

use super::answer::{Answer, End};
use super::refusal;
use super::sse::{Event, Events};
use super::{Delta, FinishReason, MistralError, Usage};

/// The protocol's last word.
const DONE: &str = "[DONE]";

/// Bytes that a token of an answer has at the most: prose has four, a run of blanks may make a token of dozens.
const MAX_TOKEN_BYTES: usize = 64;

/// The state between two reads.
#[derive(Debug)]
pub struct Decoder {
    events: Events,
    /// What has come and was not looked at yet.
    unread: BytesMut,
    pieces: VecDeque<Result<Delta, MistralError>>,
    bytes_left: usize,
    reason: Option<FinishReason>,
    usage: Option<Usage>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Reading,
    /// The last word was said; only the end of the body is still to come.
    Done,
    /// The last piece, or the error, is handed out or stands in line.
    Over,
}

impl Decoder {
    /// A decoder of an answer of at most `max_tokens`: more is a server that does not know how to stop.
    pub fn new(max_tokens: u32) -> Self {
        Self {
            events: Events::default(),
            unread: BytesMut::new(),
            pieces: VecDeque::new(),
            bytes_left: max_tokens as usize * MAX_TOKEN_BYTES,
            reason: None,
            usage: None,
            state: State::Reading,
        }
    }

    /// Takes what has come. It is read as pieces are asked for.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.unread.extend_from_slice(bytes);
    }

    /// The body is over. An answer that did not say that it ends was cut.
    pub fn end(&mut self) {
        while self.is_reading() {
            self.read_event();
        }
        if self.state == State::Reading {
            // What is no text at the end is cut within a character, and the answer with it.
            if let Ok(Some(event)) = self.events.finish() {
                // Half an event is a cut, not a server that writes nonsense.
                self.take_event(&event, &MistralError::Truncated);
            }
        }
        self.stop(MistralError::Truncated);
    }

    /// No more will come, for the reason `error`. It does not matter to an answer that has said its end.
    pub fn stop(&mut self, error: MistralError) {
        match (self.state, self.reason) {
            (State::Over, _) => {}
            (_, Some(reason)) => {
                self.pieces.push_back(Ok(Delta::Finished { reason, usage: self.usage }));
                self.state = State::Over;
            }
            (_, None) => self.fail(error),
        }
    }

    /// The next piece of what has come; after [`Delta::Finished`] or an error, none.
    pub fn next(&mut self) -> Option<Result<Delta, MistralError>> {
        while self.pieces.is_empty() && self.is_reading() {
            self.read_event();
        }
        self.pieces.pop_front()
    }

    /// Whether the last word was said, and only the body's end is awaited.
    pub fn is_done(&self) -> bool {
        self.state == State::Done
    }

    fn is_reading(&self) -> bool {
        self.state == State::Reading && !self.unread.is_empty()
    }

    fn read_event(&mut self) {
        let mut rest = &self.unread[..];
        let event = self.events.read(&mut rest);
        let read = self.unread.len() - rest.len();
        self.unread.advance(read);
        match event {
            Ok(Some(event)) => self.take_event(&event, &MistralError::Unreadable),
            Ok(None) => {}
            Err(_) => self.fail(MistralError::Unreadable),
        }
    }

    fn take_event(&mut self, event: &Event, unreadable: &MistralError) {
        match self.take(event) {
            Ok(()) => {}
            Err(MistralError::Unreadable) => self.fail(unreadable.clone()),
            Err(error) => self.fail(error),
        }
    }

    fn take(&mut self, event: &Event) -> Result<(), MistralError> {
        let data = match event {
            Event::Error(said) => return Err(refusal::within(said)),
            Event::Data(data) => data.trim_ascii(),
        };
        if data == DONE {
            self.state = State::Done;
            // Nothing that follows could still give a reason.
            if self.reason.is_none() {
                self.fail(MistralError::Truncated);
            }
            return Ok(());
        }
        if data.is_empty() {
            return Ok(());
        }
        let answer = Answer::read(data.as_bytes())?;
        if answer.is_error() {
            return Err(refusal::within(data));
        }
        if let Some(usage) = answer.usage() {
            self.usage = Some(usage);
        }
        // After its reason to end, an answer has nothing more to say.
        if self.reason.is_none() {
            let text = answer.text();
            self.bytes_left = self.bytes_left.checked_sub(text.len()).ok_or(MistralError::Unreadable)?;
            if !text.is_empty() {
                self.pieces.push_back(Ok(Delta::Text(text.into_owned())));
            }
            match answer.end() {
                End::Open => {}
                End::Reached(reason) => self.reason = Some(reason),
                End::Failed => return Err(MistralError::Truncated),
            }
        }
        Ok(())
    }

    fn fail(&mut self, error: MistralError) {
        if self.state != State::Over {
            self.pieces.push_back(Err(error));
            self.state = State::Over;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USAGE: Usage = Usage { prompt_tokens: 21, completion_tokens: 3, total_tokens: 24 };

    fn decode(input: &str, cut: usize) -> Vec<Result<Delta, MistralError>> {
        let mut decoder = Decoder::new(800);
        for bytes in input.as_bytes().chunks(cut) {
            decoder.feed(bytes);
        }
        decoder.end();
        std::iter::from_fn(|| decoder.next()).collect()
    }

    fn text(text: &str) -> Result<Delta, MistralError> {
        Ok(Delta::Text(text.to_owned()))
    }

    fn finished(reason: FinishReason, usage: Option<Usage>) -> Result<Delta, MistralError> {
        Ok(Delta::Finished { reason, usage })
    }

    fn chunk(content: &str, rest: &str) -> String {
        format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{content}\"}}{rest}}}]}}\n\n")
    }

    #[test]
    fn a_recorded_stream_gives_its_text_and_usage() {
        let stream = concat!(
            "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,",
            "\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n",
            "data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Une époque\"},\"finish_reason\":null}],",
            "\"p\":\"abcdefgh\"}\n\n",
            "data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" 🎉.\"},\"finish_reason\":\"stop\"}],",
            "\"p\":\"abc\",\"usage\":{\"prompt_tokens\":21,\"completion_tokens\":3,\"total_tokens\":24}}\n\n",
            "data: [DONE]\n\n",
        );
        for cut in [1, 3, 64, 10_000] {
            let expected = [text("Une époque"), text(" 🎉."), finished(FinishReason::Stop, Some(USAGE))];
            assert_eq!(decode(stream, cut), expected, "cut every {cut} bytes");
        }
    }

    #[test]
    fn each_way_to_end_is_told_apart() {
        let (un, stop) = (chunk("un", ""), chunk("", ",\"finish_reason\":\"stop\""));
        let late =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":21,\"completion_tokens\":3,\"total_tokens\":24}}\n\n";
        let whole = |usage| vec![text("un"), finished(FinishReason::Stop, usage)];
        let broken = |error| vec![text("un"), Err(error)];
        let cases = [
            ("usage in a chunk of its own", format!("{un}{stop}{late}data: [DONE]\n\n"), whole(Some(USAGE))),
            ("no last word", format!("{un}{stop}"), whole(None)),
            ("no last blank line", format!("{un}{}", stop.trim_end()), whole(None)),
            ("text after the last word", format!("{un}{stop}data: [DONE]\n\n{un}data: x\n\n"), whole(None)),
            ("text after the reason", format!("{un}{stop}{un}data: [DONE]\n\n"), whole(None)),
            (
                "comments and empty events",
                format!(": ping\n\n{un}data:\n\n: ping\n\n{stop}data: [DONE]\n\n"),
                whole(None),
            ),
            ("a last word with spaces", format!("{un}{stop}data:  [DONE] \n\n"), whole(None)),
            ("no reason", un.clone(), broken(MistralError::Truncated)),
            ("no reason before the last word", format!("{un}data: [DONE]\n\n{stop}"), broken(MistralError::Truncated)),
            ("half a chunk", format!("{un}data: {{\"choices\":[{{\"ind"), broken(MistralError::Truncated)),
            ("no JSON", format!("{un}data: {{no}}\n\n{un}{stop}"), broken(MistralError::Unreadable)),
            ("an error event", format!("{un}event: error\ndata: {{}}\n\n{un}"), broken(MistralError::Truncated)),
            ("an error line", format!("{un}error: {{\"code\":500}}\n\n"), broken(MistralError::Truncated)),
            (
                "an error object",
                format!("{un}data: {{\"error\":{{\"message\":\"x\"}}}}\n\n{stop}"),
                broken(MistralError::Truncated),
            ),
            (
                "a failed end",
                format!("{un}{}", chunk("", ",\"finish_reason\":\"error\"")),
                broken(MistralError::Truncated),
            ),
            ("nothing", String::new(), vec![Err(MistralError::Truncated)]),
            ("a page", "<html>\n\n</html>".to_owned(), vec![Err(MistralError::Truncated)]),
        ];
        for (name, input, expected) in cases {
            for cut in [1, 7, 10_000] {
                assert_eq!(decode(&input, cut), expected, "{name}, cut every {cut} bytes");
            }
        }
    }

    #[test]
    fn a_cut_or_a_stop_after_the_reason_leaves_the_answer_whole() {
        let mut decoder = Decoder::new(800);
        decoder.feed(chunk("un", ",\"finish_reason\":\"length\"").as_bytes());
        assert_eq!(decoder.next(), Some(text("un")));
        assert_eq!(decoder.next(), None);
        decoder.stop(MistralError::Timeout);
        assert_eq!(decoder.next(), Some(finished(FinishReason::Length, None)));
        decoder.stop(MistralError::Timeout);
        decoder.end();
        assert_eq!(decoder.next(), None);
    }

    #[test]
    fn the_prompt_s_length_is_named_inside_a_stream_too() {
        let said = "error: {\"code\":400,\"message\":\"the request exceeds the available context size\"}\n\n";
        assert_eq!(decode(said, 1000), [Err(MistralError::ContextTooLong)]);
    }

    #[test]
    fn an_answer_has_a_longest_length() {
        let mut decoder = Decoder::new(10);
        let piece = chunk(&"x".repeat(100), "");
        for _ in 0..20 {
            decoder.feed(piece.as_bytes());
        }
        let pieces: Vec<_> = std::iter::from_fn(|| decoder.next()).collect();
        assert_eq!((pieces.len(), pieces.last()), (7, Some(&Err(MistralError::Unreadable))));
    }
}
