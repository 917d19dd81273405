//! How much a node does at once, and who goes first when that is not enough.
//!
//! So many requests have a place. Who finds none waits: steps of journeys under way before everybody else, but for every
//! fourth place, and each for a time that a person still waits. Who has waited in vain, or would wait behind too many, is told so at once, and
//! those who only begin are told first.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

#[cfg(test)]
mod tests;

/// Who asks for a place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Class {
    /// A person in the middle of a journey.
    UnderWay,
    /// Anybody else.
    New,
}

impl Class {
    /// How long a place is waited for.
    fn patience(self) -> Duration {
        match self {
            Self::UnderWay => Duration::from_secs(8),
            Self::New => Duration::from_secs(2),
        }
    }
}

/// How many requests come from the same neighbourhood of addresses at once. Whoever accepts connections counts by
/// neighbourhood, and gives it along with each request.
#[derive(Clone, Debug, Default)]
pub struct Crowd(Arc<AtomicUsize>);

/// The places of a node.
#[derive(Debug)]
pub struct Load {
    most: usize,
    line: Mutex<Line>,
}

#[derive(Debug, Default)]
struct Line {
    busy: usize,
    /// Places that were handed on.
    handed_on: u64,
    under_way: VecDeque<oneshot::Sender<Place>>,
    new: VecDeque<oneshot::Sender<Place>>,
}

/// Room for one request; it is given back when dropped.
#[derive(Debug)]
#[must_use]
pub struct Place {
    load: Option<Arc<Load>>,
    one_of: Option<OneOf>,
}

/// One request of a crowd.
#[derive(Debug)]
struct OneOf(Crowd);

/// Why there is no place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Full {
    /// All are taken.
    Places,
    /// Half of them are taken by requests from the same neighbourhood.
    Crowd,
}

impl Full {
    /// In a word, for machines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Places => "requests",
            Self::Crowd => "neighbourhood",
        }
    }
}

impl Load {
    /// So many places; one at least.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most: most.max(1), line: Mutex::default() }
    }

    /// A place, at once or in time.
    ///
    /// # Errors
    /// [`Full`].
    pub async fn place(
        self: &Arc<Self>,
        class: Class,
        crowd: Option<&Crowd>,
    ) -> Result<Place, Full> {
        let one_of = crowd.map(|crowd| crowd.join(self.most)).transpose()?;
        let mut place = match self.ask(class)? {
            Asked::Here(place) => place,
            Asked::Wait(place) => match timeout(class.patience(), place).await {
                Ok(Ok(place)) => place,
                Ok(Err(_)) | Err(_) => return Err(Full::Places),
            },
        };
        place.one_of = one_of;
        Ok(place)
    }

    /// How many places there are.
    #[must_use]
    pub fn most(&self) -> usize {
        self.most
    }

    /// How many places are taken.
    #[must_use]
    pub fn busy(&self) -> usize {
        self.line().busy
    }

    /// How many wait for one.
    #[must_use]
    pub fn waiting(&self) -> usize {
        let line = self.line();
        let waits = |one: &&oneshot::Sender<Place>| !one.is_closed();
        line.under_way.iter().chain(&line.new).filter(waits).count()
    }

    fn ask(self: &Arc<Self>, class: Class) -> Result<Asked, Full> {
        let mut line = self.line();
        if line.busy < self.most {
            line.busy += 1;
            return Ok(Asked::Here(Place { load: Some(Arc::clone(self)), one_of: None }));
        }
        let queue = match class {
            Class::UnderWay => &mut line.under_way,
            Class::New => &mut line.new,
        };
        if queue.len() >= self.most {
            queue.retain(|one| !one.is_closed());
        }
        if queue.len() >= self.most {
            return Err(Full::Places);
        }
        let (give, place) = oneshot::channel();
        queue.push_back(give);
        Ok(Asked::Wait(place))
    }

    /// Whoever waits for the place that comes free; if nobody does, it is free.
    fn next(&self) -> Option<oneshot::Sender<Place>> {
        let mut line = self.line();
        line.handed_on += 1;
        let Line { under_way, new, handed_on, .. } = &mut *line;
        // Every fourth place is for who begins: else many who only say that they are under way would keep all
        // others out.
        let [first, second] =
            if handed_on.is_multiple_of(4) { [new, under_way] } else { [under_way, new] };
        let next = first.pop_front().or_else(|| second.pop_front());
        if next.is_none() {
            line.busy -= 1;
        }
        next
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Asked {
    Here(Place),
    Wait(oneshot::Receiver<Place>),
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(load) = self.load.take() else { return };
        while let Some(next) = load.next() {
            let place = Self { load: Some(Arc::clone(&load)), one_of: None };
            match next.send(place) {
                Ok(()) => return,
                // Whoever waited has gone: this was no place, and the next one gets it.
                Err(mut unwanted) => unwanted.load = None,
            }
        }
    }
}

impl Crowd {
    fn join(&self, most: usize) -> Result<OneOf, Full> {
        let one_of = OneOf(self.clone());
        let before = self.0.fetch_add(1, Ordering::Relaxed);
        if before >= most.div_ceil(2) { Err(Full::Crowd) } else { Ok(one_of) }
    }
}

impl Drop for OneOf {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}
