//! What the agency remembers, in memory: which requests are under way, and what came of them.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::provider::Answer;

/// A request unanswered for so long, or a visit so old, is forgotten.
const LIFE: Duration = Duration::from_mins(30);

/// Requests under way and visits, by the random names that only the browser concerned holds.
#[derive(Default)]
pub(crate) struct Visits {
    requests: Mutex<HashMap<String, Request>>,
    visits: Mutex<HashMap<String, Visit>>,
}

struct Request {
    browser: String,
    sent: Instant,
}

struct Visit {
    answer: Answer,
    since: Instant,
}

impl Visits {
    /// Remembers that this browser was sent to the hub with this request.
    pub(crate) fn sent(&self, request: &str, browser: &str) {
        let request_of = Request { browser: browser.to_owned(), sent: Instant::now() };
        let mut requests = lock(&self.requests);
        requests.retain(|_, request| request.sent.elapsed() < LIFE);
        requests.insert(request.to_owned(), request_of);
    }

    /// The requests that this browser was sent with and that are not yet answered.
    pub(crate) fn waiting(&self, browser: &str) -> Vec<String> {
        lock(&self.requests)
            .iter()
            .filter(|(_, request)| request.browser == browser && request.sent.elapsed() < LIFE)
            .map(|(id, _)| id.clone())
            .collect()
    }

    /// Uses a request up. False if it was used before: of two equal answers only one counts.
    pub(crate) fn answered(&self, request: &str) -> bool {
        lock(&self.requests).remove(request).is_some()
    }

    /// Remembers what the hub answered, under a visit's name.
    pub(crate) fn begin(&self, visit: &str, answer: Answer) {
        let mut visits = lock(&self.visits);
        visits.retain(|_, visit| visit.since.elapsed() < LIFE);
        visits.insert(visit.to_owned(), Visit { answer, since: Instant::now() });
    }

    /// What the hub answered in this visit.
    pub(crate) fn find(&self, visit: &str) -> Option<Answer> {
        let visits = lock(&self.visits);
        let visit = visits.get(visit).filter(|visit| visit.since.elapsed() < LIFE)?;
        Some(visit.answer.clone())
    }

    /// Forgets a visit: the person left.
    pub(crate) fn end(&self, visit: &str) {
        lock(&self.visits).remove(visit);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
