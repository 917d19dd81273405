//! The lists of revoked certificates that this node holds. They are long: each is fetched once, however many wait
//! for it, and there is a bound for all of them together.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

/// So many at most.
const MOST: usize = 256;
/// And so many octets of them; one has 32 MiB at most.
const MOST_OCTETS: usize = 64 * 1024 * 1024;
/// From so many places on, those are forgotten where nobody fetches.
const MOST_PLACES: usize = 1024;

/// Where a list is, and whose: its address, and the fingerprint of its issuer's certificate.
pub(super) type Place = (String, String);

/// A list that is good for now.
#[derive(Debug)]
pub(super) struct Kept<T> {
    pub(super) list: Arc<T>,
    /// SHA-256 of it, in hexadecimal.
    pub(super) answer: String,
    pub(super) octets: usize,
    pub(super) until: Timestamp,
}

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        let Self { list, answer, octets, until } = self;
        let (list, answer) = (Arc::clone(list), answer.clone());
        Self { list, answer, octets: *octets, until: *until }
    }
}

/// All lists.
pub(super) struct Lists<T> {
    kept: Mutex<HashMap<Place, Kept<T>>>,
    fetching: Mutex<HashMap<Place, Arc<Fetching>>>,
}

/// One place from which a list may be on its way.
#[derive(Default)]
struct Fetching {
    turn: tokio::sync::Mutex<()>,
    tries: AtomicU64,
}

/// Counts a try when it is over, also one that was given up.
struct Tried<'a>(&'a AtomicU64);

impl Drop for Tried<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl<T> Lists<T> {
    pub(super) fn new() -> Self {
        Self { kept: Mutex::default(), fetching: Mutex::default() }
    }

    /// The list of this place: the one that is held, or what `fetch` brings. Nothing: somebody else has just
    /// tried in vain.
    pub(super) async fn at<E>(
        &self,
        place: Place,
        now: Timestamp,
        fetch: impl Future<Output = Result<Kept<T>, E>>,
    ) -> Result<Option<Kept<T>>, E> {
        if let Some(kept) = self.held(&place, now) {
            return Ok(Some(kept));
        }
        let fetching = self.fetching(&place);
        let before = fetching.tries.load(Ordering::SeqCst);
        let _turn = fetching.turn.lock().await;
        if let Some(kept) = self.held(&place, now) {
            return Ok(Some(kept));
        }
        if fetching.tries.load(Ordering::SeqCst) != before {
            return Ok(None);
        }
        let tried = Tried(&fetching.tries);
        let kept = fetch.await?;
        drop(tried);
        self.keep(place, kept.clone(), now);
        Ok(Some(kept))
    }

    fn held(&self, place: &Place, now: Timestamp) -> Option<Kept<T>> {
        lock(&self.kept).get(place).filter(|kept| kept.until > now).cloned()
    }

    fn fetching(&self, place: &Place) -> Arc<Fetching> {
        let mut fetching = lock(&self.fetching);
        if fetching.len() >= MOST_PLACES {
            fetching.retain(|_, one| Arc::strong_count(one) > 1);
        }
        Arc::clone(fetching.entry(place.clone()).or_default())
    }

    /// Those that end first make room.
    fn keep(&self, place: Place, new: Kept<T>, now: Timestamp) {
        let mut kept = lock(&self.kept);
        kept.remove(&place);
        kept.retain(|_, one| one.until > now);
        while kept.len() >= MOST || octets(&kept) + new.octets > MOST_OCTETS {
            let Some(first) = kept.iter().min_by_key(|(_, one)| one.until) else { break };
            let first = first.0.clone();
            kept.remove(&first);
        }
        kept.insert(place, new);
    }
}

fn octets<T>(kept: &HashMap<Place, Kept<T>>) -> usize {
    kept.values().map(|one| one.octets).sum()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
