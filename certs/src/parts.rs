//! What X.509 structures consist of (RFC 5280, 4.1), as slices of the octets that are signed.

use jiff::Timestamp;

use crate::certificate::Certificate;
use crate::der::{self, Element, INTEGER, OCTET_STRING, Reader, SEQUENCE, SET, explicit};
use crate::public_key::EcdsaForm;
use crate::scheme::SignatureScheme;

/// RFC 5280, 4.1.2.2.
const LONGEST_SERIAL: usize = 20;

/// Octets, and who signed them how.
pub(crate) struct Sealed<'a> {
    signed: &'a [u8],
    /// The `AlgorithmIdentifier`.
    pub(crate) algorithm: &'a [u8],
    signature: &'a [u8],
}

impl<'a> Sealed<'a> {
    /// What is signed, with its tag; then how, and the signature. Reads no further.
    pub(crate) fn read(from: &mut Reader<'a>) -> Option<Self> {
        Some(Self {
            signed: from.whole_of(SEQUENCE)?.whole,
            algorithm: from.whole_of(SEQUENCE)?.whole,
            signature: from.octets_of_bits()?,
        })
    }

    /// What is in it.
    pub(crate) fn content(&self) -> Option<Reader<'a>> {
        Reader::inside(self.signed, SEQUENCE)
    }

    /// In a way that we use; `None` is a weak one, and every other.
    pub(crate) fn scheme(&self) -> Option<SignatureScheme> {
        SignatureScheme::from_algorithm(self.algorithm)
    }

    /// Whether this certificate's key signed it, in a way that we use.
    pub(crate) fn is_by(&self, signer: &Certificate) -> bool {
        match (self.scheme(), signer.public_key()) {
            (Some(scheme), Ok(key)) => {
                key.verify(scheme, self.signed, self.signature, EcdsaForm::Der)
            }
            _ => false,
        }
    }
}

/// What a certificate says.
pub(crate) struct Parts<'a> {
    pub(crate) sealed: Sealed<'a>,
    /// Without the octet of its sign.
    pub(crate) serial: &'a [u8],
    /// A `Name`, with its tag.
    pub(crate) issuer: &'a [u8],
    pub(crate) not_before: Timestamp,
    pub(crate) not_after: Timestamp,
    /// A `Name`, with its tag.
    pub(crate) subject: &'a [u8],
    /// The bits of the key, without its algorithm.
    pub(crate) key: &'a [u8],
    pub(crate) extensions: Extensions<'a>,
}

impl<'a> Parts<'a> {
    pub(crate) fn of(certificate: &'a Certificate) -> Option<Self> {
        let mut whole = Reader::inside(certificate.der(), SEQUENCE)?;
        let sealed = Sealed::read(&mut whole)?;
        whole.end()?;
        let mut from = sealed.content()?;
        let version = from.optional(explicit(0))?;
        let serial = from.natural().filter(|serial| serial.len() <= LONGEST_SERIAL)?;
        // RFC 5280, 4.1.1.2: the two are the same.
        let algorithm = from.whole_of(SEQUENCE)?.whole;
        let issuer = from.whole_of(SEQUENCE)?.whole;
        let mut validity = from.enter(SEQUENCE)?;
        let (not_before, not_after) = (validity.time()?, validity.time()?);
        validity.end()?;
        let subject = from.whole_of(SEQUENCE)?.whole;
        let mut key = from.enter(SEQUENCE)?;
        key.take(SEQUENCE)?;
        let key = key.octets_of_bits()?;
        for unique_id in [1, 2] {
            from.optional(der::implicit(unique_id))?;
        }
        let extensions = from.optional(explicit(3))?;
        from.end()?;
        let is_third = version == Some(&[INTEGER, 1, 2]);
        if algorithm != sealed.algorithm || (extensions.is_some() && !is_third) {
            return None;
        }
        let extensions = extensions.map_or(Some(Extensions::default()), Extensions::read)?;
        Some(Self { sealed, serial, issuer, not_before, not_after, subject, key, extensions })
    }
}

/// An extension, its value still DER.
pub(crate) struct Extension<'a> {
    pub(crate) oid: String,
    pub(crate) critical: bool,
    pub(crate) value: &'a [u8],
}

/// Extensions, each of them once.
#[derive(Default)]
pub(crate) struct Extensions<'a>(Vec<Extension<'a>>);

impl<'a> Extensions<'a> {
    /// From a `SEQUENCE` of them.
    pub(crate) fn read(octets: &'a [u8]) -> Option<Self> {
        let mut from = Reader::inside(octets, SEQUENCE)?;
        let mut all: Vec<Extension<'a>> = Vec::new();
        while !from.is_at_end() {
            let mut one = from.enter(SEQUENCE)?;
            let extension = Extension {
                oid: one.oid()?,
                critical: one.flag()?,
                value: one.take(OCTET_STRING)?,
            };
            one.end()?;
            if all.iter().any(|known| known.oid == extension.oid) {
                return None;
            }
            all.push(extension);
        }
        Some(Self(all))
    }

    pub(crate) fn value(&self, oid: &str) -> Option<&'a [u8]> {
        self.0.iter().find(|extension| extension.oid == oid).map(|extension| extension.value)
    }

    /// Whether all that must be understood is among what is.
    pub(crate) fn are_understood(&self, known: &[&str]) -> bool {
        self.0.iter().all(|one| !one.critical || known.contains(&one.oid.as_str()))
    }

    /// A `SEQUENCE` of OIDs at the beginning of each element or as elements; empty where it is missing.
    pub(crate) fn list<T>(
        &self,
        oid: &str,
        read: impl Fn(&mut Reader<'a>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Some(value) = self.value(oid) else {
            return Some(Vec::new());
        };
        let mut from = Reader::inside(value, SEQUENCE)?;
        let mut all = Vec::new();
        while !from.is_at_end() {
            all.push(read(&mut from)?);
        }
        Some(all)
    }
}

/// RFC 5280, 4.2.1.3, the first bit first.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct KeyUsage(u16);

impl KeyUsage {
    pub(crate) const DIGITAL_SIGNATURE: Self = Self(0x8000);
    pub(crate) const NON_REPUDIATION: Self = Self(0x4000);
    pub(crate) const SIGNS_CERTIFICATES: Self = Self(0x0400);
    pub(crate) const SIGNS_LISTS: Self = Self(0x0200);

    pub(crate) fn allows(self, use_: Self) -> bool {
        self.0 & use_.0 != 0
    }
}

/// The extensions that say what a key may do.
impl Extensions<'_> {
    /// `None` if it is broken, `Some(None)` if it is missing.
    #[expect(clippy::option_option, reason = "absent and broken are two answers")]
    pub(crate) fn key_usage(&self) -> Option<Option<KeyUsage>> {
        let Some(value) = self.value(KEY_USAGE) else {
            return Some(None);
        };
        let mut from = Reader::new(value);
        let bits = from.take(der::BIT_STRING)?;
        from.end()?;
        match *bits {
            [0..=7, first] => Some(Some(KeyUsage(u16::from(first) << 8))),
            [0..=7, first, second] => {
                Some(Some(KeyUsage(u16::from(first) << 8 | u16::from(second))))
            }
            _ => None,
        }
    }

    /// The purposes, if they are limited.
    #[expect(clippy::option_option, reason = "absent and broken are two answers")]
    pub(crate) fn purposes(&self) -> Option<Option<Vec<String>>> {
        if self.value(EXTENDED_KEY_USAGE).is_none() {
            return Some(None);
        }
        self.list(EXTENDED_KEY_USAGE, Reader::oid).map(Some)
    }

    /// Whether it is an authority.
    pub(crate) fn is_authority(&self) -> Option<bool> {
        let Some(value) = self.value(BASIC_CONSTRAINTS) else {
            return Some(false);
        };
        Reader::inside(value, SEQUENCE)?.flag()
    }
}

pub(crate) const KEY_USAGE: &str = "2.5.29.15";
pub(crate) const SUBJECT_ALTERNATIVE_NAME: &str = "2.5.29.17";
pub(crate) const ISSUER_ALTERNATIVE_NAME: &str = "2.5.29.18";
pub(crate) const BASIC_CONSTRAINTS: &str = "2.5.29.19";
pub(crate) const DISTRIBUTION_POINTS: &str = "2.5.29.31";
pub(crate) const CERTIFICATE_POLICIES: &str = "2.5.29.32";
pub(crate) const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
pub(crate) const AUTHORITY_INFORMATION: &str = "1.3.6.1.5.5.7.1.1";
pub(crate) const STATEMENTS: &str = "1.3.6.1.5.5.7.1.3";

/// An attribute of a name.
pub(crate) struct Attribute {
    pub(crate) oid: String,
    pub(crate) text: String,
}

/// The attributes of a `Name` that are texts, in order; those of a multi-valued RDN one by one.
pub(crate) fn attributes(name: &[u8]) -> Option<Vec<Attribute>> {
    let mut from = Reader::inside(name, SEQUENCE)?;
    let mut all = Vec::new();
    while !from.is_at_end() {
        let mut set = from.enter(SET)?;
        while !set.is_at_end() {
            let mut one = set.enter(SEQUENCE)?;
            let oid = one.oid()?;
            let value = one.element()?;
            one.end()?;
            if is_text(value) {
                all.push(Attribute { oid, text: der::text(value)? });
            }
        }
    }
    Some(all)
}

fn is_text(element: Element<'_>) -> bool {
    matches!(element.tag, 0x0c | 0x12 | 0x13 | 0x14 | 0x16 | 0x1c | 0x1e)
}
