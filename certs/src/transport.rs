use openssl::encrypt::{Decrypter, Encrypter};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKeyRef, Private, Public};
use openssl::rsa::Padding;

/// How the key of a [`ContentCipher`](crate::ContentCipher) is sent: RSA-OAEP with an empty label
/// (RFC 8017 section 7.1). PKCS#1 v1.5 cannot be expressed: its padding is an oracle (Bleichenbacher
/// 1998; on XML encryption, Jager, Schinzel and Somorovsky 2012).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct KeyTransport {
    /// The hash of the label.
    pub hash: OaepHash,
    /// The hash inside the mask generation function.
    pub mask: OaepHash,
}

/// A hash inside OAEP. SHA-1 is among them because stock service providers read nothing else, and
/// because OAEP asks no resistance to collisions of it; nothing is ever signed with it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum OaepHash {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl OaepHash {
    fn digest(self) -> MessageDigest {
        match self {
            Self::Sha1 => MessageDigest::sha1(),
            Self::Sha256 => MessageDigest::sha256(),
            Self::Sha384 => MessageDigest::sha384(),
            Self::Sha512 => MessageDigest::sha512(),
        }
    }
}

impl KeyTransport {
    pub(crate) fn wrap(self, to: &PKeyRef<Public>, key: &[u8]) -> Result<Vec<u8>, ErrorStack> {
        let mut encrypter = Encrypter::new(to)?;
        encrypter.set_rsa_padding(Padding::PKCS1_OAEP)?;
        encrypter.set_rsa_oaep_md(self.hash.digest())?;
        encrypter.set_rsa_mgf1_md(self.mask.digest())?;
        let mut out = vec![0; encrypter.encrypt_len(key)?];
        let length = encrypter.encrypt(key, &mut out)?;
        out.truncate(length);
        Ok(out)
    }

    pub(crate) fn unwrap(
        self,
        with: &PKeyRef<Private>,
        wrapped: &[u8],
    ) -> Result<Vec<u8>, ErrorStack> {
        let mut decrypter = Decrypter::new(with)?;
        decrypter.set_rsa_padding(Padding::PKCS1_OAEP)?;
        decrypter.set_rsa_oaep_md(self.hash.digest())?;
        decrypter.set_rsa_mgf1_md(self.mask.digest())?;
        let mut out = vec![0; decrypter.decrypt_len(wrapped)?];
        let length = decrypter.decrypt(wrapped, &mut out)?;
        out.truncate(length);
        Ok(out)
    }
}
