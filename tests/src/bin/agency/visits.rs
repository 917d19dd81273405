//! What the agency remembers, in memory: which requests are under way, and what came of them.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::logout::Leaving;
use crate::provider::Answer;

#[cfg(test)]
mod tests;

/// A request unanswered for so long, or a visit so old, is forgotten.
const LIFE: Duration = Duration::from_mins(30);

/// Requests under way and visits, by the random names that only the browser concerned holds.
#[derive(Default)]
pub(crate) struct Visits {
    requests: Mutex<HashMap<String, Request>>,
    visits: Mutex<Open>,
}

/// What a request asks the hub for.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Asked {
    /// Who somebody is.
    Who,
    /// To end a session everywhere.
    Leave,
}

struct Request {
    browser: String,
    asked: Asked,
    sent: Instant,
}

#[derive(Default)]
struct Open {
    visits: HashMap<String, Visit>,
    /// What the hub has ended. An assertion may be on its way yet (SAML Core 3.7.3.1).
    ended: Vec<(Leaving, Instant)>,
}

struct Visit {
    answer: Answer,
    since: Instant,
}

impl Visits {
    /// Remembers that this browser was sent to the hub with this request.
    pub(crate) fn sent(&self, request: &str, browser: &str, asked: Asked) {
        let request_of = Request { browser: browser.to_owned(), asked, sent: Instant::now() };
        let mut requests = lock(&self.requests);
        requests.retain(|_, request| request.sent.elapsed() < LIFE);
        requests.insert(request.to_owned(), request_of);
    }

    /// The requests of this kind that this browser was sent with and that are not yet answered.
    pub(crate) fn waiting(&self, browser: &str, asked: Asked) -> Vec<String> {
        lock(&self.requests)
            .iter()
            .filter(|(_, request)| request.browser == browser && request.asked == asked)
            .filter(|(_, request)| request.sent.elapsed() < LIFE)
            .map(|(id, _)| id.clone())
            .collect()
    }

    /// Uses a request up. False if it was used before: of two equal answers only one counts.
    pub(crate) fn answered(&self, request: &str) -> bool {
        lock(&self.requests).remove(request).is_some()
    }

    /// Remembers what the hub answered, under a visit's name. False if the hub has ended the session
    /// meanwhile.
    pub(crate) fn begin(&self, visit: &str, answer: Answer) -> bool {
        let mut open = lock(&self.visits);
        open.visits.retain(|_, visit| visit.since.elapsed() < LIFE);
        open.ended.retain(|(_, at)| at.elapsed() < LIFE);
        if open.ended.iter().any(|(leaving, _)| concerns(leaving, &answer)) {
            return false;
        }
        open.visits.insert(visit.to_owned(), Visit { answer, since: Instant::now() });
        true
    }

    /// What the hub answered in this visit.
    pub(crate) fn find(&self, visit: &str) -> Option<Answer> {
        let open = lock(&self.visits);
        let visit = open.visits.get(visit).filter(|visit| visit.since.elapsed() < LIFE)?;
        Some(visit.answer.clone())
    }

    /// Forgets a visit, because the person left, and says what the hub had answered in it.
    pub(crate) fn end(&self, visit: &str) -> Option<Answer> {
        let ended = lock(&self.visits).visits.remove(visit)?;
        Some(ended.answer).filter(|_| ended.since.elapsed() < LIFE)
    }

    /// Forgets the visits of a session, in whatever browser: the person left elsewhere.
    pub(crate) fn end_all(&self, leaving: Leaving) {
        let mut open = lock(&self.visits);
        open.visits.retain(|_, visit| !concerns(&leaving, &visit.answer));
        open.ended.retain(|(_, at)| at.elapsed() < LIFE);
        open.ended.push((leaving, Instant::now()));
    }
}

fn concerns(leaving: &Leaving, answer: &Answer) -> bool {
    let session = match answer {
        Answer::Person(person) => person.session.as_ref(),
        Answer::Declined(_) => None,
    };
    session.is_some_and(|session| {
        let listed = session.index.as_ref().is_some_and(|index| leaving.indexes.contains(index));
        session.name == leaving.name && (leaving.indexes.is_empty() || listed)
    })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
