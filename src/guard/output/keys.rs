//! What has the shape of a key: of providers' own, of ours, and of anything drawn by lot. Placeholders, checksums of 64
//! digits, addresses and words have not.

use super::super::decode;

/// What the word before says of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Announced {
    /// Nothing.
    #[default]
    Nothing,
    /// That a key follows: `Bearer`, `API_KEY=`, `clé :`.
    Key,
}

/// Beginnings that only keys have, with how many more letters and digits make one.
const PREFIXES: [(&str, usize); 16] = [
    ("sk-", 16),
    ("sk_", 16),
    ("pk_", 16),
    ("rk_", 16),
    ("ghp_", 20),
    ("gho_", 20),
    ("ghu_", 20),
    ("ghs_", 20),
    ("ghr_", 20),
    ("github_pat_", 20),
    ("glpat-", 16),
    ("xoxb-", 16),
    ("xoxp-", 16),
    ("AIza", 30),
    ("hf_", 20),
    ("npm_", 20),
];

/// Words that announce one, as they end in lower case.
const ANNOUNCING: [&str; 12] =
    ["key", "keys", "clé", "cle", "clef", "token", "jeton", "secret", "password", "passwd", "passe", "bearer"];

impl Announced {
    /// What `word` says of the next one.
    pub(super) fn by(word: &str) -> Self {
        let word = word.to_lowercase();
        if ANNOUNCING.iter().any(|ending| word.ends_with(ending)) { Self::Key } else { Self::Nothing }
    }
}

/// Whether `word`, which holds no space and no bracket, is a key or carries one.
pub(super) fn is_key(word: &str, announced: Announced) -> bool {
    if let Some((_, rest)) = prefix(word) {
        return rest;
    }
    is_web_token(word)
        || is_aws(word)
        || word.split(|c: char| !c.is_ascii_alphanumeric()).any(|run| is_drawn(run, announced))
        || is_long_secret(word)
}

/// The known beginning of `word`, and whether what follows is drawn by lot and not a placeholder (`sk-votre-cle-ici`).
fn prefix(word: &str) -> Option<(&'static str, bool)> {
    let (prefix, least) = PREFIXES.into_iter().find(|(prefix, _)| word.starts_with(prefix))?;
    let rest = &word[prefix.len()..];
    let enough = rest.bytes().filter(u8::is_ascii_alphanumeric).count() >= least;
    let runs = || rest.split(|c: char| !c.is_ascii_alphanumeric());
    let drawn = runs().any(|run| {
        let (digits, letters) = count(run);
        run.len() >= 8 && digits >= 2 && letters >= 2 || run.len() >= 20 && distinct(run) >= 8
    });
    Some((prefix, enough && drawn))
}

/// A JSON web token: three parts, the first two JSON in base64.
fn is_web_token(word: &str) -> bool {
    word.starts_with("eyJ") && word.len() >= 40 && word.matches('.').count() >= 2
}

/// An access key of Amazon's.
fn is_aws(word: &str) -> bool {
    word.len() == 20
        && (word.starts_with("AKIA") || word.starts_with("ASIA"))
        && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Whether a run of letters and digits was drawn by lot.
fn is_drawn(run: &str, announced: Announced) -> bool {
    let (digits, letters) = count(run);
    if digits < 2 || letters < 2 || distinct(run) < 8 {
        return false;
    }
    let mixed = changes(run) * 10 >= run.len() * 3;
    match run.len() {
        // A key of Mistral's, a checksum of 128 bits.
        32 => mixed || is_lower_hexadecimal(run),
        // The teacher's key as this program makes it: it has the form of a commit's name, which suffers for it.
        40 if is_lower_hexadecimal(run) => true,
        // What base64 hides is read elsewhere; hidden text is no key.
        16.. if mixed && decode::base64_text(run).is_none() => {
            announced == Announced::Key && !is_checksum(run) || run.len() >= 24 && has_both_cases(run)
        }
        _ => false,
    }
}

/// Forty or more characters of base64 with its signs, such as Amazon's secret keys.
fn is_long_secret(word: &str) -> bool {
    let body = word.trim_end_matches('=');
    let (digits, letters) = count(body);
    body.len() >= 40
        && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte))
        && digits >= 3
        && letters >= 3
        && has_both_cases(body)
        // In an address or a name, whole words stand between the signs.
        && changes(body) * 10 >= body.len() * 4
        && decode::base64_text(body).is_none()
}

fn is_lower_hexadecimal(run: &str) -> bool {
    run.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// SHA-256 and SHA-512 in hexadecimal: lessons and model cards show them.
fn is_checksum(run: &str) -> bool {
    matches!(run.len(), 64 | 128) && is_lower_hexadecimal(run)
}

fn has_both_cases(run: &str) -> bool {
    run.bytes().filter(u8::is_ascii_uppercase).count() >= 2 && run.bytes().filter(u8::is_ascii_lowercase).count() >= 2
}

/// How many digits, how many letters.
fn count(run: &str) -> (usize, usize) {
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    (digits, run.bytes().filter(u8::is_ascii_alphabetic).count())
}

fn distinct(run: &str) -> usize {
    run.bytes().collect::<std::collections::HashSet<_>>().len()
}

/// How often the kind of character changes: capital, small letter, digit, sign.
fn changes(run: &str) -> usize {
    let kind = |byte: u8| match byte {
        b'0'..=b'9' => 0,
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        _ => 3,
    };
    run.as_bytes().windows(2).filter(|pair| kind(pair[0]) != kind(pair[1])).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 12] = [
        "sk-4fQ9zT7bLm2Xc8Vr1NpWk6Hd",
        "sk-proj-Ab3dEf6hIj9kLm2n-Op5qRs8tUv1w",
        "sk-canari-7f3a9d55c1e84b06",
        "Zk3mQ9xT7bLw2Xc8Vr1NpWk6HdYs5Gj4",
        "9f86d081884c7d659a2feaa0c55ad015",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "AKIAIOSFODNN7EXAMPLE",
        "wJ4lrXUtn8EMI/K7MD3NG/bPxRf2CYzQ9mTeL5vB",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
        "hf_AbCdEfGh1jKlMnOpQr5tUvWxYz",
        "AIzaSyD3xF9kL2mN8pQ4rS6tU1vW7xY0zA5bC",
    ];

    #[test]
    fn knows_the_shapes() {
        for key in KEYS {
            assert!(is_key(key, Announced::Nothing), "{key}");
        }
        for key in ["5f4dcc3b5aa765d61d83", "Abc123Def456Ghi789"] {
            assert!(is_key(key, Announced::by("MISTRAL_API_KEY")) && !is_key(key, Announced::Nothing), "{key}");
        }
    }

    #[test]
    fn leaves_what_lessons_show() {
        for word in [
            "MISTRAL_API_KEY",
            "VOTRE_CLE_API_ICI",
            "sk-votre-cle-mistral-ici",
            "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "sk-...",
            "sk-learn",
            "anticonstitutionnellement",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "0199e2a4-7c1b-7f3a-9d55-2f6a1c0e8b47",
            "d0606f6",
            "https://docs.rs/tokenizers/latest/tokenizers/models/wordpiece/struct.WordPiece.html",
            "https://pytorch.org/docs/stable/generated/torch.nn.LSTM.html",
            "BidirectionalLSTMWithAttention2024Model",
            "Qm9uam91ciBsZSBtb25kZSwgw6dhIHZhPw==",
            "3.14159265358979323846264338327950288419",
            "mistral-large-2512",
            "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2",
            "0x7ffd5e8a91c0",
            "[UNK][PAD][CLS]",
            "00000000000000000000000000000000",
        ] {
            assert!(!is_key(word, Announced::Nothing), "{word}");
            assert!(!is_key(word, Announced::Key), "{word}");
        }
    }
}
