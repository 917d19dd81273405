//! What describes a party: metadata, alone and in numbers, and certificates.

use std::net::IpAddr;

use certs::Certificate;
use identity::is_invisible;
use jiff::Timestamp;
use metadata::{
    Described, Difference, Endpoints, Member, ServiceProvider, Severity, compare, lint,
};

use super::parties;

/// An `EntityDescriptor`.
pub fn metadata(xml: &[u8]) -> bool {
    let now = Timestamp::from_second(1_772_442_000).expect("March 2026");
    let signed = ServiceProvider::read_signed(xml, Endpoints::HttpsOnly, parties::trusted());
    if let Ok(party) = signed {
        assert_eq!(party.entity_id.as_str(), "https://sede.ejemplo.test/metadata");
    }
    for endpoints in [Endpoints::HttpsOnly, Endpoints::LoopbackHttpToo] {
        let read = ServiceProvider::read_with(xml, endpoints);
        let findings = lint(xml, endpoints, now);
        let _ = findings.iter().map(ToString::to_string).collect::<Vec<_>>();
        let has_error = findings.iter().any(|finding| finding.severity == Severity::Error);
        match read {
            Ok(party) => {
                check_party(&party);
                let keys = party.signing_keys(now);
                let usable = party.signing.iter().any(|key| key.public_key().is_ok());
                assert!(has_error || (keys.is_ok() && usable), "no finding, and no keys");
            }
            Err(cause) => assert!(has_error, "no finding, and {cause}"),
        }
    }
    ServiceProvider::read(xml).is_ok()
}

/// An `EntitiesDescriptor`.
pub fn aggregate(xml: &[u8]) -> bool {
    let signed = ::metadata::aggregate(xml, Some(parties::trusted()));
    if let Ok(signed) = &signed {
        assert!(signed.len() == 2, "nobody has signed an aggregate of {}", signed.len());
    }
    let Ok(read) = ::metadata::aggregate(xml, None) else {
        assert!(signed.is_err(), "signed, and not read");
        return false;
    };
    let now = Timestamp::from_second(1_772_442_000).expect("March 2026");
    let mut one_is_read = false;
    for member in read.members(Endpoints::LoopbackHttpToo) {
        let has_error = member.lint(now).iter().any(|finding| finding.severity == Severity::Error);
        match member.read() {
            Ok(Some(described)) => {
                check_member(&member, &described);
                one_is_read = true;
            }
            Ok(None) => assert!(!has_error && !member.is_service_provider()),
            Err(cause) => assert!(has_error, "no finding, and {cause}"),
        }
    }
    let _ = read.lint(now);
    one_is_read
}

/// A certificate as DER, and as base64.
pub fn certificate(octets: &[u8]) -> bool {
    let from_text = std::str::from_utf8(octets).ok().map(Certificate::from_base64);
    let mut has_key = false;
    for certificate in
        [Certificate::from_der(octets.to_vec())].into_iter().chain(from_text).flatten()
    {
        let again = Certificate::from_base64(&certificate.to_base64()).expect("its own base64");
        assert_eq!(again, certificate);
        let _ = (certificate.not_after(), format!("{certificate:?}"));
        assert_eq!(certificate.fingerprint().len(), 64);
        if let Ok(key) = certificate.public_key() {
            has_key = true;
            let wrapped = key.wrap_key(parties::recipient().transport, &[7; 32]);
            assert_eq!(wrapped.is_ok(), key.can_encrypt());
        }
    }
    has_key
}

/// What is kept of a member can be read alone, and says the same but for the ends of groups.
fn check_member(member: &Member<'_, '_>, described: &Described) {
    let party = &described.service_provider;
    assert_eq!(member.entity_id().as_ref(), Some(&party.entity_id));
    check_party(party);
    let alone = ServiceProvider::read_with(&described.descriptor, Endpoints::LoopbackHttpToo);
    let alone = alone.expect("it was read before");
    let ends = |one: &Difference| {
        matches!(one, Difference::EndsEarlier { .. } | Difference::EndsLater { .. })
    };
    assert!(
        compare(party, &alone)
            .iter()
            .all(|one| ends(one) || matches!(one, Difference::EndsNever { .. }))
    );
}

/// What holds of every party that is taken.
fn check_party(party: &ServiceProvider) {
    let defaults = party.consumers.iter().filter(|consumer| consumer.is_default).count();
    assert_eq!(defaults, 1, "one consumer is the default");
    assert!(party.consumer(None, None).is_some_and(|consumer| consumer.is_default));
    for consumer in &party.consumers {
        let (url, index) = (consumer.location.as_str(), consumer.index);
        assert_eq!(party.consumer(Some(url), Some(index)), Some(consumer));
        assert!(url.starts_with(consumer.origin()));
        assert!(url.starts_with("https://") || is_near(consumer.origin()), "in the open: {url}");
    }
    for language in ["es", "ca", "x"] {
        let name = party.display_name(language);
        assert!(!name.is_empty() && !name.contains(is_invisible), "a name to be shown: {name:?}");
    }
    let _ = (party.recipient().is_ok(), party.scheme_with(parties::rsa()));
    let _ = format!("{party:?}");
}

/// Whether an origin by http is this machine.
fn is_near(origin: &str) -> bool {
    let Some(authority) = origin.strip_prefix("http://") else {
        return false;
    };
    let is_port = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if is_port(port) => host,
        _ => authority,
    };
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    let name = host
        .strip_suffix("localhost")
        .is_some_and(|below| below.is_empty() || below.ends_with('.'));
    name || address.is_ok_and(|address| address.is_loopback())
}
