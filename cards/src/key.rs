//! Keys, and what they sign.

use std::sync::OnceLock;

use openssl::ec::{EcGroup, EcKey};
use openssl::hash::{MessageDigest, hash};
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Private};
use openssl::rsa::Rsa;
use openssl::sign::Signer;

use crate::der;

/// The kinds of keys here.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    P256,
    P224,
    Rsa2048,
    Rsa1024,
}

/// What is signed with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Digest {
    Sha256,
    Sha1,
}

#[derive(Clone)]
pub(crate) struct Key(pub(crate) PKey<Private>);

impl Key {
    pub(crate) fn new(kind: Kind) -> Self {
        Self(match kind {
            Kind::P256 => on_curve(Nid::X9_62_PRIME256V1),
            Kind::P224 => on_curve(Nid::SECP224R1),
            Kind::Rsa2048 => rsa(2048),
            Kind::Rsa1024 => rsa(1024),
        })
    }

    /// The key of this kind that all cards of the program share, where a new one would take long.
    pub(crate) fn of_a_card(kind: Kind) -> Self {
        static LARGE: OnceLock<Key> = OnceLock::new();
        static SMALL: OnceLock<Key> = OnceLock::new();
        match kind {
            Kind::P256 | Kind::P224 => Self::new(kind),
            Kind::Rsa2048 => LARGE.get_or_init(|| Self::new(kind)).clone(),
            Kind::Rsa1024 => SMALL.get_or_init(|| Self::new(kind)).clone(),
        }
    }

    /// RFC 5280 4.1.2.7.
    pub(crate) fn public(&self) -> Vec<u8> {
        self.0.public_key_to_der().unwrap()
    }

    /// RFC 5280 4.2.1.2 (1), and what OCSP calls the hash of the issuer's key.
    pub(crate) fn hash(&self, digest: MessageDigest) -> Vec<u8> {
        let public = self.public();
        let bits = der::Reader(&public).next().and_then(|all| all.reader().nth(1)).unwrap();
        let (_, key) = bits.content.split_first().unwrap();
        hash(digest, key).unwrap().to_vec()
    }

    pub(crate) fn id(&self) -> Vec<u8> {
        self.hash(MessageDigest::sha1())
    }

    /// SEQUENCE { what, how it is signed, the signature }.
    pub(crate) fn signed(&self, digest: Digest, what: Vec<u8>) -> Vec<u8> {
        der::sequence(self.signed_parts(digest, what))
    }

    pub(crate) fn signed_parts(&self, digest: Digest, what: Vec<u8>) -> [Vec<u8>; 3] {
        let signature = self.signature(digest, &what);
        [what, self.algorithm(digest), der::bits(&signature)]
    }

    fn signature(&self, digest: Digest, what: &[u8]) -> Vec<u8> {
        let digest = match digest {
            Digest::Sha256 => MessageDigest::sha256(),
            Digest::Sha1 => MessageDigest::sha1(),
        };
        Signer::new(digest, &self.0).unwrap().sign_oneshot_to_vec(what).unwrap()
    }

    /// RFC 3279 2.2, RFC 5758 3.2.
    pub(crate) fn algorithm(&self, digest: Digest) -> Vec<u8> {
        match (self.0.id() == Id::RSA, digest) {
            (true, Digest::Sha256) => {
                der::sequence([der::oid("1.2.840.113549.1.1.11"), der::null()])
            }
            (true, Digest::Sha1) => der::sequence([der::oid("1.2.840.113549.1.1.5"), der::null()]),
            (false, Digest::Sha256) => der::sequence([der::oid("1.2.840.10045.4.3.2")]),
            (false, Digest::Sha1) => der::sequence([der::oid("1.2.840.10045.4.1")]),
        }
    }
}

fn on_curve(curve: Nid) -> PKey<Private> {
    let group = EcGroup::from_curve_name(curve).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

fn rsa(bits: u32) -> PKey<Private> {
    PKey::from_rsa(Rsa::generate(bits).unwrap()).unwrap()
}
