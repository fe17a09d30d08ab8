//! Every kind of problem: its name, status, title and what to do about it. A kind, once published, keeps its name.

use axum::http::StatusCode;

use super::Bilingual;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $slug:literal, $status:ident, $fr:literal, $en:literal,
        $advice_fr:literal, $advice_en:literal;)*) => {
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

            /// `title`, in both languages.
            pub fn title(self) -> Bilingual {
                match self { $(Self::$kind => Bilingual::new($fr, $en),)* }
            }

            /// What to do about it, in both languages.
            pub fn advice(self) -> Bilingual {
                match self { $(Self::$kind => Bilingual::new($advice_fr, $advice_en),)* }
            }
        }
    };
}

kinds! {
    /// The body is not JSON.
    InvalidJson = "invalid-json", BAD_REQUEST,
        "Le corps n'est pas du JSON valide", "The body is not valid JSON",
        "Vérifiez les guillemets, les virgules et les accolades ; le détail dit la ligne et la colonne.",
        "Check quotes, commas and braces; the detail gives line and column.";
    /// The body is not UTF-8.
    InvalidUtf8 = "invalid-utf8", BAD_REQUEST,
        "Le corps n'est pas de l'UTF-8 valide", "The body is not valid UTF-8",
        "Enregistrez le fichier en UTF-8, ou convertissez-le, puis renvoyez-le.",
        "Save the file as UTF-8, or convert it, then send it again.";
    /// A query or path parameter does not do.
    InvalidParameter = "invalid-parameter", BAD_REQUEST,
        "Un paramètre de l'adresse ne convient pas", "A parameter of the address does not fit",
        "Le détail nomme le paramètre et ce qu'il attend ; /docs les décrit tous.",
        "The detail names the parameter and what it takes; /docs describes them all.";
    /// A field is missing, unknown or ill-typed.
    InvalidField = "invalid-field", UNPROCESSABLE_ENTITY,
        "Un champ ne convient pas", "A field does not fit",
        "« errors » donne le champ par son pointeur JSON ; /docs décrit ce que la route attend.",
        "'errors' gives the field by its JSON pointer; /docs describes what the route takes.";
    /// Nothing to classify.
    EmptyText = "empty-text", UNPROCESSABLE_ENTITY,
        "Le texte est vide", "The text is empty",
        "Envoyez au moins un mot.",
        "Send at least one word.";
    /// A label that the model does not have.
    UnknownLabel = "unknown-label", CONFLICT,
        "Cette étiquette n'existe pas", "There is no such label",
        "Choisissez une des étiquettes du modèle ; /models les donne.",
        "Choose one of the model's labels; /models gives them.";
    /// A switch that the model's tokenizer has no use for.
    SwitchWithoutMeaning = "switch-without-meaning", CONFLICT,
        "Cette erreur n'a pas de sens pour ce modèle", "This switch means nothing to this model",
        "Choisissez un autre modèle, comme imdb-lstm, ou une autre erreur de « switches ».",
        "Choose another model, such as imdb-lstm, or another of the 'switches'.";
    /// Too many texts in a list.
    TooManyTexts = "too-many-texts", UNPROCESSABLE_ENTITY,
        "Trop de textes dans la liste", "Too many texts in the list",
        "Coupez la liste, ou envoyez du NDJSON : il n'a pas de limite.",
        "Split the list, or send NDJSON, which has no limit.";
    /// One text is too long.
    TextTooLarge = "text-too-large", PAYLOAD_TOO_LARGE,
        "Le texte est trop long", "The text is too long",
        "Raccourcissez le texte : le réseau n'en lit de toute façon que le début ou la fin.",
        "Shorten the text: the network reads only its beginning or end anyway.";
    /// The body is too long.
    BodyTooLarge = "body-too-large", PAYLOAD_TOO_LARGE,
        "Le corps est trop long", "The body is too long",
        "Envoyez moins à la fois, ou du NDJSON : il n'a pas de limite.",
        "Send less at a time, or NDJSON, which has no limit.";
    /// A content type that the route does not read.
    UnsupportedMediaType = "unsupported-media-type", UNSUPPORTED_MEDIA_TYPE,
        "Ce type de contenu n'est pas lu ici", "This content type is not read here",
        "Ajoutez l'en-tête « Content-Type » que le détail indique.",
        "Add the 'Content-Type' header that the detail names.";
    /// The body did not come in time.
    BodyTimeout = "body-timeout", REQUEST_TIMEOUT,
        "Le corps n'est pas arrivé à temps", "The body did not come in time",
        "Vérifiez la connexion, puis renvoyez la demande.",
        "Check the connection, then send the request again.";
    /// No such address.
    NotFound = "not-found", NOT_FOUND,
        "Il n'y a rien à cette adresse", "There is nothing at this address",
        "Vérifiez l'adresse ; /docs montre toutes les routes.",
        "Check the address; /docs shows every route.";
    /// The address exists, not with this method.
    MethodNotAllowed = "method-not-allowed", METHOD_NOT_ALLOWED,
        "Cette adresse ne prend pas cette méthode", "This address does not take this method",
        "L'en-tête « Allow » de la réponse dit les méthodes possibles.",
        "The answer's 'Allow' header gives the possible methods.";
    /// No such model.
    UnknownModel = "unknown-model", NOT_FOUND,
        "Ce modèle n'est pas servi", "This model is not served",
        "/models donne les modèles servis, et dit pourquoi un dossier ne l'est pas.",
        "/models gives the models served, and says why a folder is not.";
    /// A word that a model's vocabulary does not know.
    UnknownWord = "unknown-word", NOT_FOUND,
        "Le modèle ne connaît pas ce mot", "The model does not know this word",
        "Vérifiez l'orthographe ; /models/{nom}/vocabulary?q= cherche dans les mots connus.",
        "Check the spelling; /models/{name}/vocabulary?q= searches the known words.";
    /// Too few or too many words.
    WordCount = "word-count", UNPROCESSABLE_ENTITY,
        "Trop ou trop peu de mots", "Too many or too few words",
        "Le détail dit combien il en faut.",
        "The detail says how many are needed.";
    /// A model without a readable embedding.
    NoEmbedding = "no-embedding", CONFLICT,
        "Ce modèle n'a pas de vecteurs de mots à montrer", "This model has no word vectors to show",
        "Choisissez un autre modèle, ou exportez celui-ci en float32.",
        "Choose another model, or export this one as float32.";
    /// No such prediction, or no more.
    UnknownPrediction = "unknown-prediction", NOT_FOUND,
        "Cette prédiction n'existe pas ou plus", "There is no such prediction, or no more",
        "Vérifiez le numéro. Une prédiction s'efface sur demande ou au bout de sa durée de conservation.",
        "Check the id. A prediction is erased on demand or at the end of its retention.";
    /// No such evaluation, or no more.
    UnknownEvaluation = "unknown-evaluation", NOT_FOUND,
        "Cette évaluation n'existe pas ou plus", "There is no such evaluation, or no more",
        "Vérifiez le numéro. Une évaluation s'efface sur demande ou au bout de sa durée de conservation.",
        "Check the id. An evaluation is erased on demand or at the end of its retention.";
    /// No such row in an evaluation.
    UnknownRow = "unknown-row", NOT_FOUND,
        "Cette évaluation n'a pas cette ligne", "The evaluation has no such row",
        "Les numéros de « errors » commencent à 0, dans l'ordre du fichier.",
        "The rows of 'errors' count from 0, in the order of the file.";
    /// A labelled file with nothing in it.
    EmptyFile = "empty-file", UNPROCESSABLE_ENTITY,
        "Le fichier est vide", "The file is empty",
        "Envoyez au moins une ligne avec un texte et son étiquette.",
        "Send at least one row with a text and its label.";
    /// A table whose header lacks a column.
    UnreadableTable = "unreadable-table", UNPROCESSABLE_ENTITY,
        "Ce tableau ne peut pas être lu", "This table cannot be read",
        "La première ligne nomme les colonnes ; il faut « text » et « label », en UTF-8.",
        "The first line names the columns; 'text' and 'label' are needed, in UTF-8.";
    /// A labelled file that is too long.
    FileTooLarge = "file-too-large", PAYLOAD_TOO_LARGE,
        "Le fichier est trop long", "The file is too long",
        "Coupez-le en plusieurs évaluations.",
        "Split it into several evaluations.";
    /// As many evaluations wait as may.
    EvaluationsWaiting = "evaluations-waiting", SERVICE_UNAVAILABLE,
        "Trop d'évaluations attendent", "Too many evaluations wait",
        "Attendez que l'une d'elles finisse, ou effacez-en une.",
        "Wait until one of them ends, or erase one.";
    /// What is told of a whole evaluation only.
    EvaluationUnfinished = "evaluation-unfinished", CONFLICT,
        "L'évaluation n'est pas finie", "The evaluation is not finished",
        "Suivez-la par GET /evaluations/{id} ou par ses événements (/evaluations/{id}/events).",
        "Follow it by GET /evaluations/{id} or by its events (/evaluations/{id}/events).";
    /// Two evaluations of different rows.
    OtherRows = "other-rows", CONFLICT,
        "Les deux évaluations n'ont pas les mêmes lignes", "The two evaluations do not have the same rows",
        "Envoyez le même fichier à chacun des modèles.",
        "Send the same file to each of the models.";
    /// What needs two labels.
    NotBinary = "not-binary", CONFLICT,
        "Il faut un modèle à deux étiquettes", "A model with two labels is needed",
        "Un seuil sépare deux étiquettes ; choisissez une évaluation d'un tel modèle.",
        "A threshold parts two labels; choose an evaluation of such a model.";
    /// Rows that settle no calibration.
    NothingToFit = "nothing-to-fit", CONFLICT,
        "Ces lignes ne suffisent pas à calibrer le modèle", "These rows are not enough to calibrate the model",
        "Évaluez le modèle sur un fichier plus long, où il se trompe quelquefois.",
        "Evaluate the model on a longer file, on which it is sometimes wrong.";
    /// A model's folder that cannot be written.
    FolderNotWritable = "folder-not-writable", CONFLICT,
        "Le dossier du modèle ne peut pas être écrit", "The model's folder cannot be written",
        "L'enseignant rend le dossier du modèle accessible en écriture au serveur, puis recommence.",
        "The teacher lets the server write the model's folder, then tries again.";
    /// A message longer than the tutor reads.
    MessageTooLong = "message-too-long", PAYLOAD_TOO_LARGE,
        "Le message est trop long", "The message is too long",
        "Raccourcissez le message, ou posez plusieurs questions.",
        "Shorten the message, or ask several questions.";
    /// No such document in the course.
    UnknownDocument = "unknown-document", NOT_FOUND,
        "Ce document n'est pas dans le cours", "This document is not in the course",
        "/course/documents donne les documents du cours.",
        "/course/documents gives the course's documents.";
    /// A document that cannot be read.
    UnreadableDocument = "unreadable-document", UNPROCESSABLE_ENTITY,
        "Ce document ne peut pas être lu", "This document cannot be read",
        "Le cours prend du Markdown (.md), du HTML (.html) et du texte (.txt), en UTF-8.",
        "The course takes Markdown (.md), HTML (.html) and plain text (.txt), in UTF-8.";
    /// No such conversation, or no more.
    UnknownConversation = "unknown-conversation", NOT_FOUND,
        "Cette conversation n'existe pas ou plus", "There is no such conversation, or no more",
        "Vérifiez le numéro, ou commencez une conversation en n'en donnant pas.",
        "Check the id, or begin a conversation by giving none.";
    /// No such answer to judge.
    UnknownAnswer = "unknown-answer", NOT_FOUND,
        "Cette réponse n'existe pas ou plus", "There is no such answer, or no more",
        "Vérifiez le numéro de la réponse ; l'historique de la conversation le donne.",
        "Check the answer's id; the conversation's history gives it.";
    /// No such quiz, or no more.
    UnknownQuiz = "unknown-quiz", NOT_FOUND,
        "Ce quiz n'existe pas ou plus", "There is no such quiz, or no more",
        "Vérifiez le numéro, ou demandez un autre quiz.",
        "Check the id, or ask for another quiz.";
    /// What was asked for generates text, and there is no key.
    MistralKeyMissing = "mistral-key-missing", CONFLICT,
        "Il faut une clé de Mistral", "A Mistral key is needed",
        "L'enseignant pose MISTRAL_API_KEY (ou MISTRAL_BASE_URL pour un serveur local), puis relance le serveur.",
        "The teacher sets MISTRAL_API_KEY (or MISTRAL_BASE_URL for a local server), then restarts the server.";
    /// The language model is not to be had just now.
    MistralUnavailable = "mistral-unavailable", SERVICE_UNAVAILABLE,
        "Le modèle de langage ne répond pas", "The language model does not answer",
        "Attendez le temps que donne « Retry-After », puis réessayez ; la recherche dans le cours marche toujours.",
        "Wait for the time that 'Retry-After' gives, then try again; searching the course still works.";
    /// The language model refuses, and waiting would not help.
    MistralRefused = "mistral-refused", BAD_GATEWAY,
        "Le modèle de langage refuse la demande", "The language model refuses the request",
        "L'enseignant vérifie la clé, le modèle choisi et le forfait.",
        "The teacher checks the key, the chosen model and the plan.";
    /// The language model's answer broke off, or is not what was asked.
    MistralUnreadable = "mistral-unreadable", BAD_GATEWAY,
        "La réponse du modèle de langage est inutilisable", "The language model's answer is unusable",
        "Réessayez ; si cela dure, l'enseignant choisit un autre modèle.",
        "Try again; if it lasts, the teacher chooses another model.";
    /// The day's budget is spent.
    BudgetSpent = "budget-spent", TOO_MANY_REQUESTS,
        "Le budget du jour est dépensé", "The day's budget is spent",
        "Revenez demain, ou demandez à l'enseignant ; la recherche dans le cours marche toujours.",
        "Come back tomorrow, or ask the teacher; searching the course still works.";
    /// The database cannot be read or written.
    StorageUnavailable = "storage-unavailable", SERVICE_UNAVAILABLE,
        "La base de données ne répond pas", "The database does not answer",
        "Réessayez ; si cela dure, l'enseignant vérifie la place sur le disque et la base.",
        "Try again; if it lasts, the teacher checks the room on the disk and the database.";
    /// The teacher's key is missing or wrong.
    TeacherOnly = "teacher-only", UNAUTHORIZED,
        "Réservé à l'enseignant", "For the teacher only",
        "Envoyez l'en-tête « Authorization: Bearer » avec la clé montrée au premier démarrage, ou TRAMONTANE_TEACHER_KEY.",
        "Send the header 'Authorization: Bearer' with the key shown at first start, or TRAMONTANE_TEACHER_KEY.";
    /// An erasure that names no condition.
    EraseUnconfirmed = "erase-unconfirmed", FORBIDDEN,
        "Tout effacer demande une confirmation", "Erasing everything asks for confirmation",
        "Donnez au moins une condition (label, until, q...), ou « all=true » pour tout effacer.",
        "Give at least one condition (label, until, q...), or 'all=true' to erase everything.";
    /// A reload found nothing to serve.
    NoModel = "no-model", CONFLICT,
        "Aucun modèle utilisable", "No usable model",
        "Corrigez un des dossiers, puis rechargez.",
        "Mend one of the folders, then reload.";
    /// The model's files are no longer those that answer.
    ModelChanged = "model-changed", CONFLICT,
        "Les fichiers du modèle ont changé", "The model's files changed",
        "Rechargez les modèles (POST /models/reload), puis réessayez.",
        "Reload the models (POST /models/reload), then try again.";
    /// As many texts wait as may.
    Overloaded = "overloaded", SERVICE_UNAVAILABLE,
        "Trop de demandes à la fois", "Too many requests at once",
        "Attendez le temps que donne « Retry-After », puis réessayez.",
        "Wait for the time that 'Retry-After' gives, then try again.";
    /// The answer would come too late.
    DeadlinePassed = "deadline-passed", SERVICE_UNAVAILABLE,
        "La réponse n'est pas venue à temps", "The answer did not come in time",
        "Attendez le temps que donne « Retry-After », puis réessayez.",
        "Wait for the time that 'Retry-After' gives, then try again.";
    /// The server is stopping.
    Stopping = "stopping", SERVICE_UNAVAILABLE,
        "Le serveur s'arrête", "The server is stopping",
        "Réessayez quand le serveur sera revenu.",
        "Try again once the server is back.";
    /// The prediction cannot be recorded, so it is not given.
    LogUnavailable = "log-unavailable", SERVICE_UNAVAILABLE,
        "Le journal ne peut pas être écrit", "The log cannot be written",
        "Une prédiction n'est donnée que si elle est enregistrée. Réessayez ; si cela dure, l'enseignant vérifie la place sur le disque.",
        "A prediction is given only if it is recorded. Try again; if it lasts, the teacher checks the room on the disk.";
    /// A fault of ours.
    Internal = "internal", INTERNAL_SERVER_ERROR,
        "Erreur interne du serveur", "Internal server error",
        "Réessayez ; si cela dure, donnez à l'enseignant le « request_id » de la réponse.",
        "Try again; if it lasts, give the teacher the answer's 'request_id'.";
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
