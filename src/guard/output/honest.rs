//! Honest answers leave as they are, and almost at once.

use std::path::Path;
use std::sync::Arc;

use super::{OutputFilter, WITHHELD, Withheld};

const KEY: &str = "Zk3mQ9xT7bLw2Xc8Vr1NpWk6HdYs5Gj4";
const PROMPT: &str = "Tu accompagnes des étudiants qui découvrent les réseaux récurrents. Appuie chaque affirmation sur un \
    extrait numéroté, et place son numéro entre crochets juste après. Repère interne : repere-9c41d7e02b68fa35d1c7. \
    Si les extraits ne répondent pas, écris exactement : « Le cours ne répond pas à cette question, même de loin. »";
const REFUSAL: &str = "Le cours ne répond pas à cette question, même de loin.";

fn withheld() -> Arc<Withheld> {
    Arc::new(Withheld::new(PROMPT, &[REFUSAL], &[KEY.into(), "craie-2026".into()]))
}

fn filtered(text: &str) -> String {
    let mut filter = OutputFilter::with(withheld());
    filter.push(text) + &filter.finish()
}

#[test]
fn answers_about_keys_and_numbers_pass() {
    for answer in [
        "Mettez la clé dans `MISTRAL_API_KEY`, jamais dans le code : `export MISTRAL_API_KEY=VOTRE_CLE`.",
        "En-tête : `Authorization: Bearer $MISTRAL_API_KEY`, ou « Bearer votre-cle-ici ».",
        "Une clé ressemble à « sk-… » ou à `sk-xxxxxxxxxxxxxxxxxxxxxxxx`.",
        "Les clés (key), requêtes (query) et valeurs (value) de l'attention : softmax(QKᵀ/√d)V [1].",
        "Son SHA-256 : e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.",
        "Le tenseur [0.12, -3.4, 128, 64, 32] a la forme (32, 128, 64) ; 0xFF vaut 255, soit 11111111.",
        "En base64, « Bonjour le monde » s'écrit Qm9uam91ciBsZSBtb25kZQ==.",
        "Les codes de L, S, T, M sont 76, 83, 84, 77 ; b, o, n valent 98, 111, 110.",
        "1. a\n2. b\n3. c\n4. d\n5. e\n6. f\n\n| i | x |\n|---|---|\n| 1 | h |\n",
        "C'est-à-dire : l'état h, la cellule c, l'entrée x, la sortie y et le poids W.",
        "Appuie sur une touche, place le numéro entre crochets, et vois les réseaux récurrents.",
        "mistral-large-2512, gpt-4o-2024-08-06, all-MiniLM-L6-v2, 0199e2a4-7c1b-7f3a-9d55-2f6a1c0e8b47",
        REFUSAL,
        "日本語 😀 e\u{301} \u{202e}abc\u{202c} \0 fin",
        "",
    ] {
        assert_eq!(filtered(answer), answer);
    }
}

#[test]
fn a_passage_may_be_quoted_with_its_commit_but_not_with_a_secret() {
    let commit = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
    let passage = format!("git checkout {commit} # {KEY}");
    let mut filter = OutputFilter::with(withheld()).quoting(passage.as_str().into());
    let answer = filter.push(&passage) + &filter.finish();
    assert_eq!(answer, format!("git checkout {commit} # {WITHHELD}"));
    assert_eq!(filtered(&format!("Voici {commit}")), format!("Voici {WITHHELD}"));
}

#[test]
fn a_first_word_begins_to_leave_as_it_comes() {
    for (first, leaves) in
        [("La", "La"), ("Voici", "Voi"), ("Une", "Une"), ("The", "The"), ("LSTM", "L"), ("**La", "**La")]
    {
        let mut filter = OutputFilter::with(withheld());
        assert_eq!(filter.push(first), leaves);
        assert_eq!(filter.push(" porte") + &filter.finish(), format!("{} porte", &first[leaves.len()..]));
    }
    // What is seen of a key that is the first word is no more of it than that.
    assert_eq!(filtered("da39a3ee5e6b4b0d3255bfef95601890afd80709"), format!("da{WITHHELD}"));
    assert_eq!(filtered(KEY), format!("{}{WITHHELD}", &KEY[..2]));
}

#[test]
fn what_is_short_is_withheld_as_a_word() {
    let mut filter = OutputFilter::new("", &["craie".into(), " ".into(), "".into()]);
    let answer = filter.push("La craie, craies, Craie.") + &filter.finish();
    assert_eq!(answer, format!("La {WITHHELD}, craies, Craie."));
    assert!(!format!("{filter:?}").contains("craie"));
}

#[test]
fn an_honest_answer_waits_for_a_word_or_two() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in ["README.fr.md", "README.md", "ARCHITECTURE.md", "docs/exercices.md"] {
        let text = std::fs::read_to_string(root.join(file)).unwrap();
        let mut filter = OutputFilter::with(withheld());
        let (mut given, mut answer, mut waiting) = (0, String::new(), 0);
        for character in text.chars() {
            given += character.len_utf8();
            answer.push_str(&filter.push(character.encode_utf8(&mut [0; 4])));
            waiting += text[answer.len()..given].split_whitespace().count();
        }
        answer.push_str(&filter.finish());
        assert!(answer == text && !filter.has_withheld(), "{file}");
        // The word under way is one of them.
        assert!(waiting < 2 * text.chars().count(), "{file}: {waiting}");
    }
}
