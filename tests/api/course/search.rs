//! `GET /course/search`: what is found, what is refused, and that no question is an error.

use serde_json::{Value, json};

use super::as_teacher;
use crate::support::{Answer, TestApp};

const GATES: &str = "# Les portes\n\nUn LSTM a trois portes.\n\n## La porte d'oubli\n\nElle décide de ce que la \
                     cellule jette de sa mémoire. Une valeur de 0 efface tout, une valeur de 1 garde tout.\n";
const FITTING: &str = "# Le surapprentissage\n\nUn modèle en surapprentissage réussit sur ses exemples et échoue sur les \
                       autres.\n";

async fn put(app: &TestApp, path: &str, page: &'static str) {
    let answer = as_teacher(app.put(&format!("/course/documents/{path}")).body(page)).await;
    assert!(answer.status.is_success(), "{answer:?}");
}

async fn search(app: &TestApp, question: &str) -> Answer {
    let encoded: String = question.bytes().map(|byte| format!("%{byte:02x}")).collect();
    Answer::of(app.get(&format!("/course/search?q={encoded}"))).await
}

fn documents(answer: &Answer) -> Vec<&str> {
    let results = answer.body["results"].as_array().unwrap_or_else(|| panic!("{answer:?}"));
    results.iter().map(|result| result["document"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passage_is_found_with_its_place_and_its_words() {
    let app = TestApp::start().await;
    put(&app, "portes.md", GATES).await;
    put(&app, "modele.md", FITTING).await;
    let found = search(&app, "À quoi sert la porte d’oubli ?").await;
    assert_eq!(found.status, 200);
    insta::assert_json_snapshot!(found.body, { ".results[].score" => "[score]" });
    let first = &found.body["results"][0];
    let place = |field: &str| usize::try_from(first[field].as_u64().unwrap()).unwrap();
    assert_eq!(first["quote"], GATES[place("start")..place("end")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn students_words_lead_to_the_course_s() {
    let app = TestApp::start().await;
    put(&app, "portes.md", GATES).await;
    put(&app, "modele.md", FITTING).await;
    for (question, document) in [
        ("PORTE D'OUBLI", "portes.md"),
        ("la porte d oubli c koi", "portes.md"),
        ("a quoi sert la prote d'oublie", "portes.md"),
        ("What is the forget gate?", "portes.md"),
        ("mon modèle apprend tout par cœur", "modele.md"),
        ("overfitting", "modele.md"),
        ("suraprentisage", "modele.md"),
    ] {
        let found = search(&app, question).await;
        assert_eq!(documents(&found).first(), Some(&document), "{question}: {found:?}");
        assert_eq!(found.body["answerable"], true, "{question}");
    }
    let mended = search(&app, "la celulle du lmst").await;
    assert_eq!(mended.body["corrected"][0], json!({"word": "celulle", "instead": "cellule"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_course_does_not_treat_is_told() {
    let app = TestApp::start().await;
    let empty = search(&app, "la porte d'oubli").await;
    let nothing = json!({"results": [], "answerable": false, "corrected": [], "by_vectors": false});
    assert_eq!((empty.status.as_u16(), &empty.body), (200, &nothing));
    put(&app, "portes.md", GATES).await;
    for question in ["Qui a gagné le match hier soir ?", "Comment configurer un serveur DHCP ?", "?!", "le la les"] {
        assert_eq!(search(&app, question).await.body["answerable"], false, "{question}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_course_is_found_at_once() {
    let app = TestApp::start().await;
    put(&app, "a.md", FITTING).await;
    assert_eq!(documents(&search(&app, "porte d'oubli").await), [""; 0]);
    put(&app, "a.md", GATES).await;
    assert_eq!(documents(&search(&app, "porte d'oubli").await)[0], "a.md");
    assert_eq!(documents(&search(&app, "surapprentissage").await), [""; 0]);
    as_teacher(app.delete("/course/documents/a.md")).await;
    assert_eq!(documents(&search(&app, "porte d'oubli").await), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn equals_keep_one_order_and_the_limit_holds() {
    let app = TestApp::start().await;
    for path in ["c.md", "a.md", "b.md"] {
        put(&app, path, GATES).await;
    }
    let first = search(&app, "porte").await;
    for _ in 0..5 {
        assert_eq!(search(&app, "porte").await.body, first.body);
    }
    let two = Answer::of(app.get("/course/search?q=porte&limit=2")).await;
    assert_eq!(documents(&two), documents(&first)[..2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_query_is_refused() {
    let app = TestApp::start().await;
    let long = format!("?q={}", "a".repeat(1001));
    for query in ["", "?q=", "?q=porte&limit=0", "?q=porte&limit=51", "?q=porte&limit=x", "?q=porte&page=2", &long] {
        let answer = Answer::of(app.get(&format!("/course/search{query}"))).await;
        assert_eq!((answer.status.as_u16(), answer.problem()), (400, "invalid-parameter"), "{query}");
    }
    let longest = format!("/course/search?q={}", "é".repeat(1000));
    assert_eq!(Answer::of(app.get(&longest)).await.status, 200);
}

/// The index's query language, quotes, controls, invisible letters and other scripts, in every order.
#[tokio::test(flavor = "multi_thread")]
async fn no_question_is_an_error() {
    let app = TestApp::start().await;
    put(&app, "portes.md", GATES).await;
    let pieces = [
        "porte",
        "d'oubli",
        "\"",
        "'",
        "’",
        "*",
        "^",
        "(",
        ")",
        "{",
        "}",
        "body:",
        "title : ",
        " AND ",
        " OR ",
        " NOT ",
        " NEAR(",
        ",2)",
        "-",
        "+",
        "--",
        ";",
        "%",
        "_",
        "\\",
        "\0",
        "\u{1}",
        "\n",
        "\t",
        "\u{7f}",
        "\u{301}",
        "\u{200d}",
        "\u{ad}",
        "\u{feff}",
        "\u{202e}",
        "😀",
        "🏳️‍🌈",
        "字漢",
        "عربي",
        "ﬁ",
        "ẞ",
        "İ",
        "ǅ",
        "\u{10ffff}",
        "0",
        "1e9",
        " ",
        "lstm",
        "l",
        "qu'",
        "sur-",
        "GPT4",
        "a-b_c",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    ];
    // A generator of our own, so that every run asks the same.
    let mut state = 7_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    for _ in 0..1000 {
        let count = 1 + next(12);
        let question: String = (0..count).map(|_| pieces[next(pieces.len())]).collect();
        let answer = search(&app, &question).await;
        assert_eq!(answer.status, 200, "{question:?}: {:?}", answer.body);
        for result in answer.body["results"].as_array().unwrap() {
            assert!(result["score"].as_f64().is_some_and(f64::is_finite), "{question:?}: {result:?}");
            assert_ne!(result["matched"], Value::Null);
        }
    }
}
