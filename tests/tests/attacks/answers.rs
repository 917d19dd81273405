//! The forger's bench for answers: an identity provider that the hub asked, and what it answers.

use std::sync::{Arc, OnceLock};

use certs::{Certificate, DecryptionKey};
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use saml::attributes::{FIRST_NAME, PERSON_IDENTIFIER};
use saml::{
    Assertion, Attribute, Deviation, Dialect, EntityId, Envelope, Manner, Message, MessageId,
    NameId, Received, Response, Signed, Status, TrustedKeys, Untrusted, respond,
};

use crate::forge::{Party, Recipe, at_the_end, deviates, form_of, party, rsa};

pub(crate) const PROVIDER: &str = "https://idp.ejemplo.test/metadata";
pub(crate) const HUB: &str = "https://hub.example.test/saml/metadata";
pub(crate) const CONSUMER: &str = "https://hub.example.test/saml/acs";
pub(crate) const REQUEST_ID: &str = "_q4b0d6e2f";
pub(crate) const RESPONSE_ID: &str = "_r51c3f0a8";
pub(crate) const ASSERTION_ID: &str = "_a9d0e47b1";
pub(crate) const UNTIL: &str = "2026-03-02T09:20:00Z";
/// How the provider calls the person who was there, and the one the attacker wants to be.
pub(crate) const ANA: &str = "_ana";
pub(crate) const EVA: &str = "_eva";

/// The identity provider whose key the hub has from its metadata.
pub(crate) fn provider() -> &'static Party {
    static PARTY: OnceLock<Party> = OnceLock::new();
    PARTY.get_or_init(|| party(PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap()))
}

/// The provider signs.
pub(crate) fn by_provider(data: &[u8]) -> Vec<u8> {
    rsa(&provider().key, MessageDigest::sha256(), data)
}

/// The hub's key, that others encrypt for.
pub(crate) fn hub() -> &'static DecryptionKey {
    static KEY: OnceLock<DecryptionKey> = OnceLock::new();
    KEY.get_or_init(|| {
        let party = party(PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap());
        let key = party.key.private_key_to_pem_pkcs8().unwrap();
        DecryptionKey::from_pem(&key, &party.certificate.to_pem().unwrap()).unwrap()
    })
}

/// What the hub knows of the provider.
pub(crate) fn keys() -> TrustedKeys {
    let certificate = Certificate::from_der(provider().certificate.to_der().unwrap()).unwrap();
    TrustedKeys::new(EntityId::new(PROVIDER).unwrap(), vec![Arc::new(certificate)]).unwrap()
}

pub(crate) fn response() -> Response {
    let envelope = Envelope {
        response_id: MessageId::new(RESPONSE_ID).unwrap(),
        issued: "2026-03-02T09:15:00Z".parse().unwrap(),
        issuer: EntityId::new(PROVIDER).unwrap(),
        destination: CONSUMER.to_owned(),
        in_response_to: MessageId::new(REQUEST_ID).unwrap(),
    };
    Response { envelope, status: Status::success(), assertion: Some(assertion()) }
}

pub(crate) fn assertion() -> Assertion {
    Assertion {
        id: MessageId::new(ASSERTION_ID).unwrap(),
        not_before: None,
        not_on_or_after: UNTIL.parse().unwrap(),
        audience: HUB.to_owned(),
        one_time_use: false,
        name_id: NameId::transient(ANA.to_owned(), &EntityId::new(PROVIDER).unwrap()),
        address: None,
        session_index: Some("_s1".to_owned()),
        authn_instant: "2026-03-02T09:14:30Z".parse().unwrap(),
        context: "http://eidas.europa.eu/LoA/substantial".to_owned(),
        authorities: Vec::new(),
        attributes: vec![
            Attribute::one(PERSON_IDENTIFIER, "PersonIdentifier", "99999990S"),
            Attribute::one(FIRST_NAME, "FirstName", "Ana"),
        ],
    }
}

/// The assertion without signature.
pub(crate) fn plain_assertion() -> String {
    let manner = Manner::new(Dialect::Strict, &provider().signing);
    let manner = Manner { signed: Signed::Response, ..manner };
    let xml = respond(&response().envelope, &assertion(), manner).unwrap();
    let xml = String::from_utf8(xml).unwrap();
    let end = "</saml2:Assertion>";
    xml[xml.find("<saml2:Assertion ").unwrap()..xml.find(end).unwrap() + end.len()].to_owned()
}

/// What an attacker wants: the assertion about another person, under an ID of the attacker's choice.
pub(crate) fn evil_assertion(id: &str) -> String {
    plain_assertion().replace(ASSERTION_ID, id).replace(ANA, EVA).replace("99999990S", "00000000T")
}

/// As the provider signs an assertion with this ID.
pub(crate) fn signed_assertion_of(assertion: String, id: &str) -> String {
    Recipe { sign: by_provider, ..Recipe::over(assertion, id) }.xml()
}

pub(crate) fn signed_assertion() -> String {
    signed_assertion_of(plain_assertion(), ASSERTION_ID)
}

/// The response without signature, with something in the place of the assertion.
pub(crate) fn around(inside: &str) -> String {
    let manner = Manner::new(Dialect::Strict, &provider().signing);
    let manner = Manner { signed: Signed::Assertion, ..manner };
    let xml = respond(&response().envelope, &assertion(), manner).unwrap();
    let xml = String::from_utf8(xml).unwrap();
    let start = xml.find("<saml2:Assertion ").unwrap();
    let end = xml.find("</saml2p:Response>").unwrap();
    at_the_end(&format!("{}{}", &xml[..start], &xml[end..]), inside)
}

/// As the provider signs the response.
pub(crate) fn signed(response: String) -> String {
    Recipe { sign: by_provider, ..Recipe::over(response, RESPONSE_ID) }.xml()
}

/// Truly signed by the provider, so that what is inside alone is the defect.
pub(crate) fn answered(inside: &str) -> Result<Response, Untrusted> {
    open(&signed(around(inside)))
}

/// Posts an answer to a hub that knows the provider's key and has one of its own.
pub(crate) fn open(xml: &str) -> Result<Response, Untrusted> {
    open_as(xml, std::slice::from_ref(hub()))
}

/// Posts an answer to a hub that has no key to open anything with.
pub(crate) fn open_shut(xml: &str) -> Result<Response, Untrusted> {
    open_as(xml, &[])
}

/// Posts a message of the provider; whatever is forgiven the provider, the answer is the same.
pub(crate) fn open_as<M>(xml: &str, ours: &[DecryptionKey]) -> Result<M, Untrusted>
where
    M: Message + PartialEq + std::fmt::Debug,
{
    let open = |keys: &TrustedKeys| {
        let received = Received::from_post(&form_of(M::PARAMETER, xml.as_bytes()))?;
        Ok(received.open_with::<M>(keys, ours)?.into_parts().0)
    };
    let opened = open(&keys());
    if !deviates(xml) {
        assert_eq!(open(&keys().forgiving(&Deviation::ALL)), opened, "with everything forgiven");
    }
    opened
}

#[test]
fn the_answer_opens_as_long_as_nobody_touches_it() {
    assert_eq!(answered(&plain_assertion()), Ok(response()));
    assert_eq!(answered(&signed_assertion()), Ok(response()));
    for signed in [Signed::Both, Signed::Response] {
        let manner = Manner { signed, ..Manner::new(Dialect::Strict, &provider().signing) };
        let xml = respond(&response().envelope, &assertion(), manner).unwrap();
        assert_eq!(open(std::str::from_utf8(&xml).unwrap()), Ok(response()));
    }
}
