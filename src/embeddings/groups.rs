//! Groups of words compared: how alike the words of each are, how alike those of different ones, and whether that could
//! be chance.
//!
//! `separation` is the mean cosine of all pairs within a group, less that of all pairs across groups. Its p-value is of a
//! permutation test: the share of 999 random divisions of the same words into groups of the same sizes whose separation
//! is as great (Phipson and Smyth, 2010: the division at hand is counted among them). `silhouette` is Rousseeuw's (1987),
//! with 1 − cosine for a distance.

use serde::Serialize;
use utoipa::ToSchema;

use super::error::EmbeddingError;
use super::vector::{Vector, cosine, mean};
use super::word::{Opened, Word};
use crate::random::Random;

/// The fewest groups that can be compared.
pub const MIN_GROUPS: usize = 2;
/// The most: a table of their pairs still fits a slide.
pub const MAX_GROUPS: usize = 5;
/// The fewest words of a group: one has no pair.
pub const MIN_GROUP_WORDS: usize = 2;
/// The most words in all: the test looks at every pair of them a thousand times, in some 20 ms.
pub const MAX_WORDS: usize = 200;
/// The longest name of a group, in characters: what fits a table's head.
pub const MAX_NAME_CHARS: usize = 60;

/// With the division at hand a round thousand: the least p-value is 0.001.
const PERMUTATIONS: usize = 999;

/// A group, as sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Its words.
    pub words: Vec<String>,
}

/// Groups, compared.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Comparison {
    /// Whose embedding.
    #[schema(example = "avis-bilstm")]
    pub model: String,
    /// Each group.
    pub groups: Vec<GroupAnswer>,
    /// Each pair of groups.
    pub between: Vec<Between>,
    /// The mean cosine within groups, less that across groups; between -2 and 2, above 0 where groups hold together.
    #[schema(example = 0.42)]
    pub separation: f32,
    /// How probable so great a separation is by chance: by a permutation test of 999 divisions and this one.
    #[schema(example = 0.001, minimum = 0, maximum = 1)]
    pub p_value: f32,
    /// The mean silhouette of all words, with 1 - cosine for a distance; between -1 and 1.
    #[schema(example = 0.31, minimum = -1, maximum = 1)]
    pub silhouette: f32,
    /// From what the random divisions follow.
    #[schema(example = 0)]
    pub seed: u64,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct GroupAnswer {
    /// Its name, as sent.
    #[schema(example = "éloges")]
    pub name: String,
    /// Its words.
    pub words: Vec<GroupWord>,
    /// The mean of its words' vectors.
    pub centroid: Vec<f32>,
    /// The mean cosine of its pairs of words.
    #[schema(example = 0.71)]
    pub within: f32,
}

/// A word of a group.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct GroupWord {
    /// The word, as sent.
    #[schema(example = "magnifique")]
    pub word: String,
    /// Its pieces, where the vocabulary does not have it whole; its vector is then their mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub pieces: Option<Vec<String>>,
}

/// Two groups.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Between {
    /// Their names.
    #[schema(example = json!(["éloges", "reproches"]))]
    pub groups: [String; 2],
    /// The mean cosine of pairs with one word of each.
    #[schema(example = 0.12)]
    pub mean_cosine: f32,
    /// The cosine of their centroids.
    #[schema(example = 0.2)]
    pub centroid_cosine: f32,
}

/// Compares `groups`.
///
/// # Errors
/// When they are too few, too many, too small or too large, share a word or a name, or hold what is no word.
pub(super) fn compare(opened: &Opened, groups: &[Group], seed: u64) -> Result<Comparison, EmbeddingError> {
    check(groups)?;
    let mut members: Vec<Word> = Vec::new();
    let mut belongs = Vec::new();
    let mut unknown = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        for text in &group.words {
            match opened.word(text) {
                Ok(word) if members.iter().any(|other| other.pieces == word.pieces) => {
                    return Err(EmbeddingError::Repeated { word: word.word });
                }
                Ok(word) => {
                    members.push(word);
                    belongs.push(at);
                }
                Err(EmbeddingError::UnknownWords { words }) => unknown.extend(words),
                Err(error) => return Err(error),
            }
        }
    }
    if !unknown.is_empty() {
        return Err(EmbeddingError::UnknownWords { words: unknown });
    }
    let cosines = Cosines::of(&members);
    let separation = cosines.separation(&belongs);
    let mut random = Random::seeded(seed);
    let mut shuffled = belongs.clone();
    let as_great = (0..PERMUTATIONS).filter(|_| {
        random.shuffle(&mut shuffled);
        // A division may be this one again, added up in another order.
        cosines.separation(&shuffled) >= separation - 1e-12
    });
    let p_value = (as_great.count() + 1) as f64 / (PERMUTATIONS + 1) as f64;
    let centroids: Vec<Vector> = (0..groups.len())
        .map(|group| mean(of_group(&members, &belongs, group).map(|word| word.vector.as_slice())))
        .collect();
    let pairs = (0..groups.len()).flat_map(|a| (a + 1..groups.len()).map(move |b| (a, b)));
    let between = pairs.map(|(a, b)| Between {
        groups: [groups[a].name.clone(), groups[b].name.clone()],
        mean_cosine: cosines.mean(&belongs, a, b) as f32,
        centroid_cosine: cosine(&centroids[a], &centroids[b]) as f32,
    });
    let answers = groups.iter().zip(&centroids).enumerate().map(|(at, (group, centroid))| GroupAnswer {
        name: group.name.clone(),
        words: of_group(&members, &belongs, at)
            .map(|word| GroupWord { word: word.word.clone(), pieces: word.several_pieces() })
            .collect(),
        centroid: centroid.iter().map(|number| *number as f32).collect(),
        within: cosines.mean(&belongs, at, at) as f32,
    });
    Ok(Comparison {
        model: opened.model().name.clone(),
        groups: answers.collect(),
        between: between.collect(),
        separation: separation as f32,
        p_value: p_value as f32,
        silhouette: cosines.silhouette(&belongs, groups.len()) as f32,
        seed,
    })
}

fn check(groups: &[Group]) -> Result<(), EmbeddingError> {
    let count = groups.len();
    if !(MIN_GROUPS..=MAX_GROUPS).contains(&count) {
        return Err(EmbeddingError::Groups { count, least: MIN_GROUPS, most: MAX_GROUPS });
    }
    for (at, group) in groups.iter().enumerate() {
        let named_before = groups[..at].iter().any(|other| other.name == group.name);
        if group.name.trim().is_empty() || group.name.chars().nth(MAX_NAME_CHARS).is_some() || named_before {
            return Err(EmbeddingError::Name { group: at });
        }
        let total: usize = groups.iter().map(|group| group.words.len()).sum();
        let count = if total > MAX_WORDS { total } else { group.words.len() };
        if !(MIN_GROUP_WORDS..=MAX_WORDS).contains(&count) {
            return Err(EmbeddingError::Count { count, least: MIN_GROUP_WORDS, most: MAX_WORDS });
        }
    }
    Ok(())
}

fn of_group<'w>(words: &'w [Word], belongs: &'w [usize], group: usize) -> impl Iterator<Item = &'w Word> {
    words.iter().zip(belongs).filter(move |(_, own)| **own == group).map(|(word, _)| word)
}

/// The cosine of each pair of words.
struct Cosines(Vec<Vector>);

impl Cosines {
    fn of(words: &[Word]) -> Self {
        let row = |a: &Word| words.iter().map(|b| cosine(&a.vector, &b.vector)).collect();
        Self(words.iter().map(row).collect())
    }

    /// Pairs with one word of group `a` and another of group `b`.
    fn mean(&self, belongs: &[usize], a: usize, b: usize) -> f64 {
        let (mut sum, mut count) = (0.0, 0_u32);
        for (one, row) in self.0.iter().enumerate().filter(|(one, _)| belongs[*one] == a) {
            for (_, cosine) in row.iter().enumerate().filter(|(other, _)| *other != one && belongs[*other] == b) {
                sum += cosine;
                count += 1;
            }
        }
        sum / f64::from(count.max(1))
    }

    fn separation(&self, belongs: &[usize]) -> f64 {
        let (mut sums, mut counts) = ([0.0; 2], [0_u32; 2]);
        for (one, row) in self.0.iter().enumerate() {
            for (cosine, other) in row[..one].iter().zip(belongs) {
                let across = usize::from(belongs[one] != *other);
                sums[across] += cosine;
                counts[across] += 1;
            }
        }
        sums[0] / f64::from(counts[0].max(1)) - sums[1] / f64::from(counts[1].max(1))
    }

    fn silhouette(&self, belongs: &[usize], groups: usize) -> f64 {
        let of_word = |one: usize| {
            let distance = |group: usize| {
                let others = self.0[one].iter().zip(belongs).enumerate();
                let others = others.filter(|(other, (_, own))| *other != one && **own == group);
                let (sum, count) = others.fold((0.0, 0_u32), |(sum, n), (_, (cosine, _))| (sum + 1.0 - cosine, n + 1));
                sum / f64::from(count.max(1))
            };
            let own = distance(belongs[one]);
            let next = (0..groups).filter(|group| *group != belongs[one]).map(distance).fold(f64::INFINITY, f64::min);
            let larger = own.max(next);
            if larger > 0.0 { (next - own) / larger } else { 0.0 }
        };
        (0..self.0.len()).map(of_word).sum::<f64>() / self.0.len().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embeddings::samples::opened;

    fn group(name: &str, words: &[&str]) -> Group {
        Group { name: name.to_owned(), words: words.iter().map(|word| (*word).to_owned()).collect() }
    }

    fn praise_and_blame() -> [Group; 2] {
        [
            group("éloges", &["brillant", "superbe", "génial", "magnifique", "excellent", "parfait"]),
            group("reproches", &["nul", "ennuyeux", "mauvais", "pénible", "ridicule", "détesté"]),
        ]
    }

    #[test]
    fn groups_that_the_network_tells_apart_are_apart_and_the_seed_fixes_the_test() {
        let opened = opened("tiny");
        let compared = compare(&opened, &praise_and_blame(), 0).unwrap();
        assert!(compared.separation > 0.3 && compared.p_value < 0.01 && compared.silhouette > 0.2, "{compared:?}");
        assert_eq!(compared, compare(&opened, &praise_and_blame(), 0).unwrap());
        let [between] = compared.between.as_slice() else { panic!("{compared:?}") };
        assert!(compared.groups.iter().all(|group| group.within > between.mean_cosine), "{compared:?}");
    }

    #[test]
    fn a_group_divided_at_random_is_not_apart() {
        let mixed = [
            group("a", &["brillant", "nul", "superbe", "ennuyeux", "génial", "mauvais"]),
            group("b", &["magnifique", "pénible", "excellent", "ridicule", "parfait", "détesté"]),
        ];
        let compared = compare(&opened("tiny"), &mixed, 0).unwrap();
        assert!(compared.p_value > 0.05, "{compared:?}");
    }

    #[test]
    fn figures_are_those_of_their_definition() {
        let cosines = Cosines(vec![vec![1.0, 0.8, 0.1], vec![0.8, 1.0, 0.3], vec![0.1, 0.3, 1.0]]);
        let belongs = [0, 0, 1];
        assert!(
            (cosines.mean(&belongs, 0, 1) - 0.2).abs() < 1e-12 && (cosines.mean(&belongs, 0, 0) - 0.8).abs() < 1e-12
        );
        assert!((cosines.separation(&belongs) - 0.6).abs() < 1e-12);
        // (0.9 - 0.2) / 0.9, (0.7 - 0.2) / 0.7, and a word that is alone, whose own distance is 0.
        let silhouette = (0.7 / 0.9 + 0.5 / 0.7 + 1.0) / 3.0;
        assert!((cosines.silhouette(&belongs, 2) - silhouette).abs() < 1e-12);
    }

    #[test]
    fn groups_that_do_not_fit_are_refused() {
        let opened = opened("tiny");
        let refused = |groups: &[Group]| compare(&opened, groups, 0).unwrap_err();
        let [praise, blame] = praise_and_blame();
        assert!(matches!(refused(std::slice::from_ref(&praise)), EmbeddingError::Groups { count: 1, .. }));
        assert!(matches!(refused(&[praise.clone(), praise.clone()]), EmbeddingError::Name { group: 1 }));
        assert!(matches!(
            refused(&[praise.clone(), group(" ", &["nul", "mauvais"])]),
            EmbeddingError::Name { group: 1 }
        ));
        assert!(matches!(refused(&[praise.clone(), group("b", &["nul"])]), EmbeddingError::Count { count: 1, .. }));
        assert!(matches!(
            refused(&[praise.clone(), group("b", &["nul"; 300])]),
            EmbeddingError::Count { count: 306, .. }
        ));
        let error = refused(&[praise.clone(), group("b", &["nul", "Superbe"])]);
        assert!(matches!(&error, EmbeddingError::Repeated { word } if word == "Superbe"), "{error:?}");
        let error = refused(&[group("a", &["zzz", "nul"]), group("b", &["mauvais", "yyy"])]);
        assert!(matches!(&error, EmbeddingError::UnknownWords { words } if words == &["zzz", "yyy"]), "{error:?}");
        assert!(compare(&opened, &[praise, blame], 0).is_ok());
    }
}
