//! The teacher's key: the one secret that opens other people's records. The database holds its SHA-256 only.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::clock::Clock;
use crate::storage::Storage;

/// The setting that keeps a made key's hash.
const SETTING: &str = "teacher_key_sha256";

/// What a teacher's request is checked against.
#[derive(Clone)]
pub struct TeacherKey {
    digest: [u8; 32],
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum TeacherKeyError {
    /// The database cannot be read or written.
    #[error("the teacher's key is not to be had from the database")]
    Database(#[from] sqlx::Error),
    /// The stored hash is no SHA-256: another program has written it.
    #[error("the stored hash of the teacher's key is damaged")]
    Damaged,
}

impl TeacherKey {
    /// The key given in the environment, which rules for this run; without one (or with a blank one), the key made at
    /// first start. The key itself comes back only from the call that makes it, to be shown then and never again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn establish(
        storage: &Storage,
        clock: &Clock,
        given: Option<&SecretString>,
    ) -> Result<(Self, Option<SecretString>), TeacherKeyError> {
        if let Some(given) = given.filter(|given| !given.expose_secret().trim().is_empty()) {
            return Ok((Self::of(given.expose_secret()), None));
        }
        let made = make(clock);
        let mut connection = storage.write().await;
        // Of two servers that start at once on one directory, one makes the key.
        let stored = sqlx::query("INSERT INTO settings VALUES (?, ?) ON CONFLICT DO NOTHING")
            .bind(SETTING)
            .bind(hexadecimal(&Self::of(made.expose_secret()).digest))
            .execute(&mut *connection)
            .await?;
        let digest: String = sqlx::query_scalar("SELECT value FROM settings WHERE name = ?")
            .bind(SETTING)
            .fetch_one(&mut *connection)
            .await?;
        let digest = from_hexadecimal(&digest).ok_or(TeacherKeyError::Damaged)?;
        Ok((Self { digest }, (stored.rows_affected() > 0).then_some(made)))
    }

    /// Whether `presented` is the key, in a time that does not tell how much of it is right.
    pub fn verify(&self, presented: &str) -> bool {
        Self::of(presented).digest.ct_eq(&self.digest).into()
    }

    // A plain hash, not a slow one: a made key has too many bits to be guessed, and one from the environment is not
    // stored.
    fn of(key: &str) -> Self {
        Self { digest: Sha256::digest(key).into() }
    }
}

impl fmt::Debug for TeacherKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TeacherKey").finish_non_exhaustive()
    }
}

/// A fresh key. Two ids hold 148 random bits; the hash spreads them and hides the time that leads both.
fn make(clock: &Clock) -> SecretString {
    let mut hash = Sha256::new();
    hash.update(clock.next_id());
    hash.update(clock.next_id());
    let digest: [u8; 32] = hash.finalize().into();
    hexadecimal(&digest[..20]).into()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hexadecimal(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 2 * bytes.len() || !text.is_ascii() {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn is_made_once_shown_once_and_kept() {
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open(dir.path()).await.unwrap();
        let (first, shown) = TeacherKey::establish(&storage, &Clock::system(), None).await.unwrap();
        let shown = shown.unwrap();
        let shown = shown.expose_secret();
        assert_eq!(shown.len(), 40);
        assert!(first.verify(shown));
        assert!(
            !first.verify(&shown[1..]) && !first.verify("") && !first.verify(&shown.to_uppercase().replace('A', "B"))
        );

        let blank = SecretString::from(" ");
        let (second, again) = TeacherKey::establish(&storage, &Clock::system(), Some(&blank)).await.unwrap();
        assert!(again.is_none());
        assert!(second.verify(shown));

        storage.close().await;
        for file in std::fs::read_dir(dir.path()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(shown.len()).any(|window| window == shown.as_bytes()));
        }
        assert!(!format!("{first:?}").contains(shown));
    }

    #[tokio::test]
    async fn one_from_the_environment_rules_and_is_not_stored() {
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open(dir.path()).await.unwrap();
        let given = SecretString::from("craie");
        let (key, shown) = TeacherKey::establish(&storage, &Clock::system(), Some(&given)).await.unwrap();
        assert!(shown.is_none() && key.verify("craie") && !key.verify("Craie"));
        let stored = sqlx::query_scalar("SELECT count(*) FROM settings WHERE name = ?").bind(SETTING);
        let stored: i64 = stored.fetch_one(storage.read()).await.unwrap();
        assert_eq!(stored, 0);
    }

    #[tokio::test]
    async fn a_damaged_hash_is_said_so() {
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open(dir.path()).await.unwrap();
        sqlx::query("INSERT INTO settings VALUES (?, 'é')")
            .bind(SETTING)
            .execute(&mut *storage.write().await)
            .await
            .unwrap();
        let error = TeacherKey::establish(&storage, &Clock::system(), None).await.unwrap_err();
        assert!(matches!(error, TeacherKeyError::Damaged), "{error:?}");
    }
}
