//! Quizzes in the database: their questions and answers, and nothing of who asked.

use jiff::Timestamp;
use sqlx::Row as _;
use uuid::Uuid;

use super::super::TutorError;
use super::Asked;
use crate::storage::Storage;

pub(super) async fn insert(storage: &Storage, id: Uuid, at: Timestamp, asked: &[Asked]) -> Result<(), TutorError> {
    let questions = serde_json::to_string(asked).map_err(TutorError::Damaged)?;
    sqlx::query("INSERT INTO quizzes (id, created_at, questions) VALUES (?, ?, ?)")
        .bind(id.to_string())
        .bind(at.as_millisecond())
        .bind(questions)
        .execute(&mut *storage.write().await)
        .await?;
    Ok(())
}

pub(super) async fn find(storage: &Storage, id: Uuid) -> Result<Option<Vec<Asked>>, TutorError> {
    let query = sqlx::query("SELECT questions FROM quizzes WHERE id = ?").bind(id.to_string());
    let Some(row) = query.fetch_optional(storage.read()).await? else { return Ok(None) };
    let questions: String = row.try_get("questions")?;
    serde_json::from_str(&questions).map(Some).map_err(TutorError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tutor::quiz::samples::asked;

    #[tokio::test]
    async fn a_quiz_is_found_by_its_id_alone() {
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open(dir.path()).await.unwrap();
        let quiz = [asked("Une question ?", 1), asked("Une autre ?", 0)];
        insert(&storage, Uuid::from_u128(1), Timestamp::UNIX_EPOCH, &quiz).await.unwrap();
        assert_eq!(find(&storage, Uuid::from_u128(1)).await.unwrap().unwrap(), quiz);
        assert_eq!(find(&storage, Uuid::from_u128(2)).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_damaged_quiz_is_said_to_be_one() {
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open(dir.path()).await.unwrap();
        let id = Uuid::from_u128(1);
        sqlx::query("INSERT INTO quizzes (id, created_at, questions) VALUES (?, 0, '{}')")
            .bind(id.to_string())
            .execute(&mut *storage.write().await)
            .await
            .unwrap();
        assert!(matches!(find(&storage, id).await, Err(TutorError::Damaged(_))));
    }
}
