//! The directory in use, and whether it is the newest one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};

use crate::directory::Directory;
use crate::fault::chain;
use crate::hub::Hub;
use crate::store::StoreError;

/// So long a node may know of a newer directory and go on with the one before it (DESIGN §4).
pub const BEHIND: SignedDuration = SignedDuration::from_secs(2);

impl Hub {
    /// Loads what has changed in the directory since. True if another one is in use now.
    ///
    /// # Errors
    /// [`StoreError`]; the directory in use stays in use.
    pub async fn refresh_directory(&self) -> Result<bool, StoreError> {
        // Of many who ask at once one loads, and the others find it done.
        let _turn = self.directory.turn.lock().await;
        let newest = self.store.generation().await?;
        let known = self.directory.now();
        self.directory.saw(newest, self.clock.now());
        if newest == known.generation() {
            return Ok(false);
        }
        let known = if newest > known.generation() {
            known
        } else {
            // A database that forgot changes may give their versions out again, to others.
            tracing::warn!("the database has an older directory than this node: it counts");
            Arc::new(Directory::empty())
        };
        let loaded = self.store.load_directory(self.settings.environment.endpoints(), &known).await;
        match loaded {
            Ok(directory) => {
                self.directory.put(directory, self.clock.now());
                Ok(true)
            }
            Err(error) => {
                self.directory.news().failure = Some(chain(&error));
                Err(error)
            }
        }
    }
}

/// The directory in use: read often, swapped whole.
#[derive(Debug)]
pub struct CurrentDirectory {
    directory: RwLock<Arc<Directory>>,
    news: Mutex<News>,
    turn: tokio::sync::Mutex<()>,
}

/// What a node knows of the newest directory.
#[derive(Debug, Default)]
struct News {
    /// When the one in use was last known to be the newest.
    good_at: Option<Timestamp>,
    /// The first generation that it heard of and does not have, and when that was.
    missed: Option<(i64, Timestamp)>,
    /// Why the newest one was not loaded.
    failure: Option<String>,
}

/// Why a node should get no requests, though it goes on with the directory that it has.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotReady {
    /// Nothing can be written or read.
    #[error("the database does not answer")]
    Silent,
    /// What is stored is not read.
    #[error(
        "the newest directory cannot be loaded, and the one before it stays in use: {0}; the log says more"
    )]
    Failed(String),
    /// The newest keys are not in use.
    #[error("{0}")]
    Keys(String),
    /// The newest policy is not in use.
    #[error("{0}")]
    Policy(String),
    /// Nothing can be believed that has to do with time.
    #[error(
        "the clocks of this node and of the database are {0} seconds apart: set right the one that is wrong, by NTP"
    )]
    Clock(i64),
    /// It was told to stop.
    #[error("draining: this node was told to stop")]
    Leaving,
    /// Loading takes longer than it may.
    #[error("the newest directory is not loaded yet after 2 seconds")]
    Behind,
}

impl CurrentDirectory {
    /// Begins with this one.
    #[must_use]
    pub fn new(directory: Directory) -> Self {
        Self {
            directory: RwLock::new(Arc::new(directory)),
            news: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        }
    }

    /// The one in use. It stays the same for whoever holds it.
    #[must_use]
    pub fn now(&self) -> Arc<Directory> {
        // Nothing can be half-written under this lock, so a panic elsewhere does not spoil it.
        Arc::clone(&self.directory.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether requests should come here.
    ///
    /// # Errors
    /// [`NotReady`].
    pub fn readiness(&self, now: Timestamp) -> Result<(), NotReady> {
        let news = self.news();
        if let Some(why) = &news.failure {
            return Err(NotReady::Failed(why.clone()));
        }
        match news.missed {
            Some((_, since)) if now.duration_since(since) > BEHIND => Err(NotReady::Behind),
            _ => Ok(()),
        }
    }

    /// When the one in use was last known to be the newest; nothing: not since this node began.
    #[must_use]
    pub fn good_at(&self) -> Option<Timestamp> {
        self.news().good_at
    }

    /// The database has this generation now.
    pub(crate) fn saw(&self, newest: i64, now: Timestamp) {
        let in_use = self.now().generation();
        let mut news = self.news();
        if newest == in_use {
            *news = News { good_at: Some(now), ..News::default() };
        } else if newest > in_use && news.missed.is_none() {
            news.missed = Some((newest, now));
        }
    }

    /// Only whoever has the turn puts one in, so that an older one never comes after a newer one.
    fn put(&self, directory: Directory, now: Timestamp) {
        let generation = directory.generation();
        *self.directory.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(directory);
        // Generation by generation, a node that catches up again and again is not behind.
        let mut news = self.news();
        news.failure = None;
        news.missed = news.missed.filter(|(missed, _)| *missed > generation);
        news.good_at = Some(now);
    }

    fn news(&self) -> MutexGuard<'_, News> {
        self.news.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
