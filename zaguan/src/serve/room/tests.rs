use super::*;

fn from(last: u8) -> IpAddr {
    IpAddr::from([203, 0, 113, last])
}

fn elsewhere(number: u8) -> IpAddr {
    IpAddr::from([198, 51, number, 1])
}

fn room(most: usize, of_a_neighbourhood: usize) -> Arc<Room> {
    Arc::new(Room::new(most, of_a_neighbourhood))
}

/// Whether the guest was asked to leave.
fn leaves(seat: &Seat) -> bool {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        tokio::select! {
            biased;
            () = seat.guest().leave.notified() => true,
            () = std::future::ready(()) => false,
        }
    })
}

#[test]
fn who_has_asked_for_nothing_for_longest_makes_room() {
    let room = room(3, 3);
    let seats = [0, 1, 2].map(|number| room.seat(elsewhere(number)).unwrap());
    // The first has asked, and so is idle since later; the second is being answered.
    drop(seats[0].guest().asks());
    let _busy = seats[1].guest().asks();
    let _fourth = room.seat(elsewhere(3)).unwrap();
    assert_eq!([&seats[0], &seats[1], &seats[2]].map(leaves), [false, false, true]);
    let _fifth = room.seat(elsewhere(4)).unwrap();
    assert_eq!([&seats[0], &seats[1]].map(leaves), [true, false]);
}

#[test]
fn nobody_who_is_being_answered_or_takes_an_answer_makes_room() {
    let room = room(2, 2);
    let seats = [0, 1].map(|number| room.seat(elsewhere(number)).unwrap());
    let _busy = seats[0].guest().asks();
    seats[1].guest().owed.store(true, Ordering::Relaxed);
    assert!(room.seat(elsewhere(2)).is_none());
    seats[1].guest().owed.store(false, Ordering::Relaxed);
    assert!(room.seat(elsewhere(2)).is_some());
}

#[test]
fn a_neighbourhood_that_has_its_share_makes_room_for_its_own_alone() {
    let room = room(4, 2);
    let other = room.seat(elsewhere(0)).unwrap();
    let [first, second] = [1, 200].map(|last| room.seat(from(last)).unwrap());
    let _busy = second.guest().asks();
    let short = room.seat(from(77)).unwrap();
    assert_eq!([&other, &first].map(leaves), [false, true]);
    drop(short);
    let third = room.seat(from(78)).unwrap();
    let _busy_too = third.guest().asks();
    assert!(room.seat(from(79)).is_none(), "both of theirs are being answered");
    assert!(room.seat(elsewhere(1)).is_some(), "others have room");
}

#[test]
fn a_seat_is_given_back_once_whoever_ends_it() {
    let room = room(1, 1);
    let first = room.seat(from(1)).unwrap();
    let second = room.seat(elsewhere(0)).unwrap();
    drop(first);
    let _busy = second.guest().asks();
    assert!(room.seat(elsewhere(1)).is_none(), "the second still sits there");
    drop(second);
    assert!(room.taken().seats.is_empty() && room.taken().neighbourhoods.is_empty());
}

#[test]
fn a_neighbourhood_is_what_one_customer_has() {
    let of = |text: &str| Neighbourhood::of(text.parse().unwrap());
    assert_eq!(of("203.0.113.1"), of("203.0.113.254"));
    assert_eq!(of("203.0.113.1"), of("::ffff:203.0.113.9"));
    assert_ne!(of("203.0.113.1"), of("203.0.114.1"));
    assert_eq!(of("2001:db8:1:2::3"), of("2001:db8:1:ffff::9"));
    assert_ne!(of("2001:db8:1::"), of("2001:db8:2::"));
}
