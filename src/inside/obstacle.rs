//! Why a layer, or a whole network, has no gates to show: said to a student, in both languages.

use thiserror::Error;

/// What keeps gates from being shown. Displayed in English; [`Obstacle::french`] says the same.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Obstacle {
    /// Nothing in the graph recurs.
    #[error(
        "the network has no recurrent layer (LSTM, GRU or RNN), and so no gates: no memory is carried from one token to the next"
    )]
    NotRecurrent,
    /// An option of ONNX that changes the formulas.
    #[error("the layer uses an option of ONNX that is not recomputed here: {0}")]
    Option(&'static str),
    /// Weights or values in another form than single precision.
    #[error(
        "the layer's weights are not plain numbers of the file: they are quantised, in half precision or kept elsewhere"
    )]
    Weights,
    /// Its rows would not be the text's.
    #[error("the layer does not read the text token by token: its steps cannot be put beside the words")]
    Steps,
}

impl Obstacle {
    /// In French.
    pub fn french(&self) -> String {
        match self {
            Self::NotRecurrent => "le réseau n'a pas de couche récurrente (LSTM, GRU ou RNN), donc pas de portes : \
                                   aucune mémoire ne passe d'un token au suivant"
                .to_owned(),
            Self::Option(option) => {
                format!("la couche utilise une option d'ONNX qui n'est pas recalculée ici : {option}")
            }
            Self::Weights => {
                "les poids de la couche ne sont pas des nombres simples du fichier : ils sont quantifiés, \
                              en demi-précision ou rangés ailleurs"
                    .to_owned()
            }
            Self::Steps => {
                "la couche ne lit pas le texte token par token : on ne peut pas mettre ses pas en face des mots"
                    .to_owned()
            }
        }
    }
}
