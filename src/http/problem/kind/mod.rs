//! Every kind of problem: its name and status. A kind, once published, keeps its name.

mod advice;
mod title;

use axum::http::StatusCode;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $slug:literal, $status:ident;)*) => {
        /// What went wrong, in the client's terms. Each has a page at `/problems/{slug}`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind { $($(#[$doc])* $kind,)* }

        impl Kind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// The last segment of the problem's `type`.
            pub fn slug(self) -> &'static str {
                match self { $(Self::$kind => $slug,)* }
            }

            /// The answer's status.
            pub fn status(self) -> StatusCode {
                match self { $(Self::$kind => StatusCode::$status,)* }
            }
        }
    };
}

kinds! {
    /// The body is not JSON.
    InvalidJson = "invalid-json", BAD_REQUEST;
    /// The body is not UTF-8.
    InvalidUtf8 = "invalid-utf8", BAD_REQUEST;
    /// A query or path parameter does not do.
    InvalidParameter = "invalid-parameter", BAD_REQUEST;
    /// A field is missing, unknown or ill-typed.
    InvalidField = "invalid-field", UNPROCESSABLE_ENTITY;
    /// Nothing to classify.
    EmptyText = "empty-text", UNPROCESSABLE_ENTITY;
    /// A label that the model does not have.
    UnknownLabel = "unknown-label", CONFLICT;
    /// A switch that the model's tokenizer has no use for.
    SwitchWithoutMeaning = "switch-without-meaning", CONFLICT;
    /// Too many texts in a list.
    TooManyTexts = "too-many-texts", UNPROCESSABLE_ENTITY;
    /// One text is too long.
    TextTooLarge = "text-too-large", PAYLOAD_TOO_LARGE;
    /// The body is too long.
    BodyTooLarge = "body-too-large", PAYLOAD_TOO_LARGE;
    /// A content type that the route does not read.
    UnsupportedMediaType = "unsupported-media-type", UNSUPPORTED_MEDIA_TYPE;
    /// The body did not come in time.
    BodyTimeout = "body-timeout", REQUEST_TIMEOUT;
    /// No such address.
    NotFound = "not-found", NOT_FOUND;
    /// The address exists, not with this method.
    MethodNotAllowed = "method-not-allowed", METHOD_NOT_ALLOWED;
    /// No such model.
    UnknownModel = "unknown-model", NOT_FOUND;
    /// A word that a model's vocabulary does not know.
    UnknownWord = "unknown-word", NOT_FOUND;
    /// Too few or too many words.
    WordCount = "word-count", UNPROCESSABLE_ENTITY;
    /// A model without a readable embedding.
    NoEmbedding = "no-embedding", CONFLICT;
    /// No such prediction, or no more.
    UnknownPrediction = "unknown-prediction", NOT_FOUND;
    /// No such evaluation, or no more.
    UnknownEvaluation = "unknown-evaluation", NOT_FOUND;
    /// No such row in an evaluation.
    UnknownRow = "unknown-row", NOT_FOUND;
    /// A labelled file with nothing in it.
    EmptyFile = "empty-file", UNPROCESSABLE_ENTITY;
    /// A table whose header lacks a column.
    UnreadableTable = "unreadable-table", UNPROCESSABLE_ENTITY;
    /// A labelled file that is too long.
    FileTooLarge = "file-too-large", PAYLOAD_TOO_LARGE;
    /// As many evaluations wait as may.
    EvaluationsWaiting = "evaluations-waiting", SERVICE_UNAVAILABLE;
    /// What is told of a whole evaluation only.
    EvaluationUnfinished = "evaluation-unfinished", CONFLICT;
    /// Two evaluations of different rows.
    OtherRows = "other-rows", CONFLICT;
    /// What needs two labels.
    NotBinary = "not-binary", CONFLICT;
    /// Rows that settle no calibration.
    NothingToFit = "nothing-to-fit", CONFLICT;
    /// A model's folder that cannot be written.
    FolderNotWritable = "folder-not-writable", CONFLICT;
    /// A message longer than the tutor reads.
    MessageTooLong = "message-too-long", PAYLOAD_TOO_LARGE;
    /// No such document in the course.
    UnknownDocument = "unknown-document", NOT_FOUND;
    /// A document that cannot be read.
    UnreadableDocument = "unreadable-document", UNPROCESSABLE_ENTITY;
    /// No such conversation, or no more.
    UnknownConversation = "unknown-conversation", NOT_FOUND;
    /// No such answer to judge.
    UnknownAnswer = "unknown-answer", NOT_FOUND;
    /// No such quiz, or no more.
    UnknownQuiz = "unknown-quiz", NOT_FOUND;
    /// What was asked for generates text, and there is no key.
    MistralKeyMissing = "mistral-key-missing", CONFLICT;
    /// The language model is not to be had just now.
    MistralUnavailable = "mistral-unavailable", SERVICE_UNAVAILABLE;
    /// The language model refuses, and waiting would not help.
    MistralRefused = "mistral-refused", BAD_GATEWAY;
    /// The language model's answer broke off, or is not what was asked.
    MistralUnreadable = "mistral-unreadable", BAD_GATEWAY;
    /// The day's budget is spent.
    BudgetSpent = "budget-spent", TOO_MANY_REQUESTS;
    /// The database cannot be read or written.
    StorageUnavailable = "storage-unavailable", SERVICE_UNAVAILABLE;
    /// The teacher's key is missing or wrong.
    TeacherOnly = "teacher-only", UNAUTHORIZED;
    /// An erasure that names no condition.
    EraseUnconfirmed = "erase-unconfirmed", FORBIDDEN;
    /// A reload found nothing to serve.
    NoModel = "no-model", CONFLICT;
    /// The model's files are no longer those that answer.
    ModelChanged = "model-changed", CONFLICT;
    /// As many texts wait as may.
    Overloaded = "overloaded", SERVICE_UNAVAILABLE;
    /// The answer would come too late.
    DeadlinePassed = "deadline-passed", SERVICE_UNAVAILABLE;
    /// The server is stopping.
    Stopping = "stopping", SERVICE_UNAVAILABLE;
    /// The prediction cannot be recorded, so it is not given.
    LogUnavailable = "log-unavailable", SERVICE_UNAVAILABLE;
    /// A fault of ours.
    Internal = "internal", INTERNAL_SERVER_ERROR;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_distinct() {
        let slugs: std::collections::HashSet<_> = Kind::ALL.iter().map(|kind| kind.slug()).collect();
        assert_eq!(slugs.len(), Kind::ALL.len());
    }
}
