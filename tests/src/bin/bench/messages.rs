//! What messages cost by themselves, in this process.

use std::hint::black_box;
use std::sync::Arc;

use certs::{Certificate, DecryptionKey, SigningKey};
use identity::LevelOfAssurance;
use saml::attributes::{FAMILY_NAME, FIRST_NAME, PERSON_IDENTIFIER, SELECTED_IDP};
use saml::binding::post_value;
use saml::encryption::encrypt;
use saml::namespaces::ASSERTION;
use saml::write::Element;
use saml::{
    Assertion, Attribute, AuthnRequest, ContentSecret, Dialect, EntityId, Envelope, Manner,
    MessageId, NameId, Received, Recipient, Response, Signed, TrustedKeys, respond,
};
use tests::hall::agency::Agency;
use tests::hall::start;

use crate::cost::per_operation;

const OPERATIONS: usize = 2000;

/// Seconds of CPU.
pub(crate) struct Messages {
    pub(crate) verify_redirect: f64,
    pub(crate) verify_post: f64,
    pub(crate) one_signature: f64,
    pub(crate) two_signatures: f64,
    pub(crate) encryption: f64,
    pub(crate) decryption: f64,
}

impl Messages {
    /// What decryption adds is told as the difference to the same answer without it.
    pub(crate) fn measured(agency: &Agency) -> Self {
        let redirect = agency.redirect(&agency.request("_bench", start()), None);
        let query = redirect.split_once('?').unwrap().1.to_owned();
        let form = agency.form(&agency.request("_bench", start()), None);
        let form = format!("SAMLRequest={}", form[0].1.replace('+', "%2B").replace('=', "%3D"));
        let key = agency.signing_key();
        let trusted = trusted(agency);
        let opened =
            |received: Received| drop(black_box(received.open::<AuthnRequest>(&trusted).unwrap()));
        let ours = [DecryptionKey::from_pem(&agency.keys.key, &agency.keys.certificate).unwrap()];
        let der = ours[0].certificate().der().to_vec();
        let recipient = Recipient::new(Arc::new(Certificate::from_der(der).unwrap()));
        let (envelope, assertion) = answer(agency);
        let written = |signed, sealed: bool| {
            let recipient = sealed.then(|| (&recipient, ContentSecret::new([7; 44])));
            let manner = Manner { signed, recipient, ..Manner::new(Dialect::Strict, &key) };
            respond(&envelope, &assertion, manner).unwrap()
        };
        let writing =
            |signed, sealed| per_operation(OPERATIONS, || drop(black_box(written(signed, sealed))));
        let reading = |sealed| {
            let xml = written(Signed::Response, sealed);
            let value =
                post_value(&xml).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
            let form = format!("SAMLResponse={value}");
            per_operation(OPERATIONS, || {
                let received = Received::from_post(form.as_bytes()).unwrap();
                drop(black_box(received.open_with::<Response>(&trusted, &ours).unwrap()));
            })
        };
        Self {
            verify_redirect: per_operation(OPERATIONS, || {
                opened(Received::from_redirect(&query).unwrap());
            }),
            verify_post: per_operation(OPERATIONS, || {
                opened(Received::from_post(form.as_bytes()).unwrap());
            }),
            one_signature: writing(Signed::Response, false),
            two_signatures: writing(Signed::Both, false),
            encryption: encrypting(&recipient),
            decryption: reading(true) - reading(false),
        }
    }
}

/// An element as long as a signed assertion, to what stands in the answer in its place.
fn encrypting(recipient: &Recipient) -> f64 {
    let element = Element::new(ASSERTION, "Assertion").text("x".repeat(4500));
    per_operation(OPERATIONS, || {
        let sealed = encrypt(&element, recipient, ContentSecret::new([7; 44])).unwrap();
        drop(black_box(sealed.to_bytes()));
    })
}

/// An answer as the hub gives it.
fn answer(agency: &Agency) -> (Envelope, Assertion) {
    let issuer = EntityId::new(tests::hall::ENTITY_ID).unwrap();
    let id = |text: &str| MessageId::new(text).unwrap();
    let attributes = [
        (PERSON_IDENTIFIER, "PersonIdentifier", "12345678Z"),
        (FAMILY_NAME, "FamilyName", "ESPAÑOLA ESPAÑOLA"),
        (FIRST_NAME, "FirstName", "CARMEN"),
        (SELECTED_IDP, "SelectedIdP", "SEGSOC"),
    ];
    let assertion = Assertion {
        id: id("_a9d0e49c2f7b4e0f8c53a1d4b2e69770"),
        not_before: Some(start()),
        not_on_or_after: start(),
        audience: agency.entity_id.clone(),
        one_time_use: false,
        name_id: NameId::transient("_t1f0d0c2a9b7e4e0f8c53a1d4b2e6977".to_owned(), &issuer),
        address: None,
        session_index: Some("_s1f0d0c2a9b7e4e0f8c53a1d4b2e6977".to_owned()),
        authn_instant: start(),
        context: LevelOfAssurance::Low.uri().to_owned(),
        authorities: Vec::new(),
        attributes: attributes
            .map(|(name, short, value)| Attribute::one(name, short, value))
            .to_vec(),
    };
    let envelope = Envelope {
        response_id: id("_r9d0e49c2f7b4e0f8c53a1d4b2e69770"),
        issued: start(),
        issuer,
        destination: agency.consumer.clone(),
        in_response_to: id("_6f1d0c2a9b7e4e0f8c53a1d4b2e69770"),
    };
    (envelope, assertion)
}

fn trusted(agency: &Agency) -> TrustedKeys {
    let key = SigningKey::from_pem(&agency.keys.key, &agency.keys.certificate).unwrap();
    let certificate = Certificate::from_der(key.certificate().der().to_vec()).unwrap();
    TrustedKeys::new(EntityId::new(&agency.entity_id).unwrap(), vec![Arc::new(certificate)])
        .unwrap()
}
