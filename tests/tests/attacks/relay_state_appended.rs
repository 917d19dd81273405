//! A `RelayState` put to a query that was signed without one, changed, or taken away: the place where
//! the person ends up afterwards.

use saml::{AuthnRequest, BadName, Malformed, Received, Untrusted};

use crate::forge::{
    Recipe, agency, form, open_form, open_redirect, query, request, signed, trusted,
};

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

/// SPEC T-S10: 80 octets outside ASCII, and what would end an attribute, by both bindings.
#[test]
fn a_hostile_relay_state_comes_back_octet_for_octet() {
    let text = format!("\"><script>{}", "ñ".repeat(40));
    assert_eq!(text.bytes().filter(|byte| !byte.is_ascii()).count(), 80);
    let (_, state) = open_redirect(&query(Some(&text))).unwrap();
    assert_eq!(state.unwrap().as_str(), text);
    let form = String::from_utf8(form(signed().as_bytes())).unwrap();
    let value = text.replace('"', "%22").replace('>', "%3E").replace('<', "%3C");
    for value in [value.replace('ñ', "%C3%B1"), value] {
        let form = format!("{form}&RelayState={value}");
        let keys = trusted(&[&agency().certificate]);
        let received = Received::from_post(form.as_bytes()).unwrap();
        let opened = received.open::<AuthnRequest>(&keys).unwrap();
        assert_eq!(opened.relay_state().unwrap().as_str(), text);
    }
}

/// Nothing in it ends a header where it is written into one: CVE-2020-6181 (SAP), CVE-2024-20337 (Cisco).
#[test]
fn a_relay_state_of_two_lines_is_refused_even_if_signed() {
    for lines in ["a\r\nSet-Cookie: b", "a\nb", "a\rb", "a\u{85}b", "\u{7f}", "\t"] {
        let value: Vec<String> = lines.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let value = value.concat();
        let unsigned = query(None).replacen("&SigAlg=", &format!("&RelayState={value}&SigAlg="), 1);
        let octets = unsigned.split("&Signature=").next().unwrap();
        let signature = (Recipe::right().sign)(octets.as_bytes());
        let signature = openssl::base64::encode_block(&signature)
            .replace('+', "%2B")
            .replace('/', "%2F")
            .replace('=', "%3D");
        let refused = open_redirect(&format!("{octets}&Signature={signature}"));
        assert_eq!(refused, Err(Malformed::RelayState(BadName::Character).into()), "{value}");
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
