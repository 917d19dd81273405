use super::*;

#[test]
fn the_section_says_when_a_key_is_chosen_and_how_long_the_sms_waits() {
    let read = |json: serde_json::Value| {
        Section::new(json.as_object().unwrap().clone()).read::<Config>().map_err(|error| error.0)
    };
    let given = read(serde_json::json!({ "user_key": "required", "sms_wait": 0 })).unwrap();
    assert_eq!((given.user_key, given.sms_wait), (UserKey::Required, 0));
    let standard = read(serde_json::json!({})).unwrap();
    assert_eq!((standard.user_key, standard.sms_wait), (UserKey::Optional, 60));
    assert!(
        read(serde_json::json!({ "user_keys": "off" })).unwrap_err().starts_with("unknown field")
    );
    assert!(
        read(serde_json::json!({ "user_key": "on" })).unwrap_err().starts_with("unknown variant")
    );
}
