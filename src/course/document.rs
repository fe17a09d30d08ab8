//! A document as it is read: its format, its title, its language, its passages.

use super::passage::{Format, Passage};
use super::piece::{Kind, Outline};
use super::{cut, html, markdown, plain};

/// Characters from which the language is told: enough for the detector to settle, and a bound on its time.
const LANGUAGE_CHARS: usize = 2000;

/// A document, read and cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Document {
    /// The title that it gives itself: its metadata's, or its first heading of the highest level.
    pub title: Option<String>,
    /// The language of its prose (ISO 639-1): `fr` or `en`, where it is clearly one of them.
    pub language: Option<&'static str>,
    /// Its passages, in order; none where there is nothing to read.
    pub passages: Vec<Passage>,
}

/// Changes whenever the same source would be cut otherwise: documents stored under an older number are cut anew when
/// they are next ingested.
pub(super) const RULES: i64 = 1;

/// Reads and cuts `source`.
pub(super) fn read(format: Format, source: &str) -> Document {
    let Outline { title, pieces } = match format {
        Format::Markdown => markdown::read(source),
        Format::Html => html::read(source),
        Format::Text => plain::read(source),
    };
    let headings = pieces.iter().filter_map(|piece| match piece.kind {
        Kind::Heading(level) => Some((level, &piece.text)),
        Kind::Sentence { .. } | Kind::Whole => None,
    });
    // The first of the lowest number: `min_by_key` keeps the first of equals.
    let title = headings.min_by_key(|(level, _)| *level).map(|(_, text)| text.clone()).or(title);
    let prose = pieces.iter().filter(|piece| !piece.quotes.is_empty()).flat_map(|piece| [&*piece.text, " "]);
    let prose: String = prose.flat_map(str::chars).take(LANGUAGE_CHARS).collect();
    Document { title, language: language(&prose), passages: cut::passages(pieces) }
}

fn language(prose: &str) -> Option<&'static str> {
    let found = whatlang::detect(prose).filter(|found| found.is_reliable())?;
    match found.lang() {
        whatlang::Lang::Fra => Some("fr"),
        whatlang::Lang::Eng => Some("en"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::cut::MAX_BYTES;

    fn cut(source: &str) -> Vec<Passage> {
        read(Format::Markdown, source).passages
    }

    fn quotes<'s>(source: &'s str, passage: &Passage) -> Vec<&'s str> {
        passage.sentences.iter().map(|place| &source[place.clone()]).collect()
    }

    /// A paragraph long enough to stand as a passage.
    fn long(subject: &str) -> String {
        format!("{subject} {}", "retient ce que la phrase a déjà dit, et l'oublie quand il le faut. ".repeat(4))
    }

    #[test]
    fn a_section_is_a_passage_with_the_headings_above_it() {
        let source = format!(
            "# Réseaux\n\n{}\n\n## 🚪 Portes\n\n{}\n\n### Oubli\n\n{}\n\n## Sortie ##\n\n{}\n",
            long("A"),
            long("B"),
            long("C"),
            long("D")
        );
        let document = read(Format::Markdown, &source);
        assert_eq!((document.title.as_deref(), document.language), (Some("Réseaux"), Some("fr")));
        let headings: Vec<_> = document.passages.iter().map(|passage| passage.headings.join(" > ")).collect();
        assert_eq!(headings, ["Réseaux", "Réseaux > 🚪 Portes", "Réseaux > 🚪 Portes > Oubli", "Réseaux > Sortie"]);
        let portes = &document.passages[1];
        assert!(source[portes.start..].starts_with("## 🚪 Portes\n") && source[..portes.end].ends_with("faut."));
        assert!(portes.text.starts_with("B retient"), "a heading of the path is not said twice: {}", portes.text);
    }

    #[test]
    fn levels_that_skip_or_start_low_are_taken_as_they_come() {
        let source = format!(
            "### Bas\n\n{}\n\n# Haut\n\n{}\n\n#### Profond\n\n{}\n\n##Collé\n\n{}\n",
            long("A"),
            long("B"),
            long("C"),
            long("D")
        );
        let document = read(Format::Markdown, &source);
        let headings: Vec<_> = document.passages.iter().map(|passage| passage.headings.join(" > ")).collect();
        assert_eq!(headings, ["Bas", "Haut", "Haut > Profond", "Haut > Collé"]);
        assert_eq!(document.title.as_deref(), Some("Haut"));
    }

    #[test]
    fn tiny_sections_join_without_a_false_heading() {
        let source = "# Cours\n\nBienvenue.\n\n## Plan\n\nTrois parties.\n\n## Durée\n\nDeux heures.\n\n## Suite\n\n";
        let source = format!("{source}{}\n\n### Note\n\nUn mot.\n\n### Vide\n", long("Le réseau"));
        let passages = cut(&source);
        let shown: Vec<_> = passages.iter().map(|passage| (passage.headings.join(" > "), &*passage.text)).collect();
        assert_eq!(
            shown[0],
            ("Cours".to_owned(), "Bienvenue.\nPlan\nTrois parties.\nDurée\nDeux heures."),
            "{shown:?}"
        );
        assert_eq!(shown[1].0, "Cours > Suite");
        assert!(shown[1].1.ends_with("\nNote\nUn mot.\nVide"), "{shown:?}");
        assert_eq!(passages.len(), 2);
        assert_eq!(passages[1].terms, ["Note", "Vide"]);
    }

    #[test]
    fn long_sections_split_between_sentences_and_keep_introductions() {
        let paragraph =
            "Une cellule garde un état. Elle le met à jour à chaque mot ! Que devient-il ensuite ? ".repeat(6);
        let source = format!(
            "# T\n\n{}On distingue :\n\n- {}\n",
            format!("{paragraph}\n\n").repeat(5),
            "une porte\n- ".repeat(90)
        );
        let passages = cut(&source);
        assert!(passages.len() >= 3);
        for passage in &passages {
            assert_eq!(passage.headings, ["T"]);
            assert!(passage.text.len() <= MAX_BYTES, "{}", passage.text.len());
            assert!(!passage.text.ends_with("distingue :"), "{}", passage.text);
            for quote in quotes(&source, passage) {
                assert!(quote.ends_with(['.', '!', '?', ':']) || quote == "une porte", "{quote}");
            }
        }
    }

    #[test]
    fn code_and_tables_stay_whole_and_hold_no_headings() {
        let code = "# pas un titre\nx = 1\n\n## ni ici\n".repeat(80);
        let rows = "| **Époque** | Un passage complet sur les exemples. | 10 |\n".repeat(60);
        let source = format!(
            "# T\n\nVoici le code :\n\n```python\n{code}```\n\n| Terme | Sens | Valeur |\n|---|---|---|\n{rows}\nFin.\n"
        );
        let passages = cut(&source);
        assert!(passages.iter().all(|passage| passage.headings == ["T"]));
        let inside = |part: &str| passages.iter().any(|passage| source[passage.start..passage.end].contains(part));
        assert!(inside(&format!("Voici le code :\n\n```python\n{code}```")) && inside(rows.trim_end()));
        let table = passages.iter().find(|passage| passage.text.contains("Époque")).unwrap();
        assert_eq!(table.terms, ["Époque"]);
        assert_eq!(quotes(&source, table)[0], "**Époque** | Un passage complet sur les exemples. | 10");
    }

    #[test]
    fn quotes_are_verbatim_markup_included() {
        let source = "# T\n\nLa **porte d'oubli** vaut 0.5 (cf. Fig. 2). *Elle* lit `h_t. Puis` et [le cours](a.md).  \nAutre\nligne &amp; fin.\n\n> Cité ici.\n> Encore *là*.\n\n1. **LSTM** : une cellule à portes. Plus longue.\n2. [ ] à faire\n   - sous-point\n\n![une image](a.png)\n\nTerme\n:   Sa définition en mots.\n";
        let passages = cut(source);
        assert_eq!(
            quotes(source, &passages[0]),
            [
                "La **porte d'oubli** vaut 0.5 (cf. Fig. 2).",
                "*Elle* lit `h_t. Puis` et [le cours](a.md).",
                "Autre\nligne &amp; fin.",
                "Cité ici.",
                "Encore *là*.",
                "**LSTM** : une cellule à portes. Plus longue.",
                "à faire",
                "sous-point",
                "Terme\n:   Sa définition en mots.",
            ]
        );
        assert_eq!(passages[0].terms, ["porte d'oubli", "LSTM", "Terme"]);
        assert!(passages[0].text.contains("et le cours. Autre ligne & fin.\nCité ici."), "{}", passages[0].text);
        assert!(passages[0].text.contains("une image\nTerme : Sa définition"), "{}", passages[0].text);
    }

    #[test]
    fn mkdocs_pages_are_read_as_their_authors_meant() {
        let source = "\u{feff}---\ntitle: \"Le titre\"\ntags: [a]\n---\n[TOC]\n!!! tip \"Conseil utile\"\n    Prenez un *petit* modèle. Puis un grand.\n\n    ```python\n    # un commentaire\n\n    x = 1\n    ```\nAprès l'encadré.\n\n??? note\n    - premier point\n\n        !!! warning\n            Attention au piège.\n\n=== \"Onglet\"\n\n    Dans l'onglet.\n\n[Suite](b.md){ .md-button }\n\n<div class=\"x\">\n<p>Du <b>HTML</b> lisible&nbsp;!</p>\n<script>caché()</script>\n</div>\n";
        let document = read(Format::Markdown, source);
        assert_eq!(document.title.as_deref(), Some("Le titre"));
        let [passage] = &document.passages[..] else { panic!("{document:?}") };
        assert_eq!(passage.headings, [""; 0]);
        assert_eq!(
            passage.text,
            "Conseil utile\nPrenez un petit modèle. Puis un grand.\n# un commentaire\n\nx = 1\nAprès l'encadré.\n\
             premier point\nAttention au piège.\nOnglet\nDans l'onglet.\nSuite\nDu HTML lisible\u{a0}!"
        );
        let quotes = quotes(source, passage);
        assert_eq!(quotes[..4], ["Conseil utile", "Prenez un *petit* modèle.", "Puis un grand.", "Après l'encadré."]);
        assert_eq!(
            quotes[4..],
            [
                "premier point",
                "Attention au piège.",
                "Onglet",
                "Dans l'onglet.",
                "[Suite](b.md)",
                "Du <b>HTML</b> lisible&nbsp;!"
            ]
        );
    }

    #[test]
    fn a_rule_is_no_front_matter_and_one_dash_no_underline() {
        let source = "---\n\nTexte après une règle.\n\n---\n\n**Avantages** :\n-\n\nTitre souligné\n---\n\nLe corps.\n";
        let passages = cut(source);
        assert_eq!(passages.len(), 1);
        assert_eq!(passages[0].headings, ["Titre souligné"]);
        assert_eq!(passages[0].text, "Texte après une règle.\nAvantages :\nLe corps.");
    }

    #[test]
    fn what_a_notebook_says_in_its_text_cells_can_be_quoted() {
        let source = "# N\n\n```markdown\n## Bilan\n\nLe réseau a appris. Bravo !\n```\n";
        let passages = cut(source);
        assert_eq!(quotes(source, &passages[0]), ["Le réseau a appris.", "Bravo !"]);
        assert_eq!(passages[0].headings, ["N"]);
    }

    #[test]
    fn html_is_read_without_scripts_and_menus() {
        let source = "<!DOCTYPE html><html><head><title>Le &laquo;cours&raquo;</title><style>p{}</style></head><body>\
            <nav><a href=x>Menu</a></nav><h1>Les <em>réseaux</em></h1>\n<p>Un r&eacute;seau lit. <b>Puis</b> il\n écrit.</p>\
            <script>var a = '<p>non</p>';</script><ul><li>un<li>deux</ul><pre>a &lt; b\n\n  c</pre>\
            <table><tr><th>Mot</th></tr><tr><td>une suite de cinq mots</td></tr></table><h2>Fin</h2>Texte nu<br>coupé";
        let document = read(Format::Html, source);
        assert_eq!(document.title.as_deref(), Some("Les réseaux"));
        let [first] = &document.passages[..] else { panic!("{document:?}") };
        assert_eq!(first.headings, ["Les réseaux"]);
        assert_eq!(
            first.text,
            "Un réseau lit. Puis il écrit.\nun\ndeux\na < b\n\n  c\nMot\nune suite de cinq mots\nFin\nTexte nu coupé"
        );
        let quotes = quotes(source, first);
        assert_eq!(
            quotes,
            [
                "Un r&eacute;seau lit.",
                "<b>Puis</b> il\n écrit.",
                "un",
                "deux",
                "une suite de cinq mots",
                "Texte nu",
                "coupé"
            ]
        );
        assert_eq!(first.terms, ["Puis", "Fin"]);
    }

    #[test]
    fn plain_text_is_paragraphs_and_lists() {
        let source = "Un titre\n\nPremière ligne\nqui continue. Fin.\n\n1. Lire\n2. Écrire\n- Retenir\n";
        let document = read(Format::Text, source);
        let [passage] = &document.passages[..] else { panic!("{document:?}") };
        assert_eq!(
            quotes(source, passage),
            ["Un titre", "Première ligne\nqui continue.", "Fin.", "Lire", "Écrire", "Retenir"]
        );
        assert_eq!(passage.headings, [""; 0]);
        let endless = "mot ".repeat(4000);
        let document = read(Format::Text, &endless);
        assert!(
            document.passages.len() >= 9
                && document.passages.iter().all(|passage| passage.text.len() < MAX_BYTES + 160)
        );
    }

    #[test]
    fn nothing_to_read_makes_no_passage() {
        for (format, source) in [
            (Format::Markdown, ""),
            (Format::Markdown, " \n\n---\n\n<!-- rien -->\n"),
            (Format::Html, "<html><script>x</script></html>"),
            (Format::Text, "\n \n"),
        ] {
            assert_eq!(read(format, source).passages, [], "{source:?}");
        }
        assert_eq!(cut("# Titre seul")[0].text, "Titre seul");
    }

    #[test]
    fn any_bytes_are_cut_in_order() {
        let mut dice = Dice(987);
        let parts = [
            "# ", "é", "`", "```\n", "| a |", "\n|-|\n", "<p>", "</p", "&am", "&eacute;", "!!! x\n", "    ", "\t",
            "\n", "\r\n", "> ", "- ", "**", "[a](", ")", "{.x}", "$", "a. B", "😀", "\u{a0}", "---\n", "<pre>", "~~~",
            "[^1]: ", ":   ", "\\", "<td>", "<table>",
        ];
        for round in 0..1000 {
            let source: String = (0..dice.below(40)).map(|_| parts[dice.below(parts.len())]).collect();
            for format in [Format::Markdown, Format::Html, Format::Text] {
                check_places(
                    &source,
                    &read(format, &source).passages,
                    &format!("round {round}, {format:?}: {source:?}"),
                );
            }
        }
    }

    #[test]
    fn documents_of_every_kind_of_part_keep_the_rules() {
        for seed in 0..15 {
            let written = Written::new(seed + 5000);
            for crlf in [false, true] {
                let source = if crlf { written.source.replace('\n', "\r\n") } else { written.source.clone() };
                let passages = cut(&source);
                let case = format!("seed {seed}, crlf {crlf}");
                check_places(&source, &passages, &case);
                for (word, path) in &written.words {
                    let holding: Vec<_> = passages.iter().filter(|passage| passage.text.contains(&**word)).collect();
                    let [passage] = holding[..] else { panic!("{case}: {word} is in {} passages", holding.len()) };
                    assert!(source[passage.start..passage.end].contains(&**word), "{case}: {word}");
                    let headings = &passage.headings;
                    let fits = headings.starts_with(path) || path.starts_with(headings);
                    assert!(fits, "{case}: {word} stands under {path:?}, not {headings:?}");
                }
                for part in &written.wholes {
                    let part = if crlf { part.replace('\n', "\r\n") } else { part.clone() };
                    let holding = passages.iter().filter(|passage| source[passage.start..passage.end].contains(&*part));
                    assert_eq!(holding.count(), 1, "{case}: cut inside {part:?}");
                }
            }
        }
    }

    /// What holds of any document: places in order, on characters, quotes inside and without blanks around.
    fn check_places(source: &str, passages: &[Passage], case: &str) {
        let mut end = 0;
        for passage in passages {
            assert!(end <= passage.start && passage.start < passage.end, "{case}: {passage:?}");
            end = passage.end;
            assert!(source.get(passage.start..passage.end).is_some(), "{case}: {passage:?}");
            assert!(!passage.text.trim().is_empty(), "{case}: {passage:?}");
            let mut quoted = passage.start;
            for sentence in &passage.sentences {
                assert!(quoted <= sentence.start && sentence.end <= passage.end, "{case}: {passage:?}");
                quoted = sentence.end;
                let quote = source.get(sentence.clone()).unwrap_or_else(|| panic!("{case}: {sentence:?}"));
                assert!(!quote.is_empty() && quote.trim_matches([' ', '\n', '\r']) == quote, "{case}: {quote:?}");
            }
        }
    }

    struct Dice(u64);

    impl Dice {
        fn below(&mut self, sides: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % sides
        }
    }

    /// A document made of parts drawn by lot, whose every word is known with its headings.
    #[derive(Default)]
    struct Written {
        source: String,
        /// Each word occurs once.
        words: Vec<(String, Vec<String>)>,
        /// What no cut may divide.
        wholes: Vec<String>,
    }

    impl Written {
        fn new(seed: u64) -> Self {
            let mut dice = Dice(seed);
            let mut written = Self::default();
            let mut open: Vec<(usize, String)> = Vec::new();
            for part in 0..3 + dice.below(40) {
                let path: Vec<String> = open.iter().map(|(_, heading)| heading.clone()).collect();
                let length = [3, 12, 60][dice.below(3)];
                let sentences = |written: &mut Self, dice: &mut Dice, count: usize| {
                    let sentences = (0..count).map(|_| written.sentence(dice, &path));
                    sentences.collect::<Vec<_>>().join(" ")
                };
                let block = match dice.below(8) {
                    0 | 1 => {
                        let level = 1 + dice.below(6);
                        let heading = format!("Titre {part} é");
                        open.retain(|(above, _)| *above < level);
                        open.push((level, heading.clone()));
                        format!("{} {heading}", "#".repeat(level))
                    }
                    2 | 3 => sentences(&mut written, &mut dice, length / 3),
                    4 => {
                        let items = (0..length / 3).map(|_| format!("- {}", sentences(&mut written, &mut dice, 1)));
                        items.collect::<Vec<_>>().join("\n")
                    }
                    5 => {
                        let code = format!("```\n# non {part}\n\n## pas {part}\n{}```", "x = 1\n\n".repeat(length));
                        written.wholes.push(code.clone());
                        code
                    }
                    6 => {
                        let table = format!("| a {part} | b |\n|---|---|\n{}", "| un | **deux** |\n".repeat(length));
                        written.wholes.push(table.trim_end().to_owned());
                        table
                    }
                    _ => {
                        let body = sentences(&mut written, &mut dice, 1);
                        let code = format!("    ```\n    # non {part}\n\n    y\n    ```");
                        format!("!!! note \"Encadré\"\n    {body}\n\n{code}")
                    }
                };
                written.source.push_str(&block);
                written.source.push_str("\n\n");
            }
            written
        }

        fn sentence(&mut self, dice: &mut Dice, path: &[String]) -> String {
            let words = (0..4 + dice.below(8)).map(|_| {
                let word = format!("mot{}é", self.words.len());
                self.words.push((format!("{word}é"), path.to_vec()));
                match dice.below(9) {
                    0 => format!("**{word}é**"),
                    1 => format!("[{word}é](a.md)"),
                    2 => format!("p. ex. {word}é"),
                    _ => format!("{word}é"),
                }
            });
            let words: Vec<_> = words.collect();
            format!("Le {}.", words.join(" "))
        }
    }
}
