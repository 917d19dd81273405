use super::*;

#[test]
fn the_log_is_told_once_a_minute_how_often_it_was() {
    let watched = Watched::new(());
    let begin = Instant::now();
    let told: Vec<_> = [0, 1, 59, 60, 61, 200]
        .into_iter()
        .map(|second| watched.count(begin + Duration::from_secs(second)))
        .collect();
    assert_eq!(told, [Some(1), None, None, Some(3), None, Some(2)]);
    assert_eq!(watched.failures.load(Ordering::Relaxed), 6);
}
