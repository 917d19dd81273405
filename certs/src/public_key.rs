use std::fmt;

use openssl::bn::BigNum;
use openssl::ec::Asn1Flag;
use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;
use openssl::nid::Nid;
use openssl::pkey::{HasPublic, Id, PKey, PKeyRef, Public};
use openssl::rsa::Padding;
use openssl::sign::{RsaPssSaltlen, Verifier};

use crate::scheme::{Family, SignatureScheme};
use crate::transport::KeyTransport;

const RSA_BITS: std::ops::RangeInclusive<u32> = 2048..=8192;
const EXPONENT_BITS: std::ops::RangeInclusive<i32> = 2..=64;

/// Why a key is not used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum KeyError {
    /// The octets around the key cannot be read (certificate or PEM).
    #[error("the key cannot be read")]
    Unreadable,
    /// Neither RSA nor elliptic curve.
    #[error("the key is neither RSA nor ECDSA")]
    Algorithm,
    /// RSA outside 2048 to 8192 bits.
    #[error("an RSA key of {0} bits; 2048 to 8192 are accepted")]
    RsaSize(u32),
    /// An RSA exponent that makes no trapdoor (even, or below 3), or makes verifying dear (above 64
    /// bits).
    #[error("an RSA key with an unusable public exponent")]
    RsaExponent,
    /// An RSA modulus that is even: no product of two odd primes, and nothing can be computed with it.
    #[error("an RSA key with an unusable modulus")]
    RsaModulus,
    /// A curve other than P-256, P-384 and P-521, or one written out as parameters.
    #[error("an elliptic curve other than P-256, P-384 and P-521")]
    Curve,
    /// A key of ours on a curve we do not sign with.
    #[error("signing keys are RSA, P-256 or P-384")]
    SigningCurve,
    /// A scheme of another family than the key's.
    #[error("the key does not sign in this way")]
    Scheme,
    /// A key that nothing can be encrypted for.
    #[error("only an RSA key can be encrypted for")]
    Encryption,
    /// Private key and certificate do not belong together.
    #[error("the private key does not belong to the certificate")]
    Mismatch,
    /// The cryptographic library refused to sign.
    #[error("the signature could not be made")]
    Signing,
    /// The cryptographic library made no key.
    #[error("the key could not be made")]
    Making,
    /// The token that the key is in, in words for the operator.
    #[error("{0}")]
    Token(String),
}

/// How an ECDSA signature is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum EcdsaForm {
    /// `r ‖ s`, each as long as the curve's field (XML signature).
    Raw,
    /// ASN.1 DER (what some write into the query of the redirect binding).
    Der,
}

/// A key that verifies. Strong enough by construction.
pub struct PublicKey {
    key: PKey<Public>,
    kind: Kind,
}

/// What [`PublicKey`] has been found to be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Rsa,
    /// With the octets of one coordinate: 32, 48 or 66.
    Ec(usize),
}

impl PublicKey {
    pub(crate) fn new(key: PKey<Public>) -> Result<Self, KeyError> {
        let kind = kind_of(&key)?;
        Ok(Self { key, kind })
    }

    /// Whether `signature` over `data` was made with this key's private half.
    ///
    /// A scheme of another family than the key's is a plain no. `form` matters for ECDSA only.
    #[must_use]
    pub fn verify(
        &self,
        scheme: SignatureScheme,
        data: &[u8],
        signature: &[u8],
        form: EcdsaForm,
    ) -> bool {
        match (scheme.family(), self.kind) {
            (Family::Pkcs1, Kind::Rsa) => self.check(scheme, Some(Padding::PKCS1), data, signature),
            (Family::Pss, Kind::Rsa) => {
                self.check(scheme, Some(Padding::PKCS1_PSS), data, signature)
            }
            (Family::Ecdsa, Kind::Ec(coordinate)) => match form {
                EcdsaForm::Der => self.check(scheme, None, data, signature),
                EcdsaForm::Raw => der_from_raw(signature, coordinate)
                    .is_some_and(|der| self.check(scheme, None, data, &der)),
            },
            (Family::Pkcs1 | Family::Pss, Kind::Ec(_)) | (Family::Ecdsa, Kind::Rsa) => false,
        }
    }

    /// The key of a content cipher, for the holder of this key's private half alone.
    pub fn wrap_key(&self, transport: KeyTransport, key: &[u8]) -> Result<Vec<u8>, KeyError> {
        match self.kind {
            Kind::Rsa => transport.wrap(&self.key, key).map_err(|_| KeyError::Encryption),
            Kind::Ec(_) => Err(KeyError::Encryption),
        }
    }

    /// Whether something can be encrypted for it: RSA.
    #[must_use]
    pub fn can_encrypt(&self) -> bool {
        self.kind == Kind::Rsa
    }

    /// SHA-256 over its DER (`SubjectPublicKeyInfo`): the same for all certificates of one key.
    pub fn fingerprint(&self) -> Result<[u8; 32], KeyError> {
        let der = self.key.public_key_to_der().map_err(|_| KeyError::Unreadable)?;
        Ok(openssl::sha::sha256(&der))
    }

    /// Whether both are the same key.
    pub(crate) fn is_half_of<T: HasPublic>(&self, other: &PKeyRef<T>) -> bool {
        self.key.public_eq(other)
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    fn check(
        &self,
        scheme: SignatureScheme,
        padding: Option<Padding>,
        data: &[u8],
        signature: &[u8],
    ) -> bool {
        // A malformed signature makes OpenSSL return an error: no is the answer either way.
        self.try_check(scheme, padding, data, signature).unwrap_or(false)
    }

    fn try_check(
        &self,
        scheme: SignatureScheme,
        padding: Option<Padding>,
        data: &[u8],
        signature: &[u8],
    ) -> Result<bool, ErrorStack> {
        let mut verifier = Verifier::new(scheme.digest(), &self.key)?;
        if let Some(padding) = padding {
            verifier.set_rsa_padding(padding)?;
            if padding == Padding::PKCS1_PSS {
                verifier.set_rsa_mgf1_md(scheme.digest())?;
                verifier.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH)?;
            }
        }
        verifier.verify_oneshot(signature, data)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// What kind of key this is, or why we do not use it.
pub(crate) fn kind_of<T: HasPublic>(key: &PKeyRef<T>) -> Result<Kind, KeyError> {
    match key.id() {
        Id::RSA => {
            if !RSA_BITS.contains(&key.bits()) {
                return Err(KeyError::RsaSize(key.bits()));
            }
            let rsa = key.rsa().map_err(|_| KeyError::Unreadable)?;
            // e = 1 makes every octet string its own signature; an even e has no inverse.
            if !rsa.e().is_bit_set(0) || !EXPONENT_BITS.contains(&rsa.e().num_bits()) {
                return Err(KeyError::RsaExponent);
            }
            if !rsa.n().is_bit_set(0) {
                return Err(KeyError::RsaModulus);
            }
            Ok(Kind::Rsa)
        }
        Id::EC => {
            let ec = key.ec_key().map_err(|_| KeyError::Unreadable)?;
            // Parameters written out may be a known curve with another generator (CVE-2020-0601).
            if ec.group().asn1_flag() != Asn1Flag::NAMED_CURVE {
                return Err(KeyError::Curve);
            }
            match ec.group().curve_name() {
                Some(Nid::X9_62_PRIME256V1) => Ok(Kind::Ec(32)),
                Some(Nid::SECP384R1) => Ok(Kind::Ec(48)),
                Some(Nid::SECP521R1) => Ok(Kind::Ec(66)),
                _ => Err(KeyError::Curve),
            }
        }
        _ => Err(KeyError::Algorithm),
    }
}

/// XML-DSig 1.1 section 6.4.3: `r ‖ s`, both exactly as long as the field.
fn der_from_raw(signature: &[u8], coordinate: usize) -> Option<Vec<u8>> {
    if signature.len() != 2 * coordinate {
        return None;
    }
    let (r, s) = signature.split_at_checked(coordinate)?;
    let r = BigNum::from_slice(r).ok()?;
    let s = BigNum::from_slice(s).ok()?;
    EcdsaSig::from_private_components(r, s).ok()?.to_der().ok()
}
