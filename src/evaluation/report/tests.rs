//! Whole pages: small, harmless, in both languages, whatever the data.

use super::*;
use crate::evaluation::columns::samples::{binary, row};
use crate::evaluation::description::samples;

fn report(name: &str, columns: Columns, text: &str) -> Report {
    let sentence = |number| Sentence {
        number,
        line: number + 1,
        text: text.to_owned(),
        attributes: BTreeMap::new(),
        original: None,
    };
    let word = WordScore { word: text.to_owned(), rows: 3, errors: 2, log_odds: 1.0, z_score: 3.0 };
    Report {
        evaluation: Some(Evaluation { name: name.to_owned(), ..samples::evaluation(columns.labels.clone()) }),
        counted: Counted::of(&columns),
        words: Some(vec![word; 100]),
        duplicates: None,
        twins: Vec::new(),
        sentences: (0..columns.len() as u64).map(|number| (number, sentence(number))).collect(),
        columns: Arc::new(columns),
        written_at: Timestamp::UNIX_EPOCH,
    }
}

fn mixed() -> Columns {
    binary(&(0..200_u16).map(|row| (u8::from(row % 3 == 0), f32::from(row) / 200.0)).collect::<Vec<_>>())
}

#[test]
fn what_people_wrote_is_never_markup() {
    let nasty = "</style><script>alert(1)</script><img src=x onerror=\"a\" 'b'>";
    let mut columns = mixed();
    columns.labels = vec![nasty.to_owned(), format!("{nasty}2")];
    columns.marked_words = vec![nasty.to_owned()];
    columns.marks = columns.gold.iter().map(|gold| u64::from(*gold)).collect();
    for language in [Language::French, Language::English] {
        let html = report(nasty, columns.clone(), nasty).html(language);
        assert!(!html.contains("<script") && !html.contains("<img"), "{language:?}");
        assert_eq!(html.matches("</style>").count(), 1);
        assert!(html.contains("&lt;/style&gt;"));
    }
}

#[test]
fn the_page_stays_small_whatever_the_data() {
    let labels = 250_u8;
    let long = "<".repeat(100_000);
    let mut columns = Columns::new((0..labels).map(|label| format!("{label}{long}")).collect());
    for at in 0..500_u16 {
        let mut probabilities = vec![0.0; usize::from(labels)];
        probabilities[usize::from(at % 250)] = 1.0;
        columns.push(&row((at % 249) as u8, &probabilities));
    }
    let html = report(&long, columns, &long).html(Language::French);
    assert!(html.len() < 1_000_000, "{} bytes", html.len());
}

#[test]
fn every_part_is_there_in_both_languages() {
    let report = report("critiques", mixed(), "Un film long, mais beau.");
    let (fr, en) = (report.html(Language::French), report.html(Language::English));
    assert!(fr.starts_with("<!DOCTYPE html>\n<html lang=\"fr\">") && en.contains("<html lang=\"en\">"));
    for html in [&fr, &en] {
        assert_eq!(html.matches("<svg").count(), 3);
        assert_eq!(html.matches("<title id=").count(), 3);
        assert_eq!(html.matches("<section>").count(), html.matches("</section>").count());
        assert!(html.contains("tiny:fp32") && html.contains("Un film long, mais beau."));
        assert!(!html.contains("NaN"), "{html}");
    }
    assert!(fr.contains("Exactitude équilibrée") && en.contains("Balanced accuracy"));
}

#[test]
fn a_page_without_a_row_says_so() {
    let html = report("rien", binary(&[]), "").html(Language::French);
    assert!(html.contains("Aucun texte n’a encore été lu.") && !html.contains("<svg"));
}

#[test]
fn what_is_undefined_is_said_so() {
    let html = report("un seul", binary(&[(1, 0.9), (1, 0.2)]), "x").html(Language::English);
    assert!(html.contains("undefined") && !html.contains("NaN"));
}
