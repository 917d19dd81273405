use super::*;

#[test]
fn the_section_says_how_many_threads_hash_and_nothing_unknown() {
    let read = |json: serde_json::Value| {
        Section::new(json.as_object().unwrap().clone()).read::<Config>().map_err(|error| error.0)
    };
    assert_eq!(read(serde_json::json!({ "workers": 4 })).unwrap().workers, 4);
    assert_eq!(read(serde_json::json!({})).unwrap().workers, 2);
    let typo = serde_json::json!({ "worker": 4 });
    assert!(read(typo).unwrap_err().starts_with("unknown field `worker`"));
}
