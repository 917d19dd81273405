use http::{HeaderMap, HeaderName};

use super::{
    Form, FormError, Guard, GuardError, LONGEST_BODY, MOST_FIELDS, hex, hmac_sha256, same_origin,
};

#[test]
fn a_form_is_read_as_it_was_typed() {
    let form = Form::parse("documento=12345678Z&clave=a+b%2B%C3%B1%26&vacio=".as_bytes()).unwrap();
    assert_eq!(form.get("documento"), Some("12345678Z"));
    assert_eq!(form.get("clave"), Some("a b+ñ&"));
    assert_eq!(form.get("vacio"), Some(""));
    assert_eq!(form.get("otro"), None);
}

#[test]
fn a_form_is_as_long_as_the_bounds_and_no_longer() {
    let values = "&x=".to_owned() + &"a".repeat(4096);
    assert!(Form::parse(values.as_bytes()).is_ok());
    assert_eq!(Form::parse((values + "a").as_bytes()), Err(FormError::FieldTooLong));

    let name = |length: usize| format!("{}=1", "n".repeat(length));
    assert!(Form::parse(name(64).as_bytes()).is_ok());
    assert_eq!(Form::parse(name(65).as_bytes()), Err(FormError::FieldTooLong));

    let fields = |count: usize| (0..count).map(|n| format!("f{n}=1")).collect::<Vec<_>>().join("&");
    assert!(Form::parse(fields(MOST_FIELDS).as_bytes()).is_ok());
    assert_eq!(Form::parse(fields(MOST_FIELDS + 1).as_bytes()), Err(FormError::TooManyFields));

    assert!(Form::parse(&vec![b'&'; LONGEST_BODY]).is_ok());
    assert_eq!(Form::parse(&vec![b'&'; LONGEST_BODY + 1]), Err(FormError::TooLong));
}

#[test]
fn a_field_twice_is_refused_however_it_is_written() {
    assert_eq!(Form::parse(b"clave=1&clave=1"), Err(FormError::Duplicate));
    assert_eq!(Form::parse(b"clave=1&cl%61ve=2"), Err(FormError::Duplicate));
}

#[test]
fn broken_encoding_is_refused() {
    for body in ["a=%", "a=%4", "a=%4g", "a=%zz", "a=%ff", "%c3=1"] {
        assert_eq!(Form::parse(body.as_bytes()), Err(FormError::Encoding), "{body}");
    }
    assert_eq!(Form::parse(b"a=\xff"), Err(FormError::Encoding));
}

#[test]
fn a_forms_debug_tells_no_value() {
    let form = Form::parse(b"clave=secreta").unwrap();
    assert_eq!(format!("{form:?}"), "[\"clave\"]");
    let guard = Guard::issue(b"secret", "t", 3);
    assert_eq!(format!("{guard:?}"), "Guard { version: 3, .. }");
}

/// The form that a browser sends back with this guard.
fn posted(guard: &Guard) -> Form {
    let fields: Vec<String> =
        guard.fields().map(|(name, value)| format!("{name}={value}")).collect();
    Form::parse(fields.join("&").as_bytes()).unwrap()
}

#[test]
fn a_guard_is_good_for_what_it_was_issued_for_and_nothing_else() {
    let form = posted(&Guard::issue(b"secret", "journey/choose", 7));
    assert_eq!(Guard::verify(b"secret", "journey/choose", &form), Ok(7));
    assert_eq!(Guard::verify(b"secre", "journey/choose", &form), Err(GuardError::Forged));
    assert_eq!(Guard::verify(b"secret", "journey/cancel", &form), Err(GuardError::Forged));
}

#[test]
fn a_guards_version_cannot_be_raised() {
    let guard = Guard::issue(b"secret", "t", 7);
    let token = guard.fields().find(|(name, _)| *name == "sello").unwrap().1;
    let raised = Form::parse(format!("version=8&sello={token}").as_bytes()).unwrap();
    assert_eq!(Guard::verify(b"secret", "t", &raised), Err(GuardError::Forged));
    let cut = Form::parse(format!("version=7&sello={}", &token[..63]).as_bytes()).unwrap();
    assert_eq!(Guard::verify(b"secret", "t", &cut), Err(GuardError::Forged));
}

#[test]
fn a_form_without_its_guard_is_refused() {
    for body in ["", "version=7", "sello=00", "version=&sello=00", "version=-1&sello=00"] {
        let form = Form::parse(body.as_bytes()).unwrap();
        assert_eq!(Guard::verify(b"secret", "t", &form), Err(GuardError::Missing), "{body}");
    }
}

/// RFC 4231, cases 2 and 6 (a key longer than a block).
#[test]
fn the_mac_is_hmac_sha256() {
    assert_eq!(
        hex(&hmac_sha256(b"Jefe", b"what do ya want for nothing?")),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    assert_eq!(
        hex(&hmac_sha256(&[0xaa; 131], b"Test Using Larger Than Block-Size Key - Hash Key First")),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    );
}

#[test]
fn a_form_from_another_site_is_told_by_either_header() {
    let ours = "https://hub.ejemplo.es";
    let told = |pairs: &[(&'static str, &str)]| {
        let headers: HeaderMap = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect();
        same_origin(&headers, ours)
    };
    assert!(told(&[]));
    assert!(told(&[("origin", ours)]));
    assert!(told(&[("origin", ours), ("sec-fetch-site", "same-origin")]));
    for site in ["cross-site", "same-site", "none", ""] {
        assert!(!told(&[("origin", ours), ("sec-fetch-site", site)]), "{site}");
    }
    for origin in ["null", "https://hub.ejemplo.es:8443", "http://hub.ejemplo.es", ""] {
        assert!(!told(&[("origin", origin)]), "{origin}");
    }
}

#[test]
fn a_second_origin_does_not_hide_behind_ours() {
    let mut headers = HeaderMap::new();
    headers.append("origin", "https://hub.ejemplo.es".parse().unwrap());
    headers.append("origin", "https://malo.ejemplo".parse().unwrap());
    assert!(!same_origin(&headers, "https://hub.ejemplo.es"));
}
