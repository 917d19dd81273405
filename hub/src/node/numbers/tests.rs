use super::*;

#[test]
fn counts_stand_by_their_words() {
    let counters = Counters::default();
    for status in ["2xx", "3xx", "2xx"] {
        counters.count(&[("kind", "sso"), ("status", status)]);
    }
    let wanted = [
        (r#"kind="sso",status="2xx""#.to_owned(), 2),
        (r#"kind="sso",status="3xx""#.to_owned(), 1),
    ];
    assert_eq!(counters.all(), BTreeMap::from(wanted));
}

#[test]
fn durations_are_counted_up_to_each_end_and_the_longest_in_the_last() {
    let durations = Durations::default();
    for milliseconds in [5, 6, 900, 11_000] {
        durations.count(Duration::from_millis(milliseconds));
    }
    let (told, sum, count) = durations.told();
    let counts: Vec<u64> = told.iter().map(|(_, count)| *count).collect();
    assert_eq!(counts, [1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4]);
    assert_eq!(told.last(), Some(&("+Inf", 4)));
    assert!((sum - 11.911).abs() < 1e-9, "{sum}");
    assert_eq!(count, 4);
}
