//! New keys of ours, and the certificates that show them.

use cryptoki::error::Error as ModuleError;
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, ObjectHandle};
use cryptoki::session::Session;
use jiff::{SignedDuration, Timestamp};
use openssl::asn1::{Asn1Integer, Asn1Time};
use openssl::bn::{BigNum, BigNumContext, MsbOption};
use openssl::ec::{EcGroup, EcKey, EcPoint};
use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, PKeyRef, Private, Public};
use openssl::rsa::Rsa;
use openssl::x509::extension::{BasicConstraints, KeyUsage};
use openssl::x509::{X509, X509Name};

use crate::scheme::SignatureScheme;
use crate::token::{KeyName, Token, TokenError};
use crate::{KeyError, SigningKey};

/// How long a certificate of ours is good for. Partners take the key from metadata and look at this
/// at most; a key is replaced before.
const VALID: SignedDuration = SignedDuration::from_hours(3 * 365 * 24);
/// And from how long ago, for partners whose clock is behind.
const BACKDATED: SignedDuration = SignedDuration::from_hours(1);
/// P-256 as DER names it (SEC 2, RFC 5480).
const P256: [u8; 10] = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];

/// The kinds of keys that are made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum KeyKind {
    /// RSA of 2048 bits.
    Rsa2048,
    /// RSA of 3072 bits.
    Rsa3072,
    /// ECDSA on P-256.
    P256,
}

impl KeyKind {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::Rsa2048, Self::Rsa3072, Self::P256];

    /// `rsa-2048`, `rsa-3072` or `p-256`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rsa2048 => "rsa-2048",
            Self::Rsa3072 => "rsa-3072",
            Self::P256 => "p-256",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    fn generate(self) -> Result<PKey<Private>, ErrorStack> {
        match self {
            Self::Rsa2048 => PKey::from_rsa(Rsa::generate(2048)?),
            Self::Rsa3072 => PKey::from_rsa(Rsa::generate(3072)?),
            Self::P256 => PKey::from_ec_key(EcKey::generate(&*p256()?)?),
        }
    }
}

/// A new key and its certificate, both PEM.
pub(crate) fn in_memory(
    kind: KeyKind,
    name: &str,
    now: Timestamp,
) -> Result<(Vec<u8>, Vec<u8>), KeyError> {
    let make = || {
        let key = kind.generate()?;
        let certificate = certificate(&key, &key, name, now)?;
        Ok((key.private_key_to_pem_pkcs8()?, certificate.to_pem()?))
    };
    make().map_err(|_: ErrorStack| KeyError::Making)
}

/// A new key inside a token, with this label and a random id, and its certificate as PEM.
pub(crate) fn in_token(
    token: &Token,
    kind: KeyKind,
    label: &str,
    name: &str,
    now: Timestamp,
) -> Result<(KeyName, Vec<u8>), KeyError> {
    let mut id = [0; 16];
    openssl::rand::rand_bytes(&mut id).map_err(|_| KeyError::Making)?;
    let key = KeyName { label: Some(label.to_owned()), id: Some(id.to_vec()) };
    let public = token.write(|session| generate(session, kind, &key)).map_err(KeyError::from)?;
    let public = public.public_key().map_err(|_| KeyError::Making)?;
    let certificate = certified(token, kind, &key, &public, name, now)?;
    Ok((key, certificate))
}

/// What a token says of a public key.
enum Told {
    Rsa { modulus: Vec<u8>, exponent: Vec<u8> },
    Ec { point: Vec<u8> },
}

impl Told {
    fn public_key(&self) -> Result<PKey<Public>, ErrorStack> {
        match self {
            Self::Rsa { modulus, exponent } => PKey::from_rsa(Rsa::from_public_components(
                BigNum::from_slice(modulus)?,
                BigNum::from_slice(exponent)?,
            )?),
            Self::Ec { point } => {
                let group = p256()?;
                // PKCS#11 6.3.3: the point stands in an OCTET STRING. Some modules leave that out.
                let bare = match point.as_slice() {
                    [0x04, 0x41, bare @ ..] if bare.len() == 0x41 => bare,
                    other => other,
                };
                let mut context = BigNumContext::new()?;
                let point = EcPoint::from_bytes(&group, bare, &mut context)?;
                PKey::from_ec_key(EcKey::from_public_key(&group, &point)?)
            }
        }
    }
}

fn generate(session: &Session, kind: KeyKind, name: &KeyName) -> Result<Told, ModuleError> {
    let mut public = vec![Attribute::Token(true), Attribute::Verify(true)];
    let mut private = vec![
        Attribute::Token(true),
        Attribute::Private(true),
        Attribute::Sensitive(true),
        Attribute::Extractable(false),
        Attribute::Sign(true),
    ];
    for both in [&mut public, &mut private] {
        both.extend(name.label.iter().map(|label| Attribute::Label(label.as_bytes().to_vec())));
        both.extend(name.id.iter().map(|id| Attribute::Id(id.clone())));
    }
    let mechanism = match kind {
        KeyKind::Rsa2048 | KeyKind::Rsa3072 => {
            let bits: u64 = if kind == KeyKind::Rsa2048 { 2048 } else { 3072 };
            public.push(Attribute::ModulusBits(bits.into()));
            public.push(Attribute::PublicExponent(vec![1, 0, 1]));
            Mechanism::RsaPkcsKeyPairGen
        }
        KeyKind::P256 => {
            public.push(Attribute::EcParams(P256.to_vec()));
            Mechanism::EccKeyPairGen
        }
    };
    let (made, _) = session.generate_key_pair(&mechanism, &public, &private)?;
    told(session, made)
}

fn told(session: &Session, key: ObjectHandle) -> Result<Told, ModuleError> {
    let kinds = [AttributeType::Modulus, AttributeType::PublicExponent, AttributeType::EcPoint];
    let (mut modulus, mut exponent) = (None, None);
    for attribute in session.get_attributes(key, &kinds)? {
        if let Attribute::EcPoint(point) = attribute {
            return Ok(Told::Ec { point });
        } else if let Attribute::Modulus(value) = attribute {
            modulus = Some(value);
        } else if let Attribute::PublicExponent(value) = attribute {
            exponent = Some(value);
        }
    }
    match (modulus, exponent) {
        (Some(modulus), Some(exponent)) => Ok(Told::Rsa { modulus, exponent }),
        _ => Err(ModuleError::InvalidValue),
    }
}

/// A certificate that names `key` and is signed by `signer`.
fn certificate<T: openssl::pkey::HasPublic>(
    key: &PKeyRef<T>,
    signer: &PKeyRef<Private>,
    name: &str,
    now: Timestamp,
) -> Result<X509, ErrorStack> {
    let mut subject = X509Name::builder()?;
    subject.append_entry_by_nid(Nid::COMMONNAME, name)?;
    let subject = subject.build();
    let mut serial = BigNum::new()?;
    serial.rand(127, MsbOption::MAYBE_ZERO, false)?;
    let mut builder = X509::builder()?;
    builder.set_version(2)?;
    builder.set_serial_number(&*Asn1Integer::from_bn(&serial)?)?;
    builder.set_subject_name(&subject)?;
    builder.set_issuer_name(&subject)?;
    builder.set_pubkey(key)?;
    builder.set_not_before(&*Asn1Time::from_unix((now - BACKDATED).as_second())?)?;
    builder.set_not_after(&*Asn1Time::from_unix((now + VALID).as_second())?)?;
    builder.append_extension(BasicConstraints::new().critical().build()?)?;
    builder.append_extension(KeyUsage::new().critical().digital_signature().build()?)?;
    builder.sign(signer, MessageDigest::sha256())?;
    Ok(builder.build())
}

/// The same, signed inside the token. OpenSSL signs with keys that it has only, so a passing key of the
/// same kind signs first, and its signature is replaced: what is signed is the same.
fn certified(
    token: &Token,
    kind: KeyKind,
    key: &KeyName,
    public: &PKeyRef<Public>,
    name: &str,
    now: Timestamp,
) -> Result<Vec<u8>, KeyError> {
    let passing = || certificate(public, &*kind.generate()?, name, now)?.to_der();
    let draft = passing().map_err(|_| KeyError::Making)?;
    let (content, algorithm) = parts(&draft).ok_or(KeyError::Making)?;
    let signature = sign(token, kind, key, content)?;
    let bits = [&[0], signature.as_slice()].concat();
    let whole = [content, algorithm, &wrapped(0x03, &bits)].concat();
    let made = X509::from_der(&wrapped(0x30, &whole)).map_err(|_| KeyError::Making)?;
    if !made.verify(public).unwrap_or(false) {
        return Err(KeyError::Mismatch);
    }
    made.to_pem().map_err(|_| KeyError::Making)
}

fn sign(token: &Token, kind: KeyKind, key: &KeyName, data: &[u8]) -> Result<Vec<u8>, KeyError> {
    let scheme = match kind {
        KeyKind::Rsa2048 | KeyKind::Rsa3072 => SignatureScheme::RsaSha256,
        KeyKind::P256 => SignatureScheme::EcdsaSha256,
    };
    let signature = crate::signing_key::sign_in_token(token, key, scheme, 32, data)?;
    if kind != KeyKind::P256 {
        return Ok(signature);
    }
    let (r, s) = signature.split_at_checked(32).ok_or(KeyError::Making)?;
    let number = BigNum::from_slice;
    let der = || EcdsaSig::from_private_components(number(r)?, number(s)?)?.to_der();
    der().map_err(|_| KeyError::Making)
}

/// Of a certificate (RFC 5280 4.1): what is signed, and by which algorithm; both as they stand in it.
fn parts(certificate: &[u8]) -> Option<(&[u8], &[u8])> {
    let (_, header) = length(certificate)?;
    let inside = certificate.get(header..)?;
    let (content, rest) = element(inside)?;
    Some((content, element(rest)?.0))
}

/// The first element, and what follows it.
fn element(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (content, header) = length(der)?;
    der.split_at_checked(header + content)
}

/// X.690 8.1.3: how long an element's content is, and its tag and length before it.
fn length(der: &[u8]) -> Option<(usize, usize)> {
    match der {
        [_, short @ 0..=0x7f, ..] => Some((usize::from(*short), 2)),
        [_, 0x81, one, ..] => Some((usize::from(*one), 3)),
        [_, 0x82, high, low, ..] => Some((usize::from(*high) << 8 | usize::from(*low), 4)),
        _ => None,
    }
}

/// An element of fewer than 65,536 octets.
fn wrapped(tag: u8, content: &[u8]) -> Vec<u8> {
    let [.., high, low] = content.len().to_be_bytes();
    let header: &[u8] = match (high, low) {
        (0, 0..=0x7f) => &[tag, low],
        (0, _) => &[tag, 0x81, low],
        _ => &[tag, 0x82, high, low],
    };
    [header, content].concat()
}

fn p256() -> Result<EcGroup, ErrorStack> {
    EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)
}

impl From<TokenError> for KeyError {
    fn from(error: TokenError) -> Self {
        let mut text = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            text.push_str(": ");
            text.push_str(&cause.to_string());
            source = cause.source();
        }
        Self::Token(text)
    }
}

impl SigningKey {
    /// Signs a word and verifies it: a key in a token is there only when it does.
    ///
    /// # Errors
    /// [`KeyError`] if it does not sign, or if its certificate belongs to another key.
    pub fn prove(&self) -> Result<(), KeyError> {
        let word = b"this key is here";
        let signature = self.sign(self.scheme(), word)?;
        let public = self.certificate().public_key()?;
        if public.verify(self.scheme(), word, &signature, crate::EcdsaForm::Raw) {
            Ok(())
        } else {
            Err(KeyError::Mismatch)
        }
    }
}
