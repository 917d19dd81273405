//! The forger's bench: an agency, a stranger, and messages signed in any shape, genuine or not.

use std::sync::{Arc, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use certs::{Certificate, SigningKey};
use openssl::asn1::Asn1Time;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::{MessageDigest, hash};
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::sign::Signer;
use openssl::x509::X509;
use saml::binding::{Parameter, post_value, sign_redirect};
use saml::c14n::{Form, canonicalize};
use saml::{
    AuthnRequest, Deviation, EntityId, MessageId, Received, RelayState, TrustedKeys, Untrusted,
};

pub(crate) const AGENCY: &str = "https://sede.ejemplo.test/metadata";
pub(crate) const ID: &str = "_6f1d0c2a9b7e4e0f8c53a1d4b2e69770";
pub(crate) const EVIL_CONSUMER: &str = "https://evil.example/acs";
pub(crate) const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
pub(crate) const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
pub(crate) const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
pub(crate) const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
pub(crate) const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
const AFTER_ISSUER: &str = "</saml2:Issuer>";

/// Somebody with a key.
pub(crate) struct Party {
    pub(crate) key: PKey<Private>,
    pub(crate) certificate: X509,
    pub(crate) signing: SigningKey,
}

/// The agency whose key the hub has from its metadata.
pub(crate) fn agency() -> &'static Party {
    static PARTY: OnceLock<Party> = OnceLock::new();
    PARTY.get_or_init(|| party(PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap()))
}

/// Somebody whose key the hub does not have.
pub(crate) fn stranger() -> &'static Party {
    static PARTY: OnceLock<Party> = OnceLock::new();
    PARTY.get_or_init(|| party(PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap()))
}

/// Somebody whose key the hub does not have signs.
pub(crate) fn by_stranger(data: &[u8]) -> Vec<u8> {
    rsa(&stranger().key, MessageDigest::sha256(), data)
}

/// An agency with an elliptic key.
pub(crate) fn elliptic() -> &'static Party {
    static PARTY: OnceLock<Party> = OnceLock::new();
    PARTY.get_or_init(|| {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        party(PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap())
    })
}

pub(crate) fn party(key: PKey<Private>) -> Party {
    let certificate = self_signed(&key);
    let pem = key.private_key_to_pem_pkcs8().unwrap();
    let signing = SigningKey::from_pem(&pem, &certificate.to_pem().unwrap()).unwrap();
    Party { key, certificate, signing }
}

pub(crate) fn self_signed(key: &PKey<Private>) -> X509 {
    let mut builder = X509::builder().unwrap();
    builder.set_pubkey(key).unwrap();
    builder.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::days_from_now(30).unwrap()).unwrap();
    builder.sign(key, MessageDigest::sha256()).unwrap();
    builder.build()
}

pub(crate) fn trusted(certificates: &[&X509]) -> TrustedKeys {
    let keys = certificates
        .iter()
        .map(|x509| Arc::new(Certificate::from_der(x509.to_der().unwrap()).unwrap()));
    TrustedKeys::new(EntityId::new(AGENCY).unwrap(), keys.collect()).unwrap()
}

pub(crate) fn request() -> AuthnRequest {
    AuthnRequest {
        issuer: Some(EntityId::new(AGENCY).unwrap()),
        destination: Some("https://hub.example.test/saml/sso".to_owned()),
        consumer_url: Some("https://sede.ejemplo.test/acs".to_owned()),
        force_authn: true,
        ..AuthnRequest::new(MessageId::new(ID).unwrap(), "2026-03-02T09:15:00Z".parse().unwrap())
    }
}

/// The request without signature.
pub(crate) fn plain() -> String {
    String::from_utf8(request().to_element().to_bytes()).unwrap()
}

/// The request as the agency signs it.
pub(crate) fn signed() -> String {
    let element = saml::write::sign(request().to_element(), 1, &agency().signing).unwrap();
    String::from_utf8(element.to_bytes()).unwrap()
}

/// What an attacker wants: another consumer, under an ID of the attacker's choice.
pub(crate) fn evil(id: &str) -> String {
    plain().replace(ID, id).replace("https://sede.ejemplo.test/acs", EVIL_CONSUMER)
}

/// The signature inside a signed message.
pub(crate) fn signature_of(xml: &str) -> &str {
    let end = "</ds:Signature>";
    &xml[xml.find("<ds:Signature ").unwrap()..xml.find(end).unwrap() + end.len()]
}

/// Puts something where a signature belongs.
pub(crate) fn after_issuer(xml: &str, inserted: &str) -> String {
    xml.replacen(AFTER_ISSUER, &format!("{AFTER_ISSUER}{inserted}"), 1)
}

/// Puts something first in the root.
pub(crate) fn after_start(xml: &str, inserted: &str) -> String {
    xml.replacen('>', &format!(">{inserted}"), 1)
}

/// Puts something last in the root.
pub(crate) fn at_the_end(xml: &str, inserted: &str) -> String {
    let end = xml.rfind("</").unwrap();
    format!("{}{inserted}{}", &xml[..end], &xml[end..])
}

pub(crate) fn form(xml: &[u8]) -> Vec<u8> {
    form_of(Parameter::Request, xml)
}

pub(crate) fn form_of(parameter: Parameter, xml: &[u8]) -> Vec<u8> {
    let value = post_value(xml).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    format!("{}={value}", parameter.name()).into_bytes()
}

/// What exclusive canonicalisation makes of a document.
pub(crate) fn canonical(xml: &str) -> String {
    let document = roxmltree::Document::parse(xml).unwrap();
    canonicalize(document.root_element(), &Form::default())
}

/// Posts a message to a hub that knows the agency's key, and to one that forgives the agency
/// whatever can be forgiven: where nothing of that kind is in the message, both say the same.
pub(crate) fn open(xml: &str) -> Result<AuthnRequest, Untrusted> {
    open_octets(xml.as_bytes())
}

pub(crate) fn open_octets(xml: &[u8]) -> Result<AuthnRequest, Untrusted> {
    let opened = open_form(&form(xml));
    if !deviates(&String::from_utf8_lossy(xml)) {
        assert_eq!(open_forgiving(xml, &Deviation::ALL), opened, "with everything forgiven");
    }
    opened
}

/// Posts a message to a hub that forgives the agency this.
pub(crate) fn open_forgiving(
    xml: &[u8],
    deviations: &[Deviation],
) -> Result<AuthnRequest, Untrusted> {
    let keys = trusted(&[&agency().certificate]).forgiving(deviations);
    Ok(Received::from_post(&form(xml))?.open(&keys)?.into_parts().0)
}

/// Whether something in a message is what can be forgiven.
pub(crate) fn deviates(xml: &str) -> bool {
    let lone_transform = || xml.matches("<ds:Transform ").count() % 2 == 1;
    xml.contains("URI=\"\"") || xml.contains(INCLUSIVE) || lone_transform()
}

pub(crate) fn open_form(form: &[u8]) -> Result<AuthnRequest, Untrusted> {
    let keys = trusted(&[&agency().certificate]);
    Ok(Received::from_post(form)?.open(&keys)?.into_parts().0)
}

/// Brings a query to a hub that knows the agency's key.
pub(crate) fn open_redirect(query: &str) -> Result<(AuthnRequest, Option<RelayState>), Untrusted> {
    let keys = trusted(&[&agency().certificate]);
    let (message, _, relay_state) = Received::from_redirect(query)?.open(&keys)?.into_parts();
    Ok((message, relay_state))
}

/// The query as the agency signs it.
pub(crate) fn query(relay_state: Option<&str>) -> String {
    let relay_state = relay_state.map(|text| RelayState::new(text).unwrap());
    let key = &agency().signing;
    sign_redirect(Parameter::Request, plain().as_bytes(), relay_state.as_ref(), key).unwrap()
}

/// A signature made step by step, with the agency's own key unless told otherwise, so that one
/// step can be taken wrongly and all others be right.
pub(crate) struct Recipe {
    /// The message without its signature, canonical as it stands.
    pub(crate) message: String,
    pub(crate) canonicalization: String,
    pub(crate) method: String,
    pub(crate) uri: String,
    pub(crate) transforms: String,
    pub(crate) digest_method: String,
    pub(crate) digest: Vec<u8>,
    /// After the one reference.
    pub(crate) second_reference: String,
    pub(crate) key_info: String,
    pub(crate) object: String,
    pub(crate) sign: fn(&[u8]) -> Vec<u8>,
}

impl Recipe {
    /// All steps taken rightly.
    pub(crate) fn right() -> Self {
        Self::over(plain(), ID)
    }

    /// All steps taken rightly, over a message with this ID.
    pub(crate) fn over(message: String, id: &str) -> Self {
        Self {
            canonicalization: algorithm("CanonicalizationMethod", EXCLUSIVE),
            method: algorithm("SignatureMethod", RSA_SHA256),
            uri: format!("#{id}"),
            transforms: [algorithm("Transform", ENVELOPED), algorithm("Transform", EXCLUSIVE)]
                .concat(),
            digest_method: algorithm("DigestMethod", SHA256),
            digest: sha256(canonical(&message).as_bytes()),
            message,
            second_reference: String::new(),
            key_info: String::new(),
            object: String::new(),
            sign: |data| rsa(&agency().key, MessageDigest::sha256(), data),
        }
    }

    pub(crate) fn signed_info(&self) -> String {
        format!(
            "<ds:SignedInfo xmlns:ds=\"{DS}\">{}{}{}{}</ds:SignedInfo>",
            self.canonicalization,
            self.method,
            self.reference(),
            self.second_reference
        )
    }

    pub(crate) fn reference(&self) -> String {
        format!(
            "<ds:Reference URI=\"{}\"><ds:Transforms>{}</ds:Transforms>{}<ds:DigestValue>{}</ds:DigestValue></ds:Reference>",
            self.uri,
            self.transforms,
            self.digest_method,
            STANDARD.encode(&self.digest)
        )
    }

    pub(crate) fn signature(&self) -> String {
        let signed_info = self.signed_info();
        let value = STANDARD.encode((self.sign)(signed_info.as_bytes()));
        format!(
            "<ds:Signature xmlns:ds=\"{DS}\">{signed_info}<ds:SignatureValue>{value}</ds:SignatureValue>{}{}</ds:Signature>",
            self.key_info, self.object
        )
    }

    pub(crate) fn xml(&self) -> String {
        after_issuer(&self.message, &self.signature())
    }
}

/// An empty element of XML signature with an `Algorithm`.
pub(crate) fn algorithm(element: &str, uri: &str) -> String {
    format!("<ds:{element} Algorithm=\"{uri}\"></ds:{element}>")
}

pub(crate) fn key_info(certificate: &X509) -> String {
    let certificate = STANDARD.encode(certificate.to_der().unwrap());
    format!(
        "<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
    )
}

pub(crate) fn sha256(data: &[u8]) -> Vec<u8> {
    hash(MessageDigest::sha256(), data).unwrap().to_vec()
}

pub(crate) fn rsa(key: &PKey<Private>, digest: MessageDigest, data: &[u8]) -> Vec<u8> {
    Signer::new(digest, key).unwrap().sign_oneshot_to_vec(data).unwrap()
}

#[test]
fn the_request_opens_as_long_as_nobody_touches_it() {
    assert_eq!(open(&signed()), Ok(request()));
    assert_eq!(open(&Recipe::right().xml()), Ok(request()));
    assert_eq!(open_redirect(&query(None)), Ok((request(), None)));
}
