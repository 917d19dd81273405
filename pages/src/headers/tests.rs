use std::collections::BTreeMap;

use super::{PageKind, origin_of, security_headers};

const ALWAYS: [(&str, &str); 5] = [
    ("x-frame-options", "DENY"),
    ("x-content-type-options", "nosniff"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "publickey-credentials-get=(self), publickey-credentials-create=(self), \
         otp-credentials=(self), camera=(), microphone=(), geolocation=()",
    ),
];

fn policy(form_action: &str) -> String {
    policy_with("'self'", form_action)
}

fn policy_with(connect_src: &str, form_action: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
         connect-src {connect_src}; base-uri 'none'; frame-ancestors 'none'; form-action {form_action}; \
         require-trusted-types-for 'script'"
    )
}

/// Exactly these headers and the ones that are always there.
fn check(kind: &PageKind, host: &str, own: &[(&str, &str)]) {
    let headers = security_headers(kind, host);
    let told: BTreeMap<&str, &str> =
        headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
    let expected: BTreeMap<&str, &str> = ALWAYS.iter().chain(own).copied().collect();
    assert_eq!(told, expected);
}

fn release(origins: &[&str]) -> PageKind {
    PageKind::Release { form_action: origins.iter().map(|&o| o.to_owned()).collect() }
}

#[test]
fn a_page_with_input_posts_to_ourselves_alone_and_is_not_kept() {
    check(
        &PageKind::Input,
        "hub.ejemplo.es",
        &[
            ("content-security-policy", &policy("'self'")),
            ("referrer-policy", "same-origin"),
            ("cache-control", "no-store"),
            ("strict-transport-security", "max-age=63072000; includeSubDomains"),
        ],
    );
}

#[test]
fn the_release_page_posts_to_the_agency_alone_and_tells_our_origin() {
    check(
        &release(&["https://sede.ejemplo.es", "https://otra.ejemplo.es:8443"]),
        "hub.ejemplo.es",
        &[
            (
                "content-security-policy",
                &policy("https://sede.ejemplo.es https://otra.ejemplo.es:8443"),
            ),
            ("referrer-policy", "strict-origin"),
            ("cache-control", "no-store"),
            ("strict-transport-security", "max-age=63072000; includeSubDomains"),
        ],
    );
}

#[test]
fn an_embedded_file_is_kept_for_ever() {
    check(
        &PageKind::Asset,
        "hub.ejemplo.es",
        &[
            ("content-security-policy", &policy("'self'")),
            ("referrer-policy", "same-origin"),
            ("cache-control", "public, max-age=31536000, immutable"),
            ("strict-transport-security", "max-age=63072000; includeSubDomains"),
        ],
    );
}

#[test]
fn what_is_no_origin_gets_into_no_policy() {
    let form_action = |origins: &[&str]| {
        let headers = security_headers(&release(origins), "hub.ejemplo.es");
        headers["content-security-policy"].to_str().unwrap().to_owned()
    };
    let evil =
        ["https://a.es; script-src *", "*", "'self'", "javascript:", "https://a.es/x", "https://"];
    assert_eq!(form_action(&evil), policy("'none'"));
    assert_eq!(form_action(&["https://a.es\r\nX: y", "https:"]), policy("https:"));
}

#[test]
fn loopback_names_are_not_pinned_to_https() {
    let pinned = |host: &str| {
        security_headers(&PageKind::Input, host).contains_key("strict-transport-security")
    };
    for host in ["localhost", "hub.localhost:8443", "HUB.LOCALHOST", "127.0.0.1:1", "[::1]:8443"] {
        assert!(!pinned(host), "{host}");
    }
    for host in
        ["hub.ejemplo.es", "localhost.ejemplo.es", "notlocalhost", "10.0.0.1", "[2001:db8::1]"]
    {
        assert!(pinned(host), "{host}");
    }
}

#[test]
fn an_origin_is_scheme_host_and_port() {
    let of = |address: &str| origin_of(address);
    assert_eq!(of("https://Sede.ejemplo.es/acs?x=1").as_deref(), Some("https://sede.ejemplo.es"));
    assert_eq!(
        of("http://trafico.localhost:8446").as_deref(),
        Some("http://trafico.localhost:8446")
    );
    assert_eq!(of("https://a.es#f").as_deref(), Some("https://a.es"));
    assert_eq!(of("https://user@a.es/"), None);
    assert_eq!(of("ftp://a.es/"), None);
    assert_eq!(of("javascript:alert(1)"), None);
    assert_eq!(of("https:///x"), None);
}

#[test]
fn a_page_that_leads_away_names_where_to_and_nothing_else() {
    let policy_of = |below: &str| {
        let kind = PageKind::Leave { below: below.to_owned() };
        let headers = security_headers(&kind, "hub.ejemplo.es");
        headers.get("content-security-policy").unwrap().to_str().unwrap().to_owned()
    };
    let below = "x509.hub.ejemplo.es:8444";
    assert_eq!(policy_of(below), policy("'self' https://*.x509.hub.ejemplo.es:8444"));
    for hostile in ["", "x509; script-src *", "x509 *", "a/b"] {
        assert_eq!(policy_of(hostile), policy("'self'"), "{hostile:?}");
    }
}

fn telling(origin: Option<&str>, form_action: &[&str]) -> PageKind {
    PageKind::Telling {
        origin: origin.map(str::to_owned),
        form_action: form_action.iter().map(|&o| o.to_owned()).collect(),
    }
}

#[test]
fn a_page_that_tells_an_agency_asks_it_and_posts_to_it_and_to_ourselves() {
    let agency = "https://sede.ejemplo.es:8443";
    check(
        &telling(Some(agency), &[agency]),
        "hub.ejemplo.es",
        &[
            (
                "content-security-policy",
                &policy_with(
                    "'self' https://sede.ejemplo.es:8443",
                    "'self' https://sede.ejemplo.es:8443",
                ),
            ),
            ("referrer-policy", "strict-origin"),
            ("cache-control", "no-store"),
            ("strict-transport-security", "max-age=63072000; includeSubDomains"),
        ],
    );
}

#[test]
fn what_is_no_origin_is_neither_asked_nor_posted_to() {
    let policy_of = |kind: &PageKind| {
        let headers = security_headers(kind, "hub.ejemplo.es");
        headers["content-security-policy"].to_str().unwrap().to_owned()
    };
    assert_eq!(policy_of(&telling(None, &[])), policy("'self'"));
    for evil in ["https://a.es; script-src *", "*", "https:", "https://a.es/x", "https://", ""] {
        assert_eq!(policy_of(&telling(Some(evil), &[evil])), policy("'self'"), "{evil:?}");
    }
}
