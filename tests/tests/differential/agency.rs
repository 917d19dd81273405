//! The agency whose messages are mutated. Its keys are computed from a number that stands here, so
//! every run has the same ones, and nothing secret lies in the repository. ECDSA takes its nonce
//! from the message, so that a signature comes back as well.

use std::sync::{Arc, OnceLock};

use certs::{Certificate, Digest, SignatureScheme, SigningKey};
use openssl::asn1::Asn1Time;
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey, EcPoint};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::{Rsa, RsaPrivateKeyBuilder};
use openssl::sign::Signer;
use openssl::x509::X509;
use saml::{EntityId, TrustedKeys};

use crate::dice::Dice;

pub(crate) const AGENCY: &str = "https://sede.ejemplo.test/metadata";
const NUMBER: u64 = 20_260_302;

pub(crate) struct Agency {
    rsa: PKey<Private>,
    /// The secret number of the P-256 key.
    p256: BigNum,
    /// As the hub has them from metadata.
    pub(crate) trusted: TrustedKeys,
    /// The same keys for the oracle, in PEM.
    pub(crate) public_keys: Vec<String>,
    /// What `saml::write::sign` takes: RSA, then P-256.
    pub(crate) signing_keys: [SigningKey; 2],
}

pub(crate) fn agency() -> &'static Agency {
    static AGENCY: OnceLock<Agency> = OnceLock::new();
    AGENCY.get_or_init(|| Agency::computed(&mut Dice::new(NUMBER)))
}

impl Agency {
    fn computed(dice: &mut Dice) -> Self {
        let rsa = PKey::from_rsa(rsa(dice)).unwrap();
        let p256 = BigNum::from_slice(&dice.octets(31)).unwrap();
        let elliptic = PKey::from_ec_key(elliptic(&p256)).unwrap();
        let keys = [&rsa, &elliptic];
        let certificates = keys.map(|key| certificate(key, &rsa));
        let known = |x509: &X509| Arc::new(Certificate::from_der(x509.to_der().unwrap()).unwrap());
        let signing = |n: usize| {
            let key = keys[n].private_key_to_pem_pkcs8().unwrap();
            SigningKey::from_pem(&key, &certificates[n].to_pem().unwrap()).unwrap()
        };
        let signer = EntityId::new(AGENCY).unwrap();
        Self {
            trusted: TrustedKeys::new(signer, certificates.iter().map(known).collect()).unwrap(),
            public_keys: keys
                .map(|key| String::from_utf8(key.public_key_to_pem().unwrap()).unwrap())
                .to_vec(),
            signing_keys: [signing(0), signing(1)],
            rsa,
            p256,
        }
    }

    /// What stands in `SignatureValue`. Nothing for RSA-PSS, which the oracle's xmlsec 1.2 does not
    /// know.
    pub(crate) fn sign(&self, scheme: SignatureScheme, data: &[u8]) -> Option<Vec<u8>> {
        match scheme {
            SignatureScheme::RsaSha256 => Some(self.sign_rsa(MessageDigest::sha256(), data)),
            SignatureScheme::RsaSha384 => Some(self.sign_rsa(MessageDigest::sha384(), data)),
            SignatureScheme::RsaSha512 => Some(self.sign_rsa(MessageDigest::sha512(), data)),
            SignatureScheme::EcdsaSha256 => Some(self.sign_p256(&Digest::Sha256.of(data))),
            SignatureScheme::EcdsaSha384 => Some(self.sign_p256(&Digest::Sha384.of(data))),
            SignatureScheme::EcdsaSha512 => Some(self.sign_p256(&Digest::Sha512.of(data))),
            SignatureScheme::PssSha256
            | SignatureScheme::PssSha384
            | SignatureScheme::PssSha512 => None,
        }
    }

    fn sign_rsa(&self, digest: MessageDigest, data: &[u8]) -> Vec<u8> {
        Signer::new(digest, &self.rsa).unwrap().sign_oneshot_to_vec(data).unwrap()
    }

    /// FIPS 186-4 section 6.4, with a nonce that depends on key and message alone.
    fn sign_p256(&self, digest: &[u8]) -> Vec<u8> {
        let mut context = BigNumContext::new().unwrap();
        let group = curve();
        let mut order = BigNum::new().unwrap();
        group.order(&mut order, &mut context).unwrap();
        let message = BigNum::from_slice(&digest[..32]).unwrap();
        let nonce = Digest::Sha256.of(&[&self.p256.to_vec(), digest].concat());
        let nonce = BigNum::from_slice(&nonce[..31]).unwrap();

        let mut point = EcPoint::new(&group).unwrap();
        point.mul_generator2(&group, &nonce, &mut context).unwrap();
        let (mut across, mut up) = (BigNum::new().unwrap(), BigNum::new().unwrap());
        point.affine_coordinates(&group, &mut across, &mut up, &mut context).unwrap();
        let mut r = BigNum::new().unwrap();
        r.nnmod(&across, &order, &mut context).unwrap();

        let (mut product, mut sum) = (BigNum::new().unwrap(), BigNum::new().unwrap());
        product.mod_mul(&r, &self.p256, &order, &mut context).unwrap();
        sum.mod_add(&product, &message, &order, &mut context).unwrap();
        let (mut inverse, mut s) = (BigNum::new().unwrap(), BigNum::new().unwrap());
        inverse.mod_inverse(&nonce, &order, &mut context).unwrap();
        s.mod_mul(&inverse, &sum, &order, &mut context).unwrap();
        [r.to_vec_padded(32).unwrap(), s.to_vec_padded(32).unwrap()].concat()
    }
}

fn rsa(dice: &mut Dice) -> Rsa<Private> {
    let mut context = BigNumContext::new().unwrap();
    let one = BigNum::from_u32(1).unwrap();
    let exponent = BigNum::from_u32(65_537).unwrap();
    let (p, q) = (prime(dice, &mut context), prime(dice, &mut context));
    let (below_p, below_q) = (&p - &one, &q - &one);
    let (mut secret, mut inverse) = (BigNum::new().unwrap(), BigNum::new().unwrap());
    secret.mod_inverse(&exponent, &(&below_p * &below_q), &mut context).unwrap();
    inverse.mod_inverse(&q, &p, &mut context).unwrap();
    let remainders = (&secret % &below_p, &secret % &below_q);
    RsaPrivateKeyBuilder::new(&p * &q, exponent, secret)
        .and_then(|builder| builder.set_factors(p, q))
        .and_then(|builder| builder.set_crt_params(remainders.0, remainders.1, inverse))
        .unwrap()
        .build()
}

/// Of 1,024 bits, the two highest set, so that two of them make 2,048 bits.
fn prime(dice: &mut Dice, context: &mut BigNumContext) -> BigNum {
    loop {
        let mut octets = dice.octets(128);
        octets[0] |= 0xc0;
        octets[127] |= 1;
        let candidate = BigNum::from_slice(&octets).unwrap();
        if candidate.is_prime_fasttest(64, context, true).unwrap() {
            return candidate;
        }
    }
}

fn curve() -> EcGroup {
    EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap()
}

fn elliptic(secret: &BigNum) -> EcKey<Private> {
    let mut context = BigNumContext::new().unwrap();
    let group = curve();
    let mut public = EcPoint::new(&group).unwrap();
    public.mul_generator2(&group, secret, &mut context).unwrap();
    EcKey::from_private_components(&group, secret, &public).unwrap()
}

/// Signed with RSA, whatever the key, because that comes back.
fn certificate(key: &PKey<Private>, signer: &PKey<Private>) -> X509 {
    let mut builder = X509::builder().unwrap();
    builder.set_pubkey(key).unwrap();
    builder.set_not_before(&Asn1Time::from_unix(1_767_225_600).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::from_unix(2_082_758_400).unwrap()).unwrap();
    builder.sign(signer, MessageDigest::sha256()).unwrap();
    builder.build()
}
