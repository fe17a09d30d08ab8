//! Each kind of problem in a few words.

use super::Kind;
use crate::http::problem::Bilingual;

impl Kind {
    /// `title`, in both languages.
    pub fn title(self) -> Bilingual {
        let (fr, en) = match self {
            Self::InvalidJson => ("Le corps n'est pas du JSON valide", "The body is not valid JSON"),
            Self::InvalidUtf8 => ("Le corps n'est pas de l'UTF-8 valide", "The body is not valid UTF-8"),
            Self::InvalidParameter => {
                ("Un paramètre de l'adresse ne convient pas", "A parameter of the address does not fit")
            }
            Self::InvalidField => ("Un champ ne convient pas", "A field does not fit"),
            Self::EmptyText => ("Le texte est vide", "The text is empty"),
            Self::UnknownLabel => ("Cette étiquette n'existe pas", "There is no such label"),
            Self::SwitchWithoutMeaning => {
                ("Cette erreur n'a pas de sens pour ce modèle", "This switch means nothing to this model")
            }
            Self::TooManyTexts => ("Trop de textes dans la liste", "Too many texts in the list"),
            Self::TextTooLarge => ("Le texte est trop long", "The text is too long"),
            Self::BodyTooLarge => ("Le corps est trop long", "The body is too long"),
            Self::UnsupportedMediaType => ("Ce type de contenu n'est pas lu ici", "This content type is not read here"),
            Self::BodyTimeout => ("Le corps n'est pas arrivé à temps", "The body did not come in time"),
            Self::NotFound => ("Il n'y a rien à cette adresse", "There is nothing at this address"),
            Self::MethodNotAllowed => {
                ("Cette adresse ne prend pas cette méthode", "This address does not take this method")
            }
            Self::UnknownModel => ("Ce modèle n'est pas servi", "This model is not served"),
            Self::UnknownWord => ("Le modèle ne connaît pas ce mot", "The model does not know this word"),
            Self::WordCount => ("Trop ou trop peu de mots", "Too many or too few words"),
            Self::NoEmbedding => {
                ("Ce modèle n'a pas de vecteurs de mots à montrer", "This model has no word vectors to show")
            }
            Self::UnknownPrediction => {
                ("Cette prédiction n'existe pas ou plus", "There is no such prediction, or no more")
            }
            Self::UnknownEvaluation => {
                ("Cette évaluation n'existe pas ou plus", "There is no such evaluation, or no more")
            }
            Self::UnknownRow => ("Cette évaluation n'a pas cette ligne", "The evaluation has no such row"),
            Self::EmptyFile => ("Le fichier est vide", "The file is empty"),
            Self::UnreadableTable => ("Ce tableau ne peut pas être lu", "This table cannot be read"),
            Self::FileTooLarge => ("Le fichier est trop long", "The file is too long"),
            Self::EvaluationsWaiting => ("Trop d'évaluations attendent", "Too many evaluations wait"),
            Self::EvaluationUnfinished => ("L'évaluation n'est pas finie", "The evaluation is not finished"),
            Self::OtherRows => {
                ("Les deux évaluations n'ont pas les mêmes lignes", "The two evaluations do not have the same rows")
            }
            Self::NotBinary => ("Il faut un modèle à deux étiquettes", "A model with two labels is needed"),
            Self::NothingToFit => {
                ("Ces lignes ne suffisent pas à calibrer le modèle", "These rows are not enough to calibrate the model")
            }
            Self::FolderNotWritable => {
                ("Le dossier du modèle ne peut pas être écrit", "The model's folder cannot be written")
            }
            Self::MessageTooLong => ("Le message est trop long", "The message is too long"),
            Self::UnknownDocument => ("Ce document n'est pas dans le cours", "This document is not in the course"),
            Self::UnreadableDocument => ("Ce document ne peut pas être lu", "This document cannot be read"),
            Self::UnknownConversation => {
                ("Cette conversation n'existe pas ou plus", "There is no such conversation, or no more")
            }
            Self::UnknownAnswer => ("Cette réponse n'existe pas ou plus", "There is no such answer, or no more"),
            Self::UnknownQuiz => ("Ce quiz n'existe pas ou plus", "There is no such quiz, or no more"),
            Self::MistralKeyMissing => ("Il faut une clé de Mistral", "A Mistral key is needed"),
            Self::MistralUnavailable => ("Le modèle de langage ne répond pas", "The language model does not answer"),
            Self::MistralRefused => {
                ("Le modèle de langage refuse la demande", "The language model refuses the request")
            }
            Self::MistralUnreadable => {
                ("La réponse du modèle de langage est inutilisable", "The language model's answer is unusable")
            }
            Self::BudgetSpent => ("Le budget du jour est dépensé", "The day's budget is spent"),
            Self::StorageUnavailable => ("La base de données ne répond pas", "The database does not answer"),
            Self::TeacherOnly => ("Réservé à l'enseignant", "For the teacher only"),
            Self::EraseUnconfirmed => {
                ("Tout effacer demande une confirmation", "Erasing everything asks for confirmation")
            }
            Self::NoModel => ("Aucun modèle utilisable", "No usable model"),
            Self::ModelChanged => ("Les fichiers du modèle ont changé", "The model's files changed"),
            Self::Overloaded => ("Trop de demandes à la fois", "Too many requests at once"),
            Self::DeadlinePassed => ("La réponse n'est pas venue à temps", "The answer did not come in time"),
            Self::Stopping => ("Le serveur s'arrête", "The server is stopping"),
            Self::LogUnavailable => ("Le journal ne peut pas être écrit", "The log cannot be written"),
            Self::Internal => ("Erreur interne du serveur", "Internal server error"),
        };
        Bilingual::new(fr, en)
    }
}
