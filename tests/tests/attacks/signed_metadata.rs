//! Wrapping and its kin over metadata: whoever gets another key or address into a party's descriptor
//! needs no forged message afterwards. Metadata is larger and looser than messages: comments are allowed,
//! and the parties of an aggregate carry signatures of their own, which are content there. CVE-2017-16852
//! (Shibboleth) and CVE-2017-16853 (`OpenSAML`) dropped the check of the signature altogether.

use metadata::{Endpoints, Member, MetadataError, ServiceProvider, aggregate};
use saml::{Malformed, Untrusted};

use crate::answers::{by_provider, keys, signed_assertion};
use crate::forge::{
    AGENCY, DS, EVIL_CONSUMER, Recipe, after_start, at_the_end, by_stranger, key_info,
    signature_of, signed as signed_request, stranger,
};

const ID: &str = "_d5e2a7c1";
const GROUP: &str = "_g0b1c2d3";
const EVIL_ID: &str = "_evil";
const CONSUMER: &str = "https://sede.ejemplo.test/acs";
const MD: &str = "urn:oasis:names:tc:SAML:2.0:metadata";

/// An agency's descriptor without signature.
fn plain() -> String {
    format!(
        "<md:EntityDescriptor xmlns:md=\"{MD}\" ID=\"{ID}\" entityID=\"{AGENCY}\"><md:SPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\"><md:AssertionConsumerService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" Location=\"{CONSUMER}\" index=\"0\"></md:AssertionConsumerService></md:SPSSODescriptor></md:EntityDescriptor>"
    )
}

/// What an attacker wants: answers for the agency at another address.
fn evil(id: &str) -> String {
    plain().replace(ID, id).replace(CONSUMER, EVIL_CONSUMER)
}

/// Signed by the federation, whose key the operator has.
fn signed_as(message: &str, id: &str) -> String {
    let recipe = Recipe { sign: by_provider, ..Recipe::over(message.to_owned(), id) };
    after_start(message, &recipe.signature())
}

fn signed() -> String {
    signed_as(&plain(), ID)
}

fn group(id: &str, inside: &str) -> String {
    format!("<md:EntitiesDescriptor xmlns:md=\"{MD}\" ID=\"{id}\">{inside}</md:EntitiesDescriptor>")
}

fn extensions(inside: &str) -> String {
    format!("<md:Extensions>{inside}</md:Extensions>")
}

/// Where answers would go.
fn read(xml: &str) -> Result<String, MetadataError> {
    let read = ServiceProvider::read_signed(xml.as_bytes(), Endpoints::HttpsOnly, &keys());
    read.map(|party| party.consumers[0].location.clone())
}

fn read_group(xml: &str) -> Result<Vec<String>, MetadataError> {
    let aggregate = aggregate(xml.as_bytes(), Some(&keys()))?;
    let location = |member: Member<'_, '_>| {
        let described = member.read()?.expect("a service provider");
        Ok(described.service_provider.consumers[0].location.clone())
    };
    aggregate.members(Endpoints::HttpsOnly).map(location).collect()
}

fn untrusted<T>(cause: Untrusted) -> Result<T, MetadataError> {
    Err(MetadataError::Untrusted(cause))
}

#[test]
fn the_descriptor_is_read_as_long_as_nobody_touches_it() {
    assert_eq!(read(&signed()), Ok(CONSUMER.to_owned()));
    let other = plain().replace(AGENCY, "https://otra.ejemplo.test/metadata");
    let all = signed_as(&group(GROUP, &format!("{other}{}", signed())), GROUP);
    // The one ID stands twice in there: it is nobody's reference but that of an inner signature.
    assert_eq!(read_group(&all), Ok(vec![CONSUMER.to_owned(); 2]));
}

#[test]
fn no_signature_or_that_of_a_stranger_is_refused() {
    assert_eq!(read(&plain()), untrusted(Untrusted::Unsigned));
    assert_eq!(read_group(&group(GROUP, &plain())), untrusted(Untrusted::Unsigned));
    let recipe = Recipe {
        sign: by_stranger,
        key_info: key_info(&stranger().certificate),
        ..Recipe::over(evil(ID), ID)
    };
    let by_a_stranger = after_start(&evil(ID), &recipe.signature());
    assert_eq!(read(&by_a_stranger), untrusted(Untrusted::Signature));
    assert_eq!(read(&signed().replace(CONSUMER, EVIL_CONSUMER)), untrusted(Untrusted::Digest));
    let expired = signed().replacen(" ID=", " validUntil=\"2099-01-01T00:00:00Z\" ID=", 1);
    assert_eq!(read(&expired), untrusted(Untrusted::Digest));
}

#[test]
fn the_genuine_signature_in_a_forged_descriptor_is_refused() {
    let genuine = signed();
    let signature = signature_of(&genuine);
    let object = format!("<ds:Object>{}</ds:Object>", plain());
    let in_key_info = format!("<ds:KeyInfo>{}</ds:KeyInfo>", plain());
    for (id, alone, beside) in [
        (EVIL_ID, Untrusted::Reference, Untrusted::Reference),
        (ID, Untrusted::Digest, Untrusted::RepeatedId),
    ] {
        let forged = |inserted: &str| read(&after_start(&evil(id), inserted));
        assert_eq!(forged(signature), untrusted(alone));
        let holding = |inside: &str| at_the_end(signature, inside);
        assert_eq!(forged(&holding(&plain())), untrusted(Untrusted::SignatureStructure));
        assert_eq!(forged(&holding(&object)), untrusted(Untrusted::SignatureObject));
        assert_eq!(forged(&holding(&in_key_info)), untrusted(beside.clone()));
        for arranged in [
            format!("{signature}{}", plain()),
            format!("{}{signature}", plain()),
            format!("{signature}{}", extensions(&plain())),
            format!("{}{signature}", extensions(&plain())),
        ] {
            assert_eq!(forged(&arranged), untrusted(beside.clone()));
        }
    }
}

#[test]
fn a_signed_descriptor_inside_a_forged_one_proves_nothing() {
    for id in [EVIL_ID, ID] {
        for inside in [signed(), extensions(&signed()), format!("<x>{}</x>", signed())] {
            assert_eq!(read(&after_start(&evil(id), &inside)), untrusted(Untrusted::Unsigned));
            assert_eq!(read(&at_the_end(&evil(id), &inside)), untrusted(Untrusted::Unsigned));
        }
        let own = Recipe { sign: by_stranger, ..Recipe::over(evil(id), id) };
        let own = after_start(&evil(id), &own.signature());
        assert_eq!(
            read(&at_the_end(&own, &signed())),
            untrusted(match id {
                ID => Untrusted::RepeatedId,
                _ => Untrusted::Signature,
            })
        );
    }
}

#[test]
fn only_a_member_signed_is_not_the_aggregate_signed() {
    for inside in [
        signed(),
        format!("{}{}", evil(EVIL_ID), signed()),
        group("_inner", &signed()),
        signed_as(&group("_inner", &plain()), "_inner"),
    ] {
        assert_eq!(read_group(&group(GROUP, &inside)), untrusted(Untrusted::Unsigned));
    }
    // The member's signature put where the aggregate's would be.
    let genuine = signed();
    let moved = format!("{}{}{}", signature_of(&genuine), plain(), evil(EVIL_ID));
    assert_eq!(read_group(&group(GROUP, &moved)), untrusted(Untrusted::Reference));
    assert_eq!(read_group(&group(ID, &moved)), untrusted(Untrusted::RepeatedId));
}

#[test]
fn a_member_added_to_a_signed_aggregate_is_refused() {
    let genuine = signed_as(&group(GROUP, &plain()), GROUP);
    let members = at_the_end(&genuine, &evil(EVIL_ID));
    assert_eq!(read_group(&members), untrusted(Untrusted::Digest));
    let nested = at_the_end(&genuine, &group("_inner", &evil(EVIL_ID)));
    assert_eq!(read_group(&nested), untrusted(Untrusted::Digest));
    let around = group("_outer", &format!("{genuine}{}", evil(EVIL_ID)));
    assert_eq!(read_group(&around), untrusted(Untrusted::Unsigned));
    // An ID that is the aggregate's own: a reader by ID would find either.
    let same = signed_as(&group(GROUP, &evil(GROUP)), GROUP);
    assert_eq!(read_group(&same), untrusted(Untrusted::RepeatedId));
}

/// Only the outer signature counts: a broken one inside is what the federation published.
#[test]
fn a_signature_inside_a_signed_aggregate_is_content() {
    let recipe = Recipe { sign: by_stranger, ..Recipe::over(plain(), ID) };
    let broken = after_start(&plain(), &recipe.signature());
    let all = signed_as(&group(GROUP, &broken), GROUP);
    assert_eq!(read_group(&all), Ok(vec![CONSUMER.to_owned()]));
}

#[test]
fn parts_of_the_signature_that_come_twice_are_refused() {
    let genuine = signed();
    let signature = signature_of(&genuine);
    let several = untrusted(Untrusted::SeveralSignatures);
    assert_eq!(read(&after_start(&genuine, signature)), several);
    assert_eq!(read(&at_the_end(&genuine, signature)), several);
    let recipe = || Recipe { sign: by_provider, ..Recipe::over(plain(), ID) };
    let twice = Recipe { second_reference: recipe().reference(), ..recipe() };
    let twice = after_start(&plain(), &twice.signature());
    assert_eq!(read(&twice), untrusted(Untrusted::SeveralReferences));
    let info = recipe().signed_info();
    let twice = genuine.replacen(&info, &info.repeat(2), 1);
    assert_eq!(read(&twice), untrusted(Untrusted::RepeatedPart));
    for uri in [String::new(), "#".to_owned(), "https://federation.test/metadata".to_owned()] {
        let odd = Recipe { uri, ..recipe() };
        let odd = after_start(&plain(), &odd.signature());
        assert_eq!(read(&odd), untrusted(Untrusted::Reference));
    }
}

/// Comments are allowed here, and cut nothing short: texts are read whole (CVE-2025-29775).
#[test]
fn a_comment_in_a_digest_hides_nothing() {
    let genuine = signed();
    let digest = |xml: &str, inserted: &str| {
        let tag = "<ds:DigestValue>";
        xml.replacen(tag, &format!("{tag}{inserted}"), 1)
    };
    assert_eq!(read(&digest(&genuine, "<!--x-->")), Ok(CONSUMER.to_owned()));
    let forged = Recipe { sign: by_provider, ..Recipe::over(evil(ID), ID) };
    let forged = openssl::base64::encode_block(&forged.digest);
    let evil = after_start(&evil(ID), signature_of(&genuine));
    assert_eq!(read(&digest(&evil, &format!("<!--{forged}-->"))), untrusted(Untrusted::Digest));
    assert_eq!(read(&digest(&evil, &forged)), untrusted(Untrusted::DigestEncoding));
    let cut = evil.replacen("</ds:DigestValue>", "--></ds:DigestValue>", 1);
    let cut = digest(&cut, &format!("{forged}<!--"));
    assert_eq!(read(&cut), untrusted(Untrusted::Signature));
}

#[test]
fn something_else_that_was_signed_is_no_metadata() {
    for other in [signed_request(), signed_assertion(), format!("<x>{}</x>", signed())] {
        assert_eq!(read(&other), Err(MetadataError::NotMetadata));
        assert_eq!(read_group(&other), Err(MetadataError::NotMetadata));
    }
    assert_eq!(read_group(&signed()), Err(MetadataError::NotMetadata));
    let all = signed_as(&group(GROUP, &plain()), GROUP);
    assert_eq!(read(&all), Err(MetadataError::Aggregate));
}

#[test]
fn the_gate_is_the_same() {
    let doctype = format!("<!DOCTYPE x [<!ENTITY y \"z\">]>{}", signed());
    assert_eq!(read(&doctype), Err(MetadataError::Malformed(Malformed::Declaration)));
    let instruction = format!("{}<?x?>", signed());
    assert_eq!(read(&instruction), Err(MetadataError::Malformed(Malformed::ProcessingInstruction)));
    let relative = signed().replacen(" ID=", " xmlns:x=\"1\" ID=", 1);
    assert_eq!(read(&relative), Err(MetadataError::Malformed(Malformed::NamespaceDeclaration)));
    let two = format!("{}{}", signed(), evil(EVIL_ID));
    assert!(matches!(read(&two), Err(MetadataError::Malformed(Malformed::Syntax { .. }))));
    assert!(signed().contains(DS));
}
