//! The records of a labelled file as a stream, read a few at a time off the threads that serve connections.

use futures_util::{Stream, StreamExt as _, stream};

use super::description::Reason;
use super::source::{Record, Source};

/// Records read from the file at a time.
const READ_AHEAD: usize = 64;

/// The file's records; the last is an error where the file cannot be read on.
pub(super) fn records(source: Source) -> impl Stream<Item = Result<Record, Reason>> {
    let some = stream::unfold(Some(source), |source| async move {
        let mut source = source?;
        // The disk may be slow; and one record at a time would be one move of the thread each.
        let (records, ended) = tokio::task::block_in_place(|| {
            let mut records = Vec::with_capacity(READ_AHEAD);
            while records.len() < READ_AHEAD {
                match source.next() {
                    Some(Ok(record)) => records.push(Ok(record)),
                    None => return (records, true),
                    Some(Err(error)) => {
                        tracing::warn!(%error, "an evaluation's file cannot be read on");
                        records.push(Err(Reason::FileLost));
                        return (records, true);
                    }
                }
            }
            (records, false)
        });
        Some((stream::iter(records), (!ended).then_some(source)))
    });
    some.flatten()
}
