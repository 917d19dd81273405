use super::*;

#[test]
fn the_section_names_a_pepper_and_nothing_unknown() {
    let read = |json: serde_json::Value| {
        Section::new(json.as_object().unwrap().clone()).read::<Config>().map_err(|error| error.0)
    };
    let config = read(serde_json::json!({ "pepper_file": "/etc/pepper" })).unwrap();
    assert_eq!((config.pepper_file, config.workers), (PathBuf::from("/etc/pepper"), 2));
    assert_eq!(read(serde_json::json!({})).unwrap_err(), "missing field `pepper_file`");
    let typo = serde_json::json!({ "pepper_file": "p", "worker": 4 });
    assert!(read(typo).unwrap_err().starts_with("unknown field `worker`"));
}
