use crate::{BadName, EntityId, MessageId, RelayState};

#[test]
fn an_entity_id_is_any_short_text_without_controls() {
    assert!(EntityId::new(&"ñ".repeat(1024)).is_ok());
    assert_eq!(EntityId::new(&"x".repeat(1025)), Err(BadName::TooLong));
    assert_eq!(EntityId::new(""), Err(BadName::Empty));
    assert_eq!(EntityId::new("a\nb"), Err(BadName::Character));
    assert_eq!(EntityId::new("SIR2").unwrap().to_string(), "SIR2");
}

#[test]
fn a_message_id_is_a_name_without_colon() {
    for id in ["_6f", "a.b-c_d", "ñ1"] {
        assert_eq!(MessageId::new(id).unwrap().as_str(), id);
    }
    for id in ["1a", "-a", ".a", "a:b", "a b", "a#b", "a\"b", "a/b"] {
        assert_eq!(MessageId::new(id), Err(BadName::Character), "{id}");
    }
    assert_eq!(MessageId::new(""), Err(BadName::Empty));
    assert_eq!(MessageId::new(&"a".repeat(257)), Err(BadName::TooLong));
}

#[test]
fn a_relay_state_is_kept_as_it_is_and_shown_to_nobody() {
    assert_eq!(RelayState::new("").unwrap().as_str(), "");
    assert!(RelayState::new(&"x".repeat(1024)).is_ok());
    assert_eq!(RelayState::new(&"x".repeat(1025)), Err(BadName::TooLong));
    assert_eq!(RelayState::new(&"ñ".repeat(513)), Err(BadName::TooLong));
    assert_eq!(RelayState::new("a\r\nb"), Err(BadName::Character));
    assert_eq!(format!("{:?}", RelayState::new("secret").unwrap()), "RelayState(6 octets)");
}
