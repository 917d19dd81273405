//! The algorithms by their names in XML (SPEC 3.11). What is not on a list here is refused, and
//! [`name`] says what it was.

use certs::{ContentCipher, Digest, OaepHash, SignatureScheme};

/// Exclusive canonicalisation without comments.
pub const EXCLUSIVE_C14N: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
/// Inclusive canonicalisation 1.0 without comments: only by a named deviation.
pub const INCLUSIVE_C14N: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
/// The transform that leaves out the signature itself.
pub const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
/// RSA-OAEP with MGF1 over SHA-1 (XML Encryption 1.0), whatever the hash of the label.
pub const OAEP_MGF1P: &str = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
/// RSA-OAEP that says its mask generation function (XML Encryption 1.1).
pub const OAEP: &str = "http://www.w3.org/2009/xmlenc11#rsa-oaep";

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
const CIPHERS: [ContentCipher; 3] =
    [ContentCipher::Aes128Gcm, ContentCipher::Aes192Gcm, ContentCipher::Aes256Gcm];
const OAEP_HASHES: [OaepHash; 4] =
    [OaepHash::Sha1, OaepHash::Sha256, OaepHash::Sha384, OaepHash::Sha512];

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

/// The content cipher of this name, if accepted.
#[must_use]
pub fn cipher(uri: &str) -> Option<ContentCipher> {
    CIPHERS.into_iter().find(|cipher| cipher_uri(*cipher) == uri)
}

/// The hash of the label in OAEP, by the name of a digest.
#[must_use]
pub fn oaep_hash(uri: &str) -> Option<OaepHash> {
    OAEP_HASHES.into_iter().find(|hash| oaep_hash_uri(*hash) == uri)
}

/// The hash in the mask generation function, by the name of that function.
#[must_use]
pub fn mask(uri: &str) -> Option<OaepHash> {
    OAEP_HASHES.into_iter().find(|hash| mask_uri(*hash) == uri)
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

/// The digest that goes with a signature scheme: both say the same.
#[must_use]
pub fn digest_of(scheme: SignatureScheme) -> Digest {
    match scheme {
        SignatureScheme::RsaSha256 | SignatureScheme::PssSha256 | SignatureScheme::EcdsaSha256 => {
            Digest::Sha256
        }
        SignatureScheme::RsaSha384 | SignatureScheme::PssSha384 | SignatureScheme::EcdsaSha384 => {
            Digest::Sha384
        }
        SignatureScheme::RsaSha512 | SignatureScheme::PssSha512 | SignatureScheme::EcdsaSha512 => {
            Digest::Sha512
        }
    }
}

/// How XML names a content cipher (XML Encryption 1.1 section 5.1.1).
#[must_use]
pub fn cipher_uri(cipher: ContentCipher) -> &'static str {
    match cipher {
        ContentCipher::Aes128Gcm => "http://www.w3.org/2009/xmlenc11#aes128-gcm",
        ContentCipher::Aes192Gcm => "http://www.w3.org/2009/xmlenc11#aes192-gcm",
        ContentCipher::Aes256Gcm => "http://www.w3.org/2009/xmlenc11#aes256-gcm",
    }
}

/// How XML names the hash of the label in OAEP.
#[must_use]
pub fn oaep_hash_uri(hash: OaepHash) -> &'static str {
    match hash {
        OaepHash::Sha1 => "http://www.w3.org/2000/09/xmldsig#sha1",
        OaepHash::Sha256 => digest_uri(Digest::Sha256),
        OaepHash::Sha384 => digest_uri(Digest::Sha384),
        OaepHash::Sha512 => digest_uri(Digest::Sha512),
    }
}

/// How XML names a mask generation function (XML Encryption 1.1 section 5.5.2).
#[must_use]
pub fn mask_uri(hash: OaepHash) -> &'static str {
    match hash {
        OaepHash::Sha1 => "http://www.w3.org/2009/xmlenc11#mgf1sha1",
        OaepHash::Sha256 => "http://www.w3.org/2009/xmlenc11#mgf1sha256",
        OaepHash::Sha384 => "http://www.w3.org/2009/xmlenc11#mgf1sha384",
        OaepHash::Sha512 => "http://www.w3.org/2009/xmlenc11#mgf1sha512",
    }
}

/// What people call the algorithm of this name, so that a refusal can say it without repeating what
/// a stranger wrote. From RFC 9231, XML Signature 1.1 and XML Encryption 1.1.
#[must_use]
pub fn name(uri: Option<&str>) -> &'static str {
    let Some(uri) = uri else {
        return "(none is named)";
    };
    NAMES.iter().find(|(known, _)| *known == uri).map_or("(of an unknown name)", |(_, name)| name)
}

const NAMES: [(&str, &str); 63] = [
    // Signatures and authentication codes.
    ("http://www.w3.org/2000/09/xmldsig#rsa-sha1", "RSA with SHA-1"),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-md5", "RSA with MD5"),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha224", "RSA with SHA-224"),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "RSA with SHA-256"),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", "RSA with SHA-384"),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", "RSA with SHA-512"),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-ripemd160", "RSA with RIPEMD-160"),
    ("http://www.w3.org/2007/05/xmldsig-more#rsa-pss", "RSA-PSS with parameters"),
    ("http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1", "RSA-PSS with SHA-1"),
    ("http://www.w3.org/2007/05/xmldsig-more#md5-rsa-MGF1", "RSA-PSS with MD5"),
    ("http://www.w3.org/2007/05/xmldsig-more#sha224-rsa-MGF1", "RSA-PSS with SHA-224"),
    ("http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", "RSA-PSS with SHA-256"),
    ("http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1", "RSA-PSS with SHA-384"),
    ("http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1", "RSA-PSS with SHA-512"),
    ("http://www.w3.org/2007/05/xmldsig-more#sha3-256-rsa-MGF1", "RSA-PSS with SHA3-256"),
    ("http://www.w3.org/2000/09/xmldsig#dsa-sha1", "DSA with SHA-1"),
    ("http://www.w3.org/2009/xmldsig11#dsa-sha256", "DSA with SHA-256"),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1", "ECDSA with SHA-1"),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha224", "ECDSA with SHA-224"),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", "ECDSA with SHA-256"),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", "ECDSA with SHA-384"),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512", "ECDSA with SHA-512"),
    ("http://www.w3.org/2007/05/xmldsig-more#ecdsa-ripemd160", "ECDSA with RIPEMD-160"),
    ("http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519", "Ed25519"),
    ("http://www.w3.org/2021/04/xmldsig-more#eddsa-ed448", "Ed448"),
    ("http://www.w3.org/2000/09/xmldsig#hmac-sha1", "HMAC with SHA-1"),
    ("http://www.w3.org/2001/04/xmldsig-more#hmac-md5", "HMAC with MD5"),
    ("http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", "HMAC with SHA-256"),
    ("http://www.w3.org/2001/04/xmldsig-more#hmac-sha384", "HMAC with SHA-384"),
    ("http://www.w3.org/2001/04/xmldsig-more#hmac-sha512", "HMAC with SHA-512"),
    // Digests.
    ("http://www.w3.org/2001/04/xmldsig-more#md5", "MD5"),
    ("http://www.w3.org/2000/09/xmldsig#sha1", "SHA-1"),
    ("http://www.w3.org/2001/04/xmldsig-more#sha224", "SHA-224"),
    ("http://www.w3.org/2001/04/xmlenc#sha256", "SHA-256"),
    ("http://www.w3.org/2001/04/xmldsig-more#sha384", "SHA-384"),
    ("http://www.w3.org/2001/04/xmlenc#sha512", "SHA-512"),
    ("http://www.w3.org/2001/04/xmlenc#ripemd160", "RIPEMD-160"),
    ("http://www.w3.org/2007/05/xmldsig-more#sha3-256", "SHA3-256"),
    ("http://www.w3.org/2007/05/xmldsig-more#sha3-512", "SHA3-512"),
    // Canonical forms and transforms.
    (INCLUSIVE_C14N, "inclusive canonicalisation 1.0"),
    (
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
        "inclusive canonicalisation 1.0 with comments",
    ),
    ("http://www.w3.org/2006/12/xml-c14n11", "inclusive canonicalisation 1.1"),
    (
        "http://www.w3.org/2006/12/xml-c14n11#WithComments",
        "inclusive canonicalisation 1.1 with comments",
    ),
    (EXCLUSIVE_C14N, "exclusive canonicalisation"),
    (
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
        "exclusive canonicalisation with comments",
    ),
    ("http://www.w3.org/2010/xml-c14n2", "canonicalisation 2.0"),
    (ENVELOPED, "enveloped-signature"),
    ("http://www.w3.org/2000/09/xmldsig#base64", "base64"),
    ("http://www.w3.org/TR/1999/REC-xpath-19991116", "XPath"),
    ("http://www.w3.org/2002/06/xmldsig-filter2", "XPath filter 2"),
    ("http://www.w3.org/TR/1999/REC-xslt-19991116", "XSLT"),
    (
        "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform",
        "security token reference",
    ),
    // Encryption.
    ("http://www.w3.org/2001/04/xmlenc#tripledes-cbc", "Triple DES in CBC mode"),
    ("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "AES-128 in CBC mode"),
    ("http://www.w3.org/2001/04/xmlenc#aes192-cbc", "AES-192 in CBC mode"),
    ("http://www.w3.org/2001/04/xmlenc#aes256-cbc", "AES-256 in CBC mode"),
    ("http://www.w3.org/2009/xmlenc11#aes128-gcm", "AES-128 in GCM mode"),
    ("http://www.w3.org/2009/xmlenc11#aes256-gcm", "AES-256 in GCM mode"),
    ("http://www.w3.org/2001/04/xmlenc#rsa-1_5", "RSA with PKCS#1 1.5 padding"),
    (OAEP_MGF1P, "RSA-OAEP with MGF1 over SHA-1"),
    (OAEP, "RSA-OAEP"),
    ("http://www.w3.org/2009/xmlenc11#ECDH-ES", "ECDH-ES"),
    ("http://www.w3.org/2001/04/xmlenc#kw-aes256", "AES-256 key wrap"),
];
