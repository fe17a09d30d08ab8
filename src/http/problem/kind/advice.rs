//! What to do about each kind of problem.

use super::Kind;
use crate::http::problem::Bilingual;

impl Kind {
    /// What to do about it, in both languages.
    pub fn advice(self) -> Bilingual {
        let (fr, en) = match self {
            Self::InvalidJson => (
                "Vérifiez les guillemets, les virgules et les accolades ; le détail dit la ligne et la colonne.",
                "Check quotes, commas and braces; the detail gives line and column.",
            ),
            Self::InvalidUtf8 => (
                "Enregistrez le fichier en UTF-8, ou convertissez-le, puis renvoyez-le.",
                "Save the file as UTF-8, or convert it, then send it again.",
            ),
            Self::InvalidParameter => (
                "Le détail nomme le paramètre et ce qu'il attend ; /docs les décrit tous.",
                "The detail names the parameter and what it takes; /docs describes them all.",
            ),
            Self::InvalidField => (
                "« errors » donne le champ par son pointeur JSON ; /docs décrit ce que la route attend.",
                "'errors' gives the field by its JSON pointer; /docs describes what the route takes.",
            ),
            Self::EmptyText => ("Envoyez au moins un mot.", "Send at least one word."),
            Self::UnknownLabel => (
                "Choisissez une des étiquettes du modèle ; /models les donne.",
                "Choose one of the model's labels; /models gives them.",
            ),
            Self::SwitchWithoutMeaning => (
                "Choisissez un autre modèle, comme imdb-lstm, ou une autre erreur de « switches ».",
                "Choose another model, such as imdb-lstm, or another of the 'switches'.",
            ),
            Self::TooManyTexts => (
                "Coupez la liste, ou envoyez du NDJSON : il n'a pas de limite.",
                "Split the list, or send NDJSON, which has no limit.",
            ),
            Self::TextTooLarge => (
                "Raccourcissez le texte : le réseau n'en lit de toute façon que le début ou la fin.",
                "Shorten the text: the network reads only its beginning or end anyway.",
            ),
            Self::BodyTooLarge => (
                "Envoyez moins à la fois, ou du NDJSON : il n'a pas de limite.",
                "Send less at a time, or NDJSON, which has no limit.",
            ),
            Self::UnsupportedMediaType => (
                "Ajoutez l'en-tête « Content-Type » que le détail indique.",
                "Add the 'Content-Type' header that the detail names.",
            ),
            Self::BodyTimeout => (
                "Vérifiez la connexion, puis renvoyez la demande.",
                "Check the connection, then send the request again.",
            ),
            Self::NotFound => {
                ("Vérifiez l'adresse ; /docs montre toutes les routes.", "Check the address; /docs shows every route.")
            }
            Self::MethodNotAllowed => (
                "L'en-tête « Allow » de la réponse dit les méthodes possibles.",
                "The answer's 'Allow' header gives the possible methods.",
            ),
            Self::UnknownModel => (
                "/models donne les modèles servis, et dit pourquoi un dossier ne l'est pas.",
                "/models gives the models served, and says why a folder is not.",
            ),
            Self::UnknownWord => (
                "Vérifiez l'orthographe ; /models/{nom}/vocabulary?q= cherche dans les mots connus.",
                "Check the spelling; /models/{name}/vocabulary?q= searches the known words.",
            ),
            Self::WordCount => ("Le détail dit combien il en faut.", "The detail says how many are needed."),
            Self::NoEmbedding => (
                "Choisissez un autre modèle, ou exportez celui-ci en float32.",
                "Choose another model, or export this one as float32.",
            ),
            Self::UnknownPrediction => (
                "Vérifiez le numéro. Une prédiction s'efface sur demande ou au bout de sa durée de conservation.",
                "Check the id. A prediction is erased on demand or at the end of its retention.",
            ),
            Self::UnknownEvaluation => (
                "Vérifiez le numéro. Une évaluation s'efface sur demande ou au bout de sa durée de conservation.",
                "Check the id. An evaluation is erased on demand or at the end of its retention.",
            ),
            Self::UnknownRow => (
                "Les numéros de « errors » commencent à 0, dans l'ordre du fichier.",
                "The rows of 'errors' count from 0, in the order of the file.",
            ),
            Self::EmptyFile => (
                "Envoyez au moins une ligne avec un texte et son étiquette.",
                "Send at least one row with a text and its label.",
            ),
            Self::UnreadableTable => (
                "La première ligne nomme les colonnes ; il faut « text » et « label », en UTF-8.",
                "The first line names the columns; 'text' and 'label' are needed, in UTF-8.",
            ),
            Self::FileTooLarge => ("Coupez-le en plusieurs évaluations.", "Split it into several evaluations."),
            Self::EvaluationsWaiting => {
                ("Attendez que l'une d'elles finisse, ou effacez-en une.", "Wait until one of them ends, or erase one.")
            }
            Self::EvaluationUnfinished => (
                "Suivez-la par GET /evaluations/{id} ou par ses événements (/evaluations/{id}/events).",
                "Follow it by GET /evaluations/{id} or by its events (/evaluations/{id}/events).",
            ),
            Self::OtherRows => {
                ("Envoyez le même fichier à chacun des modèles.", "Send the same file to each of the models.")
            }
            Self::NotBinary => (
                "Un seuil sépare deux étiquettes ; choisissez une évaluation d'un tel modèle.",
                "A threshold parts two labels; choose an evaluation of such a model.",
            ),
            Self::NothingToFit => (
                "Évaluez le modèle sur un fichier plus long, où il se trompe quelquefois.",
                "Evaluate the model on a longer file, on which it is sometimes wrong.",
            ),
            Self::FolderNotWritable => (
                "L'enseignant rend le dossier du modèle accessible en écriture au serveur, puis recommence.",
                "The teacher lets the server write the model's folder, then tries again.",
            ),
            Self::MessageTooLong => (
                "Raccourcissez le message, ou posez plusieurs questions.",
                "Shorten the message, or ask several questions.",
            ),
            Self::UnknownDocument => {
                ("/course/documents donne les documents du cours.", "/course/documents gives the course's documents.")
            }
            Self::UnreadableDocument => (
                "Le cours prend du Markdown (.md), du HTML (.html) et du texte (.txt), en UTF-8.",
                "The course takes Markdown (.md), HTML (.html) and plain text (.txt), in UTF-8.",
            ),
            Self::UnknownConversation => (
                "Vérifiez le numéro, ou commencez une conversation en n'en donnant pas.",
                "Check the id, or begin a conversation by giving none.",
            ),
            Self::UnknownAnswer => (
                "Vérifiez le numéro de la réponse ; l'historique de la conversation le donne.",
                "Check the answer's id; the conversation's history gives it.",
            ),
            Self::UnknownQuiz => {
                ("Vérifiez le numéro, ou demandez un autre quiz.", "Check the id, or ask for another quiz.")
            }
            Self::MistralKeyMissing => (
                "L'enseignant pose MISTRAL_API_KEY (ou MISTRAL_BASE_URL pour un serveur local), puis relance le serveur.",
                "The teacher sets MISTRAL_API_KEY (or MISTRAL_BASE_URL for a local server), then restarts the server.",
            ),
            Self::MistralUnavailable => (
                "Attendez le temps que donne « Retry-After », puis réessayez ; la recherche dans le cours marche toujours.",
                "Wait for the time that 'Retry-After' gives, then try again; searching the course still works.",
            ),
            Self::MistralRefused => (
                "L'enseignant vérifie la clé, le modèle choisi et le forfait.",
                "The teacher checks the key, the chosen model and the plan.",
            ),
            Self::MistralUnreadable => (
                "Réessayez ; si cela dure, l'enseignant choisit un autre modèle.",
                "Try again; if it lasts, the teacher chooses another model.",
            ),
            Self::BudgetSpent => (
                "Revenez demain, ou demandez à l'enseignant ; la recherche dans le cours marche toujours.",
                "Come back tomorrow, or ask the teacher; searching the course still works.",
            ),
            Self::StorageUnavailable => (
                "Réessayez ; si cela dure, l'enseignant vérifie la place sur le disque et la base.",
                "Try again; if it lasts, the teacher checks the room on the disk and the database.",
            ),
            Self::TeacherOnly => (
                "Envoyez l'en-tête « Authorization: Bearer » avec la clé montrée au premier démarrage, ou TRAMONTANE_TEACHER_KEY.",
                "Send the header 'Authorization: Bearer' with the key shown at first start, or TRAMONTANE_TEACHER_KEY.",
            ),
            Self::EraseUnconfirmed => (
                "Donnez au moins une condition (label, until, q...), ou « all=true » pour tout effacer.",
                "Give at least one condition (label, until, q...), or 'all=true' to erase everything.",
            ),
            Self::NoModel => ("Corrigez un des dossiers, puis rechargez.", "Mend one of the folders, then reload."),
            Self::ModelChanged => (
                "Rechargez les modèles (POST /models/reload), puis réessayez.",
                "Reload the models (POST /models/reload), then try again.",
            ),
            Self::Overloaded => (
                "Attendez le temps que donne « Retry-After », puis réessayez.",
                "Wait for the time that 'Retry-After' gives, then try again.",
            ),
            Self::DeadlinePassed => (
                "Attendez le temps que donne « Retry-After », puis réessayez.",
                "Wait for the time that 'Retry-After' gives, then try again.",
            ),
            Self::Stopping => ("Réessayez quand le serveur sera revenu.", "Try again once the server is back."),
            Self::LogUnavailable => (
                "Une prédiction n'est donnée que si elle est enregistrée. Réessayez ; si cela dure, l'enseignant vérifie la place sur le disque.",
                "A prediction is given only if it is recorded. Try again; if it lasts, the teacher checks the room on the disk.",
            ),
            Self::Internal => (
                "Réessayez ; si cela dure, donnez à l'enseignant le « request_id » de la réponse.",
                "Try again; if it lasts, give the teacher the answer's 'request_id'.",
            ),
        };
        Bilingual::new(fr, en)
    }
}
