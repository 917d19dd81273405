//! A name that is encrypted, in an assertion or in a request to log out: a second place where something
//! is decrypted, often written later and with fewer checks. `EncryptedID` beside `NameID`, another
//! element inside, and a request that nobody signed.

use saml::binding::Parameter;
use saml::{LogoutRequest, Malformed, Untrusted};

use crate::answers::by_provider;
use crate::answers::{ANA, EVA, PROVIDER, answered, hub, keys, open_as, plain_assertion, response};
use crate::forge::{Recipe, form_of};
use crate::sealing::{Sealed, encrypted_key, wrapped};

const ID: &str = "_l7d2f9";

fn name(value: &str) -> String {
    format!(
        "<saml2:NameID xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\">{value}</saml2:NameID>"
    )
}

fn encrypted(plain: &str) -> Sealed {
    Sealed { wrapper: "EncryptedID", ..Sealed::of(plain) }
}

/// A request to log out the person of this name or names.
fn request(names: &str) -> String {
    format!(
        "<saml2p:LogoutRequest xmlns:saml2p=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"{ID}\" IssueInstant=\"2026-03-02T09:15:00Z\" Version=\"2.0\"><saml2:Issuer xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\">{PROVIDER}</saml2:Issuer>{names}</saml2p:LogoutRequest>"
    )
}

fn signed(names: &str) -> String {
    Recipe { sign: by_provider, ..Recipe::over(request(names), ID) }.xml()
}

fn open(xml: &str) -> Result<String, Untrusted> {
    let opened = open_as::<LogoutRequest>(xml, std::slice::from_ref(hub()));
    opened.map(|request| request.name_id.value)
}

#[test]
fn an_encrypted_name_opens_for_us_alone() {
    assert_eq!(open(&signed(&name(ANA))), Ok(ANA.to_owned()));
    let sealed = signed(&encrypted(&name(ANA)).xml());
    assert_eq!(open(&sealed), Ok(ANA.to_owned()));
    assert_eq!(open_as::<LogoutRequest>(&sealed, &[]), Err(Untrusted::Decryption));
}

#[test]
fn an_encrypted_name_that_nobody_signed_is_not_decrypted() {
    let unsigned = request(&encrypted(&name(EVA)).xml());
    assert_eq!(open(&unsigned), Err(Untrusted::Unsigned));
    let sealed = encrypted(&name(ANA));
    let swapped = signed(&sealed.xml()).replace(&sealed.data, &encrypted(&name(EVA)).data);
    assert_eq!(open(&swapped), Err(Untrusted::Digest));
}

#[test]
fn a_name_is_there_once_plain_or_encrypted() {
    let (plain, sealed) = (name(ANA), encrypted(&name(EVA)).xml());
    let excluding = Untrusted::from(Malformed::Excluding("NameID", "EncryptedID"));
    assert_eq!(open(&signed(&format!("{plain}{sealed}"))), Err(excluding.clone()));
    assert_eq!(open(&signed(&format!("{sealed}{plain}"))), Err(excluding));
    let twice = Malformed::Repeated("EncryptedID").into();
    assert_eq!(open(&signed(&sealed.repeat(2))), Err(twice));
    let twice = Malformed::Repeated("NameID").into();
    assert_eq!(open(&signed(&plain.repeat(2))), Err(twice));
    assert_eq!(open(&signed("")), Err(Malformed::Missing("NameID").into()));
}

#[test]
fn what_is_no_name_is_refused() {
    let refused = |plain: &str| open(&signed(&encrypted(plain).xml())).unwrap_err();
    assert_eq!(refused(&plain_assertion()), Malformed::WrongRoot.into());
    assert_eq!(refused(&encrypted(&name(ANA)).xml()), Malformed::WrongRoot.into());
    assert_eq!(refused("_ana"), Malformed::NotWellFormed.into());
    assert_eq!(refused(&name("_a<!-- -->na")), Malformed::Declaration.into());
    assert_eq!(refused(&name("_a<x></x>na")), Malformed::NotText("NameID").into());
    assert_eq!(refused(&name(&"a".repeat(257))), Malformed::TooLong("NameID").into());
}

#[test]
fn its_keys_and_methods_are_judged_as_those_of_an_assertion() {
    let cbc = crate::sealing::method("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "");
    let odd = Sealed { method: cbc, ..encrypted(&name(ANA)) };
    let refused = Untrusted::ContentEncryption("AES-128 in CBC mode");
    assert_eq!(open(&signed(&odd.xml())), Err(refused));
    let five = encrypted_key(&wrapped(hub().certificate())).repeat(5);
    let odd = Sealed { keys: five, ..encrypted(&name(ANA)) };
    assert_eq!(open(&signed(&odd.xml())), Err(Untrusted::EncryptionStructure));
}

#[test]
fn the_name_in_an_assertion_may_be_encrypted_and_is_one() {
    let xml = plain_assertion();
    let end = "</saml2:NameID>";
    let own = &xml[xml.find("<saml2:NameID").unwrap()..xml.find(end).unwrap() + end.len()];
    let alone = own.replacen(
        "<saml2:NameID",
        "<saml2:NameID xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\"",
        1,
    );
    let sealed = encrypted(&alone).xml();
    assert_eq!(answered(&xml.replacen(own, &sealed, 1)), Ok(response()));
    let both = answered(&xml.replacen(own, &format!("{own}{sealed}"), 1));
    assert_eq!(both, Err(Malformed::Excluding("NameID", "EncryptedID").into()));
    // Inside an assertion that is encrypted as well.
    let nested = Sealed::of(&xml.replacen(own, &sealed, 1)).xml();
    assert_eq!(answered(&nested), Ok(response()));
}

/// Before anything is verified, an encrypted name names nobody.
#[test]
fn who_it_is_from_is_not_looked_for_in_what_is_encrypted() {
    let form = form_of(Parameter::Request, signed(&encrypted(&name(EVA)).xml()).as_bytes());
    let claimed = saml::Received::from_post(&form).unwrap().claims().unwrap();
    assert_eq!(claimed.provider_name, None);
    assert_eq!(claimed.issuer.unwrap().as_str(), keys().signer().as_str());
}
