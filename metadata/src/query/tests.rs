use super::*;

fn asked(base: &str, name: &str) -> String {
    query_address(base, &EntityId::new(name).unwrap())
}

#[test]
fn the_examples_of_the_draft() {
    assert_eq!(asked("http://example.org/mdq/", "foo"), "http://example.org/mdq/entities/foo");
    assert_eq!(
        asked("http://example.org/mdq/", "blue/green+light blue"),
        "http://example.org/mdq/entities/blue%2Fgreen+light%20blue"
    );
    assert_eq!(
        asked("http://metadata.example.org/service", "http://example.org/idp"),
        "http://metadata.example.org/service/entities/http:%2F%2Fexample.org%2Fidp"
    );
}

#[test]
fn a_name_stays_one_segment_whatever_it_contains() {
    assert_eq!(
        asked("https://mdq.test", "https://a.test/?x=1&y#z%2F{ñ}"),
        "https://mdq.test/entities/https:%2F%2Fa.test%2F%3Fx=1&y%23z%252F%7B%C3%B1%7D"
    );
}
