//! Who may be connected: so many at once, and of one neighbourhood of addresses so many.
//!
//! When all seats are taken, whoever has asked for nothing for longest makes room. What is counted here protects this
//! process and decides nothing else, so it is in this process's memory (ADR 0023).

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use hub::node::load::Crowd;
use tokio::sync::Notify;

#[cfg(test)]
mod tests;

/// The seats of a listener.
pub(super) struct Room {
    most: usize,
    of_a_neighbourhood: usize,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    next: u64,
    seats: BTreeMap<u64, Arc<Guest>>,
    neighbourhoods: HashMap<Neighbourhood, (usize, Crowd)>,
}

/// The addresses that one customer of a provider has: of IPv4 the first 24 bits, of IPv6 the first 48.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Neighbourhood {
    is_v4: bool,
    network: u64,
}

impl Neighbourhood {
    fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => {
                let network = u64::from(address.to_bits() >> 8);
                Self { is_v4: true, network }
            }
            IpAddr::V6(address) => {
                let [first, second, third, ..] = address.segments().map(u64::from);
                let network = (first << 32) | (second << 16) | third;
                Self { is_v4: false, network }
            }
        }
    }
}

/// A connection's seat; it is given back when dropped.
pub(super) struct Seat {
    number: u64,
    room: Arc<Room>,
    guest: Arc<Guest>,
}

/// Who sits there.
pub(super) struct Guest {
    neighbourhood: Neighbourhood,
    /// Requests of the same neighbourhood.
    pub(super) crowd: Crowd,
    /// Since when nothing is asked; nothing while something is.
    idle: Mutex<Option<Instant>>,
    /// An answer has not been taken yet.
    pub(super) owed: Arc<AtomicBool>,
    /// Somebody else needs the seat.
    pub(super) leave: Notify,
}

/// A request that is being answered.
pub(super) struct Busy(Arc<Guest>);

impl Room {
    /// So many seats, and so many of them for one neighbourhood.
    pub(super) fn new(most: usize, of_a_neighbourhood: usize) -> Self {
        Self { most, of_a_neighbourhood, taken: Mutex::default() }
    }

    /// A seat for whoever comes from there; nothing if nobody can make room.
    pub(super) fn seat(self: &Arc<Self>, from: IpAddr) -> Option<Seat> {
        let neighbourhood = Neighbourhood::of(from);
        let mut taken = self.taken();
        let known = taken.neighbourhoods.get(&neighbourhood).cloned();
        let (here, crowd) = known.unwrap_or_default();
        let makes_room = if here >= self.of_a_neighbourhood {
            taken.make_room(|guest| guest.neighbourhood == neighbourhood)
        } else {
            taken.seats.len() < self.most || taken.make_room(|_| true)
        };
        if !makes_room {
            return None;
        }
        let number = taken.next;
        taken.next += 1;
        let guest = Arc::new(Guest {
            neighbourhood,
            crowd: crowd.clone(),
            idle: Mutex::new(Some(Instant::now())),
            owed: Arc::default(),
            leave: Notify::new(),
        });
        taken.seats.insert(number, Arc::clone(&guest));
        taken.neighbourhoods.entry(neighbourhood).or_insert((0, crowd)).0 += 1;
        Some(Seat { number, room: Arc::clone(self), guest })
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    /// Of these guests the one who has asked for nothing for longest goes.
    fn make_room(&mut self, among: impl Fn(&Guest) -> bool) -> bool {
        let idle = self.seats.iter().filter(|(_, guest)| among(guest));
        let idle = idle.filter_map(|(number, guest)| Some((guest.idle_since()?, *number)));
        let Some((_, number)) = idle.min() else { return false };
        if let Some(guest) = self.give_back(number) {
            guest.leave.notify_one();
        }
        true
    }

    fn give_back(&mut self, number: u64) -> Option<Arc<Guest>> {
        let guest = self.seats.remove(&number)?;
        if let Some((here, _)) = self.neighbourhoods.get_mut(&guest.neighbourhood) {
            *here -= 1;
            // Requests of theirs may still be answered, but nobody counts them together with later ones.
            if *here == 0 {
                self.neighbourhoods.remove(&guest.neighbourhood);
            }
        }
        Some(guest)
    }
}

impl Seat {
    pub(super) fn guest(&self) -> &Arc<Guest> {
        &self.guest
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.room.taken().give_back(self.number);
    }
}

impl Guest {
    /// Something is asked, until what this returns is dropped.
    pub(super) fn asks(self: &Arc<Self>) -> Busy {
        *self.idle() = None;
        Busy(Arc::clone(self))
    }

    /// Whether something is being answered.
    pub(super) fn is_served(&self) -> bool {
        self.idle_since().is_none()
    }

    fn idle_since(&self) -> Option<Instant> {
        if self.owed.load(Ordering::Relaxed) { None } else { *self.idle() }
    }

    fn idle(&self) -> MutexGuard<'_, Option<Instant>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        *self.0.idle() = Some(Instant::now());
    }
}
