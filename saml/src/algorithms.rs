//! The algorithms by their names in XML (SPEC 3.11). What is not here is refused.

use certs::{Digest, SignatureScheme};

/// Exclusive canonicalisation without comments.
pub const EXCLUSIVE_C14N: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
/// The transform that leaves out the signature itself.
pub const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

const SCHEMES: [SignatureScheme; 9] = [
    SignatureScheme::RsaSha256,
    SignatureScheme::RsaSha384,
    SignatureScheme::RsaSha512,
    SignatureScheme::PssSha256,
    SignatureScheme::PssSha384,
    SignatureScheme::PssSha512,
    SignatureScheme::EcdsaSha256,
    SignatureScheme::EcdsaSha384,
    SignatureScheme::EcdsaSha512,
];
const DIGESTS: [Digest; 3] = [Digest::Sha256, Digest::Sha384, Digest::Sha512];

/// The signature scheme of this name, if accepted.
#[must_use]
pub fn scheme(uri: &str) -> Option<SignatureScheme> {
    SCHEMES.into_iter().find(|scheme| scheme_uri(*scheme) == uri)
}

/// The digest of this name, if accepted.
#[must_use]
pub fn digest(uri: &str) -> Option<Digest> {
    DIGESTS.into_iter().find(|digest| digest_uri(*digest) == uri)
}

/// How XML names a signature scheme (RFC 9231 section 2.3).
#[must_use]
pub fn scheme_uri(scheme: SignatureScheme) -> &'static str {
    match scheme {
        SignatureScheme::RsaSha256 => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        SignatureScheme::RsaSha384 => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
        SignatureScheme::RsaSha512 => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
        SignatureScheme::PssSha256 => "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
        SignatureScheme::PssSha384 => "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1",
        SignatureScheme::PssSha512 => "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1",
        SignatureScheme::EcdsaSha256 => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
        SignatureScheme::EcdsaSha384 => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
        SignatureScheme::EcdsaSha512 => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512",
    }
}

/// How XML names a digest (RFC 9231 section 2.1; SHA-384 is named elsewhere than its siblings).
#[must_use]
pub fn digest_uri(digest: Digest) -> &'static str {
    match digest {
        Digest::Sha256 => "http://www.w3.org/2001/04/xmlenc#sha256",
        Digest::Sha384 => "http://www.w3.org/2001/04/xmldsig-more#sha384",
        Digest::Sha512 => "http://www.w3.org/2001/04/xmlenc#sha512",
    }
}
