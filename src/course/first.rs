//! The start: a course that is empty takes what its folder holds, and the index is read, so that the tutor can answer at once.

use std::error::Error;
use std::path::Path;

use super::Course;
use super::store;

impl Course {
    /// Ingests `folder` if no document is stored, and says in the log what came of it. A folder that is missing or cannot
    /// be read is no error: the teacher may send the course later. Whoever asks first then finds the index read.
    pub async fn prepare(&self, folder: &Path) {
        self.fill(folder).await;
        if let Err(error) = self.cache.renew(&self.storage, &self.cache.current()).await {
            tracing::warn!(error = &error as &(dyn Error + 'static), "the course's index cannot be read yet");
        }
    }

    async fn fill(&self, folder: &Path) {
        if let Err(error) = store::tell_version(&self.storage).await {
            tracing::warn!(error = &error as &(dyn Error + 'static), "the course's version cannot be told");
        }
        match self.is_empty().await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => return tracing::warn!(error = &error as &(dyn Error + 'static), "the course cannot be read"),
        }
        match self.ingest_folder(folder, |_| ()).await {
            Ok(report) => {
                let (documents, passages, skipped) = (report.added, report.passages, report.skipped.len());
                tracing::info!(documents, passages, skipped, folder = %folder.display(), "the course was read");
            }
            Err(error) => {
                tracing::warn!(error = &error as &(dyn Error + 'static), "there is no course yet");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::course::samples::course;

    #[tokio::test]
    async fn fills_an_empty_course_only() {
        let (course, dir) = course().await;
        course.fill(&dir.path().join("absent")).await;
        assert!(course.is_empty().await.unwrap());
        std::fs::write(dir.path().join("a.md"), "Une phrase.").unwrap();
        course.fill(dir.path()).await;
        std::fs::write(dir.path().join("b.md"), "Une autre.").unwrap();
        course.fill(dir.path()).await;
        let page = course.documents(None, 10).await.unwrap();
        assert_eq!(page.documents.iter().map(|stored| &*stored.path).collect::<Vec<_>>(), ["a.md"]);
    }

    #[tokio::test]
    async fn the_index_is_read_before_anybody_asks() {
        let (course, dir) = course().await;
        std::fs::write(dir.path().join("a.md"), "Une phrase.").unwrap();
        course.prepare(dir.path()).await;
        let ready = course.cache.current();
        assert_eq!(ready.passages().len(), 1);
        course.search("phrase", 1).await.unwrap();
        assert!(std::sync::Arc::ptr_eq(&ready, &course.cache.current()), "the search has read nothing anew");
    }
}
