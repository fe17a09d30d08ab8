//! Without a key: the course's own sentences, or that it does not answer.

use std::path::Path;

use serde_json::{Value, json};

use super::{GATE, answered, ask, check_citations, names, said, streamed};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn the_course_is_quoted_word_for_word() {
    let app = TestApp::teaching().await;
    let answer = answered(&app, GATE).await;
    assert_eq!((&answer["mode"], &answer["reason"]), (&json!("extract"), &json!("no_key")));
    check_citations(&app, &answer).await;
    insta::assert_json_snapshot!(answer, { ".conversation_id" => "[id]", ".message_id" => "[id]" });
}

#[tokio::test(flavor = "multi_thread")]
async fn streamed_it_is_the_same() {
    let app = TestApp::teaching().await;
    let events = streamed(&app, GATE).await;
    assert_eq!(names(&events), ["meta", "sources", "delta", "done"]);
    let (_, done) = events.last().unwrap();
    assert_eq!(said(&events), done["response"].as_str().unwrap());
    assert_eq!(done["response"], answered(&app, GATE).await["response"]);
    check_citations(&app, done).await;
    let (_, sources) = &events[1];
    for citation in done["citations"].as_array().unwrap() {
        let source = sources.as_array().unwrap().iter().find(|source| source["id"] == citation["id"]).unwrap();
        assert_eq!(source["document"], citation["document"]);
        assert!(source["quote"].as_str().unwrap().contains(citation["quote"].as_str().unwrap()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_course_does_not_answer_nobody_answers() {
    let app = TestApp::teaching().await;
    for question in ["Quelle est la capitale du Pérou ?", "Comment faire une pâte à crêpes ?"] {
        let answer = answered(&app, question).await;
        assert_eq!((&answer["mode"], &answer["reason"]), (&json!("abstain"), &json!("not_in_course")), "{answer}");
        assert_eq!(answer["citations"], json!([]));
        assert!(answer["response"].as_str().unwrap().starts_with("Le cours ne répond pas à cette question."));
    }
    let answer = answered(&app, "What is the capital of Peru?").await;
    assert!(answer["response"].as_str().unwrap().starts_with("The course does not answer this question."), "{answer}");
    let answer = answered(&app, "Bonjour !").await;
    assert_eq!(answer["reason"], "no_question");
}

#[tokio::test(flavor = "multi_thread")]
async fn students_words_find_the_course_s() {
    let app = TestApp::teaching().await;
    for (question, heading) in [
        ("c koi un epoch", "poque"),
        ("cest quoi apprendre par coeur pour un reseau", "surapprentissage"),
        ("a quoi sert la porte d oubli", "oubli"),
        ("pk le gradient sévanouit", "gradient"),
    ] {
        let answer = answered(&app, question).await;
        assert_eq!(answer["mode"], "extract", "{question}: {answer}");
        let citations = answer["citations"].as_array().unwrap();
        let told = |citation: &Value| format!("{} {}", citation["heading"], citation["quote"]).contains(heading);
        assert!(citations.iter().any(told), "{question}: {answer}");
    }
}

/// Of the course that ships: whoever asks what a heading asks wants what stands below it.
#[tokio::test(flavor = "multi_thread")]
async fn a_heading_that_asks_is_answered_by_the_first_sentence_below_it() {
    let course = Path::new(env!("CARGO_MANIFEST_DIR")).join("course");
    let app = TestApp::teaching_from(&course).await;
    let (mut asked, mut missed) = (0, Vec::new());
    for page in std::fs::read_dir(&course).unwrap() {
        let (name, text) = (page.as_ref().unwrap().file_name(), std::fs::read_to_string(page.unwrap().path()).unwrap());
        for heading in text.lines().filter(|line| line.starts_with("##") && line.ends_with('?')) {
            let end = text.find(heading).unwrap() + heading.len();
            let below = text.len() - text[end..].trim_start().len();
            let question = heading.trim_start_matches(['#', ' ']);
            let answer = answered(&app, question).await;
            let first = &answer["citations"][0];
            asked += 1;
            if first["document"] != json!(name.to_str()) || first["start"] != json!(below) {
                missed.push(format!("{question}: {}", answer["response"]));
            }
        }
    }
    assert!(asked > 30 && missed.len() * 20 <= asked, "{} of {asked}: {missed:#?}", missed.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_leans_on_the_one_before_is_understood() {
    let app = TestApp::teaching().await;
    let first = answered(&app, "Qu'est-ce que le surapprentissage ?").await;
    let answer = ask(&app, json!({"message": "Et pourquoi ?", "conversation_id": first["conversation_id"]})).await;
    assert_eq!(answer.body["mode"], "extract", "{answer:?}");
    assert_eq!(answer.body["conversation_id"], first["conversation_id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_course_says_that_it_does_not_answer() {
    let app = TestApp::start().await;
    let answer = answered(&app, GATE).await;
    assert_eq!((&answer["mode"], &answer["citations"]), (&json!("abstain"), &json!([])));
}
