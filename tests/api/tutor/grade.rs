//! `POST /tutor/quiz/{quiz_id}/answers`.

use serde_json::{Value, json};

use super::{ask, asked, asking, writes};
use crate::mistral::FakeMistral;
use crate::support::{Answer, TestApp};

/// A quiz of two questions, by the course, and where its answers go.
async fn quiz(app: &TestApp) -> (Value, String) {
    let quiz = asked(app, "quiz", json!({"topic": "la cellule LSTM", "count": 2})).await;
    let path = format!("quiz/{}/answers", quiz["quiz_id"].as_str().unwrap());
    (quiz, path)
}

#[tokio::test(flavor = "multi_thread")]
async fn right_and_wrong_answers_are_told_apart() {
    let app = TestApp::teaching().await;
    let (quiz, path) = quiz(&app).await;
    for (question, choices) in [1, 2].map(|id| (id, quiz["questions"][id - 1]["choices"].as_array().unwrap())) {
        let mut rights = Vec::new();
        for choice in 0..choices.len() {
            let body = json!({"answers": [{"question": question, "choice": choice}]});
            let grading = asked(&app, &path, body).await;
            let result = &grading["results"][0];
            let is_right = result["right_choice"] == choice;
            assert_eq!(result["correct"], is_right, "{grading}");
            assert_eq!(
                (&grading["correct"], &grading["answered"], &grading["total"]),
                (&json!(u8::from(is_right)), &json!(1), &json!(2))
            );
            let feedback = result["feedback"].as_str().unwrap();
            assert_eq!(feedback.starts_with("Juste."), is_right, "{feedback}");
            assert!(feedback.len() > "Juste.".len(), "{feedback}");
            super::are_verbatim(&app, &json!([result["citation"]])).await;
            rights.extend(is_right.then_some(choice));
        }
        assert_eq!(rights.len(), 1, "one choice is right, not {rights:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn open_questions_keep_their_answers() {
    let app = TestApp::teaching().await;
    let (_, path) = quiz(&app).await;
    let grading = asked(&app, &path, json!({"answers": [{"question": 2, "choice": 0}]})).await;
    assert_eq!(grading["results"].as_array().unwrap().len(), 1);
    assert_eq!(grading["results"][0]["question"], 2);
    let grading = asked(&app, &path, json!({"answers": []})).await;
    assert_eq!((&grading["answered"], &grading["results"]), (&json!(0), &json!([])));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_model_s_questions_are_graded_with_its_reasons() {
    let fake = FakeMistral::start().await;
    let app = asking(&fake).await;
    fake.script([writes(&json!({"questions": [{
        "passage": 1,
        "question": "Que fait la porte d'oubli ?",
        "right": "Elle efface",
        "why": "Elle décide de ce qui s'efface.",
        "wrong": ["Elle trie", "Elle compte", "Elle dort"],
    }]}))]);
    let quiz = asked(&app, "quiz", json!({"topic": "la porte d'oubli", "count": 1})).await;
    let choices = quiz["questions"][0]["choices"].as_array().unwrap();
    let right = choices.iter().position(|choice| choice == "Elle efface").unwrap();
    let path = format!("quiz/{}/answers", quiz["quiz_id"].as_str().unwrap());
    for (choice, feedback) in [
        (right, "Juste. Elle décide de ce qui s'efface."),
        ((right + 1) % 4, "La bonne réponse est « Elle efface ». Elle décide de ce qui s'efface."),
    ] {
        let grading = asked(&app, &path, json!({"answers": [{"question": 1, "choice": choice}]})).await;
        assert_eq!(grading["results"][0]["feedback"], feedback, "{grading}");
    }
    assert_eq!(fake.requests().len(), 1, "grading asks nobody");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_quiz_is_said_in_both_languages() {
    let app = TestApp::teaching().await;
    let unknown = "/tutor/quiz/0199e2a4-7c1b-7f3a-9d55-2f6a1c0e8b47/answers";
    for (language, detail) in [("fr", "Aucun quiz ne porte ce numéro"), ("en", "No quiz has this id")] {
        let request = app.post(unknown).header("accept-language", language).json(&json!({"answers": []}));
        let answer = Answer::of(request).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (404, "unknown-quiz"));
        assert!(answer.body["detail"].as_str().unwrap().starts_with(detail), "{answer:?}");
    }
    let answer = ask(&app, "quiz/1/answers", json!({"answers": []})).await;
    assert_eq!((answer.status.as_u16(), answer.problem()), (400, "invalid-parameter"));
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_do_not_fit_are_named() {
    let app = TestApp::teaching().await;
    let (_, path) = quiz(&app).await;
    for (answers, pointer) in [
        (json!([{"question": 3, "choice": 0}]), "/answers/0/question"),
        (json!([{"question": 0, "choice": 0}]), "/answers/0/question"),
        (json!([{"question": 1, "choice": 0}, {"question": 2, "choice": 4}]), "/answers/1/choice"),
        (json!([{"question": 1, "choice": 0}, {"question": 1, "choice": 1}]), "/answers/1/question"),
        (json!([{"question": 1, "choice": -1}]), "/answers/0/choice"),
        (json!([{"question": 1, "choice": "a"}]), "/answers/0/choice"),
        (json!([{"question": 1}]), "/answers/0"),
        (json!([{"question": 1, "choice": 0, "sure": true}]), "/answers/0/sure"),
        (json!({}), "/answers"),
        (json!(null), "/answers"),
    ] {
        let answer = ask(&app, &path, json!({"answers": answers})).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (422, "invalid-field"), "{answer:?}");
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quiz_outlives_its_server() {
    let mut app = TestApp::teaching().await;
    let (_, path) = quiz(&app).await;
    app.stop().await;
    let data = app.dir.path().join("data");
    let again = TestApp::with(|config, _| config.data_dir = data.clone()).await;
    assert_eq!(ask(&again, &path, json!({"answers": []})).await.status, 200);
}
