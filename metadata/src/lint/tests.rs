use super::*;
use crate::ServiceProvider;

const MELLON: &str = include_str!("../fixtures/mellon.xml");
const PYSAML2_SIGNED: &str = include_str!("../fixtures/pysaml2_signed.xml");
const PYTHON3_SAML: &str = include_str!("../fixtures/python3_saml.xml");
const SAMAEL: &str = include_str!("../fixtures/samael.xml");
const WEAK_KEY: &str = include_str!("../fixtures/weak_key.txt");

fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn report(xml: &str) -> Vec<String> {
    lint(xml.as_bytes(), Endpoints::HttpsOnly, now()).iter().map(Finding::to_string).collect()
}

#[test]
fn a_sound_descriptor_is_only_remarked_upon() {
    assert_eq!(
        report(MELLON),
        ["line 2: warning: There is no display name: citizens are shown the host name instead. \
          (SAML Metadata UI 2.1.1)"]
    );
    assert_eq!(
        report(PYTHON3_SAML),
        ["line 1: warning: The metadata ends on 2026-11-24T07:57:38Z; from then on nothing the \
          agency sends is accepted. (SAML Metadata 2.3.2)"]
    );
}

#[test]
fn a_signature_is_said_not_to_be_evaluated() {
    let findings = lint(PYSAML2_SIGNED.as_bytes(), Endpoints::HttpsOnly, now());
    let notes: Vec<_> = findings.iter().map(|finding| (finding.severity, finding.clause)).collect();
    assert_eq!(
        notes,
        [(Severity::Note, "SAML Metadata 3.1"), (Severity::Note, "SAML Metadata 2.4.4")],
        "{findings:?}"
    );
}

#[test]
fn unsigned_requests_and_the_lack_of_an_encryption_key_are_told() {
    let sentences = report(SAMAEL).join("\n");
    assert!(sentences.contains("AuthnRequestsSigned is not true"), "{sentences}");
    assert!(sentences.contains("no usable key for encryption"), "{sentences}");
}

#[test]
fn metadata_that_has_ended_is_an_error() {
    let later = "2026-12-01T00:00:00Z".parse().unwrap();
    let findings = lint(PYTHON3_SAML.as_bytes(), Endpoints::HttpsOnly, later);
    assert_eq!(
        findings.iter().map(Finding::to_string).collect::<Vec<_>>(),
        ["line 1: error: The metadata ended on 2026-11-24T07:57:38Z: nothing the agency sends is \
          accepted. (SAML Metadata 2.3.2)"]
    );
}

#[test]
fn a_weak_key_is_an_error_and_an_expired_certificate_is_not() {
    let start = PYTHON3_SAML.find("<ds:X509Certificate>").unwrap() + "<ds:X509Certificate>".len();
    let end = PYTHON3_SAML.find("</ds:X509Certificate>").unwrap();
    let weak = PYTHON3_SAML.replacen(&PYTHON3_SAML[start..end], WEAK_KEY.trim(), 1);
    let errors: Vec<String> =
        report(&weak).into_iter().filter(|line| line.contains(": error: ")).collect();
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors[0].contains("no usable key for signing"), "{errors:?}");
    assert!(errors[1].starts_with("line 3: error: The key cannot be used: "), "{errors:?}");

    let in_a_century = "2126-01-01T00:00:00Z".parse().unwrap();
    let findings = lint(MELLON.as_bytes(), Endpoints::HttpsOnly, in_a_century);
    assert!(findings.iter().all(|finding| finding.severity != Severity::Error), "{findings:?}");
    let expired = findings.iter().filter(|finding| finding.sentence.contains("has expired"));
    let severities: Vec<_> = expired.map(|finding| finding.severity).collect();
    assert_eq!(severities, [Severity::Note; 2]);
}

#[test]
fn a_weak_key_beside_a_usable_one_is_ignored_and_the_agency_can_work() {
    let descriptor = |purpose: &str| {
        format!(
            "<md:KeyDescriptor{purpose}><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data><ds:X509Certificate>{}\
             </ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:KeyDescriptor ",
            WEAK_KEY.trim()
        )
    };
    let severities = |purpose: &str| -> Vec<Severity> {
        let xml = PYTHON3_SAML.replacen("<md:KeyDescriptor ", &descriptor(purpose), 1);
        assert!(ServiceProvider::read(xml.as_bytes()).is_ok());
        let findings = lint(xml.as_bytes(), Endpoints::HttpsOnly, now());
        let about_it = findings.iter().filter(|found| found.sentence.contains("cannot be used"));
        about_it.map(|finding| finding.severity).collect()
    };
    for purpose in ["", " use=\"signing\"", " use=\"encryption\""] {
        assert_eq!(severities(purpose), [Severity::Warning], "{purpose}");
    }
}

#[test]
fn every_bad_address_and_key_is_told_and_not_only_the_first() {
    let acs = "<md:AssertionConsumerService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" \
               Location=\"https://sede.example.es/python3-saml/acs\" index=\"1\"/>";
    assert!(PYTHON3_SAML.contains(acs));
    let http = acs.replace("https:", "http:");
    let other = acs.replace("/acs", "/acs#x").replace("\"1\"", "\"2\"");
    let xml = PYTHON3_SAML.replacen(acs, &format!("{http}\n{other}"), 1).replacen(
        "use=\"signing\"",
        "use=\"decoration\"",
        1,
    );
    let errors: Vec<String> =
        report(&xml).into_iter().filter(|line| line.contains(": error: ")).collect();
    assert_eq!(
        errors,
        [
            "line 2: error: There is no usable key for signing, so no request can be verified. \
             (SAML Metadata 2.4.1.1)",
            "line 3: error: KeyDescriptor 1 is for neither signing nor encryption. \
             (SAML Metadata 2.4.1.1)",
            "line 5: error: AssertionConsumerService 1: the address does not begin with https://. \
             (SAML Bindings 3.5.5, RFC 3986, RFC 1123 2.1)",
            "line 6: error: AssertionConsumerService 2: the address contains a fragment (#). \
             (SAML Bindings 3.5.5, RFC 3986, RFC 1123 2.1)",
        ]
    );
}

#[test]
fn what_is_wrong_with_addresses_for_who_leaves_is_a_warning_and_no_error() {
    let slo = "<md:SingleLogoutService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" \
               Location=\"https://sede.example.es/python3-saml/sls\"/>";
    assert!(PYTHON3_SAML.contains(slo));
    let warnings = |services: &str| -> Vec<String> {
        let xml = PYTHON3_SAML.replacen(slo, services, 1);
        let about = |line: &String| line.contains("SingleLogoutService");
        report(&xml).into_iter().filter(about).collect()
    };
    assert_eq!(warnings(""), [""; 0]);
    let http = slo.replace("https:", "http:");
    let bad = "line 3: warning: SingleLogoutService 1: the address does not begin with https://. It is \
               left out. (SAML Bindings 3.5.5, RFC 3986, RFC 1123 2.1)";
    assert_eq!(warnings(&format!("{http}{slo}")), [bad]);
    let none = "line 3: warning: None of the SingleLogoutService elements can be used: it takes one with \
                the HTTP-Redirect or the HTTP-POST binding for the agency to be told when somebody \
                leaves. (SAML Metadata 2.4.2)";
    assert_eq!(warnings(&http), [bad, none]);
    assert_eq!(warnings(&slo.replace("HTTP-Redirect", "SOAP")), [none]);
    assert_eq!(
        warnings(&slo.repeat(11)),
        [
            "line 3: warning: There are more than 10 SingleLogoutService elements with the HTTP-Redirect or \
          the HTTP-POST binding; from this one on they are left out. (SAML Metadata 2.4.2)"
        ]
    );
}

#[test]
fn http_on_this_machine_is_remarked_upon_where_it_is_allowed() {
    let xml = MELLON.replace("https://sede.example.es/mellon/post", "http://localhost/mellon/post");
    let findings = lint(xml.as_bytes(), Endpoints::LoopbackHttpToo, now());
    assert!(findings.iter().all(|finding| finding.severity != Severity::Error), "{findings:?}");
    assert!(findings.iter().any(|finding| finding.sentence.contains("http on this very machine")));
}

#[test]
fn what_is_no_metadata_at_all_is_one_error() {
    for xml in [
        "",
        "<html/>",
        "<!DOCTYPE x><x/>",
        "<EntitiesDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\"/>",
    ] {
        let findings = lint(xml.as_bytes(), Endpoints::HttpsOnly, now());
        assert_eq!(findings.len(), 1, "{xml}: {findings:?}");
        assert_eq!(findings[0].severity, Severity::Error);
    }
}

#[test]
fn lint_finds_an_error_in_whatever_is_not_read() {
    let hurt = [
        ("entityID=\"", "entity=\""),
        ("index=\"1\"", "index=\"one\""),
        ("Location=\"https://sede.example.es/python3-saml/acs\"", ""),
        ("HTTP-POST", "PAOS"),
        ("SAML:2.0:protocol", "SAML:1.1:protocol"),
        (">MII", ">!"),
        ("xml:lang=\"es\">Agencia", ">Agencia"),
        ("Agencia de ejemplo", "Agencia\u{202e}"),
        ("validUntil=\"2026", "validUntil=\"26"),
        ("nameid-format:transient", "<b/>"),
        ("</md:Organization>", "</md:Organization><md:Organization/>"),
        ("<md:SPSSODescriptor", "<md:Extensions/><md:Extensions/><md:SPSSODescriptor"),
    ];
    for (found, instead) in hurt {
        let xml = PYTHON3_SAML.replacen(found, instead, 1);
        let read = ServiceProvider::read(xml.as_bytes());
        let errors = lint(xml.as_bytes(), Endpoints::HttpsOnly, now())
            .into_iter()
            .filter(|finding| finding.severity == Severity::Error)
            .count();
        assert_eq!(read.is_err(), errors > 0, "{found}: {read:?}");
    }
}

#[test]
fn an_agency_that_lists_one_of_our_name_formats_is_well_and_one_that_lists_none_is_warned() {
    let listing = |format: &str| {
        let xml = PYTHON3_SAML.replacen("nameid-format:transient", format, 1);
        let findings = lint(xml.as_bytes(), Endpoints::HttpsOnly, now());
        findings.into_iter().filter(|finding| finding.sentence.contains("NameIDFormat")).count()
    };
    assert_eq!(listing("nameid-format:transient"), 0);
    assert_eq!(listing("nameid-format:persistent"), 0);
    assert_eq!(listing("nameid-format:kerberos"), 1);
}
