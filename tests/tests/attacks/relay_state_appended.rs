//! A `RelayState` put to a query that was signed without one, changed, or taken away: the place where
//! the person ends up afterwards.

use saml::{BadName, Malformed, Untrusted};

use crate::forge::{form, open_form, open_redirect, query, request, signed};

#[test]
fn the_relay_state_of_a_query_is_signed() {
    assert_eq!(open_redirect(&format!("{}&RelayState=x", query(None))), Err(Untrusted::Signature));
    assert_eq!(open_redirect(&format!("{}&RelayState=", query(None))), Err(Untrusted::Signature));
    let changed = query(Some("state")).replace("RelayState=state", "RelayState=other");
    assert_eq!(open_redirect(&changed), Err(Untrusted::Signature));
    let taken = query(Some("state")).replace("RelayState=state&", "");
    assert_eq!(open_redirect(&taken), Err(Untrusted::Signature));
}

#[test]
fn the_relay_state_comes_back_octet_for_octet() {
    for text in ["", "\"><script>", &"ñ".repeat(512), "https://evil.example/?a=b&c=d#e", "%41+ +"]
    {
        let (message, state) = open_redirect(&query(Some(text))).unwrap();
        assert_eq!((message, state.unwrap().as_str()), (request(), text));
    }
}

#[test]
fn what_cannot_come_back_as_it_was_is_refused() {
    let form = String::from_utf8(form(signed().as_bytes())).unwrap();
    let with = |value: &str| open_form(format!("{form}&RelayState={value}").as_bytes());
    assert_eq!(with(&"x".repeat(1024)), Ok(request()));
    assert_eq!(with(&"x".repeat(1025)), Err(Malformed::RelayState(BadName::TooLong).into()));
    assert_eq!(with("a%0D%0Ab"), Err(Malformed::RelayState(BadName::Character).into()));
    assert_eq!(with("%00"), Err(Malformed::RelayState(BadName::Character).into()));
    assert_eq!(with("%FF"), Err(Malformed::ParameterText("RelayState").into()));
    assert_eq!(with("%4"), Err(Malformed::PercentEscape.into()));
}
