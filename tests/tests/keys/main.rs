//! Our signing keys take turns: by command, on several nodes, and while citizens log in.

#![cfg(test)]

mod commands;
mod in_token;
mod publication;
mod under_load;

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use certs::{Certificate, KeyRing};
use hub::keys::rollover::Terms;
use jiff::{SignedDuration, Timestamp};
use roxmltree::Document;
use saml::keys::TrustedKeys;
use saml::{EntityId, Received, Response};
use tests::hall::ENTITY_ID;
use tests::hall::agency::Agency;
use tests::hall::browser::Answer;
use tests::hall::keys::{self, Pair};
use tests::hall::start;
use uuid::Uuid;

/// Nobody has to wait, and nobody is forgiven.
pub(crate) const AT_ONCE: Terms<'_> =
    Terms { published_for: SignedDuration::ZERO, anyway: false, by: "the test" };

/// Long enough ago for a key that was published or activated then: nothing has to be waited for.
pub(crate) fn long_ago() -> Timestamp {
    start() - SignedDuration::from_mins(15)
}

/// The certificate of a pair.
pub(crate) fn certificate(pair: &Pair) -> Certificate {
    Certificate::from_pem(&pair.certificate).unwrap()
}

/// The certificates that a copy of our metadata shows, in order.
pub(crate) fn shown(metadata: &str) -> Vec<Certificate> {
    let document = Document::parse(metadata).unwrap();
    let keys = document.descendants().filter(|node| node.tag_name().name() == "KeyDescriptor");
    keys.map(|key| {
        let certificate = key.descendants().find(|n| n.tag_name().name() == "X509Certificate");
        Certificate::from_base64(certificate.unwrap().text().unwrap()).unwrap()
    })
    .collect()
}

/// The fingerprints of these.
pub(crate) fn fingerprints(metadata: &str) -> Vec<String> {
    shown(metadata).iter().map(Certificate::fingerprint).collect()
}

/// The value of the one signature of a document that has one.
pub(crate) fn signature_value(xml: &str) -> Vec<u8> {
    let document = Document::parse(xml).unwrap();
    let value = document.descendants().find(|node| node.tag_name().name() == "SignatureValue");
    STANDARD.decode(value.unwrap().text().unwrap()).unwrap()
}

/// An answer to this request, if it verifies with one of these keys.
pub(crate) fn opened(page: &Answer, agency: &Agency, request: &str, keys: &TrustedKeys) {
    let form = page.form(&agency.consumer);
    let octets = STANDARD.decode(form.field("SAMLResponse").unwrap()).unwrap();
    let field = STANDARD.encode(octets).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let received = Received::from_post(format!("SAMLResponse={field}").as_bytes()).unwrap();
    let response = received.open::<Response>(keys).unwrap();
    let message = response.message();
    assert_eq!(message.envelope.in_response_to.as_str(), request);
    assert!(message.assertion.is_some(), "granted");
}

/// The keys of these certificates, as an agency trusts them.
pub(crate) fn trusted(certificates: Vec<Certificate>) -> TrustedKeys {
    let certificates = certificates.into_iter().map(Arc::new).collect();
    TrustedKeys::new(EntityId::new(ENTITY_ID).unwrap(), certificates).unwrap()
}

/// A node's own folder of keys, with the first key of the hall in it.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let path = std::env::temp_dir().join(format!("zaguan-node-{}", Uuid::new_v4().simple()));
        fs::create_dir(&path).unwrap();
        for file in ["stamp", "hub.key", "hub.crt"] {
            fs::copy(keys::ring().join(file), path.join(file)).unwrap();
        }
        Self(path)
    }

    pub(crate) fn ring(&self) -> KeyRing {
        KeyRing::open(&self.0, "production", None).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}
