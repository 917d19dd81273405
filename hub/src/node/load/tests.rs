use std::time::Instant;

use tokio::task::JoinSet;
use tokio::time::sleep;

use super::*;

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap().block_on(future)
}

async fn until(load: &Load, waiting: usize) {
    while load.waiting() != waiting {
        sleep(Duration::from_millis(1)).await;
    }
}

#[test]
fn a_place_that_comes_free_goes_to_a_journey_under_way_before_those_who_waited_longer() {
    block_on(async {
        let load = Arc::new(Load::new(1));
        let held = load.place(Class::New, None).await.unwrap();
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = JoinSet::new();
        for (place, class) in [(1, Class::New), (2, Class::UnderWay)] {
            let (load, order) = (Arc::clone(&load), Arc::clone(&order));
            let others = load.waiting();
            let one = Arc::clone(&load);
            tasks.spawn(async move {
                let _place = one.place(class, None).await.unwrap();
                order.lock().unwrap().push(place);
            });
            until(&load, others + 1).await;
        }
        drop(held);
        tasks.join_all().await;
        assert_eq!(*order.lock().unwrap(), [2, 1]);
        assert_eq!((load.busy(), load.waiting()), (0, 0));
    });
}

#[test]
fn every_fourth_place_is_for_who_begins_however_many_are_under_way() {
    block_on(async {
        let load = Arc::new(Load::new(8));
        let mut held = Vec::new();
        for _ in 0..8 {
            held.push(load.place(Class::UnderWay, None).await.unwrap());
        }
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = JoinSet::new();
        let crowd = [Class::New].into_iter().chain([Class::UnderWay; 6]);
        for (others, class) in crowd.enumerate() {
            let (load, order) = (Arc::clone(&load), Arc::clone(&order));
            let one = Arc::clone(&load);
            tasks.spawn(async move {
                let place = one.place(class, None).await.unwrap();
                order.lock().unwrap().push(class);
                place
            });
            until(&load, others + 1).await;
        }
        let mut places = Vec::new();
        for place in held.drain(..5) {
            drop(place);
            places.push(tasks.join_next().await.unwrap().unwrap());
        }
        let [journey, new] = [Class::UnderWay, Class::New];
        assert_eq!(*order.lock().unwrap(), [journey, journey, journey, new, journey]);
        tasks.abort_all();
    });
}

#[test]
fn who_is_new_waits_two_seconds_in_vain_and_whoever_would_wait_behind_too_many_not_at_all() {
    block_on(async {
        let load = Arc::new(Load::new(2));
        let _held = [
            load.place(Class::UnderWay, None).await.unwrap(),
            load.place(Class::New, None).await.unwrap(),
        ];
        let begun = Instant::now();
        let mut tasks = JoinSet::new();
        for _ in 0..2 {
            let load = Arc::clone(&load);
            tasks.spawn(async move { load.place(Class::New, None).await.map(drop) });
        }
        until(&load, 2).await;
        assert_eq!(load.place(Class::New, None).await.map(drop), Err(Full::Places));
        assert!(begun.elapsed() < Duration::from_secs(1), "nobody waits behind two");
        assert_eq!(tasks.join_all().await, [Err(Full::Places), Err(Full::Places)]);
        assert!(begun.elapsed() >= Duration::from_secs(2));
        assert_eq!(load.waiting(), 0);
        assert_eq!(load.busy(), 2);
    });
}

#[test]
fn a_place_given_to_somebody_who_has_gone_is_not_lost() {
    block_on(async {
        let load = Arc::new(Load::new(2));
        let held = [
            load.place(Class::New, None).await.unwrap(),
            load.place(Class::New, None).await.unwrap(),
        ];
        let mut tasks = JoinSet::new();
        for _ in 0..2 {
            let one = Arc::clone(&load);
            tasks.spawn(async move { one.place(Class::New, None).await.map(drop) });
        }
        until(&load, 2).await;
        tasks.abort_all();
        while tasks.join_next().await.is_some() {}
        drop(held);
        assert_eq!(load.busy(), 0);
        let again = load.place(Class::New, None).await.unwrap();
        assert_eq!(load.busy(), 1);
        drop(again);
        assert_eq!(load.busy(), 0);
    });
}

#[test]
fn one_neighbourhood_takes_half_of_the_places_and_no_more() {
    block_on(async {
        let load = Arc::new(Load::new(4));
        let crowd = Crowd::default();
        let held = [
            load.place(Class::New, Some(&crowd)).await.unwrap(),
            load.place(Class::UnderWay, Some(&crowd)).await.unwrap(),
        ];
        for class in [Class::New, Class::UnderWay] {
            assert_eq!(load.place(class, Some(&crowd)).await.map(drop), Err(Full::Crowd));
        }
        let other = load.place(Class::New, Some(&Crowd::default())).await.unwrap();
        assert_eq!(load.busy(), 3);
        drop(held);
        let _again = load.place(Class::New, Some(&crowd)).await.unwrap();
        drop(other);
        assert_eq!(load.busy(), 1);
    });
}
