use super::*;

#[test]
fn qualities_are_no_categories() {
    let otp = Factors::POSSESSION | Factors::DYNAMIC;
    assert_eq!(Factors::NONE.categories(), 0);
    assert_eq!(otp.categories(), 1);
    assert_eq!((otp | Factors::KNOWLEDGE).categories(), 2);
    assert_eq!((otp | otp).categories(), 1);
}

#[test]
fn a_set_contains_its_parts_and_nothing_else() {
    const CARD: Factors =
        Factors::KNOWLEDGE.union(Factors::POSSESSION).union(Factors::TAMPER_RESISTANT);
    assert!(CARD.contains(Factors::KNOWLEDGE | Factors::TAMPER_RESISTANT));
    assert!(CARD.contains(Factors::NONE));
    assert!(!CARD.contains(Factors::DYNAMIC));
    assert!(!CARD.contains(Factors::KNOWLEDGE | Factors::INHERENCE));
}

#[test]
fn a_set_shows_its_names() {
    let otp = Factors::DYNAMIC | Factors::POSSESSION;
    assert_eq!(format!("{otp:?}"), r#"{"possession", "dynamic"}"#);
}

#[test]
fn a_set_is_stored_by_names() {
    let otp = Factors::DYNAMIC | Factors::POSSESSION;
    assert_eq!(serde_json::to_string(&otp).unwrap(), r#"["possession","dynamic"]"#);
    assert_eq!(serde_json::from_str::<Factors>(r#"["dynamic","possession"]"#).unwrap(), otp);
    assert_eq!(
        serde_json::from_str::<Factors>(r#"["magic"]"#).unwrap_err().to_string(),
        "an unknown factor"
    );
}

#[test]
fn there_are_thirty_two_sets_each_once_and_each_the_sum_of_its_parts() {
    let all: std::collections::BTreeSet<_> = Factors::every().collect();
    assert_eq!((all.len(), Factors::every().count()), (32, 32));
    for set in Factors::every() {
        assert_eq!(set.each().fold(Factors::NONE, Factors::union), set);
        for one in set.each() {
            assert_eq!(set.without(one).union(one), set);
            assert!(!set.without(one).contains(one));
        }
    }
}
