//! A card as it is handed to whoever is to show it.

use openssl::pkcs12::Pkcs12;
use openssl::pkey::{PKey, PKeyRef, Private};
use openssl::stack::Stack;
use openssl::x509::{X509, X509Ref};

use crate::authority::Authority;
use crate::card::{Card, Outcome};
use crate::people::{Company, Person};

/// What every PKCS#12 file here opens with.
pub const PASSWORD: &str = "zaguan";

/// A card: key, certificate, and what comes along.
#[derive(Clone)]
pub struct Made {
    pub(crate) card: Card,
    pub(crate) person: Option<&'static Person>,
    pub(crate) company: Option<&'static Company>,
    pub(crate) issuer: Authority,
    pub(crate) key: PKey<Private>,
    pub(crate) certificate: X509,
    pub(crate) chain: Vec<X509>,
    pub(crate) ocsp: Option<String>,
    pub(crate) list: Option<String>,
}

impl Made {
    /// Which it is.
    #[must_use]
    pub fn card(&self) -> Card {
        self.card
    }

    /// What a relying party that does everything right makes of it.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.card.outcome()
    }

    /// Whom it names, as it names them.
    #[must_use]
    pub fn person(&self) -> Option<&'static Person> {
        self.person
    }

    /// The company, entity or administration in it.
    #[must_use]
    pub fn company(&self) -> Option<&'static Company> {
        self.company
    }

    /// Who issued it.
    #[must_use]
    pub fn issuer(&self) -> Authority {
        self.issuer
    }

    /// Its key. RSA keys are shared by all cards that have one.
    #[must_use]
    pub fn key(&self) -> &PKeyRef<Private> {
        &self.key
    }

    /// Its certificate.
    #[must_use]
    pub fn certificate(&self) -> &X509Ref {
        &self.certificate
    }

    /// What is sent after the certificate, the issuer's first.
    #[must_use]
    pub fn chain(&self) -> &[X509] {
        &self.chain
    }

    /// Certificate and chain as a TLS server gets them; DER.
    #[must_use]
    pub fn presented(&self) -> Vec<Vec<u8>> {
        let all = [&self.certificate].into_iter().chain(&self.chain);
        all.map(|certificate| certificate.to_der().unwrap()).collect()
    }

    /// Where its status can be asked by OCSP.
    #[must_use]
    pub fn ocsp(&self) -> Option<&str> {
        self.ocsp.as_deref()
    }

    /// Where the list is in which it would stand.
    #[must_use]
    pub fn list(&self) -> Option<&str> {
        self.list.as_deref()
    }

    /// Its serial number in hexadecimal.
    #[must_use]
    pub fn serial(&self) -> String {
        self.certificate.serial_number().to_bn().unwrap().to_hex_str().unwrap().to_string()
    }

    /// The certificate as DER.
    #[must_use]
    pub fn certificate_der(&self) -> Vec<u8> {
        self.certificate.to_der().unwrap()
    }

    /// The certificate as PEM.
    #[must_use]
    pub fn certificate_pem(&self) -> String {
        text(self.certificate.to_pem().unwrap())
    }

    /// The certificate and what is sent after it, as PEM.
    #[must_use]
    pub fn chain_pem(&self) -> String {
        let chain = self.chain.iter().map(|certificate| text(certificate.to_pem().unwrap()));
        [self.certificate_pem()].into_iter().chain(chain).collect()
    }

    /// The key as PEM (PKCS#8, not encrypted).
    #[must_use]
    pub fn key_pem(&self) -> String {
        text(self.key.private_key_to_pem_pkcs8().unwrap())
    }

    /// Key, certificate and chain as browsers import them, under [`PASSWORD`].
    #[must_use]
    pub fn pkcs12(&self) -> Vec<u8> {
        let mut chain = Stack::new().unwrap();
        for certificate in &self.chain {
            chain.push(certificate.clone()).unwrap();
        }
        let mut builder = Pkcs12::builder();
        builder.name(self.card.name()).pkey(&self.key).cert(&self.certificate).ca(chain);
        builder.build2(PASSWORD).unwrap().to_der().unwrap()
    }
}

fn text(octets: Vec<u8>) -> String {
    String::from_utf8(octets).unwrap()
}
