//! HTTP parameter pollution (Carettoni and di Paola, 2009): the verifier takes the first, the reader
//! the last. Percent-encoded names are the same parameter to one and another to the other.

use saml::Malformed;

use crate::forge::{form, open_form, open_redirect, query, signed};

#[test]
fn no_parameter_of_the_binding_comes_twice() {
    let query = query(Some("state"));
    for name in ["SAMLRequest", "RelayState", "SigAlg", "Signature"] {
        for twice in
            [format!("{query}&{name}=x"), format!("{name}=x&{query}"), format!("{query}&{name}")]
        {
            assert_eq!(open_redirect(&twice), Err(Malformed::RepeatedParameter(name).into()));
        }
    }
}

#[test]
fn a_form_repeats_nothing_either() {
    let form = String::from_utf8(form(signed().as_bytes())).unwrap();
    for (added, name) in [
        ("SAMLRequest=x", "SAMLRequest"),
        ("RelayState=a&RelayState=a", "RelayState"),
        ("Relay%53tate=a&RelayState=b", "RelayState"),
        ("SAMLEncoding=a&SAMLEncoding=b", "SAMLEncoding"),
    ] {
        let twice = format!("{form}&{added}");
        assert_eq!(open_form(twice.as_bytes()), Err(Malformed::RepeatedParameter(name).into()));
    }
}

#[test]
fn a_percent_encoded_name_is_not_taken_for_another() {
    let query = query(Some("state"));
    for (name, encoded) in [
        ("SAMLRequest", "%53AMLRequest"),
        ("RelayState", "Relay%53tate"),
        ("Signature", "Signatur%65"),
    ] {
        let added = format!("{query}&{encoded}=x");
        assert_eq!(open_redirect(&added), Err(Malformed::EncodedParameter(name).into()));
        let replaced = query.replacen(&format!("{name}="), &format!("{encoded}="), 1);
        assert_eq!(open_redirect(&replaced), Err(Malformed::EncodedParameter(name).into()));
    }
}

#[test]
fn a_request_and_a_response_do_not_come_together() {
    let both = format!("{}&SAMLResponse=x", query(None));
    assert_eq!(open_redirect(&both), Err(Malformed::TwoMessages.into()));
}
