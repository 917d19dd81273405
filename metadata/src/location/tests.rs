use BadLocation::{Character, Fragment, Host, NotHttps, TooLong, User};
use Endpoints::{HttpsOnly, LoopbackHttpToo};

use super::*;

#[test]
fn addresses_by_https_are_accepted() {
    for address in [
        "https://sede.example.es/acs",
        "https://sede.example.es",
        "https://sede.example.es:8443/acs?a=b&c=%20",
        "https://[2001:db8::1]:8443/acs",
        "https://trafico.localhost:8446/acs",
    ] {
        assert_eq!(check(address, HttpsOnly), Ok(()), "{address}");
    }
}

#[test]
fn http_is_accepted_on_this_machine_and_only_where_allowed() {
    for address in [
        "http://localhost/acs",
        "http://trafico.localhost:8446/acs",
        "http://127.0.0.1:8080/acs",
        "http://127.9.9.9/acs",
        "http://[::1]:8080/acs",
    ] {
        assert_eq!(check(address, LoopbackHttpToo), Ok(()), "{address}");
        assert_eq!(check(address, HttpsOnly), Err(NotHttps), "{address}");
    }
    for address in [
        "http://sede.example.es/acs",
        "http://localhost.example.es/acs",
        "http://evillocalhost/acs",
        "http://127.0.0.1.example.es/acs",
        "http://128.0.0.1/acs",
        "http://[::2]/acs",
    ] {
        assert_eq!(check(address, LoopbackHttpToo), Err(NotHttps), "{address}");
    }
}

#[test]
fn what_is_no_address_is_refused_with_its_reason() {
    let refused = [
        ("", NotHttps),
        ("/acs", NotHttps),
        ("//sede.example.es/acs", NotHttps),
        ("javascript:alert(1)", NotHttps),
        ("ftp://sede.example.es/", NotHttps),
        ("https:/sede.example.es/", NotHttps),
        ("https:///acs", Host),
        ("https://", Host),
        ("https://sede_.es/acs", Host),
        ("https://sede.es:/acs", Host),
        ("https://sede.es:0/acs", Host),
        ("https://sede.es:65536/acs", Host),
        ("https://sede.es:+80/acs", Host),
        ("https://[::1/acs", Host),
        ("https://[v1.x]/acs", Host),
        ("https://sede.es;x/acs", Host),
        ("https://sede.es%2eevil.es/acs", Host),
        ("https://good.es@evil.es/acs", User),
        ("https://sede.es/acs#top", Fragment),
        ("https://sede.es/a cs", Character),
        ("https://sede.es/acs\n", Character),
        ("https://sede.es/\"onload=", Character),
        ("https://sede.es\\evil.es/", Character),
        ("https://españa.es/acs", Character),
    ];
    for (address, reason) in refused {
        assert_eq!(check(address, LoopbackHttpToo), Err(reason), "{address}");
    }
    assert_eq!(check(&format!("https://a.es/{}", "a".repeat(2048)), HttpsOnly), Err(TooLong));
}

#[test]
fn the_origin_is_scheme_host_and_port() {
    assert_eq!(origin("https://sede.es:8443/acs?x=https://evil.es/"), "https://sede.es:8443");
    assert_eq!(origin("https://sede.es?x=/"), "https://sede.es");
    assert_eq!(origin("http://[::1]:80/acs"), "http://[::1]:80");
}

#[test]
fn the_host_of_a_web_address_stands_for_it() {
    assert_eq!(host_or_all("https://sede.es:8443/metadata"), "sede.es");
    assert_eq!(host_or_all("https://[::1]:8443/metadata"), "[::1]");
    assert_eq!(host_or_all("urn:example:sede"), "urn:example:sede");
    assert_eq!(host_or_all("https://user@sede.es/"), "https://user@sede.es/");
}
