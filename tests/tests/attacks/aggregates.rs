//! Games with who stands where in an aggregate. Members come from many hands, and a federation may sign
//! what one of them slipped in: a second descriptor under another's name, which whoever reads from the
//! other end takes for the first; a group that has ended, kept in a fresh aggregate; groups without end
//! inside each other; prefixes that mean something else once a member stands alone.

use metadata::{Described, Endpoints, MetadataError, ServiceProvider, UnknownParty, aggregate};
use saml::{EntityId, Malformed};

use crate::answers::{by_provider, keys, provider};
use crate::forge::{AGENCY, DS, EVIL_CONSUMER, Recipe, after_start};

const CONSUMER: &str = "https://sede.ejemplo.test/acs";
const OTHER: &str = "https://otra.ejemplo.test/metadata";
const MD: &str = "urn:oasis:names:tc:SAML:2.0:metadata";

/// A descriptor without namespaces of its own.
fn member(entity_id: &str, consumer: &str) -> String {
    let certificate = openssl::base64::encode_block(&provider().certificate.to_der().unwrap());
    format!(
        "<md:EntityDescriptor entityID=\"{entity_id}\"><md:SPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\"><md:KeyDescriptor><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:AssertionConsumerService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" Location=\"{consumer}\" index=\"0\"></md:AssertionConsumerService></md:SPSSODescriptor></md:EntityDescriptor>"
    )
}

fn group(attributes: &str, inside: &str) -> String {
    format!("<md:EntitiesDescriptor{attributes}>{inside}</md:EntitiesDescriptor>")
}

/// Signed by the federation, whose key the operator has.
fn signed(attributes: &str, inside: &str) -> String {
    let namespaces = format!(" xmlns:md=\"{MD}\" xmlns:ds=\"{DS}\" ID=\"_all\"{attributes}");
    let message = group(&namespaces, inside);
    let recipe = Recipe { sign: by_provider, ..Recipe::over(message.clone(), "_all") };
    after_start(&message, &recipe.signature())
}

fn read(xml: &str) -> Result<Vec<Result<Option<Described>, MetadataError>>, MetadataError> {
    let all = aggregate(xml.as_bytes(), Some(&keys()))?;
    Ok(all.members(Endpoints::HttpsOnly).map(|member| member.read()).collect())
}

/// Where answers to each would go.
fn consumers(xml: &str) -> Vec<Result<String, MetadataError>> {
    let members = read(xml).unwrap();
    let consumer =
        |found: Option<Described>| found.unwrap().service_provider.consumers[0].location.clone();
    members.into_iter().map(|member| member.map(consumer)).collect()
}

#[test]
fn a_name_that_stands_twice_is_nobodys_wherever_it_stands() {
    let (genuine, evil) = (member(AGENCY, CONSUMER), member(AGENCY, EVIL_CONSUMER));
    let other = member(OTHER, "https://otra.ejemplo.test/acs");
    let nobody = || Err(MetadataError::RepeatedEntity);
    let served = || Ok("https://otra.ejemplo.test/acs".to_owned());
    let inside = |evil: &str| group("", &group("", evil));
    for (xml, expected) in [
        (format!("{genuine}{evil}{other}"), [nobody(), nobody(), served()]),
        (format!("{evil}{genuine}{other}"), [nobody(), nobody(), served()]),
        (format!("{genuine}{other}{}", inside(&evil)), [nobody(), served(), nobody()]),
        (format!("{}{other}{genuine}", inside(&evil)), [nobody(), served(), nobody()]),
        (format!("{genuine}{other}{genuine}"), [nobody(), served(), nobody()]),
    ] {
        assert_eq!(consumers(&signed("", &xml)), expected);
    }
}

/// One that cannot be read would otherwise give the name to the other.
#[test]
fn a_name_that_stands_twice_is_nobodys_even_if_one_of_both_is_broken() {
    let broken = member(AGENCY, "http://sede.ejemplo.test/acs");
    let found = consumers(&signed("", &format!("{broken}{}", member(AGENCY, EVIL_CONSUMER))));
    assert_eq!(found, [Err(MetadataError::RepeatedEntity), Err(MetadataError::RepeatedEntity)]);
}

#[test]
fn names_that_look_alike_are_not_one() {
    let cyrillic = AGENCY.replace('e', "\u{435}");
    let padded = format!("{AGENCY} ");
    let all = [AGENCY, &cyrillic, &padded].map(|name| member(name, CONSUMER)).concat();
    let found = read(&signed("", &all)).unwrap();
    let names: Vec<EntityId> =
        found.into_iter().map(|one| one.unwrap().unwrap().service_provider.entity_id).collect();
    assert_eq!(
        names.iter().map(EntityId::as_str).collect::<Vec<_>>(),
        [AGENCY, &cyrillic, &padded]
    );
}

#[test]
fn a_group_that_has_ended_ends_its_members_however_fresh_the_rest_is() {
    let ended = group(" validUntil=\"2026-01-01T00:00:00Z\"", &member(AGENCY, CONSUMER));
    let promising = member(OTHER, CONSUMER).replacen(
        " entityID",
        " validUntil=\"2099-01-01T00:00:00Z\" entityID",
        1,
    );
    let ended_too = group(" validUntil=\"2026-01-01T00:00:00Z\"", &group("", &promising));
    let xml = signed(" validUntil=\"2099-01-01T00:00:00Z\"", &format!("{ended}{ended_too}"));
    let now = "2026-11-23T12:00:00Z".parse().unwrap();
    let all = aggregate(xml.as_bytes(), Some(&keys())).unwrap();
    let mut count = 0;
    for member in all.members(Endpoints::HttpsOnly) {
        let party = member.read().unwrap().unwrap().service_provider;
        assert_eq!(party.signing_keys(now).unwrap_err(), UnknownParty::Expired);
        let told = member.lint(now).into_iter().map(|finding| finding.sentence);
        assert!(
            told.into_iter().any(|sentence| sentence.starts_with("The group ended on 2026-01-01"))
        );
        count += 1;
    }
    assert_eq!(count, 2);
}

#[test]
fn groups_without_end_inside_each_other_are_refused_by_the_gate() {
    let nested = |depth: usize| {
        let (start, end) = ("<md:EntitiesDescriptor>", "</md:EntitiesDescriptor>");
        format!("{}{}", start.repeat(depth), end.repeat(depth))
    };
    assert!(read(&signed("", &nested(47))).unwrap().is_empty());
    for depth in [48, 100_000] {
        let xml = group(&format!(" xmlns:md=\"{MD}\""), &nested(depth));
        let refused = read(&xml).map(|members| members.len());
        assert_eq!(refused, Err(MetadataError::Malformed(Malformed::TooDeep)), "{depth}");
    }
}

#[test]
fn a_member_means_alone_what_it_meant_inside() {
    // Outside the prefix `md` means metadata, inside something else, and `x` the reverse.
    let turned = member(AGENCY, CONSUMER)
        .replacen("<md:EntityDescriptor", &format!("<x:EntityDescriptor xmlns:md=\"urn:nothing\" xmlns:y=\"{MD}\""), 1)
        .replacen("</md:EntityDescriptor", "</x:EntityDescriptor", 1)
        .replacen("<md:SPSSODescriptor", "<md:SPSSODescriptor></md:SPSSODescriptor><y:SPSSODescriptor", 1)
        .replacen("</md:SPSSODescriptor></x:", "</y:SPSSODescriptor></x:", 1)
        .replace("<md:AssertionConsumerService", &format!("<md:AssertionConsumerService></md:AssertionConsumerService><AssertionConsumerService xmlns=\"{MD}\""))
        .replace("</md:AssertionConsumerService></y:", "</AssertionConsumerService></y:");
    let xml = signed(&format!(" xmlns:x=\"{MD}\" xmlns=\"urn:nothing\""), &turned);
    let described = read(&xml).unwrap().remove(0).unwrap().unwrap();
    let alone = ServiceProvider::read(&described.descriptor).unwrap();
    assert_eq!(alone.consumers, described.service_provider.consumers);
    assert_eq!(alone.consumers[0].location, CONSUMER);
    // The key stands in a KeyDescriptor of another namespace.
    assert!(alone.signing.is_empty() && described.service_provider.signing.is_empty());
}
