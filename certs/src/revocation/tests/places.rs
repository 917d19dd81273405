use super::*;

fn found(extensions: Vec<Vec<u8>>) -> Sources {
    sources(&root().issue(&Draft { extensions, ..holder() })).unwrap()
}

#[test]
fn where_to_ask_stands_in_the_certificate() {
    let places = found(vec![
        pki::responders(&["http://ocsp.example.org/", "https://b.example.org/ocsp"]),
        pki::points(&["ldap://ldap.example.org/CN=CRL1", "http://crl.example.org/1.crl"]),
    ]);
    assert_eq!(places.ocsp, ["http://ocsp.example.org/", "https://b.example.org/ocsp"]);
    assert_eq!(places.crl, ["http://crl.example.org/1.crl"]);
    assert_eq!(found(vec![]), Sources::default());
}

#[test]
fn no_more_than_three_are_asked_and_by_no_other_way() {
    let many: Vec<String> = (0..9).map(|n| format!("http://h{n}.example.org/")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let places = found(vec![pki::responders(&many), pki::points(&many)]);
    assert_eq!((places.ocsp.len(), places.crl.len()), (3, 3));
    let long = format!("http://{}", "a".repeat(2048));
    let odd = ["file:///etc/passwd", "http://a b/", "ftp://a/", "http:/a", "http://a/\n", &long];
    assert_eq!(found(vec![pki::responders(&odd), pki::points(&odd)]), Sources::default());
}

#[test]
fn a_point_of_another_issuer_or_of_some_reasons_is_not_asked() {
    let name = pki::point_name(&["http://crl.example.org/1.crl"]);
    for limit in [pki_reasons(), crate::der::write(0xa2, &crate::der::write(0xa4, root().name()))] {
        let point = pki::sequence(&[pki::sequence(&[name.clone(), limit])]);
        let places = found(vec![pki::extension("2.5.29.31", false, &point)]);
        assert_eq!(places, Sources::default());
    }
}

fn pki_reasons() -> Vec<u8> {
    crate::der::write(0x81, &[1, 0x40])
}

#[test]
fn what_is_broken_is_no_source() {
    for oid in ["2.5.29.31", "1.3.6.1.5.5.7.1.1"] {
        let extensions = vec![pki::extension(oid, false, b"broken")];
        let certificate = root().issue(&Draft { extensions, ..holder() });
        assert_eq!(sources(&certificate), Err(Unreadable));
    }
}
